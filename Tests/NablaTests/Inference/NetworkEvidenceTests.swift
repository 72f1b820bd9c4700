import Foundation
import Nabla
import Testing

/// Evidence of small networks against quadrature over all parameters (scripts/fixtures/evidence_networks.py), and what is refused.
@Suite struct NetworkEvidenceTests {
  struct Case: Decodable, CustomTestStringConvertible {
    var title: String
    var x: [Double]
    var t: [Double]
    var alpha: Double
    var beta: Double
    var hiddenBias: Bool
    var outputBias: Bool
    var start: [Double]
    var isConcentrated: Bool
    var logEvidence: Double

    var testDescription: String { title }

    func data() throws -> Dataset<Double> { try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t)) }

    func network() -> Network<Double> {
      var network = Network<Double>(inputs: 1, likelihood: .gaussian) {
        Dense(1, .tanh, bias: hiddenBias)
        Output(bias: outputBias)
      }
      network.parameters = start
      return network
    }

    var hyperparameters: Hyperparameters { Hyperparameters(alphas: [alpha], betas: [beta]) }
  }

  static let cases: [Case] = {
    do {
      return try JSONDecoder().decode([Case].self, from: Data(try fileBytes(try fixturePath("evidence-networks.json"))))
    } catch { preconditionFailure("\(error)") }
  }()

  @Test(arguments: cases)
  func evidenceIsTheIntegral(_ model: Case) throws {
    let network = model.network()
    let posterior = try Posterior.trained(
      network, on: try model.data(), groups: PriorGroups(.one, of: network.architecture),
      hyperparameters: model.hyperparameters)
    let difference = (posterior.logEvidence - model.logEvidence).magnitude
    // A bound by the prior's volume takes nothing from minima that are one, and from others not more than they have too much.
    let bounded = posterior.boundedLogEvidence()
    #expect((bounded - model.logEvidence).magnitude <= difference && bounded <= posterior.logEvidence)
    if model.isConcentrated {
      #expect(bounded == posterior.logEvidence)
      // Of the two equal minima each has half.
      #expect(abs(posterior.logEquivalentMinima - Foundation.log(2)) < 1e-15)
      #expect(difference <= 0.05, "\(posterior.logEvidence) and \(model.logEvidence)")
    } else {
      // Where the data say little the two minima run into each other, and the approximation is off, but not by nats.
      #expect(difference > 0.05 && difference < 2, "\(posterior.logEvidence) and \(model.logEvidence)")
    }
  }

  /// E = ½(1 − v tanh w)² at v = w = 0 is a saddle, and ŵ there with α = 2: A = (2 −1; −1 2), and diag(√α) A⁻¹ diag(√α) has the
  /// eigenvalues 2 and 2/3. The volume of the first is counted as the prior's.
  @Test func aDirectionLessSureThanItsPriorCountsAsThePrior() throws {
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) {
      Dense(1, .tanh, bias: false)
      Output(bias: false)
    }
    network.parameters = [0, 0]
    let data = try Dataset<Double>(inputs: Matrix(column: [1]), targets: Matrix(column: [1]))
    let posterior = try Posterior(
      network, on: data, groups: PriorGroups(.one, of: network.architecture),
      hyperparameters: Hyperparameters(alphas: [2], betas: [1]))
    #expect(posterior.wellDeterminedParameters()[0] < 0)
    let excess = posterior.logEvidence - posterior.boundedLogEvidence()
    #expect(abs(excess - Foundation.log(2) / 2) < 1e-14, "\(excess)")
  }

  /// A mixture of one distribution is a normal distribution with a spread of its own: the share, of which the error says
  /// nothing, has its prior alone, whose integral is 1.
  @Test func aMixtureOfOneHasTheEvidenceOfANormalDistribution() throws {
    let x = Matrix<Double>(column: (0..<60).map { Double($0) / 30 - 1 })
    let t = (0..<60).map { i in i % 7 == 0 ? .nan : x[i, 0] + Foundation.sin(37 * Double(i)) * (1.5 + x[i, 0]) }
    let data = try Dataset<Double>(inputs: x, targets: Targets<Double>.incomplete(Matrix(column: t)))
    func evidence(_ likelihood: Likelihood) throws -> Double {
      let network = Network<Double>(inputs: 1, likelihood: likelihood)
      let posterior = try Posterior.trained(
        network, on: data, groups: PriorGroups(.one, of: network.architecture),
        hyperparameters: Hyperparameters(alphas: [0.5]))
      return posterior.logEvidence - posterior.logEquivalentMinima
    }
    let (mixture, normal) = (try evidence(.mixture(components: 1)), try evidence(.heteroscedastic()))
    // Both are trained to 1e-6 nats.
    #expect(abs(mixture - normal) <= 4e-6, "\(mixture), \(normal)")
  }

  /// Networks with tanh units: the gradient in ln α and ln β, with the third derivatives that it holds, against differences of
  /// the evidence of networks trained anew.
  @Test func gradientIsThatOfTheTrainedNetworks() throws {
    var generator = SeededGenerator(seed: 7)
    let x = Matrix(rows: 40, columns: 2, elements: (0..<80).map { _ in generator.normal() })
    let t = (0..<40).flatMap { i -> [Double] in
      let (p, q) = (x[i, 0], x[i, 1])
      return [Foundation.sin(p) + 0.1 * generator.normal(), p * q / 3 + 0.2 * generator.normal()]
    }
    let data = try Dataset(inputs: x, targets: Matrix(rows: 40, columns: 2, elements: t))
    var network = Network<Double>(inputs: 2, likelihood: .gaussian(outputs: 2)) { Dense(3, .tanh) }
    network.initialize(.glorot, seed: 4)
    let groups = PriorGroups(.layers, of: network.architecture)
    let start = Hyperparameters(alphas: [0.3, 0.5], betas: [20, 10])
    let objective = HyperparameterObjective(network, on: data, groups: groups, start: start, by: .evidence)
    let gradient = objective.gradient(at: objective.start)
    for i in 0..<4 {
      let h = 1e-3
      func value(_ step: Double) -> Double {
        var theta = objective.start
        theta[i] += step
        return objective.value(at: theta)
      }
      let difference = (8 * (value(h) - value(-h)) - (value(2 * h) - value(-2 * h))) / (12 * h)
      #expect(
        (gradient[i] - difference).magnitude <= 1e-6 * max(1, difference.magnitude),
        "\(i): \(gradient[i]) \(difference)")
    }
  }

  @Test func saddlesAreRefusedAndFlatDirectionsNamed() throws {
    let x = (0..<20).map { -1 + 0.1 * Double($0) }
    let data = try Dataset(inputs: Matrix(column: x), targets: Matrix(column: x.map { 0.7 * $0 }))
    // All weights zero: a saddle where the data pull both layers.
    let zero = Network<Double>(inputs: 1, likelihood: .gaussian) {
      Dense(1, .tanh, bias: false)
      Output(bias: false)
    }
    let one = PriorGroups(.one, of: zero.architecture)
    #expect {
      _ = try Posterior(
        zero, on: data, groups: one, hyperparameters: Hyperparameters(alphas: [0.1], betas: [10]))
    } throws: { error in
      if case LaplaceError.notMinimum(let certificate) = error { certificate.verdict == .saddle } else { false }
    }
    // Not trained at all.
    var other = zero
    other.parameters = [1, 0.2]
    #expect {
      _ = try Posterior(
        other, on: data, groups: one, hyperparameters: Hyperparameters(alphas: [0.1], betas: [10]))
    } throws: { error in
      if case LaplaceError.notStationary(let gain, _) = error { gain > 0.1 } else { false }
    }
    // Classes without a prior on the biases: their common shift is flat, named and left out.
    var generator = SeededGenerator(seed: 3)
    let inputs = Matrix(rows: 60, columns: 2, elements: (0..<120).map { _ in generator.normal() })
    let classes = try Dataset(inputs: inputs, targets: (0..<60).map { _ in Int(generator.uniform() * 3) })
    let softmax = Network<Double>(inputs: 2, likelihood: .categorical(classes: 3))
    let weights = PriorGroups(
      names: ["weights"], membership: (0..<9).map { $0 < 6 ? 0 : nil })
    let posterior = try Posterior.trained(
      softmax, on: classes, groups: weights, hyperparameters: Hyperparameters(alphas: [0.5]))
    #expect(posterior.laplace.flatDirections == [.init(reason: .softmaxShift, count: 1)])
    #expect(posterior.laplace.rank == 8)
    // An error that is no density has no evidence.
    let huber = Network<Double>(inputs: 1, likelihood: .huber(limit: 1))
    #expect(throws: LaplaceError.noDensity(likelihood: "huber:1")) {
      _ = try Posterior.trained(
        huber, on: data, groups: PriorGroups(.one, of: huber.architecture),
        hyperparameters: Hyperparameters(alphas: [1]))
    }
  }

  /// With noise and a hidden unit that is hardly needed the evidence may grow without bound. The precisions are those of the fixed
  /// point then: α_g ‖w_g‖² = γ_g, which follows from the posterior itself.
  @Test func theFixedPointGoesOnWhereTheEvidenceHasNoMaximum() throws {
    let network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(3, .tanh) }
    let groups = PriorGroups(.layers, of: network.architecture)
    var generator = SeededGenerator(seed: 1)
    var count = 0
    for _ in 0..<8 {
      var truth = network
      truth.parameters = truth.parameters.map { _ in generator.normal() }
      let x = Matrix(rows: 80, columns: 2, elements: (0..<160).map { _ in generator.normal() })
      let t = truth.predict(x).elements.map { $0 + 0.2 * generator.normal() }
      let data = try Dataset(inputs: x, targets: Matrix(column: t))
      var start = network
      start.initialize(.glorot, seed: 1)
      let found = try Posterior.maximizingEvidence(of: start, on: data, groups: groups)
      guard found.method == .fixedPoint, found.isConverged else { continue }
      count += 1
      let gammas = found.posterior.wellDeterminedParameters()
      for (g, gamma) in gammas.enumerated() {
        let squares = found.posterior.positions.reduce(0) {
          groups.membership[$1] == g
            ? $0 + found.posterior.network.parameters[$1] * found.posterior.network.parameters[$1] : $0
        }
        let alpha = found.posterior.hyperparameters.alphas[g]
        #expect(
          abs(alpha * squares - gamma) <= 0.01 * gamma, "\(found.steps.count) steps: \(alpha * squares), \(gamma)")
      }
    }
    #expect(count > 0)
  }
}
