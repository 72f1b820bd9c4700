import Foundation
import Testing

@testable import Nabla

/// Weights, outputs and new targets where α and β were estimated, against closed forms and quadrature over both
/// (scripts/fixtures/evidence_hierarchy.py), and differences of trainings.
@Suite struct PrecisionUncertaintyTests {
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    var title: String
    var kind: PriorGroups.Kind
    var x: [[Double]]
    var t: [[Double]]
    var weights: [Double]?
    var alphas: [Double]
    var betas: [Double]
    var sigma: [Double]
    var slopes: [Double]
    var covariance: [Double]
    var places: [[Double]]?
    var means: [[Double]]?
    var targets: [[Double]]?

    var testDescription: String { title }

    func best() throws -> Posterior {
      let network = Network<Double>(inputs: x[0].count, likelihood: .gaussian(outputs: t[0].count))
      return try Posterior.maximizingEvidence(
        of: network, on: try Dataset(inputs: Matrix(x), targets: Matrix(t), weights: weights),
        groups: PriorGroups(kind, of: network.architecture), noisePerOutput: betas.count > 1, tolerance: 1e-12
      ).posterior
    }
  }

  static let cases: [Case] = {
    do {
      let path = try fixturePath("evidence-hierarchy.json")
      return try JSONDecoder().decode([Case].self, from: Data(try fileBytes(path)))
    } catch { preconditionFailure("\(error)") }
  }()

  /// Σ, D and A⁻¹ + D Σ Dᵀ. ln α and ln β are as far from the maximum as a gain of 1e-12 nats, 1e-6 of their deviation, is seen.
  @Test(arguments: cases) func linearModelsHaveTheirClosedForm(_ model: Case) throws {
    let posterior = try model.best()
    let precisions = try #require(posterior.precisionUncertainty)
    func distance(_ a: Matrix<Double>, _ b: [Double]) -> Double { LinearEvidenceTests.distance(a.elements, b) }
    #expect(distance(precisions.covariance, model.sigma) <= 1e-5)
    #expect(distance(precisions.slopes, model.slopes) <= 1e-5)
    #expect(distance(posterior.covariance(), model.covariance) <= 1e-5)
    // The part of the precisions is no rounding.
    #expect(distance(posterior.laplace.covariance(), model.covariance) >= 1e-4)
    let count = model.alphas.count + model.betas.count
    for (k, nu) in precisions.degreesOfFreedom.enumerated() {
      let variance = precisions.covariance[model.alphas.count + k, model.alphas.count + k]
      #expect((nu * variance - 2).magnitude <= 1e-12)
    }
    #expect(precisions.covariance.rows == count && precisions.degreesOfFreedom.count == model.betas.count)
    // What a file keeps says the same, and so do outputs scaled.
    let x = Matrix(model.x)
    let predicted = posterior.predict(x)
    let kept = posterior.uncertainty()
    let again = kept.predict(posterior.network, x)
    let factors = model.t[0].indices.map { Double($0) + 2 }
    let scaled = kept.scalingOutputs(by: factors, of: posterior.network.architecture)
    #expect(kept.root.columns == kept.root.rows)
    #expect(LinearEvidenceTests.distance(again.meanDeviation.elements, predicted.meanDeviation.elements) <= 1e-12)
    #expect(again.degreesOfFreedom == predicted.degreesOfFreedom)
    #expect(scaled.degreesOfFreedom.count == (model.betas.count > 1 ? factors.count : 1))
    // Precisions that are taken as known.
    var known = posterior
    known.precisionUncertainty = nil
    #expect(known.covariance() == posterior.laplace.covariance())
    #expect(known.predict(x).degreesOfFreedom.allSatisfy { $0 == .infinity })
    #expect(known.uncertainty().degreesOfFreedom.isEmpty)
  }

  /// Half the widths of 90 % intervals. Without a prior Student's t is exact; what is left out is less than what the prior's part
  /// adds to the covariance, at most 1.4e-3 of it. Intervals of known precisions are narrower by the order of 1/ν.
  @Test(arguments: cases.filter { $0.places != nil }) func intervalsAreThoseOfTheHierarchy(_ model: Case) throws {
    let posterior = try model.best()
    let nu = try #require(posterior.precisionUncertainty?.degreesOfFreedom.first)
    let places = Matrix(try #require(model.places))
    var known = posterior
    known.precisionUncertainty = nil
    let (predicted, plain) = (posterior.predict(places), known.predict(places))
    let (means, targets) = (predicted.meanInterval(level: 0.9), try #require(predicted.newDataInterval(level: 0.9)))
    let plainTargets = try #require(plain.newDataInterval(level: 0.9))
    func half(_ interval: PredictiveInterval, _ i: Int) -> Double { (interval.upper[i, 0] - interval.lower[i, 0]) / 2 }
    for i in 0..<places.rows {
      for (exact, own, narrow) in [
        (try #require(model.means)[i], means, plain.meanInterval(level: 0.9)),
        (try #require(model.targets)[i], targets, plainTargets),
      ] {
        let width = (exact[1] - exact[0]) / 2
        #expect((half(own, i) / width - 1).magnitude <= 1.4e-3, "\(i): \(half(own, i)) and \(width), ν = \(nu)")
        #expect(half(narrow, i) / width <= 1 - 0.5 / nu, "\(i): \(half(narrow, i)) and \(width), ν = \(nu)")
      }
    }
  }

  /// D of a network against trainings with α and β a little larger and smaller.
  @Test(arguments: [Posterior.Form.hessian, .gaussNewton, .diagonal]) func slopesAreThoseOfTrainings(
    _ form: Posterior.Form
  ) throws {
    var generator = SeededGenerator(seed: 5)
    let x = (0..<40).map { _ in 2 * generator.normal() }
    let t = x.map { tanh($0) + 0.1 * generator.normal() }
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(2, .tanh) }
    network.initialize(.glorot, seed: 3)
    let data = try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t))
    let groups = PriorGroups(.layers, of: network.architecture)
    let posterior = try Posterior.trained(
      network, on: data, groups: groups, hyperparameters: Hyperparameters(alphas: [0.3, 0.2], betas: [80]), form: form)
    let precisions = try #require(PrecisionUncertainty(posterior))
    let theta = posterior.hyperparameters.logarithms
    for j in theta.indices {
      func mode(_ step: Double) throws -> [Double] {
        var moved = theta
        moved[j] += step
        return try Posterior.trained(
          posterior.network, on: data, groups: groups,
          hyperparameters: posterior.hyperparameters.with(logarithms: moved)
        ).laplace.mode
      }
      let h = 1e-4
      let (up, down) = (try mode(h), try mode(-h))
      let column = (0..<up.count).map { (up[$0] - down[$0]) / (2 * h) }
      let found = (0..<up.count).map { precisions.slopes[$0, j] }
      // h² of the third derivatives, and the rounding of modes, 1e-13, by h.
      #expect(LinearEvidenceTests.distance(found, column) <= 1e-6, "\(j): \(found) and \(column)")
    }
  }

  /// Networks drawn have the covariance, and given precisions have no uncertainty.
  @Test func drawsHaveTheCovariance() throws {
    let posterior = try Self.cases[0].best()
    let n = 20_000
    let draws = posterior.networks(n, seed: 9).map(\.parameters)
    let (covariance, mode) = (posterior.covariance(), posterior.laplace.mode)
    for i in mode.indices {
      let variance = draws.reduce(0) { $0 + ($1[i] - mode[i]) * ($1[i] - mode[i]) } / Double(n)
      // Five standard errors of a variance.
      #expect((variance / covariance[i, i] - 1).magnitude <= 5 * (2 / Double(n)).squareRoot(), "\(i)")
    }
    let given = try Posterior.trained(
      posterior.network, on: posterior.data, groups: posterior.groups, hyperparameters: posterior.hyperparameters)
    #expect(given.precisionUncertainty == nil)
  }
}
