import Foundation
import Nabla
import Testing

/// Posteriors of linear models against the marginal normal distribution of the targets in 50 digits
/// (scripts/fixtures/evidence.py).
@Suite struct LinearEvidenceTests {
  struct Case: Decodable, CustomTestStringConvertible {
    var title: String
    var kind: PriorGroups.Kind
    var x: [[Double]]
    var t: [[Double]]
    var weights: [Double]?
    var alphas: [Double]
    var betas: [Double]
    var logEvidence: Double
    var gradient: [Double]
    var gammas: [Double]
    var mean: [Double]
    var covariance: [Double]
    var bestAlphas: [Double]
    var bestBetas: [Double]
    var bestLogEvidence: Double

    var testDescription: String { title }

    func data() throws -> Dataset<Double> { try Dataset(inputs: Matrix(x), targets: Matrix(t), weights: weights) }

    func network(_ backend: BackendChoice) -> Network<Double> {
      Network(
        inputs: x[0].count, likelihood: .gaussian(outputs: t[0].count),
        execution: Execution(backend: backend, threads: 2))
    }

    var hyperparameters: Hyperparameters { Hyperparameters(alphas: alphas, betas: betas) }
    var best: Hyperparameters { Hyperparameters(alphas: bestAlphas, betas: bestBetas) }
  }

  static let cases: [Case] = {
    do {
      return try JSONDecoder().decode([Case].self, from: Data(try fileBytes(try fixturePath("evidence.json"))))
    } catch { preconditionFailure("\(error)") }
  }()

  /// The largest difference as a part of the largest number.
  static func distance(_ a: [Double], _ b: [Double]) -> Double {
    guard a.count == b.count else { return .infinity }
    let scale = b.reduce(0) { max($0, $1.magnitude) }
    return zip(a, b).reduce(0) { $1.0.isNaN ? .infinity : max($0, ($1.0 - $1.1).magnitude) } / scale
  }

  @Test(arguments: cases, BackendChoice.available)
  func posteriorIsTheClosedForm(_ model: Case, _ backend: BackendChoice) throws {
    let network = model.network(backend)
    let groups = PriorGroups(model.kind, of: network.architecture)
    let forms: [Posterior.Form] = [.hessian, .gaussNewton, .lastLayer]
    for form in forms {
      let posterior = try Posterior.trained(
        network, on: try model.data(), groups: groups, hyperparameters: model.hyperparameters, form: form)
      #expect(Self.distance([posterior.logEvidence], [model.logEvidence]) <= 1e-12, "\(form)")
      #expect(Self.distance(posterior.wellDeterminedParameters(), model.gammas) <= 1e-12, "\(form)")
      #expect(Self.distance(posterior.network.parameters, model.mean) <= 1e-12, "\(form)")
      #expect(Self.distance(posterior.laplace.covariance().elements, model.covariance) <= 1e-12, "\(form)")
      #expect(posterior.logEquivalentMinima == 0)
    }
  }

  @Test(arguments: cases, BackendChoice.available)
  func precisionsAreTheBest(_ model: Case, _ backend: BackendChoice) throws {
    let network = model.network(backend)
    let groups = PriorGroups(model.kind, of: network.architecture)
    let found = try Posterior.maximizingEvidence(
      of: network, on: try model.data(), groups: groups, noisePerOutput: model.betas.count > 1, tolerance: 1e-15)
    #expect(found.isConverged)
    #expect(found.steps.count <= 25, "\(found.steps.count) steps")
    let precisions = found.posterior.hyperparameters
    #expect(Self.distance(precisions.alphas, model.bestAlphas) <= 1e-12)
    #expect(Self.distance(precisions.betas, model.bestBetas) <= 1e-12)
    #expect(Self.distance([found.posterior.logEvidence], [model.bestLogEvidence]) <= 1e-12)
  }

  @Test(arguments: cases)
  func fixedPointGoesToTheSamePlace(_ model: Case) throws {
    let network = model.network(.fastest)
    let groups = PriorGroups(model.kind, of: network.architecture)
    let found = try Posterior.maximizingEvidence(
      of: network, on: try model.data(), groups: groups, noisePerOutput: model.betas.count > 1, method: .fixedPoint,
      tolerance: 1e-16, mostSteps: 500)
    #expect(found.isConverged)
    #expect(Self.distance(found.posterior.hyperparameters.logarithmsForTests, model.best.logarithmsForTests) <= 1e-6)
  }

  /// Outputs of a linear model share no parameter, so that with missing targets the evidence is that of a model of each output
  /// with the rows where it was observed.
  @Test(arguments: [true, false]) func missingTargetsAreLeftOut(noisePerOutput: Bool) throws {
    var generator = SeededGenerator(seed: 8)
    let n = 24
    let x = Matrix(rows: n, columns: 2, elements: (0..<2 * n).map { _ in generator.normal() })
    let weights = (0..<n).map { i -> Double in 1 + Double(i % 3) / 2 }
    var t = Matrix<Double>(rows: n, columns: 2)
    for i in 0..<n {
      let first: Double = x[i, 0] - x[i, 1] + generator.normal()
      let second: Double = x[i, 0] + 2 * generator.normal()
      t[i, 0] = i % 4 == 1 ? Double.nan : first
      t[i, 1] = i % 5 == 2 ? Double.nan : second
    }
    func posterior(
      _ data: Dataset<Double>, outputs: Int, _ hyperparameters: Hyperparameters
    ) throws -> Posterior {
      let network = Network<Double>(
        inputs: 2, likelihood: .gaussian(outputs: outputs))
      return try Posterior.trained(
        network, on: data, groups: PriorGroups(.one, of: network.architecture), hyperparameters: hyperparameters)
    }
    let both = try Dataset(inputs: x, targets: Targets.incomplete(t), weights: weights)
    let betas: [Double] = noisePerOutput ? [0.9, 0.3] : [0.5]
    let whole = try posterior(both, outputs: 2, Hyperparameters(alphas: [0.7], betas: betas))
    var (sum, gamma) = (0.0, 0.0)
    for k in 0..<2 {
      let rows = (0..<n).filter { !t[$0, k].isNaN }
      let data = try Dataset(
        inputs: x.rows(at: rows), targets: Matrix(column: rows.map { t[$0, k] }), weights: rows.map { weights[$0] })
      let one = try posterior(data, outputs: 1, Hyperparameters(alphas: [0.7], betas: [betas[noisePerOutput ? k : 0]]))
      sum += one.logEvidence
      gamma += one.wellDeterminedParameters()[0]
    }
    #expect(abs(whole.logEvidence / sum - 1) <= 1e-13)
    #expect(abs(whole.wellDeterminedParameters()[0] / gamma - 1) <= 1e-12)
    // At the maximum β = (N − γ)/(2E), N being the targets that were observed.
    let network = whole.network
    let best = try Posterior.maximizingEvidence(
      of: network, on: both, groups: whole.groups, noisePerOutput: noisePerOutput, tolerance: 1e-13)
    // 18 and 19 of 24.
    if !noisePerOutput {
      let found = best.posterior
      let free: Double = 37 - found.wellDeterminedParameters()[0]
      let beta: Double = free / (2 * found.errors[0])
      #expect(abs(found.hyperparameters.betas[0] / beta - 1) <= 1e-5)
    }
    #expect(best.isConverged)
  }

  /// With as many parts as parameters nothing is left out, and the low rank is the whole.
  @Test(arguments: cases.filter { $0.betas.count == 1 })
  func fullRankByProductsIsTheWhole(_ model: Case) throws {
    let network = model.network(.fastest)
    let groups = PriorGroups(model.kind, of: network.architecture)
    let rank = network.architecture.parameterCount
    let posterior = try Posterior.trained(
      network, on: try model.data(), groups: groups, hyperparameters: model.hyperparameters, form: .lowRank(rank))
    #expect(Self.distance([posterior.logEvidence], [model.logEvidence]) <= 1e-9)
    #expect(Self.distance(posterior.wellDeterminedParameters(), model.gammas) <= 1e-9)
    #expect(Self.distance(posterior.laplace.covariance().elements, model.covariance) <= 1e-9)
  }
}

extension Hyperparameters {
  fileprivate var logarithmsForTests: [Double] { (alphas + betas).map { Foundation.log($0) } }
}
