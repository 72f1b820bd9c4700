internal import Foundation

/// What a coefficient divided by its standard error is compared with.
///
/// Tail probabilities keep their relative accuracy however small they are, so a p value of 10⁻¹⁰⁰ has correct digits.
public enum ReferenceDistribution: Sendable, Hashable, Codable {
  /// The standard normal distribution.
  case normal
  /// Student's t distribution with ν degrees of freedom, which need not be whole.
  case studentT(degreesOfFreedom: Double)

  /// The two-sided tail probability P(|T| > |t|).
  ///
  /// - Precondition: ν > 0.
  public func twoSidedTail(_ t: Double) -> Double {
    switch self {
    case .normal: erfc(t.magnitude / 2.0.squareRoot())
    case .studentT(let nu): Self.studentTail(t.magnitude, nu)
    }
  }

  /// The t > 0 with P(|T| ≤ t) = `level`: half the width of a confidence interval, in standard errors.
  ///
  /// - Precondition: 0 < `level` < 1.
  public func criticalValue(level: Double) -> Double {
    precondition(level > 0 && level < 1, "a confidence level of \(level) does not lie between 0 and 1")
    // Newton on ln P(|T| > t), which is concave and nearly straight in the tail, kept inside a bracket.
    let target = Foundation.log(1 - level)
    var (low, high) = (0.0, 1.0)
    while Foundation.log(twoSidedTail(high)) > target && high < 1e300 { (low, high) = (high, high * 2) }
    var t = (low + high) / 2
    for _ in 0..<200 {
      let tail = twoSidedTail(t)
      let value = Foundation.log(tail) - target
      if value > 0 { low = t } else { high = t }
      var next = t + value * tail / (2 * density(t))
      if !(next > low && next < high) { next = (low + high) / 2 }
      guard abs(next - t) > 1e-15 * t else { return next }
      t = next
    }
    return t
  }

  /// The density at t.
  func density(_ t: Double) -> Double {
    switch self {
    case .normal: Foundation.exp(-t * t / 2) / (2 * Double.pi).squareRoot()
    case .studentT(let nu):
      Foundation.exp(
        Self.logGammaRatio(nu / 2) - 0.5 * Foundation.log(nu * .pi) - (nu + 1) / 2 * Foundation.log1p(t * t / nu))
    }
  }

  /// P(|T| > t) = I_x(ν/2, 1/2) with x = ν/(ν + t²).
  private static func studentTail(_ t: Double, _ nu: Double) -> Double {
    precondition(nu > 0, "\(nu) degrees of freedom")
    guard !t.isNaN else { return .nan }
    guard t > 0 else { return 1 }
    let ratio = t * t / nu
    guard ratio.isFinite else { return 0 }
    let (a, b) = (nu / 2, 0.5)
    // x^a (1 − x)^b / B(a, b), with ln x = −ln(1 + t²/ν) without cancellation.
    let front = Foundation.exp(
      -a * Foundation.log1p(ratio) + b * (Foundation.log(ratio) - Foundation.log1p(ratio)) + logGammaRatio(a)
        - 0.5 * Foundation.log(.pi))
    let x = 1 / (1 + ratio)
    // The continued fraction converges fast on one side of (a + 1)/(a + b + 2) (Press et al., Numerical Recipes, 3rd
    // edition, 2007, section 6.4); on the other the probability is large, and its complement loses no digits.
    if x < (a + 1) / (a + b + 2) { return front * betaFraction(x, a, b) / a }
    return 1 - front * betaFraction(ratio / (1 + ratio), b, a) / b
  }

  /// The continued fraction of the incomplete beta function by Lentz's method (W. J. Lentz 1976).
  static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    func away(_ v: Double) -> Double { v.magnitude < 1e-300 ? 1e-300 : v }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var result = d
    for m in 1...20_000 {
      let m = Double(m)
      var term = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / away(1 + term * d)
      c = away(1 + term / c)
      result *= d * c
      term = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / away(1 + term * d)
      c = away(1 + term / c)
      let factor = d * c
      result *= factor
      if abs(factor - 1) <= 1e-16 { break }
    }
    return result
  }

  /// ln Γ(a + ½) − ln Γ(a). For large a the difference of the two would lose the digits that the series keeps
  /// (F. G. Tricomi and A. Erdélyi, Pacific Journal of Mathematics 1, 1951).
  static func logGammaRatio(_ a: Double) -> Double {
    guard a >= 20 else { return logGamma(a + 0.5) - logGamma(a) }
    let r = 1 / a
    let square = r * r
    let series =
      r * (-1.0 / 8 + square * (1.0 / 192 + square * (-1.0 / 640 + square * (17.0 / 14336 - square * 31.0 / 18432))))
    return 0.5 * Foundation.log(a) + series
  }

  private static func logGamma(_ x: Double) -> Double {
    // ln Γ changes sign at 1 and 2; arguments here are positive, so Γ is too and lgamma's sign is of no interest.
    Foundation.lgamma(x)
  }
}
