import Foundation
import Nabla
import Testing

/// The gradient on every backend, scalar, activation and likelihood, by independent means.
@Suite struct GradientTests {
  @Test(arguments: BackendChoice.available)
  func checkPassesForEveryActivationAndLikelihood(backend: BackendChoice) {
    func run<S: RealScalar>(_: S.Type) {
      for likelihood in SecondDerivativeTests.likelihoods {
        for activation in Activation.elementwise {
          let (double, x, t) = SecondDerivativeTests.scenario(likelihood, activation, backend: backend)
          let network = Network<S>(double)
          let verdict = network.check(Matrix<S>(x), Matrix<S>(t))
          #expect(verdict.passed, "\(S.precisionName), \(likelihood.name), \(activation.name): \(verdict)")
        }
      }
    }
    run(Double.self)
    run(Float.self)
  }

  @Test func checkFindsABrokenDerivative() {
    let (network, x, t) = SecondDerivativeTests.scenario(.categorical(classes: 3), .tanh, backend: .reference)
    var gradient = network.gradient(x, t)
    gradient[7] *= 1.001
    let verdict = network.check(gradient, x, t)
    #expect(!verdict.passed)
    #expect(verdict.worst?.parameter.index == 7)
  }

  @Test func backendsAgreeAndThreadsChangeNoBit() {
    var generator = SeededGenerator(seed: 5)
    for n in [0, 1, 2, 15, 16, 17, 127, 128, 129, 1025] {
      let x = Matrix(rows: n, columns: 4, elements: (0..<n * 4).map { _ in generator.normal() })
      let t = Matrix(rows: n, columns: 3, elements: (0..<n * 3).map { _ in generator.uniform() })
      var (network, _, _) = SecondDerivativeTests.scenario(
        .bernoulli(outputs: 3), .gelu, backend: .reference)
      let (value, reference) = network.valueWithGradient(x, t)
      network.execution.backend = .fastest
      network.execution.threads = 1
      let one = network.valueWithGradient(x, t)
      SecondDerivativeTests.expectClose(one.gradient, reference, within: 1e-13, "batch of \(n)")
      #expect(abs(one.value - value) <= 1e-13 * max(1, abs(value)))
      for threads in [2, 3, 8] {
        network.execution.threads = threads
        let again = network.valueWithGradient(x, t)
        #expect(again.value == one.value && again.gradient == one.gradient)
      }
    }
  }

  /// The four steps of backpropagation on 1 – 1 – 1 – 1 with tanh, by hand.
  @Test func backpropagationByHand() {
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) {
      Dense(1, .tanh)
      Dense(1, .tanh)
    }
    network.parameters = [0.5, 0.1, -0.3, 0.2, 2, -1]  // w¹ b¹ w² b² w³ b³
    let (x, t) = (0.8, 0.4)
    // 1. Forward: a = w z + b, z = tanh a.
    let z1 = tanh(0.5 * x + 0.1)
    let z2 = tanh(-0.3 * z1 + 0.2)
    let y = 2 * z2 - 1
    // 2. The error signal at the output: δ³ = y − t.
    let d3 = y - t
    // 3. Back: δ = (1 − z²) w δ.
    let d2 = (1 - z2 * z2) * 2 * d3
    let d1 = (1 - z1 * z1) * -0.3 * d2
    // 4. The gradient: δ z for a weight, δ for a bias.
    let expected = [d1 * x, d1, d2 * z1, d2, d3 * z2, d3]
    let (value, gradient) = network.valueWithGradient(Matrix([[x]]), Matrix([[t]]))
    #expect(abs(value - (y - t) * (y - t) / 2) <= 1e-15)
    SecondDerivativeTests.expectClose(gradient, expected, within: 1e-15, "by hand")
  }

  @Test func trainingIsReproducibleAndLearns() throws {
    let (training, test) = Dataset<Float>.digits().split(fraction: 0.8, seed: 1)
    func run(threads: Int) throws -> Network<Float> {
      var network = Network<Float>(inputs: 64, likelihood: .categorical(classes: 10)) { Dense(32, .tanh) }
      network.initialize(.glorot, seed: 1)
      network.execution.threads = threads
      var run = Training(network, on: training, optimizer: .adam(learningRate: 0.003), batch: 64, seed: 1)
      for _ in 0..<15 { _ = try run.epoch() }
      return run.network
    }
    let network = try run(threads: 1)
    let again = try run(threads: 3)
    #expect(again.parameters == network.parameters)
    guard case .classes(let classes) = test.targets else {
      Issue.record("digits have classes")
      return
    }
    let right = zip(network.classify(test.inputs), classes).count { $0 == $1 }
    #expect(Double(right) / Double(test.count) > 0.93)
  }

  @Test func divergenceKeepsTheParameters() throws {
    let data = try Dataset<Double>(inputs: Matrix(column: [1, 2, 3]), targets: Matrix(column: [1, 2, 3]))
    let network = Network<Double>(inputs: 1, likelihood: .gaussian)
    var training = Training(network, on: data, optimizer: .sgd(learningRate: 1e200), batch: 1)
    #expect(throws: TrainingError.self) { for _ in 0..<4 { _ = try training.epoch() } }
    let isFinite = training.network.parameters.allSatisfy { $0.isFinite }
    #expect(isFinite)
  }
}
