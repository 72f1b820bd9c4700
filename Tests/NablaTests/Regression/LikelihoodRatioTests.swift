import Foundation
import Testing

@testable import Nabla

/// Tests of all inputs together: by likelihoods of two fits, in closed forms, and Wald's.
struct LikelihoodRatioTests {
  private static let x = Matrix<Double>([[0, 1], [1, 3], [2, -1], [3, 2], [4, 0], [5, 1.5], [6, -2], [7, 1]])

  /// Two inputs: P(χ² > s) = e^(−s/2).
  @Test func chiSquareIsTwiceTheGainOfTheLikelihood() throws {
    let counts = Matrix<Double>(column: [1, 0, 3, 2, 5, 4, 9, 7])
    let answers = Matrix<Double>(column: [0, 1, 0, 0, 1, 0, 1, 1])
    let cases: [(Likelihood, Matrix<Double>)] = [
      (.poisson(), counts), (.negativeBinomial(dispersion: 0.5), counts),
      (.gamma(shape: 2), Matrix(column: counts.elements.map { $0 + 1 })),
      (.bernoulli, answers), (.probit(), answers), (.complementaryLogLog(), answers),
    ]
    for (likelihood, t) in cases {
      let fit = try Network<Double>(inputs: 2, likelihood: likelihood).solve(Self.x, t)
      let null = try Network<Double>(inputs: 1, likelihood: likelihood).solve(Matrix(rows: 8, columns: 1), t)
      let test = try #require(fit.summary.likelihoodRatioTest)
      let gain = try 2 * (#require(fit.summary.logLikelihood) - #require(null.summary.logLikelihood))
      #expect(abs(test.statistic - gain) <= 1e-10 * max(1, gain), "\(likelihood.name): \(test), \(gain)")
      #expect(test.degreesOfFreedom == 2 && test.residualDegreesOfFreedom == nil)
      #expect(abs(test.pValue - exp(-gain / 2)) <= 1e-10)
      #expect(fit.summary.description.contains("Against biases alone: χ²(2) = "))
      #expect(null.summary.likelihoodRatioTest == nil)
    }
  }

  /// With an estimated dispersion an F; of one input with the same tails as t² of the root.
  @Test func estimatedDispersionsGiveAnF() throws {
    let t = Matrix<Double>(column: [1, 2, 4, 3, 9, 4, 12, 20])
    let x = Matrix<Double>(column: (0..<8).map { Double($0) })
    let fit = try Network<Double>(inputs: 1, likelihood: .poisson()).solve(x, t, dispersion: .estimated)
    let test = try #require(fit.summary.likelihoodRatioTest)
    let dispersion = try #require(fit.summary.dispersions?.first?.pearsonDispersion)
    let explained = try #require(fit.summary.nullDeviance) - #require(fit.summary.deviance)
    #expect(test.residualDegreesOfFreedom == 6 && abs(test.statistic - explained / dispersion) <= 1e-10)
    let twoSided = ReferenceDistribution.studentT(degreesOfFreedom: 6).twoSidedTail(test.statistic.squareRoot())
    #expect(abs(test.pValue - twoSided) <= 1e-12)
    let ridge = try Network<Double>(inputs: 1, likelihood: .poisson()).solve(x, t, ridge: .strength(1))
    #expect(ridge.summary.likelihoodRatioTest == nil)
  }

  /// bᵀV⁻¹b of two coefficients.
  @Test func waldsTestOfTwoCoefficients() throws {
    let t = Matrix<Double>(column: [1, 0, 3, 2, 5, 4, 9, 7])
    let fit = try Network<Double>(inputs: 2, likelihood: .poisson()).solve(Self.x, t, featureNames: ["a", "b"])
    let test = try #require(fit.waldTests(of: ["a", "b"]).first)
    let (V, b) = (fit.covariance, fit.summary.coefficients.map(\.estimate))
    let determinant: Double = V[0, 0] * V[1, 1] - V[0, 1] * V[1, 0]
    let square: Double = (V[1, 1] * b[0] * b[0] - 2 * V[0, 1] * b[0] * b[1] + V[0, 0] * b[1] * b[1]) / determinant
    #expect(abs(test.statistic - square) <= 1e-10 * square && test.degreesOfFreedom == 2)
    #expect(abs(test.pValue - exp(-square / 2)) <= 1e-12)
  }
}
