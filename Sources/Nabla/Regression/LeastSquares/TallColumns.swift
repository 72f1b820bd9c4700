internal import Synchronization

/// The columns of a design, every row times the root of its weight, as a matrix that is written a tile of rows at a time.
struct TallColumns {
  let rows: Int
  /// The rows with a positive weight.
  let examples: Int
  let count: Int
  let routines: any LinearAlgebraRoutines.Type
  let threads: Int
  /// The processes that share the tiles.
  var group = ProcessGroup.single
  /// Writes some columns of a range of rows, column by column; those of the design come before the targets.
  let write: (_ range: Range<Int>, _ columns: [Int], _ memory: UnsafeMutablePointer<Double>) -> Void

  private var factorization: TallQR { TallQR(routines: routines, threads: threads, group: group) }

  /// R of all columns, in order.
  func triangle() -> ColumnMatrix {
    let all = Array(0..<count)
    return factorization.triangle(rows: rows, columns: count) { write($0, all, $1) }
  }

  /// What rounding of the factorisation makes of singular values, at most.
  var rounding: Double { TallQR.rounding(rows: rows, columns: count) }

  /// What rounding of the numbers themselves, and of a column that was computed from others, makes of a dependence, as a
  /// part of Σ |φ_j w_j| over so many columns: enough for numbers that were printed with 15 digits.
  static func tolerance(_ columns: Int) -> Double { Double.ulpOfOne * Double(16 + 2 * columns) }

  /// Some columns as combinations of others.
  struct Regression {
    /// W, a column for each that is explained.
    var combination: ColumnMatrix
    /// For each the largest residual as a part of what rounding explains: up to 1 it depends on the others.
    var excess: [Double]
  }

  /// The regressions of columns d on columns s, which are independent, refined until what is left is rounding of the
  /// numbers, not of a factorisation.
  ///
  /// In row i rounding explains a residual of `tolerance` (|φ_id| + Σ |φ_is W_sd|), or of the rows' mean of this where a
  /// row is smaller: each row is held to its own size, so that one row can tell columns apart that agree in all others.
  ///
  /// - Complexity: 2n(|s| + |d|)² flops a pass, mostly two or three passes.
  func regression(of d: [Int], on s: [Int], lengths: [Double]) -> Regression {
    var w = ColumnMatrix(rows: s.count, columns: d.count)
    var excess = Array(repeating: Double.infinity, count: d.count)
    for pass in 0..<Self.passes {
      let (largest, triangle) = residuals(of: d, on: s, w, sizes: sizes(d, s, w, lengths))
      if pass > 0 { excess = zip(excess, largest).map { min($0, $1) } }
      let r = triangle.leading(s.count, s.count)
      guard (0..<s.count).allSatisfy({ r[$0, $0] != 0 }) else { break }
      var c = ColumnMatrix(rows: s.count, columns: d.count)
      for j in 0..<d.count {
        for i in 0..<s.count { c[i, j] = triangle[i, s.count + j] }
      }
      let change = r.solvingTriangle(c, upper: true, using: routines)
      for j in 0..<d.count {
        for i in 0..<s.count { w[i, j] += change[i, j] }
      }
      let size = sizes(d, s, w, lengths)
      let isStill = d.indices.allSatisfy { j in
        s.indices.allSatisfy { change[$0, j].magnitude * lengths[s[$0]] <= Double.ulpOfOne * size[j] }
      }
      if pass > 0 && (isStill || excess.allSatisfy { $0 <= 1 }) { break }
    }
    // What weighs no more than rounding has no part in a combination.
    let (size, tolerance) = (sizes(d, s, w, lengths), Self.tolerance(s.count + 1))
    for j in d.indices {
      for i in s.indices where w[i, j].magnitude * lengths[s[i]] <= tolerance * size[j] { w[i, j] = 0 }
    }
    return Regression(combination: w, excess: excess)
  }

  private static let passes = 6

  /// ‖φ_d‖ + Σ |W_sd| ‖φ_s‖.
  private func sizes(_ d: [Int], _ s: [Int], _ w: ColumnMatrix, _ lengths: [Double]) -> [Double] {
    d.indices.map { j in s.indices.reduce(lengths[d[j]]) { $0 + w[$1, j].magnitude * lengths[s[$1]] } }
  }

  /// The largest residuals of Φ_d − Φ_s W, each as a part of what rounding explains, and the triangle of [Φ_s, Φ_d − Φ_s W].
  private func residuals(
    of d: [Int], on s: [Int], _ w: ColumnMatrix, sizes: [Double]
  ) -> (largest: [Double], triangle: ColumnMatrix) {
    let columns = s + d
    var (negative, magnitude) = (w, w)
    for j in d.indices {
      for i in s.indices { (negative[i, j], magnitude[i, j]) = (-w[i, j], w[i, j].magnitude) }
    }
    let tolerance = Self.tolerance(s.count + 1)
    let floors = sizes.map { $0 / Double(max(examples, 1)).squareRoot() }
    let found = Mutex(d.map { _ in 0.0 })
    let triangle = factorization.triangle(rows: rows, columns: columns.count) { range, memory in
      write(range, columns, memory)
      let n = range.count
      let residual = memory + n * s.count
      withUnsafeTemporaryAllocation(of: Double.self, capacity: n * columns.count) { buffer in
        let sizes = buffer.baseAddress!
        for i in 0..<n * columns.count { sizes[i] = memory[i].magnitude }
        negative.withUnsafe { routines.multiply(false, false, n, d.count, s.count, memory, $0, 1, residual) }
        magnitude.withUnsafe {
          routines.multiply(false, false, n, d.count, s.count, sizes, $0, 1, sizes + n * s.count)
        }
        let largest = d.indices.map { j in
          (0..<n).reduce(0.0) { largest, i in
            let size = sizes[n * (s.count + j) + i] + floors[j]
            return size > 0 ? max(largest, residual[n * j + i].magnitude / (tolerance * size)) : largest
          }
        }
        found.withLock { found in for j in d.indices { found[j] = max(found[j], largest[j]) } }
      }
    }
    return (group.maxima(found.withLock { $0 }), triangle)
  }
}
