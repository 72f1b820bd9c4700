import Nabla
import Testing

/// The largest difference between two lists, in units of `scale` or of the largest number of either; infinite where the
/// lengths differ, and NaN where a number is.
func relativeError<S: RealScalar>(_ found: [S], _ expected: [Double], scale: Double? = nil) -> Double {
  guard found.count == expected.count else { return .infinity }
  var difference = 0.0
  var largest = 0.0
  for (a, b) in zip(found, expected) {
    let distance = (Double(a) - b).magnitude
    guard !distance.isNaN else { return .nan }
    difference = max(difference, distance)
    largest = max(largest, Double(a).magnitude, b.magnitude)
  }
  let unit = scale ?? largest
  return difference == 0 ? 0 : difference / unit
}

/// Records an issue unless `found` equals `expected` within `bound`, relative to `scale` or to the largest number.
func expectClose<S: RealScalar>(
  _ found: [S], _ expected: [Double], within bound: Double, scale: Double? = nil,
  _ what: @autoclosure () -> String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let error = relativeError(found, expected, scale: scale)
  guard error <= bound else {
    let worst = zip(found, expected).enumerated().max { distance($0.element) < distance($1.element) }
    let place = worst.map { "element \($0.offset) is \($0.element.0), not \($0.element.1)" } ?? "nothing to compare"
    let counts = found.count == expected.count ? place : "\(found.count) numbers, not \(expected.count)"
    Issue.record("\(what()): relative error \(error), bound \(bound); \(counts)", sourceLocation: sourceLocation)
    return
  }
}

/// Two matrices, their shapes first.
func expectClose<S: RealScalar>(
  _ found: Matrix<S>, _ expected: Matrix<Double>, within bound: Double, scale: Double? = nil,
  _ what: @autoclosure () -> String = "", sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.rows == expected.rows && found.columns == expected.columns, sourceLocation: sourceLocation)
  expectClose(found.elements, expected.elements, within: bound, scale: scale, what(), sourceLocation: sourceLocation)
}

private func distance<S: RealScalar>(_ pair: (S, Double)) -> Double {
  let distance = (Double(pair.0) - pair.1).magnitude
  return distance.isNaN ? .infinity : distance
}

/// The scalar product.
func dot(_ a: some Sequence<Double>, _ b: some Sequence<Double>) -> Double {
  zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
}

extension Matrix where Scalar == Double {
  /// The matrix times a vector.
  func times(_ v: [Double]) -> [Double] { (0..<rows).map { dot(self[row: $0], v) } }
}
