internal import Foundation

/// A derivative by extrapolated differences, and how far it may be off.
struct Extrapolated: Sendable {
  var value = Double.nan
  var uncertainty = Double.infinity

  /// R of several derivatives at once, each at the step of a short list where its uncertainty is least: the truncation, 1.5 times
  /// the rounding of the values over ε, and how far D(ε) is from D(ε) at a point that is off by rounding.
  ///
  /// - Parameters:
  ///   - center: The functions at w.
  ///   - noise: The rounding of every function at w.
  ///   - unit: The rounding of a function at the ends, relative to its size there.
  ///   - ends: The functions at the ends of a step.
  ///   - shadow: The same from a point that is off by rounding.
  ///   - grouped: What makes of numbers for many functions those that hold for all of a kind.
  static func derivatives(
    center: [Double], noise: [Double], unit: Double, _ ends: (_ step: Double) -> DifferenceEnds<Double>,
    shadow: (_ step: Double) -> DifferenceEnds<Double>, grouped: ([Double]) -> [Double] = { $0 }
  ) -> [Extrapolated] {
    // A fifth root balances the extrapolated difference's errors, O(ε⁴) and O(u/ε).
    var step = pow(Double.ulpOfOne / 2, 0.2)
    var best = [Extrapolated](repeating: Extrapolated(), count: noise.count)
    var drift: [Double]?
    for _ in 0..<5 {
      let (inner, outer) = (ends(step), ends(2 * step))
      let found = inner.extrapolated(outer, center: center)
      let off = drift ?? grouped(zip(inner.slopes, shadow(step).slopes).map { ($0 - $1).magnitude })
      drift = off
      let sizes = grouped(zip(inner.above, inner.below).map { max($0.magnitude, $1.magnitude) })
      let half = inner.width > 0 ? inner.width / 2 : step
      var isDone = true
      for i in noise.indices {
        let truncation = found[i].truncation
        let rounding = 1.5 * (noise[i] + unit * sizes[i]) / half + off[i]
        if truncation + rounding < best[i].uncertainty {
          best[i] = Extrapolated(value: found[i].value, uncertainty: truncation + rounding)
        }
        if !(truncation <= rounding) { isDone = false }
      }
      if isDone { break }
      step /= 10
    }
    return best
  }

  /// Σ factor · derivative; a factor that is not finite leaves the sum open.
  static func sum(_ terms: some Sequence<(factor: Double, derivative: Extrapolated)>) -> Extrapolated {
    terms.reduce(Extrapolated(value: 0, uncertainty: 0)) {
      guard $1.factor.isFinite else { return Extrapolated(value: $0.value, uncertainty: .infinity) }
      return Extrapolated(
        value: $0.value + $1.factor * $1.derivative.value,
        uncertainty: $0.uncertainty + $1.factor.magnitude * $1.derivative.uncertainty)
    }
  }
}
