import Foundation
import Testing

@testable import Nabla

/// Generalized linear models solved by statsmodels on the data sets that it ships (scripts/fixtures/generalized.py), and what
/// has no solution.
@Suite struct GeneralizedTests {
  struct Case: Decodable, CustomTestStringConvertible, Sendable {
    var title: String
    var likelihood: String
    var parameter: Double?
    var estimated: Bool
    var x: [[Double]]
    var t: [Double]
    var offset: [Double]?
    /// Numbers of trials, where targets are shares of them.
    var weights: [Double]?
    var coefficients: [Double]
    var standardErrors: [Double]
    var robustStandardErrors: [Double]?
    /// σ, where that of a Gaussian likelihood is known, and what the statistics' probabilities are then.
    var deviation: Double?
    var pValues: [Double]?
    var deviance: Double
    var nullDeviance: Double
    var pearsonChiSquare: Double
    var logLikelihood: Double?
    var parameterStandardError: Double?

    var testDescription: String { title }

    func solve(_ backend: BackendChoice = .fastest, threads: Int = 2) throws -> LinearFit<Double> {
      let kind: Likelihood =
        switch likelihood {
        case "poisson": .poisson()
        case "gaussian": .gaussian
        case "bernoulli": .bernoulli
        case "probit": .probit()
        case "cloglog": .complementaryLogLog()
        case "gamma": .gamma(shape: estimated ? 1 : parameter!)
        default: .negativeBinomial(dispersion: estimated ? 1 : parameter!)
        }
      let network = Network<Double>(
        inputs: x[0].count, likelihood: kind, execution: Execution(backend: backend, threads: threads))
      return try network.solve(
        Matrix(x), Matrix(column: t), weights: weights, offset: offset,
        dispersion: deviation.map { .standardDeviation($0) } ?? (estimated ? .estimated : .given))
    }
  }

  private struct File: Decodable { var cases: [Case] }

  static let cases: [Case] = {
    let url = Bundle.module.url(forResource: "generalized", withExtension: "json", subdirectory: "Fixtures")!
    return try! JSONDecoder().decode(File.self, from: Data(contentsOf: url)).cases
  }()

  @Test func everyLikelihoodIsThere() {
    #expect(Self.cases.count == 37 && Set(Self.cases.map(\.title)).count == 37)
    for name in ["poisson", "gamma", "negative-binomial", "bernoulli", "probit", "cloglog", "gaussian"] {
      let own = Self.cases.filter { $0.likelihood == name }
      let hasDispersion = ["poisson", "gamma", "negative-binomial"].contains(name)
      #expect(own.contains { $0.estimated } || !hasDispersion)
      #expect(own.contains { !$0.estimated } && own.contains { $0.offset != nil })
      #expect(own.contains { $0.weights != nil } || hasDispersion)
    }
  }

  private func expectClose(_ value: Double?, _ expected: Double?, _ name: String, of scale: Double = 0) {
    guard let expected else { return }
    #expect(
      abs((value ?? .nan) - expected) <= 1e-9 * max(abs(expected), scale), "\(name): \(value ?? .nan), \(expected)")
  }

  @Test(arguments: cases, BackendChoice.available)
  func agreesWithStatsmodels(expected: Case, backend: BackendChoice) throws {
    let fit = try expected.solve(backend)
    let summary = fit.summary
    try #require(summary.coefficients.count == expected.coefficients.count)
    for (i, c) in summary.coefficients.enumerated() {
      expectClose(c.estimate, expected.coefficients[i], "coefficient \(i)", of: expected.standardErrors[i])
      expectClose(c.standardError, expected.standardErrors[i], "standard error \(i)")
      if let pValues = expected.pValues { expectClose(c.pValue, pValues[i], "probability \(i)") }
    }
    expectClose(summary.deviance, expected.deviance, "deviance")
    expectClose(summary.nullDeviance, expected.nullDeviance, "null deviance")
    expectClose(summary.logLikelihood, expected.logLikelihood, "log-likelihood")
    let dispersion = try #require(summary.dispersions?.first)
    expectClose(dispersion.pearsonChiSquare, expected.pearsonChiSquare, "chi-square")
    if let robust = expected.robustStandardErrors {
      for (c, error) in zip(summary.coefficients, robust) { expectClose(c.robustStandardError, error, c.name) }
    }
    if expected.likelihood != "gamma" || !expected.estimated {
      expectClose(dispersion.parameter, expected.parameter, "parameter")
    }
    expectClose(dispersion.parameterStandardError, expected.parameterStandardError, "error of the parameter")
    #expect(dispersion.isEstimated == expected.estimated)
    // The network that comes out is one of the likelihood that was found.
    let parameters = fit.network.architecture.likelihood.kind.parameters
    #expect(parameters.first == dispersion.parameter)
  }

  /// The fitted network's own gradient vanishes, without an offset.
  @Test(arguments: cases.filter { $0.offset == nil }) func theNetworkIsAtItsMinimum(_ expected: Case) throws {
    let fit = try expected.solve()
    let (x, t) = (Matrix(expected.x), Matrix(column: expected.t))
    let gradient = fit.network.gradient(x, t, weights: expected.weights)
    let hessian = try fit.network.hessian(x, t, weights: expected.weights)
    for (i, g) in gradient.enumerated() {
      #expect(abs(g) <= 1e-8 * hessian[i, i].squareRoot(), "derivative \(i): \(g)")
    }
  }

  @Test func threadsChangeNoBit() throws {
    for expected in Self.cases where expected.t.count > 300 {
      let one = try expected.solve(threads: 1)
      #expect(try expected.solve(threads: 3).summary == one.summary, "\(expected.title)")
    }
  }

  /// A weight counts examples, and an example of weight 0 is not there, whatever its numbers.
  @Test func weightsCountExamples() throws {
    let x = Matrix<Double>([[0], [1], [2], [3], [.zero]])
    let t = Matrix<Double>([[1], [3], [2], [9], [70]])
    let network = Network<Double>(inputs: 1, likelihood: .poisson())
    let weighed = try network.solve(x, t, weights: [2, 1, 3, 1, 0])
    let rows = [0, 0, 1, 2, 2, 2, 3]
    let repeated = try network.solve(x.rows(at: rows), t.rows(at: rows))
    for (a, b) in zip(weighed.summary.coefficients, repeated.summary.coefficients) {
      expectClose(a.estimate, b.estimate, a.name)
      expectClose(a.standardError, b.standardError, a.name)
    }
    expectClose(weighed.summary.deviance, repeated.summary.deviance, "deviance")
  }

  /// One group: the mean, whatever the likelihood; with an exposure the rate.
  @Test func closedFormsOfABias() throws {
    let t = Matrix<Double>([[1], [4], [2], [9]])
    let x = Matrix<Double>(rows: 4, columns: 1)
    for likelihood: Likelihood in [.poisson(), .gamma(shape: 2), .negativeBinomial(dispersion: 0.3)] {
      let fit = try Network<Double>(inputs: 1, likelihood: likelihood).solve(x, t)
      expectClose(fit.summary.coefficients.last?.estimate, log(4), likelihood.name)
      expectClose(fit.summary.deviance, fit.summary.nullDeviance, likelihood.name)
    }
    let exposure = [2.0, 3, 1, 10]
    let rate = try Network<Double>(inputs: 1, likelihood: .poisson()).solve(x, t, offset: exposure.map { log($0) })
    expectClose(rate.summary.coefficients.last?.estimate, log(1), "rate", of: 1)
    // 1/√Σy.
    expectClose(rate.summary.coefficients.last?.standardError, 0.25, "error of the rate")
  }

  /// With a dispersion that is estimated the band of means is by Student's t, as the intervals of the coefficients are: about a
  /// mean m alone it is m e^(±t s), s² = Σ (t/m − 1)²/(n(n − 1)) and t₀.₉₇₅ = 3.182446305284263 of 3 degrees of freedom.
  @Test func bandsKnowThatTheDispersionIsEstimated() throws {
    let t = [1.0, 4, 2, 9]
    let x = Matrix<Double>(rows: 4, columns: 1)
    let fit = try Network<Double>(inputs: 1, likelihood: .gamma()).solve(x, Matrix(column: t), dispersion: .estimated)
    let s = (t.reduce(0) { $0 + ($1 / 4 - 1) * ($1 / 4 - 1) } / 12).squareRoot()
    let band = fit.band(x)
    expectClose(band.upper[0, 0], 4 * exp(3.182446305284263 * s), "upper end")
    expectClose(band.lower[0, 0], 4 * exp(-3.182446305284263 * s), "lower end")
    expectClose(fit.summary.coefficients.last?.confidenceInterval?.upper, log(band.upper[0, 0]), "interval of the bias")
  }

  /// Without a bias columns of zeros leave nothing to fit: the outputs are those of a = 0, and the log-likelihood that of them.
  @Test(arguments: BackendChoice.available) func columnsOfZerosAreNoModel(backend: BackendChoice) throws {
    let (x, counts) = (Matrix<Double>(rows: 4, columns: 2), [1.0, 5, 2, 0])
    func fit(_ likelihood: Likelihood, _ t: [Double], ridge: Ridge) throws -> LinearFit<Double> {
      let network = Network<Double>(inputs: 2, likelihood: likelihood, execution: Execution(backend: backend)) {
        Output(bias: false)
      }
      return try network.solve(x, Matrix(column: t), ridge: ridge)
    }
    for ridge in [Ridge.none, 1] {
      // −Σ (1 + ln t!), −Σ t, and twice Σ ln Φ(0) + ln (1 − Φ(0)).
      let poisson = try fit(.poisson(), counts, ridge: ridge)
      expectClose(poisson.summary.logLikelihood, -4 - log(240), "Poisson")
      let gamma = try fit(.gamma(shape: 1), [1, 5, 2, 3], ridge: ridge)
      expectClose(gamma.summary.logLikelihood, -11, "gamma")
      let probit = try fit(.probit(), [0, 1, 1, 0], ridge: ridge)
      expectClose(probit.summary.logLikelihood, -4 * log(2), "probit")
      for own in [poisson, gamma, probit] {
        #expect(own.network.parameters == [0, 0] && own.summary.rank == 0 && own.standardErrors == [nil, nil])
      }
    }
  }

  /// Counts hardly more spread than Poisson's, whose α depends on the means and the other way round: fitted by turns, one
  /// gains a digit on the other in many turns. Expected by the minimum of −ln p in 40 digits (mpmath.findroot).
  @Test(arguments: BackendChoice.available) func aSmallDispersionIsFound(backend: BackendChoice) throws {
    let groups = [0, 0, 0, -1, 0, 0, -1, 1, -1, -1, -1, -1, -1, 0, 1, -1, 0, 0, 1, -1, -1, 1].map { Double($0) }
    let doses = [-1, 1, 0, 1, -1, 1, 1, -1, 0, 1, 1, 1, 0, 0, 0, -1, 1, -1, -1, 0, 1, 1].map { Double($0) }
    let counts: [Double] = [
      55, 40, 43, 32, 40, 38, 33, 50, 42, 43, 47, 41, 34, 26, 38, 32, 43, 42, 39, 29, 44, 47,
    ]
    let network = Network<Double>(
      inputs: 2, likelihood: .negativeBinomial(dispersion: 1), execution: Execution(backend: backend))
    let x = Matrix(zip(groups, doses).map { [$0, $1] })
    let summary = try network.solve(x, Matrix(column: counts), dispersion: .estimated).summary
    let expected = [0.07647950721227107595, 0.0089600172382587349819, 3.7043012858167150922]
    for (c, value) in zip(summary.coefficients, expected) { expectClose(c.estimate, value, c.name) }
    expectClose(summary.logLikelihood, -72.184325544948411871, "log-likelihood")
    expectClose(summary.dispersions?.first?.parameter, 0.0008130477979004174295, "dispersion")
  }

  /// A group whose counts are all 0 has a mean that goes to 0; a ridge holds it.
  @Test(arguments: [Likelihood.poisson(), .negativeBinomial(dispersion: 0.5)])
  func countsOfZeroAreNamed(likelihood: Likelihood) throws {
    let x = Matrix<Double>([[0, 1], [0, 3], [0, 2], [1, 1], [1, 3], [1, 2.5]])
    let t = Matrix<Double>([[2], [5], [3], [0], [0], [0]])
    let network = Network<Double>(inputs: 2, likelihood: likelihood)
    let error = Self.error { try network.solve(x, t, featureNames: ["group", "dose"]) }
    guard case .unbounded(let separation)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(separation.features.contains("group") && separation.direction[0] < 0, "\(separation)")
    let held = try network.solve(x, t, ridge: .strength(0.1))
    #expect(held.summary.coefficients.allSatisfy { $0.estimate.isFinite })
    let zeros = Matrix<Double>(rows: 6, columns: 1)
    let ofZeros = Self.error { try network.solve(x, zeros) }
    #expect(ofZeros?.description.contains("all counts are 0:") == true, "\(String(describing: ofZeros))")
  }

  /// The solver's error, or nil where there is none.
  private static func error(_ body: () throws -> LinearFit<Double>) -> SolverError? {
    do {
      _ = try body()
      return nil
    } catch {
      return error as? SolverError
    }
  }

  @Test func dispersionsThatAreNoneAreNamed() throws {
    let x = Matrix<Double>([[0], [1], [2], [3], [4], [5]])
    let even = Matrix<Double>([[2], [3], [3], [4], [5], [6]])
    let network = Network<Double>(inputs: 1, likelihood: .negativeBinomial(dispersion: 1))
    func expectNoDispersion(_ reason: String, _ body: () throws -> LinearFit<Double>) {
      let error = Self.error(body)
      #expect(error?.description.contains(reason) == true, "\(String(describing: error))")
    }
    expectNoDispersion("take the likelihood 'poisson'") { try network.solve(x, even, dispersion: .estimated) }
    let gamma = Network<Double>(inputs: 1, likelihood: .gamma())
    let exact = Matrix<Double>(column: (0..<6).map { exp(0.5 * Double($0) - 1) })
    expectNoDispersion("the fit is exact") { try gamma.solve(x, exact, dispersion: .estimated) }
    expectNoDispersion("as many parameters") {
      try gamma.solve(x.rows(at: [0, 1]), even.rows(at: [0, 1]), dispersion: .estimated)
    }
    // With a given shape an exact fit is a fit.
    let fit = try gamma.solve(x, exact)
    expectClose(fit.summary.coefficients[0].estimate, 0.5, "slope")
    #expect(fit.summary.notes.contains { $0.contains("exact") }, "\(fit.summary.notes)")
  }

  @Test func targetsOutsideTheDomainAreRefused() {
    let x = Matrix<Double>([[0], [1]])
    let cases: [(Likelihood, Double)] = [(.poisson(), 0.5), (.negativeBinomial(dispersion: 1), -1), (.gamma(), 0)]
    for (likelihood, t) in cases {
      let network = Network<Double>(inputs: 1, likelihood: likelihood)
      let targets = Matrix<Double>([[1], [t]])
      let error = Self.error { try network.solve(x, targets) }
      #expect(error?.description.hasPrefix("targets, row 1, column 0") == true, "\(likelihood.name)")
    }
  }

  /// Sums over a thousand terms and more go over to integrals: beside a plain sum.
  @Test(arguments: [0.01, 0.5, 30]) func longSums(alpha: Double) {
    for t in [1001.0, 4000] {
      var (logs, first, second) = (0.0, 0.0, 0.0)
      for j in 0..<Int(t) {
        let u: Double = 1 + alpha * Double(j)
        let share: Double = Double(j) / u
        logs += log(u)
        first += share
        second += share * share
      }
      let sums = DispersionScore.sums(t, alpha)
      for (found, expected) in [(sums.logs, logs), (sums.first, first), (sums.second, second)] {
        #expect(abs(found - expected) <= 1e-11 * expected, "\(t), \(alpha): \(found), \(expected)")
      }
    }
  }

  /// The response band contains the mean, and stays above 0.
  @Test func bandsAreOnTheResponseScale() throws {
    let fit = try Self.cases[0].solve()
    let band = fit.band(Matrix(Self.cases[0].x))
    for i in 0..<band.mean.rows {
      #expect(0 < band.lower[i, 0] && band.lower[i, 0] < band.mean[i, 0] && band.mean[i, 0] < band.upper[i, 0])
    }
  }
}
