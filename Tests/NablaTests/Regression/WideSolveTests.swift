import Foundation
import Testing

@testable import Nabla

/// Least squares and ridge with fewer examples than columns.
@Suite struct WideSolveTests {
  /// Regressions by their duals with 60 digits (scripts/fixtures/wide.py).
  struct Fixture: Decodable, Sendable {
    struct SmallestNorm: Decodable, Sendable {
      var coefficients: [Double]
      var standardErrors: [Double]
      var unbiasedVariance: Double
    }
    struct Penalized: Decodable, Sendable {
      var strength: Double
      var coefficients: [Double]
      var standardErrors: [Double]
      var effectiveParameters: Double
      var leverages: [Double]
      var deleted: [Double]
      var unbiasedVariance: Double
    }
    var smallestNorm: SmallestNorm
    var ridge: Penalized
  }

  static let fixture: Fixture = {
    let url = Bundle.module.url(forResource: "wide-regressions", withExtension: "json", subdirectory: "Fixtures")!
    return try! JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
  }()

  /// The script's table, whose last row is the fourth again.
  static let x: Matrix<Double> = {
    var x = Matrix<Double>(rows: 9, columns: 160)
    for row in 0..<9 {
      let i = row == 8 ? 3 : row
      for j in 0..<160 {
        let number: Int = (7919 * i + 104_729 * j + 31 * i * i * j + 17 * j * j) % 1009 - 504
        x[row, j] = Double(number) / 256
      }
    }
    return x
  }()
  static let t = Matrix(column: (0..<9).map { Double(37 * $0 % 11) / 4 })
  static let weights = (0..<9).map { Double($0 % 3 + 1) / 2 }

  static func network(
    _ inputs: Int = 160, _ backend: BackendChoice = .fastest, outputs: Int = 1, bias: Bool = true, threads: Int = 2
  ) -> Network<Double> {
    Network(
      inputs: inputs, likelihood: .gaussian(outputs: outputs), execution: Execution(backend: backend, threads: threads)
    ) { Output(bias: bias) }
  }

  private func expectClose(_ found: [Double], _ expected: [Double], _ bound: Double, _ what: Comment) {
    #expect(found.count == expected.count)
    let size = expected.reduce(0) { max($0, $1.magnitude) }
    for (a, b) in zip(found, expected) where !((a - b).magnitude <= bound * size) {
      Issue.record("\(what): \(a), not \(b)")
      return
    }
  }

  @Test(arguments: [BackendChoice.reference, .fastest]) func solutionOfTheSmallestNorm(backend: BackendChoice) throws {
    let fit = try Self.network(160, backend).solve(Self.x, Self.t)
    let (summary, expected) = (fit.summary, Self.fixture.smallestNorm)
    #expect(summary.method.contains("small side"))
    #expect(summary.rank == 8 && summary.fullRank == 161 && summary.conditionNumber == nil)
    expectClose(summary.coefficients.map(\.estimate), expected.coefficients, 1e-15, "coefficients")
    expectClose(summary.coefficients.map { $0.standardError ?? .nan }, expected.standardErrors, 1e-13, "errors")
    #expect(abs(summary.noise[0].unbiased! / expected.unbiasedVariance - 1) <= 1e-13)
    #expect(summary.residualDegreesOfFreedom == 1)
    #expect(summary.notes.contains { $0.contains("rank 8 of 161") && $0.contains("minimum norm") })
    #expect(summary.notes.contains { $0.contains("no single coefficient") })
    // (i, j) of FFᵀ as of the whole.
    let part = fit.covariance(of: [3, 160, 7])
    #expect(part[0, 2] == fit.covariance[3, 7] && abs(part[1, 1].squareRoot() - fit.standardErrors[160]!) <= 1e-15)
    let band = fit.band(Self.x)
    // The repeated example's mean has half the variance of a target.
    #expect(abs(band.standardError[3, 0] - (expected.unbiasedVariance / 2).squareRoot()) <= 1e-12)
  }

  @Test(arguments: [BackendChoice.reference, .fastest]) func ridge(backend: BackendChoice) throws {
    let expected = Self.fixture.ridge
    let fit = try Self.network(160, backend).solve(
      Self.x, Self.t, weights: Self.weights, ridge: .strength(expected.strength))
    let summary = fit.summary
    #expect(summary.method.contains("small side"))
    expectClose(summary.coefficients.map(\.estimate), expected.coefficients, 1e-13, "coefficients")
    expectClose(summary.coefficients.map { $0.standardError ?? .nan }, expected.standardErrors, 1e-11, "errors")
    #expect(abs(summary.effectiveParameters - expected.effectiveParameters) <= 1e-12)
    #expect(abs(summary.noise[0].unbiased! / expected.unbiasedVariance - 1) <= 1e-10)
    let deleted = try #require(fit.deletedResiduals(Self.x, Self.t, weights: Self.weights))
    expectClose(deleted.leverages.elements, expected.leverages, 1e-12, "leverages")
    expectClose(deleted.residuals.elements, expected.deleted, 1e-10, "residuals of examples that are left out")
  }

  /// The same minimum by the columns' way, which `penaltyScales` and masks take part in: its gradient vanishes.
  @Test func standardizedRidgeOfSeveralOutputs() throws {
    var t = Matrix<Double>(rows: 9, columns: 2)
    for i in 0..<9 { (t[i, 0], t[i, 1]) = (Self.t[i, 0], Double(i * i % 7)) }
    let fit = try Self.network(outputs: 2).solve(Self.x, t, ridge: .standardized(0.5))
    let gradient = fit.network.gradient(Self.x, t)
    for j in 0..<160 {
      let column = (0..<9).map { Self.x[$0, j] }
      let mean = column.reduce(0, +) / 9
      let variance = column.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      for k in 0..<2 {
        let place = k * 160 + j
        // The ridge's unit is one example, the sum of squares over 9 of them.
        let penalty = 0.5 * variance / 9 * fit.network.parameters[place]
        #expect(abs(gradient[place] + penalty) <= 1e-11)
      }
    }
  }

  @Test func crossValidation() throws {
    let candidates = [0.1, 10, 1000]
    let network = Self.network()
    let fit = try network.solve(
      Self.x, Self.t, weights: Self.weights,
      ridge: .crossValidated(folds: 3, candidates: candidates, standardized: false, seed: 5))
    let problem = try LinearProblem(
      network: network, Self.x, .values(Self.t), weights: Self.weights, holding: [], names: nil, confidenceLevel: 0.9)
    let folds = try problem.folds(3, seed: 5)
    let points = try #require(fit.summary.crossValidation?.points)
    for (lambda, point) in zip(candidates, points) {
      let error = try folds.reduce(0.0) { sum, fold in
        let inside = (0..<9).filter { !fold.contains($0) }
        let part = try network.solve(
          Self.x.rows(at: inside), Self.t.rows(at: inside), weights: inside.map { Self.weights[$0] },
          ridge: .strength(lambda))
        let loss = part.network.loss(
          Self.x.rows(at: fold), Self.t.rows(at: fold), weights: fold.map { Self.weights[$0] })
        return sum + 2 * loss
      }
      let total = Self.weights.reduce(0, +)
      #expect(abs(point.error - error / total) <= 1e-9 * point.error, "\(lambda)")
    }
  }

  /// An example of one column alone tells its coefficient, and no others.
  @Test func whatTheExamplesDetermine() throws {
    var x = Self.x.rows(at: Array(0..<8))
    for j in 0..<160 { x[2, j] = j == 5 ? 2 : 0 }
    for i in 0..<8 where i != 2 { x[i, 5] = 0 }
    let fit = try Self.network(bias: false).solve(x, Self.t.rows(at: Array(0..<8)))
    #expect(fit.summary.rank == 8)
    #expect(fit.summary.notes.contains { $0.contains("do not determine 159 of the coefficients") })
    #expect(abs(fit.network.parameters[5] - Self.t[2, 0] / 2) <= 1e-15)
    #expect(fit.standardErrors[5] == nil)
  }

  /// 8 × 20 000 in time and memory of n²p: a matrix of p² numbers alone would take 3.2 GB.
  @Test func manyColumns() throws {
    let (n, p) = (8, 20_000)
    var generator = SeededGenerator(seed: 31)
    let x = Matrix(rows: n, columns: p, elements: (0..<n * p).map { _ in generator.normal() })
    let t = Matrix(column: (0..<n).map { _ in generator.normal() })
    let fits = try [1, 2].map { try Self.network(p, threads: $0).solve(x, t) }
    #expect(fits[0].network.parameters == fits[1].network.parameters)
    // Every example is met, by a combination of examples: Φw = t, w = Φᵀc.
    let y = fits[0].network.predict(x)
    for i in 0..<n { #expect(abs(y[i, 0] - t[i, 0]) <= 1e-13) }
    let ridge = try Self.network(p).solve(x, t, ridge: 10)
    let gradient = ridge.network.gradient(x, t)
    for j in 0..<p where !(abs(gradient[j] + 10 * ridge.network.parameters[j]) <= 1e-11) {
      Issue.record("the gradient of weight \(j) is \(gradient[j])")
      return
    }
    #expect(abs(gradient[p]) <= 1e-11)
  }
}
