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
