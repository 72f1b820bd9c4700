internal import Foundation

/// The quantiles Φ⁻¹(p) of the standard normal distribution.
///
/// Source: M. J. Wichura, Algorithm AS 241, Applied Statistics 37, 1988: quotients of polynomials, right to about 10⁻¹⁶ of the
/// value.
enum NormalQuantile {
  /// The z with Φ(z) = p, for 10⁻¹⁰ ≤ p ≤ 1 − 10⁻¹⁰.
  static func value(at p: Double) -> Double {
    let q: Double = p - 0.5
    if abs(q) <= 0.425 {
      let r: Double = 0.180625 - q * q
      return q * quotient(center, r)
    }
    let tail: Double = q < 0 ? p : 1 - p
    let r: Double = (-Foundation.log(tail)).squareRoot()
    let z = quotient(outside, r - 1.6)
    return q < 0 ? -z : z
  }

  private static func quotient(_ coefficients: (above: [Double], below: [Double]), _ r: Double) -> Double {
    polynomial(coefficients.above, r) / polynomial(coefficients.below, r)
  }

  /// Σ cᵢ rⁱ with the coefficients of the highest power first.
  private static func polynomial(_ coefficients: [Double], _ r: Double) -> Double {
    var value = 0.0
    for c in coefficients { value = value * r + c }
    return value
  }

  /// Of ½ ± 0.425.
  private static let center: (above: [Double], below: [Double]) = (
    [
      2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
      1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0,
    ],
    [
      5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
      5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1,
    ]
  )

  /// Of tails down to e⁻²⁵, about 10⁻¹¹.
  private static let outside: (above: [Double], below: [Double]) = (
    [
      7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
      3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0,
    ],
    [
      1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
      6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1,
    ]
  )
}
