import Foundation
import Testing

@testable import Nabla

/// Regressions solved by statsmodels (scripts/fixtures/statsmodels_regressions.py).
@Suite struct StatsmodelsTests {
  struct Case: Decodable, CustomTestStringConvertible, Sendable {
    var name: String
    var likelihood: String
    var classes: Int?
    var x: [[Double]]
    var t: [Double]
    var weights: [Double]
    var coefficients: [Double]
    var standardErrors: [Double]
    var pValues: [Double]
    var logLikelihood: Double
    var unbiasedVariance: Double?
    var rSquared: Double?
    var adjustedRSquared: Double?
    var lower: [Double]?
    var upper: [Double]?
    var deviance: Double?
    var nullDeviance: Double?
    var aic: Double?
    var bic: Double?
    var robustStandardErrors: [Double]?
    var pearsonChiSquare: Double?

    var testDescription: String { name }

    func network(_ backend: BackendChoice) -> Network<Double> {
      let kind: Likelihood =
        switch likelihood {
        case "gaussian": .gaussian
        case "bernoulli": .bernoulli
        default: .categorical(classes: classes!)
        }
      return Network(inputs: x[0].count, likelihood: kind, execution: Execution(backend: backend, threads: 2))
    }

    func solve(
      _ backend: BackendChoice = .fastest, form: SoftmaxForm = .reference(class: 0)
    ) throws -> LinearFit<Double> {
      let network = network(backend)
      if likelihood == "categorical" {
        return try network.solve(
          Matrix(x), t.map { Int($0) }, weights: weights, softmax: form, confidenceLevel: 0.9)
      }
      return try network.solve(Matrix(x), Matrix(column: t), weights: weights, confidenceLevel: 0.9)
    }
  }

  private struct File: Decodable { var cases: [Case] }

  static let cases: [Case] = {
    let url = Bundle.module.url(forResource: "statsmodels", withExtension: "json", subdirectory: "Fixtures")!
    return try! JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
  }()

  static func expectClose(
    _ value: Double?, _ expected: Double?, within bound: Double = 1e-8, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    guard let expected else { return }
    #expect(
      abs((value ?? .nan) - expected) <= bound * max(abs(expected), 1e-3), comment, sourceLocation: sourceLocation)
  }

  /// The other tests take what they need: none may find nothing to compare.
  @Test func everyLikelihoodIsThereWithItsFigures() {
    #expect(Set(Self.cases.map(\.likelihood)) == ["gaussian", "bernoulli", "categorical"])
    for expected in Self.cases {
      func expectPresent(_ figures: [Any?], for likelihoods: Set<String>) {
        let isPresent = likelihoods.contains(expected.likelihood)
        #expect(figures.allSatisfy { ($0 != nil) == isPresent }, "\(expected.name)")
      }
      expectPresent([expected.unbiasedVariance, expected.rSquared, expected.adjustedRSquared], for: ["gaussian"])
      expectPresent([expected.lower, expected.upper], for: ["gaussian", "bernoulli"])
      expectPresent([expected.deviance], for: ["bernoulli"])
      expectPresent([expected.aic, expected.nullDeviance], for: ["bernoulli", "categorical"])
      expectPresent(
        [expected.classes, expected.bic, expected.robustStandardErrors, expected.pearsonChiSquare],
        for: ["categorical"])
    }
  }

  @Test(arguments: cases, BackendChoice.available) func agreesWithStatsmodels(
    _ expected: Case, backend: BackendChoice
  ) throws {
    let fit = try expected.solve(backend)
    let summary = fit.summary
    try #require(summary.coefficients.count == expected.coefficients.count)
    for (i, c) in summary.coefficients.enumerated() {
      Self.expectClose(c.estimate, expected.coefficients[i], "coefficient \(i)")
      Self.expectClose(c.standardError, expected.standardErrors[i], "standard error \(i)")
      Self.expectClose(c.robustStandardError, expected.robustStandardErrors?[i], "robust standard error \(i)")
      Self.expectClose(c.pValue, expected.pValues[i], within: 1e-7, "p value \(i)")
      Self.expectClose(c.confidenceInterval?.lower, expected.lower?[i], "lower \(i)")
      Self.expectClose(c.confidenceInterval?.upper, expected.upper?[i], "upper \(i)")
    }
    Self.expectClose(summary.logLikelihood, expected.logLikelihood, "log-likelihood")
    Self.expectClose(summary.noise.first?.unbiased, expected.unbiasedVariance, "variance")
    Self.expectClose(summary.noise.first?.rSquared, expected.rSquared, "R²")
    Self.expectClose(summary.noise.first?.adjustedRSquared, expected.adjustedRSquared, "adjusted R²")
    Self.expectClose(summary.deviance, expected.deviance, "deviance")
    Self.expectClose(summary.nullDeviance, expected.nullDeviance, "null deviance")
    Self.expectClose(summary.akaikeCriterion, expected.aic, "AIC")
    Self.expectClose(summary.bayesianCriterion, expected.bic, "BIC")
    #expect(summary.gradientNorm <= 1e-6)
    guard let chiSquare = expected.pearsonChiSquare else { return }
    let dispersion = try #require(summary.dispersions?.first)
    Self.expectClose(dispersion.pearsonChiSquare, chiSquare, "chi-square")
    // Each of 300 examples says K − 1 numbers.
    let freedom = Double((expected.classes! - 1) * 300 - expected.coefficients.count)
    Self.expectClose(dispersion.pearsonDispersion, chiSquare / freedom, "dispersion")
  }

  /// At the solution the library's own gradient vanishes, and its own Hessian is the inverse of the covariance.
  @Test(arguments: cases.filter { $0.likelihood == "bernoulli" })
  func theNetworkIsAtItsMinimum(_ expected: Case) throws {
    let fit = try expected.solve()
    let (x, t) = (Matrix(expected.x), Matrix(column: expected.t))
    let gradient = fit.network.gradient(x, t, weights: expected.weights)
    let hessian = try fit.network.hessian(x, t, weights: expected.weights)
    for (i, g) in gradient.enumerated() { #expect(abs(g) <= 1e-9 * hessian[i, i].squareRoot(), "derivative \(i)") }
    let product = ColumnMatrix(hessian).times(ColumnMatrix(fit.covariance))
    for i in gradient.indices {
      for j in gradient.indices { #expect(abs(product[i, j] - (i == j ? 1 : 0)) <= 1e-8) }
    }
  }

  /// The symmetric form: the same probabilities, weights that sum to 0, and the covariance that goes with them.
  @Test(arguments: cases.filter { $0.classes != nil })
  func softmaxFormsAreEquivalent(_ expected: Case) throws {
    let classes = try #require(expected.classes)
    let reference = try expected.solve()
    let symmetric = try expected.solve(form: .symmetric)
    let other = try expected.solve(form: .reference(class: classes - 1))
    let x = Matrix(expected.x)
    for fit in [symmetric, other] {
      for (a, b) in zip(fit.network.predict(x).elements, reference.network.predict(x).elements) {
        #expect(abs(a - b) <= 1e-10)
      }
      Self.expectClose(fit.summary.logLikelihood, expected.logLikelihood, "log-likelihood")
    }
    let p = expected.x[0].count + 1
    #expect(symmetric.summary.coefficients.count == classes * p)
    #expect(other.summary.coefficients.count == (classes - 1) * p)
    let w = symmetric.network.parameters
    for j in 0..<p - 1 {
      #expect(abs((0..<classes).reduce(0) { $0 + w[$1 * (p - 1) + j] }) <= 1e-12)
    }
    // Differences of classes do not depend on the form, nor do their variances.
    let (c, d) = (symmetric.covariance, reference.covariance)
    for j in 0..<p - 1 {
      let (a, b) = (j, (p - 1) * (classes - 1) + j)
      let variance = c[a, a] + c[b, b] - 2 * c[a, b]
      Self.expectClose(variance, d[b, b], within: 1e-7, "variance of a difference")
    }
    // Standard errors of the predicted probabilities do not depend on the form either.
    let (first, second) = (reference.band(x), symmetric.band(x))
    for (a, b) in zip(first.standardError.elements, second.standardError.elements) {
      #expect(abs(a - b) <= 1e-8 * max(b, 1e-6))
    }
  }
}
