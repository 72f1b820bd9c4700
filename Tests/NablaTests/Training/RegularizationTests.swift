import Foundation
import Nabla
import Testing

@Suite struct RegularizationTests {
  private let data = TrainingScenario.classes(30, as: Double.self)

  /// One step of plain descent on all data, by the formula.
  private func step(_ network: Network<Double>, _ options: TrainingOptions) throws -> [Double] {
    var training = Training(network, on: data, optimizer: .sgd(learningRate: 0.5), options: options)
    try training.epoch()
    return training.network.parameters
  }

  /// The step goes along the gradient of mean error + R(w), found by central differences of `value(of:)`.
  @Test func theStepFollowsThePenaltysDerivative() throws {
    let penalties: [Regularization] = [
      Regularization(.l2(0.1)), Regularization(.l1(0.02)),
      Regularization(.init(l2: 0.1, l1: 0.03, includesBiases: true), layers: ["2": .none]),
      Regularization(layers: ["output": .l2(0.5), "1": .l1(0.25)]),
    ]
    var network = TrainingScenario.network(as: Double.self)
    // Biases that a penalty would move.
    network.parameters = network.parameters.map { $0 == 0 ? 0.3 : $0 }
    let gradient = network.gradient(data.inputs, data.targets).map { $0 / 30 }
    for penalty in penalties {
      let found = try step(network, TrainingOptions(regularization: penalty))
      let expected = network.parameters.indices.map { i in
        func value(_ change: Double) -> Double {
          var moved = network
          moved.parameters[i] += change
          return penalty.value(of: moved)
        }
        let slope = (value(1e-5) - value(-1e-5)) / 2e-5
        return network.parameters[i] - 0.5 * (gradient[i] + slope)
      }
      expectClose(found, expected, within: 1e-9, "\(penalty)")
    }
  }

  @Test func biasesAreSparedByDefault() {
    var network = TrainingScenario.network(as: Double.self)
    network.parameters = network.parameters.map { _ in 2 }
    let biases = 7 + 5 + 3
    let weights = network.parameters.count - biases
    #expect(Regularization(.l2(0.5)).value(of: network) == Double(weights))
    #expect(Regularization(.l1(0.5)).value(of: network) == Double(weights))
    #expect(Regularization(.init(l2: 0.5, includesBiases: true)).value(of: network) == Double(weights + biases))
  }

  /// Decay takes ηλ of every weight before the step, and nothing of biases.
  @Test func decayIsApartFromTheGradient() throws {
    var network = TrainingScenario.network(as: Double.self)
    network.parameters = network.parameters.map { $0 == 0 ? 0.3 : $0 }
    let plain = try step(network, TrainingOptions())
    let decayed = try step(network, TrainingOptions(regularization: Regularization(.decay(0.25))))
    for i in plain.indices {
      let isBias: Bool
      if case .bias = network.architecture.location(ofParameter: i).role { isBias = true } else { isBias = false }
      let expected = plain[i] - (isBias ? 0 : 0.125 * network.parameters[i])
      #expect(abs(decayed[i] - expected) <= 1e-15)
    }
  }

  /// Where all else stands still, steps with the factors f_k leave w Π (1 − η f_k λ).
  @Test func decayFollowsItsSchedule() throws {
    var network = Network<Double>(inputs: 2, likelihood: .gaussian)
    network.parameters = [2, -3, 0]
    let still = try Dataset(
      inputs: Matrix<Double>(rows: 6, columns: 2), targets: Matrix<Double>(rows: 6, columns: 1))
    let schedule = Schedule.cosine(epochs: 4)
    var training = Training(
      network, on: still, optimizer: .sgd(learningRate: 0.5), batch: 2,
      options: TrainingOptions(regularization: Regularization(.decay(0.25)), penaltySchedule: schedule))
    for _ in 1...4 { try training.epoch() }
    let left = (0..<12).reduce(1.0) { $0 * (1 - 0.5 * 0.25 * (1 + cos(Double.pi * Double($1) / 12)) / 2) }
    expectClose(training.network.parameters, [2 * left, -3 * left, 0], within: 1e-14)
  }

  /// AdamW is Adam with decay of all parameters.
  @Test func decayWithAdamIsAdamW() throws {
    let network = TrainingScenario.network(as: Double.self)
    func run(_ optimizer: some Optimizer<Double>, _ penalty: Regularization.Penalty) throws -> [Double] {
      var training = Training(
        network, on: data, optimizer: optimizer, batch: 7,
        options: TrainingOptions(regularization: Regularization(penalty)))
      for _ in 1...5 { try training.epoch() }
      return training.network.parameters
    }
    let own = try run(.adamW(learningRate: 0.01, weightDecay: 0.2), .none)
    let apart = try run(.adam(learningRate: 0.01), .init(decay: 0.2, includesBiases: true))
    expectClose(apart, own, within: 1e-14, "AdamW")
  }

  /// A weight decays to the solution of ridge regression, w = Σxt / (Σx² + nλ₂).
  @Test func ridgeRegression() throws {
    let x = [-1.0, 0.5, 2, 3], t = [1.0, 2, -1, 4]
    let data = try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t))
    let network = Network<Double>(inputs: 1, likelihood: .gaussian) { Output(bias: false) }
    var training = Training(
      network, on: data, optimizer: .sgd(learningRate: 0.2),
      options: TrainingOptions(regularization: Regularization(.l2(0.7))))
    for _ in 1...200 { try training.epoch() }
    let expected = zip(x, t).reduce(0) { $0 + $1.0 * $1.1 } / (x.reduce(0) { $0 + $1 * $1 } + 4 * 0.7)
    #expect(abs(training.network.parameters[0] - expected) <= 1e-14)
  }
}
