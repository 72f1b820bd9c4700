import Nabla
import Testing

/// `check` passes on right derivatives, in both precisions, and finds wrong ones.
@Suite struct GradientCheckTests {
  static let likelihoods: [Likelihood] = [
    .gaussian(outputs: 2), .bernoulli(outputs: 2), .categorical(classes: 3),
  ]

  /// Every operator against differences, with each of the further likelihoods.
  @Test(arguments: BackendChoice.available)
  func everyOperatorPassesWithFurtherLikelihoods(backend: BackendChoice) {
    for seed: UInt64 in [150, 160] {
      for problem in RandomNetworks.further(seed: seed, examples: 6).map({ $0.on(backend) }) {
        let verdict = problem.network.check(problem.x, problem.t, weights: problem.weights)
        #expect(verdict.passed, "\(problem.name): \(verdict)")
        let single = Problem<Float>(problem)
        let gradient = single.network.checkGradient(single.x, single.t, weights: single.weights)
        #expect(gradient.passed, "\(problem.name), single: \(gradient)")
      }
    }
  }

  @Test(arguments: BackendChoice.available, Activation.elementwise)
  func passesOnRandomNetworks(backend: BackendChoice, activation: Activation) {
    for (i, likelihood) in Self.likelihoods.enumerated() {
      for seed in 0..<4 {
        var random = RandomNetworks(seed: UInt64(10 * i + seed))
        let architecture = random.architecture(activation: activation, likelihood: likelihood)
        let problem = RandomNetworks.problem(
          architecture, seed: UInt64(seed), examples: 7, name: "\(likelihood.name), \(activation.name), \(seed)"
        ).on(backend)
        func check<S: RealScalar>(_: S.Type) {
          let p = Problem<S>(problem)
          let verdict = p.network.checkGradient(p.x, p.t, weights: p.weights)
          #expect(verdict.passed, "\(S.precisionName), \(p.name): \(verdict)")
        }
        check(Double.self)
        check(Float.self)
      }
    }
  }

  /// Non-canonical outputs and basis functions, as the random graphs have them.
  @Test(arguments: 200..<230 as Range<UInt64>)
  func passesOnRandomGraphs(seed: UInt64) {
    let problem = RandomNetworks.problem(seed: seed, examples: 5)
    let double = problem.network.checkGradient(problem.x, problem.t, weights: problem.weights)
    #expect(double.passed, "\(double)")
    let p = Problem<Float>(problem)
    let single = p.network.checkGradient(p.x, p.t, weights: p.weights)
    #expect(single.passed, "\(single)")
  }

  @Test func namesTheBrokenDerivative() {
    let (problem, _) = Self.example
    var gradient = problem.network.gradient(problem.x, problem.t)
    gradient[7] *= 1.001
    let verdict = problem.network.checkGradient(gradient, problem.x, problem.t)
    #expect(!verdict.passed)
    #expect(verdict.worst?.parameter.index == 7)
    #expect(verdict.worst?.parameter == problem.architecture.location(ofParameter: 7))
    #expect(verdict.description.contains("FAILED"))
    #expect(verdict.description.contains("weight of layer '1', unit 1, from 'input' 3 (parameter 7)"))
  }

  /// Every single derivative that is off by one part in a thousand is found, also in single precision.
  @Test func findsAnyBrokenDerivative() {
    func run<S: RealScalar>(_: S.Type) {
      let problem = Problem<S>(Self.example.0)
      let gradient = problem.network.gradient(problem.x, problem.t)
      let largest = gradient.reduce(0) { max($0, $1.magnitude) }
      for i in gradient.indices {
        var broken = gradient
        broken[i] += largest / 500
        let verdict = problem.network.checkGradient(broken, problem.x, problem.t, parameters: [i])
        #expect(!verdict.passed, "\(S.precisionName), parameter \(i): \(verdict)")
      }
    }
    run(Double.self)
    run(Float.self)
  }

  @Test func aDerivativeThatIsNoNumberFails() {
    let (problem, _) = Self.example
    for wrong in [Double.nan, .infinity] {
      var gradient = problem.network.gradient(problem.x, problem.t)
      gradient[3] = wrong
      let verdict = problem.network.checkGradient(gradient, problem.x, problem.t)
      #expect(!verdict.passed)
      #expect(verdict.worst?.parameter.index == 3)
    }
  }

  @Test func aSampleIsNamedAsSuch() {
    let (problem, count) = Self.example
    let verdict = problem.network.checkGradient(problem.x, problem.t, parameters: [0, 5, 9])
    #expect(verdict.passed && verdict.compared == 3 && verdict.parameterCount == count)
    #expect(verdict.description.contains("3 of \(count) parameters"))
    #expect(problem.network.checkGradient(problem.x, problem.t, parameters: []).passed)
  }

  /// 4 – 5 – 3 classes, and the number of its parameters.
  static let example: (Problem<Double>, Int) = {
    let network = Network<Double>(inputs: 4, likelihood: .categorical(classes: 3)) { Dense(5, .tanh) }
    let problem = RandomNetworks.problem(network.architecture, seed: 2, examples: 12, name: "example")
    return (problem, network.architecture.parameterCount)
  }()
}
