import Foundation
import Testing

@testable import Nabla

/// Dispersions and sandwich errors of logistic and softmax regressions: closed forms and laws. `GeneralizedTests` and
/// `StatsmodelsTests` compare them with statsmodels.
struct LogitSpreadTests {
  private static let x: Matrix<Double> = {
    var x = Matrix<Double>(rows: 12, columns: 2)
    for i in 0..<24 { x[i / 2, i % 2] = Double((i * i * 7 + 3 * i) % 11) / 4 - 1 }
    return x
  }()
  private static let labels = [0, 2, 1, 0, 1, 1, 2, 0, 2, 1, 0, 2]

  /// Of biases alone χ² is n(K − 1), and both kinds of standard errors are one.
  @Test func closedFormsOfBiases() throws {
    for K in [2, 3] {
      let labels = Self.labels.map { min($0, K - 1) }
      let fit = try Network<Double>(inputs: 1, likelihood: .categorical(classes: K)).solve(
        Matrix(rows: 12, columns: 1), labels)
      let dispersion = try #require(fit.summary.dispersions?.first)
      let expected = Double(12 * (K - 1))
      #expect(fit.summary.dispersions?.count == 1 && dispersion.output == nil && !dispersion.isEstimated)
      #expect(abs(dispersion.pearsonChiSquare - expected) <= 1e-12 * expected, "\(dispersion)")
      let freedom = expected - Double(K - 1)
      #expect(abs((dispersion.pearsonDispersion ?? .nan) - expected / freedom) <= 1e-12)
      for c in fit.summary.coefficients where c.name == "bias" {
        #expect(abs(c.robustStandardError! - c.standardError!) <= 1e-12 * c.standardError!, "\(c)")
      }
    }
  }

  /// Two classes are a logistic regression, in every figure and on any number of threads; shares are compared with their
  /// probabilities as labels are.
  @Test func twoClassesAreALogisticRegression() throws {
    let hard = Self.labels.map { $0 == 1 ? 1.0 : 0 }
    for t in [hard, hard.map { 0.25 + $0 / 2 }] {
      let weights = (0..<12).map { Double($0 % 4) }
      var fits: [FitSummary] = []
      for threads in [1, 2] {
        let execution = Execution(threads: threads)
        let logistic = Network<Double>(inputs: 2, likelihood: .bernoulli, execution: execution)
        let softmax = Network<Double>(inputs: 2, likelihood: .categorical(classes: 2), execution: execution)
        let both = Matrix<Double>(t.map { [1 - $0, $0] })
        fits.append(try logistic.solve(Self.x, Matrix(column: t), weights: weights).summary)
        fits.append(try softmax.solve(Self.x, both, weights: weights).summary)
      }
      #expect(fits[0] == fits[2] && fits[1] == fits[3])
      let chiSquares = try fits.map { try #require($0.dispersions?.first?.pearsonChiSquare) }
      #expect(abs(chiSquares[0] - chiSquares[1]) <= 1e-10 * chiSquares[0], "\(chiSquares)")
      for (a, b) in zip(fits[0].coefficients, fits[1].coefficients) {
        let (first, second) = (try #require(a.robustStandardError), try #require(b.robustStandardError))
        #expect(abs(first - second) <= 1e-9 * first && first > 0, "\(a), \(b)")
      }
    }
  }

  /// Standard errors √φ times as large, t tests, and an F against biases alone.
  @Test func estimatedDispersionsScaleStandardErrors() throws {
    let t = Matrix<Double>(column: [0.2, 0.7, 0.4, 0.9, 0.1, 0.5, 0.3, 0.8, 0.6, 0.25, 0.75, 0.5])
    let network = Network<Double>(inputs: 2, likelihood: .bernoulli)
    let trials = Array(repeating: 20.0, count: 12)
    let given = try network.solve(Self.x, t, weights: trials).summary
    let estimated = try network.solve(Self.x, t, weights: trials, dispersion: .estimated).summary
    let phi = try #require(given.dispersions?.first?.pearsonDispersion)
    #expect(estimated.dispersions?.first?.used == phi && estimated.dispersions?.first?.isEstimated == true)
    #expect(estimated.distribution == ReferenceDistribution.studentT(degreesOfFreedom: 9))
    for (a, b) in zip(given.coefficients, estimated.coefficients) {
      #expect(abs(b.standardError! - phi.squareRoot() * a.standardError!) <= 1e-12 * b.standardError!)
      #expect(a.robustStandardError == b.robustStandardError)
    }
    #expect(estimated.likelihoodRatioTest?.residualDegreesOfFreedom == 9)
    let same = Matrix<Double>(column: Array(repeating: 0.5, count: 12))
    #expect(
      throws: SolverError.noDispersion(
        reason: "the fit is exact, so that the dispersion is 0: give one, or ask for less of the network")
    ) {
      try network.solve(Self.x, same, weights: trials, dispersion: .estimated)
    }
    #expect(try network.solve(Self.x, same, weights: trials).summary.dispersions?.first?.pearsonChiSquare ?? 1 <= 1e-20)
  }
}
