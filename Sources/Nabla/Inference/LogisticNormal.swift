internal import Foundation

/// σ(a) with a ~ N(μ, s²): a probability whose logit is normal.
///
/// Source: D. J. C. MacKay, "The evidence framework applied to classification networks", Neural Computation 4, 1992.
struct LogisticNormal {
  let mean: Double
  let deviation: Double

  /// σ(κ μ) with κ = (1 + πs²/8)^{−½}: the mean, to some 2 %, as if σ were a normal distribution function of equal slope at 0.
  var probitMean: Double { Self.sigmoid(mean * Self.probitScale(deviation * deviation)) }

  /// κ(s²).
  static func probitScale(_ variance: Double) -> Double { 1 / (1 + .pi * variance / 8).squareRoot() }

  /// E σ(a) and E σ(a)(1 − σ(a)), to some 14 digits.
  ///
  /// Trapezoidal rules, whose error is e^{−2πd/h} for steps h and poles at a distance d of the real axis: those of σ are at iπ
  /// (L. N. Trefethen and J. A. C. Weideman, SIAM Review 56, 2014). Where s is large the step function is taken out, and what
  /// is left lives on the scale of σ.
  var moments: (mean: Double, spread: Double) {
    guard deviation > 0 else {
      let p = Self.sigmoid(mean)
      return (p, p * Self.sigmoid(-mean))
    }
    guard deviation > 30 else {
      let h = 0.4 / max(1, deviation)
      let count = Int((9 / h).rounded(.up))
      var (first, spread) = (0.0, 0.0)
      for i in -count...count {
        let z = Double(i) * h
        let density = exp(-z * z / 2)
        let p = Self.sigmoid(mean + deviation * z)
        first += density * p
        spread += density * p * Self.sigmoid(-mean - deviation * z)
      }
      let factor = h / (2 * Double.pi).squareRoot()
      return (first * factor, spread * factor)
    }
    let h = 0.02
    var (correction, spread) = (0.0, 0.0)
    // Simpson's rule on half the line, as the difference to the step function jumps at 0.
    for i in 0...2000 {
      let a = Double(i) * h
      let weight = i == 0 || i == 2000 ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0)
      let (below, above) = (density(-a), density(a))
      let tail = Self.sigmoid(-a)
      correction += weight * tail * (below - above)
      spread += weight * tail * Self.sigmoid(a) * (below + above)
    }
    let step = erfc(-mean / deviation / 2.0.squareRoot()) / 2
    return (step + correction * h / 3, spread * h / 3)
  }

  private func density(_ a: Double) -> Double {
    let z = (a - mean) / deviation
    return exp(-z * z / 2) / (deviation * (2 * Double.pi).squareRoot())
  }

  static func sigmoid(_ a: Double) -> Double { 1 / (1 + exp(-a)) }
}
