internal import Foundation

/// Whether several coefficients are all 0, such as those of all levels of one column: Wald's test.
public struct JointTest: Sendable, Hashable, Codable {
  /// What the coefficients belong to, such as the column.
  public let name: String
  /// The output that they belong to, where there are several.
  public internal(set) var output: String?
  /// bᵀV⁻¹b / q of the q coefficients b with the covariance V where the variance of the noise is estimated (F), and bᵀV⁻¹b
  /// where it is not (χ²).
  public let statistic: Double
  /// q.
  public let degreesOfFreedom: Int
  /// The degrees of freedom of the noise's variance, for an F; nil for a χ².
  public let residualDegreesOfFreedom: Double?
  /// The probability of a statistic as large, were all coefficients 0.
  public let pValue: Double

  /// The test of the coefficients b with the covariance V, q × q; nil where V is not positive definite.
  ///
  /// - Complexity: O(q³).
  init?(name: String, output: String?, _ b: [Double], covariance V: Matrix<Double>, freedom: Double?) {
    let q = b.count
    // The square of L⁻¹b with V = LLᵀ, scaled by the standard errors so that units do not matter.
    let scales = (0..<q).map { V[$0, $0].squareRoot() }
    guard q > 0, scales.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
    var L = [Double](repeating: 0, count: q * q)
    var z = [Double](repeating: 0, count: q)
    var sum = 0.0
    for i in 0..<q {
      for j in 0...i {
        var rest = V[i, j] / (scales[i] * scales[j])
        for k in 0..<j { rest -= L[i * q + k] * L[j * q + k] }
        if i == j {
          guard rest > 1e-14 else { return nil }
          L[i * q + i] = rest.squareRoot()
        } else {
          L[i * q + j] = rest / L[j * q + j]
        }
      }
      var rest = b[i] / scales[i]
      for k in 0..<i { rest -= L[i * q + k] * z[k] }
      z[i] = rest / L[i * q + i]
      sum += z[i] * z[i]
    }
    guard sum.isFinite else { return nil }
    self.name = name
    self.output = output
    degreesOfFreedom = q
    residualDegreesOfFreedom = freedom
    if let freedom {
      statistic = sum / Double(q)
      pValue = JointDistribution.fisherTail(statistic, Double(q), freedom)
    } else {
      statistic = sum
      pValue = JointDistribution.chiSquaredTail(sum, Double(q))
    }
  }
}

/// The tails of Fisher's F and of χ².
enum JointDistribution {
  /// P(F > f) with m and n degrees of freedom: I_x(n/2, m/2) with x = n/(n + mf).
  static func fisherTail(_ f: Double, _ m: Double, _ n: Double) -> Double {
    guard f > 0 else { return 1 }
    let (a, b) = (n / 2, m / 2)
    let ratio = m * f / n
    let (x, rest) = (1 / (1 + ratio), ratio / (1 + ratio))
    let logBeta = lgamma(a) + lgamma(b) - lgamma(a + b)
    let front = exp(-a * log1p(ratio) + b * log(rest) - logBeta)
    if x < (a + 1) / (a + b + 2) { return front * ReferenceDistribution.betaFraction(x, a, b) / a }
    return 1 - front * ReferenceDistribution.betaFraction(rest, b, a) / b
  }

  /// P(X > x) with k degrees of freedom: Γ(k/2, x/2) / Γ(k/2), by the series or the continued fraction, whichever converges
  /// (Press et al., Numerical Recipes, 3rd edition, 2007, section 6.2).
  static func chiSquaredTail(_ x: Double, _ k: Double) -> Double {
    guard x > 0 else { return 1 }
    let (a, y) = (k / 2, x / 2)
    let front = exp(a * log(y) - y - lgamma(a))
    if y < a + 1 {
      var (term, sum, n) = (1 / a, 1 / a, a)
      for _ in 0..<100_000 where term > sum * 1e-17 {
        n += 1
        term *= y / n
        sum += term
      }
      return 1 - front * sum
    }
    var b = y + 1 - a
    var c = 1e300
    var d = 1 / b
    var h = d
    for i in 1...100_000 {
      let an = -Double(i) * (Double(i) - a)
      b += 2
      d = an * d + b
      if abs(d) < 1e-300 { d = 1e-300 }
      c = b + an / c
      if abs(c) < 1e-300 { c = 1e-300 }
      d = 1 / d
      h *= d * c
      if abs(d * c - 1) <= 1e-16 { break }
    }
    return front * h
  }
}

extension FitSummary {
  /// The report with a joint test of each group of features, for each output.
  ///
  /// - Parameters:
  ///   - groups: what each is called, and the names of its features.
  ///   - covariance: that of all parameters.
  /// - Complexity: O(groups · coefficients + Σq³).
  package func testing(
    _ groups: [(title: String, features: [String])], by covariance: (_ parameters: [Int]) -> Matrix<Double>
  ) -> FitSummary {
    var summary = self
    // A ridge draws coefficients to 0, and no test knows by how much.
    guard ridge == 0 else { return summary }
    var tests: [JointTest] = []
    let outputs = coefficients.reduce(into: [String?]()) { if !$0.contains($1.output) { $0.append($1.output) } }
    for group in groups where group.features.count > 1 {
      let features = Set(group.features)
      for output in outputs {
        let chosen = coefficients.filter {
          features.contains($0.name) && $0.output == output && $0.standardError ?? 0 > 0
        }
        guard chosen.count > 1 else { continue }
        let V = covariance(chosen.map(\.parameter))
        var freedom: Double?
        if !noise.isEmpty, !hasKnownVariance {
          guard let degrees = noise.first(where: { $0.output == output })?.degreesOfFreedom else { continue }
          freedom = degrees
        }
        if let test = JointTest(
          name: group.title, output: output, chosen.map(\.estimate), covariance: V, freedom: freedom)
        {
          tests.append(test)
        }
      }
    }
    summary.jointTests = tests.isEmpty ? nil : tests
    return summary
  }
}
