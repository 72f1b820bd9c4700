import Foundation
import Testing

@testable import Nabla

/// What a report says of weights, exact fits, grouped counts, ridges and numbers out of range.
@Suite struct SolveReportTests {
  /// Regressions with 120 digits (scripts/fixtures/solve_reports.py).
  struct Fixture: Decodable, Sendable {
    struct Grouped: Decodable, Sendable {
      var x: [Double]
      var trials: [Double]
      var killed: [Double]
      var coefficients: [Double]
      var standardErrors: [Double]
      var logLikelihood: Double
      var deviance: Double
      var nullDeviance: Double
      var aic: Double
    }
    struct SmallestNorm: Decodable, Sendable {
      var x: [[Double]]
      var t: [Double]
      var coefficients: [Double]
      var standardErrors: [Double]
      var unbiasedVariance: Double
    }
    struct Standardized: Decodable, Sendable {
      var x: [[Double]]
      var t: [Double]
      var weights: [Double]
      var strength: Double
      var coefficients: [Double]
    }
    var grouped: Grouped
    var smallestNorm: SmallestNorm
    var standardized: Standardized
  }

  static let fixture: Fixture = {
    let url = Bundle.module.url(forResource: "solve-reports", withExtension: "json", subdirectory: "Fixtures")!
    return try! JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
  }()

  static func line(_ inputs: Int = 1) -> Network<Double> { Network(inputs: inputs, likelihood: .gaussian) }

  // MARK: - Weights

  /// Inverse variances as weights: a target of weight w varies by σ²/w.
  @Test func varianceIsThatOfWeightOne() throws {
    let x = Matrix(column: [0.0, 1, 2, 3])
    let t = Matrix(column: [1, 2.1, 2.9, 3.8])
    let weights = [100, 25, 100.0 / 9, 6.25]
    let fit = try Self.line().solve(x, t, weights: weights)
    let noise = fit.summary.noise[0]
    #expect(abs(noise.maximumLikelihood - 0.1198718) <= 1e-7)
    #expect(abs(noise.maximumLikelihood - noise.residualSumOfSquares / 4) <= 1e-16)
    #expect(fit.network.noiseVariance == noise.maximumLikelihood)
    var network = fit.network
    #expect(abs(network.fitNoiseVariance(x, t, weights: weights) - noise.maximumLikelihood) <= 1e-14)
    // Another unit of the weights, and an example that is not there.
    let other = try Self.line().solve(
      Matrix(column: x.elements + [9]), Matrix(column: t.elements + [0]), weights: weights.map { 8 * $0 } + [0])
    #expect(abs(other.summary.noise[0].maximumLikelihood - 8 * noise.maximumLikelihood) <= 1e-13)
    #expect(abs(other.summary.logLikelihood! - fit.summary.logLikelihood!) <= 1e-12)
    #expect(abs(other.summary.noise[0].rSquared! - noise.rSquared!) <= 1e-13)
    for (a, b) in zip(other.summary.coefficients, fit.summary.coefficients) {
      #expect(abs(a.standardError! - b.standardError!) <= 1e-13)
    }
  }

  // MARK: - Exact fits

  @Test(arguments: [11, 3000]) func exactFitsHaveNoStatisticsOfRounding(n: Int) throws {
    let x = (0..<n).map { 0.1 * Double($0) }
    for t in [x.map { 3 * $0 - 0.7 }, Array(repeating: 0.1, count: n)] {
      let fit = try Self.line().solve(Matrix(column: x), Matrix(column: t))
      let summary = fit.summary
      #expect(summary.noise[0].residualSumOfSquares == 0 && summary.logLikelihood == nil)
      #expect(summary.akaikeCriterion == nil && summary.bayesianCriterion == nil)
      #expect(summary.coefficients.allSatisfy { $0.standardError == 0 && $0.statistic == nil && $0.pValue == nil })
      #expect(summary.notes.contains { $0.contains("the fit is exact") })
    }
    // Noise of 10⁻¹¹ is noise.
    let noisy = x.enumerated().map { 3 * $0.element - 0.7 + 1e-11 * Double($0.offset * 7919 % 101 - 50) }
    let fit = try Self.line().solve(Matrix(column: x), Matrix(column: noisy))
    #expect(fit.summary.logLikelihood != nil && fit.summary.coefficients[0].pValue != nil)
  }

  @Test func asManyParametersAsExamplesHaveNoLikelihood() throws {
    let fit = try Self.line().solve(Matrix(column: [0.3, 0.7]), Matrix(column: [0.1, 0.4]))
    #expect(fit.summary.logLikelihood == nil && fit.summary.akaikeCriterion == nil)
    #expect(fit.summary.notes.contains { $0.contains("noise cannot be estimated") })
    #expect(!fit.summary.notes.contains { $0.contains("exact") })
  }

  // MARK: - Grouped counts

  @Test func groupedCountsHaveTheirLikelihood() throws {
    let expected = Self.fixture.grouped
    let shares = zip(expected.killed, expected.trials).map { $0 / $1 }
    let fit = try Network<Double>(inputs: 1, likelihood: .bernoulli).solve(
      Matrix(column: expected.x), Matrix(column: shares), weights: expected.trials)
    let summary = fit.summary
    for (i, c) in summary.coefficients.enumerated() {
      #expect(abs(c.estimate - expected.coefficients[i]) <= 1e-9 * abs(expected.coefficients[i]))
      #expect(abs(c.standardError! - expected.standardErrors[i]) <= 1e-9 * expected.standardErrors[i])
    }
    #expect(abs(summary.logLikelihood! - expected.logLikelihood) <= 1e-9)
    #expect(abs(summary.akaikeCriterion! - expected.aic) <= 1e-9)
    #expect(abs(summary.deviance! - expected.deviance) <= 1e-9)
    #expect(abs(summary.nullDeviance! - expected.nullDeviance) <= 1e-8)
    // The same as two classes.
    let classes = try Network<Double>(inputs: 1, likelihood: .categorical(classes: 2)).solve(
      Matrix(column: expected.x), Matrix(shares.map { [1 - $0, $0] }), weights: expected.trials)
    #expect(abs(classes.summary.logLikelihood! - expected.logLikelihood) <= 1e-9)
    let single = try Network<Double>(inputs: 1, likelihood: .bernoulli).solve(
      Matrix(column: expected.x), Matrix(column: shares))
    #expect(single.summary.notes.contains { $0.contains("not shares of a whole number of trials") })
  }

  @Test func aClassOfWeightZeroIsNoSeparation() throws {
    let x = SolveTests.random(20, 2, seed: 41)
    let labels = (0..<20).map { $0 % 3 }
    let weights = labels.map { $0 == 1 ? 0.0 : 1 }
    for ridge in [Ridge.none, 1, .crossValidated()] {
      #expect(throws: SolverError.missingClass(class: 1, output: nil)) {
        try Network<Double>(inputs: 2, likelihood: .categorical(classes: 3)).solve(
          x, labels, weights: weights, ridge: ridge)
      }
      #expect(throws: SolverError.missingClass(class: 0, output: 0)) {
        try Network<Double>(inputs: 2, likelihood: .bernoulli).solve(
          x, Matrix(column: labels.map { $0 == 2 ? 1.0 : 0 }), weights: labels.map { $0 == 2 ? 1.0 : 0 }, ridge: ridge)
      }
    }
  }

  // MARK: - Ridges

  /// Columns of unequal units, one with a large offset.
  static let unequal: (x: Matrix<Double>, t: Matrix<Double>) = {
    var (x, t): ([[Double]], [Double]) = ([], [])
    for i in 1...200 {
      let income = Double(20_000 + ((i * 7919) % 1009) * 150)
      let ratio = Double((i * 104_729) % 997) / 997
      let y = 3 * ratio + 0.00001 * income + 0.1 * (Double((i * 31_337) % 101) / 50 - 1)
      x.append([income, Double(String(format: "%.4f", ratio))!])
      t.append(Double(String(format: "%.5f", y))!)
    }
    return (Matrix(x), Matrix(column: t))
  }()

  @Test func standardizedRidgeIsInTheUnitsOfTheData() throws {
    let expected = Self.fixture.standardized
    let (x, t) = (Matrix(expected.x), Matrix(column: expected.t))
    let fit = try Self.line(2).solve(
      x, t, weights: expected.weights, ridge: .standardized(expected.strength))
    for (a, b) in zip(fit.network.parameters, expected.coefficients) { #expect(abs(a - b) <= 1e-9 * abs(b)) }
    #expect(fit.summary.isRidgeStandardized && fit.summary.ridge == expected.strength)
    // Other units of an input change nothing but its coefficient.
    let other = try Self.line(2).solve(
      Matrix(expected.x.map { [$0[0] / 1000, $0[1]] }), t, weights: expected.weights,
      ridge: .standardized(expected.strength))
    #expect(abs(other.network.parameters[0] - 1000 * expected.coefficients[0]) <= 1e-9)
    #expect(abs(other.network.parameters[1] - expected.coefficients[1]) <= 1e-9)
  }

  @Test func crossValidationIsInnerWhateverTheUnits() throws {
    let fit = try Self.line(2).solve(Self.unequal.x, Self.unequal.t, ridge: .crossValidated())
    #expect(fit.summary.noise[0].rSquared! >= 0.995)
    let curve = try #require(fit.summary.crossValidation)
    let best = try #require(curve.points.firstIndex { $0.strength == fit.summary.ridge })
    #expect(best > 0 && best < curve.points.count - 1 && curve.folds == 10)
    #expect(curve.points.map(\.strength) == curve.points.map(\.strength).sorted())
    #expect(abs(curve.points[best].error - curve.points.map(\.error).min()!) <= 1e-9 * curve.points[best].error)
    #expect(fit.summary.description.contains("<- chosen"))
    // The raw ridge of the issue: 10⁻³ has the mean squared error 0.003487.
    let raw = try Self.line(2).solve(
      Self.unequal.x, Self.unequal.t, ridge: .crossValidated(candidates: [1e-3, 1e9], standardized: false))
    #expect(abs(raw.summary.crossValidation!.points[0].error - 0.003487) <= 1e-4)
    #expect(raw.summary.notes.contains { $0.contains("smallest at the weakest ridge") })
    // For logits too: units make no difference.
    let labels = Matrix(column: Self.unequal.t.elements.map { $0 > 2.4 ? 1.0 : 0 })
    let flipped = Matrix(column: labels.elements.enumerated().map { $0.offset % 9 == 0 ? 1 - $0.element : $0.element })
    let rescaled = Matrix((0..<200).map { [Self.unequal.x[$0, 0] / 50_000, Self.unequal.x[$0, 1]] })
    let ridges = try [Self.unequal.x, rescaled].map { x in
      try Network<Double>(inputs: 2, likelihood: .bernoulli).solve(x, flipped, ridge: .crossValidated()).summary
    }
    #expect(ridges[0].ridge == ridges[1].ridge)
    let points = try #require(ridges[0].crossValidation?.points)
    #expect(points.first!.strength < ridges[0].ridge && points.last!.strength > ridges[0].ridge)
  }

  /// Noise alone: the best ridge is the strongest one, and the list goes on until it says so.
  @Test func theListGoesOnWhereTheBestIsAtItsEnd() {
    let search = RidgeSearch(unit: 1, isStandardized: true)
    for (target, note) in [(1e-13, nil), (1e9, nil), (0, "weakest"), (Double.infinity, "strongest")]
      as [(Double, String?)]
    {
      let validation = RidgeSearch.Validation(folds: 2) { candidates in
        candidates.map { target == 0 ? 1 + $0 : target == .infinity ? 1 + 1 / $0 : 1 + abs(log($0 / target)) }
      }
      let choice = try? search.choice(validation, candidates: nil)
      if let note {
        #expect(choice.map { $0.notes.isEmpty || $0.notes[0].contains(note) } ?? false)
      } else {
        #expect(abs(log10((choice?.strength ?? 1) / target)) <= 1e-9 && choice?.notes.isEmpty ?? false)
      }
    }
  }

  // MARK: - Numbers out of range

  @Test(arguments: [Likelihood.gaussian, .bernoulli]) func whatHasNoSquareIsRefused(likelihood: Likelihood) {
    let t = Matrix(column: [0.0, 1, 0, 1, 1])
    for size in [1e155, 1e200, 1e300, 1e-156, 1e-200, 1e-290] {
      let x = Matrix([1.0, 2.5, 3, -1, 4].map { [$0, size * ($0 - 2)] })
      #expect {
        try Network<Double>(inputs: 2, likelihood: likelihood).solve(x, t, featureNames: ["a", "b"])
      } throws: { "\($0)".contains("'b' of a magnitude near") && "\($0)".contains("1e-150 and 1e150") }
      guard likelihood.family == .gaussian else { continue }
      let targets = Matrix(column: t.elements.map { size * ($0 + 1) })
      #expect { try Self.line().solve(Matrix(column: [1.0, 2.5, 3, -1, 4]), targets) } throws: {
        "\($0)".contains("a target of a magnitude near")
      }
    }
  }

  @Test(arguments: [1e-140, 1e-100, 1e100, 1e140]) func whatHasASquareIsSolved(size: Double) throws {
    let x = [1.0, 2.5, 3, -1, 4]
    let t = Matrix(column: [0.0, 1, 0, 1, 1])
    let plain = try Self.line().solve(Matrix(column: x), t).summary
    let fit = try Self.line().solve(Matrix(column: x.map { $0 * size }), t).summary
    #expect(abs(fit.coefficients[0].statistic! - plain.coefficients[0].statistic!) <= 1e-12)
    #expect(abs(fit.coefficients[0].estimate * size - plain.coefficients[0].estimate) <= 1e-13)
    #expect(abs(fit.noise[0].rSquared! - plain.noise[0].rSquared!) <= 1e-13)
  }

  // MARK: - Indicators

  @Test func indicatorsAreNotConstant() throws {
    let ties: [[Double]] = [[0, 0, 0, 0, 0, 0, 1, 2], [0, 0, 0, 5], [1, 2], [0, 0, 1, 1, 1, 1, 9, 9, 9]]
    for x in ties {
      for bins in 2...6 {
        let functions = BasisFunctions.indicator(bins: bins, placedOn: x)
        let values = x.map { functions([$0]) as [Double] }
        for j in values[0].indices { #expect(Set(values.map { $0[j] }).count == 2, "\(x) in \(bins) bins") }
        let network = Network<Double>(inputs: 1, likelihood: .gaussian) { functions }
        let fit = try network.solve(Matrix(column: x), Matrix(column: x.map { $0 * $0 }))
        #expect(fit.summary.rank == fit.summary.fullRank)
      }
    }
  }
}
