/// The design of a regression with fewer examples than columns, n < p, kept whole, and the triangle of its small side.
///
/// With A = √V Φ S⁻¹, n × p, and Aᵀ = QR, everything that the examples say of the weights lies in the n directions Q: whatever
/// w is, AwS = Rᵀ(QᵀSw). Φ is centred where a ridge leaves the bias alone, so that the bias takes no part.
struct WideDesign: Sendable {
  /// The columns of the network's design that A has, in order.
  let features: [Int]
  /// The examples of positive weight.
  let examples: [Int]
  /// √v of each.
  let roots: [Double]
  /// S, by feature.
  let scales: [Double]
  /// The weighted means that were taken from the features, in the units of the data; nil where none were.
  let means: [Double]?
  /// A, n × p.
  let a: ColumnMatrix
  /// R, n × n.
  let r: ColumnMatrix
  let routines: any LinearAlgebraRoutines.Type
  let threads: Int

  /// - Parameters:
  ///   - columns: The columns of the regression.
  ///   - scales: What the weight of each column of the network's design is multiplied by in the penalty; nil without a ridge,
  ///     for the solution of the smallest norm, of which the bias is a part.
  /// - Complexity: 2n²p flops, np numbers of memory.
  init<Scalar: RealScalar>(_ problem: LinearProblem<Scalar>, _ columns: [Int], scales penalty: [Double]?) {
    let design = problem.design
    let isCentred = penalty != nil && design.hasBias
    let features = isCentred ? columns.filter { $0 != design.features } : columns
    let examples = (0..<design.count).filter { problem.weight($0) > 0 }
    let roots = examples.map { problem.weight($0).squareRoot() }
    let scales = features.map { penalty?[$0] ?? 1 }
    let (n, p) = (examples.count, features.count)
    var a = ColumnMatrix(rows: n, columns: p)
    a.withUnsafeMutable { a in
      for (row, i) in examples.enumerated() {
        let phi = design.row(i)
        for (j, c) in features.enumerated() { a[j * n + row] = phi[c] }
      }
    }
    means = isCentred ? Self.centre(&a, roots) : nil
    a.withUnsafeMutable { a in
      for j in 0..<p {
        for i in 0..<n { a[j * n + i] *= roots[i] / scales[j] }
      }
    }
    (self.features, self.examples, self.roots, self.scales) = (features, examples, roots, scales)
    (routines, threads) = (problem.routines, problem.network.execution.threads)
    self.a = a
    r = Self.columns(of: a, routines, threads).triangle()
  }

  /// Takes the weighted mean from every column; nothing is left of a constant.
  private static func centre(_ a: inout ColumnMatrix, _ roots: [Double]) -> [Double] {
    let n = a.rows
    let total = roots.reduce(0) { $0 + $1 * $1 }
    let parts = roots.map { $0 * $0 / total }
    return (0..<a.columns).map { j in
      a.withUnsafeMutable { a in
        let column = a + j * n
        let origin = column[0]
        let mean = (0..<n).reduce(origin) { $0 + parts[$1] * (column[$1] - origin) }
        for i in 0..<n { column[i] -= mean }
        return mean
      }
    }
  }

  /// Aᵀ, p × n: the examples are the columns.
  private static func columns(
    of a: ColumnMatrix, _ routines: any LinearAlgebraRoutines.Type, _ threads: Int
  ) -> TallColumns {
    TallColumns(rows: a.columns, examples: a.columns, count: a.rows, routines: routines, threads: threads) {
      range, chosen, memory in
      let m = range.count
      a.withUnsafe { a0 in
        for (row, j) in range.enumerated() {
          let column = a0 + j * a.rows
          for (place, i) in chosen.enumerated() { memory[place * m + row] = column[i] }
        }
      }
    }
  }

  var transposedColumns: TallColumns { Self.columns(of: a, routines, threads) }

  /// The targets of some outputs, every row times the root of its weight, and their weighted means where the design is centred.
  func targets<Scalar: RealScalar>(
    _ problem: LinearProblem<Scalar>, _ outputs: [Int]
  ) -> (values: ColumnMatrix, means: [Double]?) {
    var t = ColumnMatrix(rows: examples.count, columns: outputs.count)
    for (j, k) in outputs.enumerated() {
      for (row, i) in examples.enumerated() { t[row, j] = problem.targets[i, k] }
    }
    let means = means == nil ? nil : Self.centre(&t, roots)
    for j in outputs.indices {
      for i in roots.indices { t[i, j] *= roots[i] }
    }
    return (t, means)
  }

  /// Mᵀ A for M of n rows, k columns: k × p.
  ///
  /// - Complexity: 2nkp flops, on all threads.
  func product(_ m: ColumnMatrix) -> ColumnMatrix {
    let (n, p, k) = (a.rows, a.columns, m.columns)
    var result = ColumnMatrix(rows: k, columns: p)
    guard n > 0 && k > 0 else { return result }
    let width = 512
    result.withUnsafeMutable { result in
      nonisolated(unsafe) let result = result
      Parallel.forEach((p + width - 1) / width, threads: threads) { piece, _ in
        let range = piece * width..<min(p, (piece + 1) * width)
        m.withUnsafe { m in
          a.withUnsafe { a in
            routines.multiply(
              true, false, k, range.count, n, m, a + range.lowerBound * n, 0, result + range.lowerBound * k)
          }
        }
      }
    }
    return result
  }

  /// The regression of some rows on the n directions Q and a bias, all rows by default: what a cross-validation of ridges needs.
  ///
  /// - Parameter rows: Examples of positive weight.
  func reduced<Scalar: RealScalar>(
    _ problem: LinearProblem<Scalar>, _ outputs: [Int], rows: [Int]
  ) -> LeastSquares {
    let (t, _) = targets(problem, outputs)
    let bias = means == nil ? 0 : 1
    let (n, q) = (a.rows, a.rows + bias + outputs.count)
    let places = Dictionary(uniqueKeysWithValues: zip(examples, examples.indices))
    var stacked = ColumnMatrix(rows: max(rows.count, q), columns: q)
    for (row, example) in rows.enumerated() {
      guard let i = places[example] else { continue }
      for j in 0..<n { stacked[row, j] = r[j, i] }
      if bias == 1 { stacked[row, n] = roots[i] }
      for j in outputs.indices { stacked[row, n + bias + j] = t[i, j] }
    }
    return LeastSquares(
      triangle: QRFactorization(stacked, using: routines).r, design: n + bias, using: routines)
  }

  /// What the columns of `reduced` are multiplied by in the penalty.
  var reducedScales: [Double] { Array(repeating: 1, count: a.rows) + (means == nil ? [] : [0]) }
}
