internal import Foundation

/// y = c xᵖ, fitted to measured points.
struct PowerLaw {
  let exponent: Double
  let coefficient: Double

  /// The line of least squares through (ln x, ln y), every point with the same weight.
  ///
  /// - Precondition: at least two different x, and all numbers positive.
  init(_ points: [(x: Double, y: Double)]) {
    precondition(points.count >= 2 && points.allSatisfy { $0.x > 0 && $0.y > 0 }, "no power law through \(points)")
    let logs = points.map { (x: log($0.x), y: log($0.y)) }
    let mean = (
      x: logs.reduce(0) { $0 + $1.x } / Double(logs.count), y: logs.reduce(0) { $0 + $1.y } / Double(logs.count)
    )
    exponent =
      logs.reduce(0) { $0 + ($1.x - mean.x) * ($1.y - mean.y) }
      / logs.reduce(0) { $0 + ($1.x - mean.x) * ($1.x - mean.x) }
    coefficient = exp(mean.y - exponent * mean.x)
  }
}
