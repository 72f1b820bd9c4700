import Foundation
import Testing

@testable import Nabla

/// Regressions of binary targets with the probit and the complementary log-log link: closed forms, and what has no solution.
/// `GeneralizedTests` compares them with statsmodels.
struct BinaryLinkTests {
  private static let links: [Likelihood] = [.probit(), .complementaryLogLog()]

  /// One group of 3 among 4: y = ¾, so that a is Φ⁻¹(¾) or ln ln 4; and the standard error of a, √(y(1 − y)/n)/y′.
  @Test func closedFormsOfABias() throws {
    let (x, t) = (Matrix<Double>(rows: 4, columns: 1), Matrix<Double>([[1], [0], [1], [1]]))
    let quantile = 0.6744897501960817
    let density = 0.3177765726840908
    // ¼ ln 4.
    let slope = 0.3465735902799727
    for (likelihood, a, slope) in [(Self.links[0], quantile, density), (Self.links[1], log(log(4)), slope)] {
      let fit = try Network<Double>(inputs: 1, likelihood: likelihood).solve(x, t)
      let bias = try #require(fit.summary.coefficients.last)
      #expect(abs(bias.estimate - a) <= 1e-12, "\(likelihood.name): \(bias.estimate)")
      let error: Double = (0.1875 / 4).squareRoot() / slope
      #expect(abs((bias.standardError ?? .nan) - error) <= 1e-12, "\(likelihood.name)")
      let deviance: Double = -2 * (3 * log(0.75) + log(0.25))
      #expect(abs((fit.summary.deviance ?? .nan) - deviance) <= 1e-12)
      #expect(abs((fit.summary.logLikelihood ?? .nan) + deviance / 2) <= 1e-12)
      let band = fit.band(x)
      #expect(abs(band.mean[0, 0] - 0.75) <= 1e-12 && abs(band.standardError[0, 0] - error * slope) <= 1e-12)
      #expect(band.lower[0, 0] > 0 && band.upper[0, 0] < 1)
    }
  }

  /// Shares of trials are as many examples, and their likelihood is that of the counts.
  @Test(arguments: links) func sharesOfTrials(likelihood: Likelihood) throws {
    let network = Network<Double>(inputs: 1, likelihood: likelihood)
    let shares = try network.solve(
      Matrix<Double>([[0], [1], [2]]), Matrix<Double>([[0.25], [0.5], [0.75]]), weights: [4, 2, 4])
    let rows = [(0, 0), (0, 0), (0, 0), (0, 1), (1, 0), (1, 1), (2, 0), (2, 1), (2, 1), (2, 1)]
    let single = try network.solve(
      Matrix<Double>(column: rows.map { Double($0.0) }), Matrix<Double>(column: rows.map { Double($0.1) }))
    for (a, b) in zip(shares.summary.coefficients, single.summary.coefficients) {
      #expect(abs(a.estimate - b.estimate) <= 1e-9 && abs(a.standardError! - b.standardError!) <= 1e-9)
    }
    // ln of 4 · 2 · 4 orders of the successes among the trials.
    let difference = try #require(shares.summary.logLikelihood) - #require(single.summary.logLikelihood)
    #expect(abs(difference - log(32)) <= 1e-9, "\(difference)")
  }

  /// With an offset a bias alone solves Σ σ(b + o) = Σ t: of o = ±1 and half of the targets 1, b = 0; and an offset changes nothing
  /// in whether outcomes are separated.
  @Test func logisticRegressionsTakeAnOffset() throws {
    let network = Network<Double>(inputs: 1, likelihood: .bernoulli)
    let x = Matrix<Double>(column: [0, 1, 2, 3, 0, 1, 2, 3])
    let offset: [Double] = [1, -1, 1, -1, -1, 1, -1, 1]
    let fit = try network.solve(x, Matrix<Double>(column: [0, 1, 0, 1, 1, 0, 1, 0]), offset: offset)
    // Twice Σ ln(1 + e^(±1)): all targets are on the other side of their offset, and b = 0.
    let null: Double = 2 * 8 * log1p(exp(1.0))
    #expect(abs((fit.summary.nullDeviance ?? .nan) - null) <= 1e-12, "\(fit.summary.nullDeviance ?? .nan), \(null)")
    let separated = Matrix<Double>(column: [0, 0, 1, 1, 0, 0, 1, 1])
    do {
      _ = try network.solve(x, separated, offset: offset)
      Issue.record("a fit")
    } catch {
      guard case .separable(let separation) = error else { throw error }
      #expect(separation.isComplete)
    }
    // Among the inputs it is the same, and the band has it.
    let wide = Network<Double>(inputs: 2, likelihood: .bernoulli) { Output(offset: true) }
    let t = Matrix<Double>(column: [0, 1, 1, 1, 0, 0, 1, 0])
    let all = Matrix<Double>((0..<8).map { [x[$0, 0], offset[$0]] })
    let (inside, beside) = (try wide.solve(all, t), try network.solve(x, t, offset: offset))
    #expect(inside.summary.coefficients.map(\.estimate) == beside.summary.coefficients.map(\.estimate))
    let bands = (inside.band(all), beside.band(x, offset: offset))
    #expect(bands.0 == bands.1)
    for i in 0..<8 { #expect(abs(bands.0.mean[i, 0] - inside.network.predict(all)[i, 0]) <= 1e-15) }
    #expect(throws: SolverError.unusableNumber(part: "offset", row: 2, column: 0, value: "nan")) {
      try network.solve(x, t, offset: offset.enumerated().map { $0.offset == 2 ? .nan : $0.element })
    }
  }

  private static let doses = Matrix<Double>([[0], [1], [2], [3], [4], [5]])

  private func failure(of network: Network<Double>, _ t: [Double]) -> SolverError? {
    do {
      _ = try network.solve(Self.doses, Matrix(column: t), featureNames: ["dose"])
      return nil
    } catch { return error }
  }

  @Test(arguments: links, BackendChoice.available)
  func separationAndMissingOutcomesHaveNames(likelihood: Likelihood, backend: BackendChoice) throws {
    let network = Network<Double>(inputs: 1, likelihood: likelihood, execution: Execution(backend: backend))
    guard case .separable(let complete)? = failure(of: network, [0, 0, 0, 1, 1, 1]) else {
      Issue.record("\(String(describing: failure(of: network, [0, 0, 0, 1, 1, 1])))")
      return
    }
    #expect(complete.isComplete && complete.features == ["dose"] && complete.direction[0] > 0)
    #expect(failure(of: network, [1, 1, 1, 1, 1, 1]) == .missingClass(class: 0, output: 0))
    #expect(failure(of: network, [0, 0, 0, 0, 0, 0]) == .missingClass(class: 1, output: 0))
    let held = try network.solve(Self.doses, Matrix(column: [0, 0, 0, 1, 1, 1]), ridge: .strength(0.1))
    #expect(held.summary.coefficients.allSatisfy { $0.estimate.isFinite })
    let chosen = try network.solve(Self.doses, Matrix(column: [0, 1, 0, 1, 0, 1]), ridge: .crossValidated(folds: 2))
    #expect(chosen.summary.crossValidation != nil)
  }

  /// But for a boundary: at 2 there are both outcomes.
  @Test(arguments: links) func quasiSeparationHasAName(likelihood: Likelihood) throws {
    let network = Network<Double>(inputs: 1, likelihood: likelihood)
    let x = Matrix<Double>([[0], [1], [2], [2], [3], [4]])
    do {
      _ = try network.solve(x, Matrix(column: [0, 0, 0, 1, 1, 1]))
      Issue.record("a fit")
    } catch {
      guard case .separable(let separation) = error else { throw error }
      #expect(!separation.isComplete)
    }
  }
}
