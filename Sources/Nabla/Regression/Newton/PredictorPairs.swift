/// How sums over examples of a p × p block for every pair of M predictors lie in memory, the pairs (m, l) with l ≤ m alone.
///
/// Where there are many columns each block has its own place, and its own product. A block of few columns is too small for a
/// product: there, the predictors stand in panels, whose blocks with all predictors before and in them are one matrix, and one
/// product. The blocks on the diagonal have places of their own behind the panels.
struct PredictorPairs {
  let columns: Int
  let predictors: Int

  /// The columns of a panel that a product is worth.
  private static let panelColumns = 128
  /// The most columns of a block that is better off in a panel, by measurement with OpenBLAS.
  private static let mostPanelColumns = 32

  /// Whether predictors stand in panels, where the products of a panel take up to twice the flops of its blocks.
  var hasPanels: Bool { predictors > 1 && columns > 0 && columns <= min(predictors, Self.mostPanelColumns) }

  /// The columns that a product needs of scaled features.
  var scaledColumns: Int { hasPanels ? columns * predictors : max(columns, 1) }

  /// The predictors of each panel.
  var panels: [Range<Int>] {
    guard hasPanels else { return [] }
    let size = max(Self.panelColumns / columns, 1)
    return stride(from: 0, to: predictors, by: size).map { $0..<min($0 + size, predictors) }
  }

  /// The numbers of all panels.
  private var panelsCount: Int { panels.reduce(0) { $0 + $1.count * $1.upperBound * columns * columns } }

  /// The numbers of all sums.
  var count: Int {
    hasPanels
      ? panelsCount + predictors * columns * columns : predictors * (predictors + 1) / 2 * columns * columns
  }

  /// Where the block of predictor m with itself is, the lower triangle of p × p numbers column by column.
  func diagonalPlace(_ m: Int) -> Int {
    (hasPanels ? panelsCount + m * columns * columns : (m * (m + 1) / 2 + m) * columns * columns)
  }

  /// The symmetric matrix of all predictors from these sums, those off the diagonal times a sign.
  func matrix(_ sums: ArraySlice<Double>, offDiagonal: Double) -> ColumnMatrix {
    let p = columns
    var result = ColumnMatrix(rows: p * predictors, columns: p * predictors)
    /// Puts the lower triangle of the block of predictors m and l, whose columns are `stride` numbers apart, in its places.
    func put(_ m: Int, _ l: Int, from place: Int, stride: Int) {
      let sign = l == m ? 1.0 : offDiagonal
      for j in 0..<p {
        for i in j..<p {
          let value = sign * sums[sums.startIndex + place + j * stride + i]
          result[m * p + i, l * p + j] = value
          result[m * p + j, l * p + i] = value
          result[l * p + i, m * p + j] = value
          result[l * p + j, m * p + i] = value
        }
      }
    }
    for m in 0..<predictors { put(m, m, from: diagonalPlace(m), stride: p) }
    if hasPanels {
      var first = 0
      for panel in panels {
        let stride = panel.count * p
        for m in panel {
          for l in 0..<m { put(m, l, from: first + (m - panel.lowerBound) * p + l * p * stride, stride: stride) }
        }
        first += stride * panel.upperBound * p
      }
    } else {
      for m in 0..<predictors {
        for l in 0..<m { put(m, l, from: (m * (m + 1) / 2 + l) * p * p, stride: p) }
      }
    }
    return result
  }
}
