internal import Foundation

extension NegativeBinomialLikelihood: LogLinearKind {
  /// φ = 1: α is in the variance function.
  var scale: Double { 1 }
  var dispersionEstimator: DispersionEstimator { .profileLikelihood }
  func family(dispersion: Double) -> Likelihood.Family? { family(with: [dispersion]) }
  func variance(_ y: Double) -> Double { y * (1 + alpha * y) }

  /// α.
  private var alpha: Double { dispersion }

  func deviance(_ y: Double, _ t: Double) -> Double {
    let ofSum: Double = (t + 1 / alpha) * log1p(alpha * (t - y) / (1 + alpha * y))
    return max(2 * ((t == 0 ? 0 : t * log(t / y)) - ofSum), 0)
  }

  func constant(_ t: Double) -> Double { lgamma(t + 1) + t * log(alpha) - DispersionScore.sums(t, alpha).logs }

  func terms(_ a: Double, _ t: Double) -> (error: Double, first: Double, second: Double, expected: Double) {
    let z: Double = a + log(alpha)
    let isLarge = z > 0
    let power: Double = exp(isLarge ? -a : a)
    let sum: Double = isLarge ? power + alpha : 1 + alpha * power
    let tail: Double = (t + 1 / alpha) * log1p(isLarge ? power / alpha : alpha * power)
    let error: Double = isLarge ? z / alpha + tail : (t == 0 ? 0 : -t * z) + tail
    let first: Double = (isLarge ? 1 - t * power : power - t) / sum
    return (error, first, power / sum * ((1 + alpha * t) / sum), (isLarge ? 1 : power) / sum)
  }

  func recession(_ t: Double) -> Recession { t == 0 ? .downward : .none }
}

/// The derivatives of the log-likelihood of a negative binomial count t in its dispersion α, at the mean y.
struct DispersionScore {
  var first = 0.0
  var second = 0.0
  /// The magnitudes of the terms that `first` is the sum of.
  var size = 0.0

  /// ∂/∂α and ∂²/∂α² of Σ_{j<t} ln(1 + αj) − (t + 1/α) ln(1 + αy).
  init(_ t: Double, mean y: Double, _ alpha: Double) {
    let x = alpha * y
    let sums = Self.sums(t, alpha)
    let excess = Self.excess(x)
    let share: Double = y / (1 + x)
    first = sums.first + excess / (alpha * alpha) - t * share
    size = sums.first + excess / (alpha * alpha) + t * share
    let ofSpread: Double = (t * alpha + 1) / alpha * share * share
    second = ofSpread - sums.second - 2 * excess / (alpha * alpha * alpha)
  }

  /// ln(1 + x) − x/(1 + x), of order x² near 0.
  private static func excess(_ x: Double) -> Double {
    guard x < 0.01 else { return log1p(x) - x / (1 + x) }
    var (sum, power) = (0.0, x)
    for m in 2...10 {
      power *= -x
      sum -= power * (1 - 1 / Double(m))
    }
    return sum
  }

  /// Σ ln(1 + αj), Σ j/(1 + αj) and Σ j²/(1 + αj)² over 0 ≤ j < t.
  static func sums(_ t: Double, _ alpha: Double) -> (logs: Double, first: Double, second: Double) {
    guard t > 1000 else {
      var (logs, first, second) = (0.0, 0.0, 0.0)
      for j in 0..<Int(t) {
        let share: Double = Double(j) / (1 + alpha * Double(j))
        logs += log1p(alpha * Double(j))
        first += share
        second += share * share
      }
      return (logs, first, second)
    }
    // By Euler and Maclaurin from the thousandth on, where the terms are smooth.
    let head = sums(1000, alpha)
    let (from, to) = (1 + 1000 * alpha, 1 + t * alpha)
    let span = t - 1000
    let ratio = log(to / from)
    func ends(_ f: (Double) -> Double, _ slope: (Double) -> Double) -> Double {
      (f(from) - f(to)) / 2 + (slope(to) - slope(from)) / 12
    }
    let logs: Double = (to * log(to) - from * log(from)) / alpha - span + ends({ log($0) }, { alpha / $0 })
    // With u = 1 + αj: j/u = (1 − 1/u)/α and j²/u² = (1 − 2/u + 1/u²)/α².
    let first: Double = (span - ratio / alpha) / alpha + ends({ (1 - 1 / $0) / alpha }, { 1 / ($0 * $0) })
    let squares: Double = span - 2 * ratio / alpha + (1 / from - 1 / to) / alpha
    let second: Double =
      squares / (alpha * alpha)
      + ends({ (1 - 1 / $0) * (1 - 1 / $0) / (alpha * alpha) }, { 2 * (1 - 1 / $0) / ($0 * $0) / alpha })
    return (head.logs + logs, head.first + first, head.second + second)
  }
}
