/// The mean and the standard deviation (dividing by n) of each column; the deviation of a constant column is 0.
///
/// The mean comes first and the squared differences from it afterwards, with the correction of the two-pass algorithm
/// (T. F. Chan, G. H. Golub and R. J. LeVeque, The American Statistician 37, 1983), so that a large mean does not cancel
/// a small variance: s² = (Σ (x − m)² − (Σ (x − m))² / n) / n. Each column is measured in a power of two near its largest
/// magnitude, which changes no digits and keeps the squares from overflow.
func columnMoments<S: RealScalar>(_ x: Matrix<S>) -> (means: [S], deviations: [S]) {
  columnMoments(rows: x.rows, columns: x.columns) { body in x.elements.withUnsafeBufferPointer { body($0) } }
}

/// The same of rows that `forEachPart` calls its argument with, part by part in their order, in each of three passes.
func columnMoments<S: RealScalar, Failure: Error>(
  rows n: Int, columns d: Int, _ forEachPart: ((UnsafeBufferPointer<S>) -> Void) throws(Failure) -> Void
) throws(Failure) -> (means: [S], deviations: [S]) {
  var moments = MomentSums<S>(rows: n, columns: d)
  try forEachPart { moments.addRange($0) }
  moments.findUnits()
  try forEachPart { moments.addValues($0) }
  moments.findMeans()
  try forEachPart { moments.addDifferences($0) }
  return moments.result
}

/// The sums of the three passes.
private struct MomentSums<S: RealScalar> {
  private let n: Int
  private let d: Int
  private var least: [S]
  private var greatest: [S]
  private var units: [Double] = []
  private var means: [Double]
  private var differences: [Double]
  private var squares: [Double]

  init(rows n: Int, columns d: Int) {
    (self.n, self.d) = (n, d)
    least = [S](repeating: .infinity, count: d)
    greatest = [S](repeating: -.infinity, count: d)
    means = [Double](repeating: 0, count: d)
    (differences, squares) = (means, means)
  }

  @specialized(where S == Float)
  @specialized(where S == Double)
  mutating func addRange(_ x: UnsafeBufferPointer<S>) {
    for start in stride(from: 0, to: x.count, by: max(d, 1)) {
      for j in 0..<d {
        least[j] = min(least[j], x[start + j])
        greatest[j] = max(greatest[j], x[start + j])
      }
    }
  }

  /// Where every x of the column times this is at most 2 in magnitude; never so large or small that it is not a number.
  mutating func findUnits() {
    units = (0..<d).map { j -> Double in
      let magnitude = Double(max(abs(least[j]), abs(greatest[j])))
      guard magnitude > 0 else { return 1 }
      return Double(sign: .plus, exponent: max(-1000, min(1000, -Int(magnitude.exponent))), significand: 1)
    }
  }

  @specialized(where S == Float)
  @specialized(where S == Double)
  mutating func addValues(_ x: UnsafeBufferPointer<S>) {
    for start in stride(from: 0, to: x.count, by: max(d, 1)) {
      for j in 0..<d { means[j] += Double(x[start + j]) * units[j] }
    }
  }

  mutating func findMeans() { for j in 0..<d { means[j] /= Double(n) } }

  @specialized(where S == Float)
  @specialized(where S == Double)
  mutating func addDifferences(_ x: UnsafeBufferPointer<S>) {
    for start in stride(from: 0, to: x.count, by: max(d, 1)) {
      for j in 0..<d {
        let difference = Double(x[start + j]) * units[j] - means[j]
        differences[j] += difference
        squares[j] += difference * difference
      }
    }
  }

  var result: (means: [S], deviations: [S]) {
    var deviations = [S](repeating: 0, count: d)
    for j in 0..<d where least[j] < greatest[j] {
      let variance = (squares[j] - differences[j] * differences[j] / Double(n)) / Double(n)
      deviations[j] = S(max(variance, 0).squareRoot() / units[j])
    }
    // What rounding has left in the mean is in the sum of the differences. A constant is its own mean, without rounding.
    let corrected = (0..<d).map { (j: Int) -> S in
      guard least[j] < greatest[j] else { return least[j] }
      let mean: Double = means[j] + differences[j] / Double(n)
      return S(mean / units[j])
    }
    return (corrected, deviations)
  }
}

/// The matrix of `transform(x_ij, a_j, b_j)`.
///
/// Inlined, so that the transformation is too, in callers that are specialised for the scalar.
@inline(__always)
func mapColumns<S: RealScalar>(_ x: Matrix<S>, _ a: [S], _ b: [S], _ transform: (S, S, S) -> S) -> Matrix<S> {
  let d = x.columns
  let elements = [S](unsafeUninitializedCapacity: x.elements.count) { result, count in
    x.elements.withUnsafeBufferPointer { x in
      for start in stride(from: 0, to: x.count, by: max(d, 1)) {
        for j in 0..<d { result.initializeElement(at: start + j, to: transform(x[start + j], a[j], b[j])) }
      }
    }
    count = x.elements.count
  }
  return Matrix(rows: x.rows, columns: d, elements: elements)
}
