internal import Foundation

/// A derivative by extrapolated differences, and how far it may be off.
struct Extrapolated: Sendable {
  var value = Double.nan
  var uncertainty = Double.infinity

  /// R = (4D(ε) − D(2ε)) / 3 of several derivatives at once, each at the step of a short list where its uncertainty is least.
  ///
  /// - Parameters:
  ///   - noise: The rounding of every function that is differentiated, so that noise / ε is that of its difference.
  ///   - quotient: D(ε).
  ///   - shadow: D(ε) at a point that is off by rounding: as far as it is from D(ε), this is uncertain, whatever ε.
  ///   - grouped: What makes of differences of many functions those that hold for all of a kind.
  static func derivatives(
    noise: [Double], _ quotient: (_ step: Double) -> [Double], shadow: (_ step: Double) -> [Double],
    grouped: ([Double]) -> [Double] = { $0 }
  ) -> [Extrapolated] {
    // A fifth root balances the extrapolated difference's errors, O(ε⁴) and O(u/ε).
    var step = pow(Double.ulpOfOne / 2, 0.2)
    var best = [Extrapolated](repeating: Extrapolated(), count: noise.count)
    var drift: [Double]?
    for _ in 0..<5 {
      let (near, far) = (quotient(step), quotient(2 * step))
      let off = drift ?? grouped(zip(near, shadow(step)).map { ($0 - $1).magnitude })
      drift = off
      var isDone = true
      for i in noise.indices {
        let truncation = (near[i] - far[i]).magnitude / 3
        let rounding = noise[i] / step + off[i]
        if truncation + rounding < best[i].uncertainty {
          best[i] = Extrapolated(value: (4 * near[i] - far[i]) / 3, uncertainty: truncation + rounding)
        }
        if !(truncation <= rounding) { isDone = false }
      }
      if isDone { break }
      step /= 10
    }
    return best
  }

  /// Σ factor · derivative.
  static func sum(_ terms: some Sequence<(factor: Double, derivative: Extrapolated)>) -> Extrapolated {
    terms.reduce(Extrapolated(value: 0, uncertainty: 0)) {
      Extrapolated(
        value: $0.value + $1.factor * $1.derivative.value,
        uncertainty: $0.uncertainty + $1.factor.magnitude * $1.derivative.uncertainty)
    }
  }
}
