import Foundation
import Testing

/// A point of Fixtures/elementary-functions.csv, whose columns scripts/fixtures/elementary_functions.py describes.
struct ExactPoint<Real: KernelReal> {
  let input: Real
  let result: Real
  let remainder: Double
  let scale: Real?

  /// The error of `computed` in units in the last place: infinite, or NaN, where a special value is wrong.
  func error(of computed: Real) -> Double {
    if result.isNaN { return computed.isNaN ? 0 : .infinity }
    if result.isInfinite { return computed == result ? 0 : .infinity }
    if result == 0, remainder == 0 { return computed == 0 && computed.sign == result.sign ? 0 : .infinity }
    let difference = Double((computed - result) / result.ulp) - remainder
    return abs(difference) * Double(result.ulp / max(abs(result), scale ?? 0).ulp)
  }
}

/// The fields of the fixture's lines, read once.
private let fixtureLines: [[Substring]] = {
  let url = Bundle.module.url(forResource: "elementary-functions", withExtension: "csv", subdirectory: "Fixtures")
  guard let url, let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
  return text.split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
}()

/// The points of the fixture by function, for one precision.
func exactPoints<Real: KernelReal>(_: Real.Type) throws -> [String: [ExactPoint<Real>]] {
  var points: [String: [ExactPoint<Real>]] = [:]
  for fields in fixtureLines where Int(fields[1]) == Real.bits {
    func number(_ field: Substring) throws -> Real { Real(pattern: try #require(UInt64(field, radix: 16))) }
    let point = ExactPoint(
      input: try number(fields[2]), result: try number(fields[3]), remainder: try #require(Double(fields[4])),
      scale: fields[5].isEmpty ? nil : try number(fields[5]))
    points[String(fields[0]), default: []].append(point)
  }
  return points
}

/// Expects every computed value within a bound, in units in the last place.
func expectAccurate<Real>(
  _ name: String, _ points: [ExactPoint<Real>], _ computed: [Real], bound: Double,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(!points.isEmpty, "\(name)", sourceLocation: sourceLocation)
  for (point, value) in zip(points, computed) {
    let error = point.error(of: value)
    guard error <= bound else {
      Issue.record(
        "\(name)(\(point.input)) = \(value), not \(point.result): \(error) ULP", sourceLocation: sourceLocation)
      return
    }
  }
}
