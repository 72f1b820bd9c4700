import CAllocationCounter
import Nabla
import Testing

/// Streams of derivatives in the inputs, on every backend and in both precisions.
@Suite struct InputDerivativeTests {
  @Test(arguments: DerivativeCase.all)
  func streamsEqualJAX(reference: DerivativeCase) throws {
    guard let expected = InputDerivativeFixture.tensor(reference, "streams") else { return }
    func check<S: RealScalar>(_: S.Type, _ backend: BackendChoice) {
      let problem = reference.problem(S.self, on: backend)
      let x = InputDerivativeFixture.points(problem)
      let derivatives = InputDerivativeFixture.derivatives(inputs: x.columns)
      let found = problem.network.derivatives(of: derivatives, at: x)
      // The largest number of each derivative is the scale of its terms, but for what cancels.
      let scale = expected.reduce(0) { max($0, $1.magnitude) }
      expectClose(
        found.elements, expected, within: 10 * Tolerance.derivative(S.self), scale: scale,
        "\(backend.rawValue), \(S.precisionName)")
    }
    for backend in BackendChoice.available {
      check(Double.self, backend)
      check(Float.self, backend)
    }
  }

  @Test func theDataIsComplete() {
    #expect(DerivativeCase.all.count { InputDerivativeFixture.tensor($0, "streams") != nil } >= 19)
    let errors = DerivativeCase.all.filter { InputDerivativeFixture.tensor($0, "errorGradient") != nil }
    #expect(errors.count >= 17)
    let activations = Set(errors.flatMap { $0.architecture.layers.map(\.activation.name) })
    #expect(activations.isSuperset(of: Activation.elementwise.map(\.name) + ["softmax"]))
  }

  /// First and second derivatives are those of the operators that have only these.
  @Test(arguments: 0..<12)
  func streamsEqualJacobianAndInputHessian(seed: UInt64) throws {
    let problem = RandomNetworks.problem(seed: seed, examples: 5)
    let (network, x) = (problem.network, problem.x)
    let (d, outputs) = (x.columns, problem.architecture.outputs)
    let pairs = (0..<d).flatMap { i in (0..<d).map { (i, $0) } }
    let found = network.derivatives(
      of: (0..<d).map { .first($0) } + pairs.map { .second($0.0, $0.1) } + [.laplacian], at: x)
    let jacobian = try network.jacobian(at: x)
    for k in 0..<outputs {
      let hessian = try network.inputHessian(at: x, output: k)
      let expected = (0..<x.rows).flatMap { (n: Int) -> [Double] in
        let first: [Double] = (0..<d).map { jacobian[n, k, $0] }
        let second: [Double] = pairs.map { hessian[n, $0.0, $0.1] }
        let trace: Double = (0..<d).reduce(0) { $0 + hessian[n, $1, $1] }
        return first + second + [trace]
      }
      let own = (0..<x.rows).flatMap { n in (0..<found.rows).map { found[n, $0, k] } }
      // An output that does not depend on an input has terms that cancel: errors are relative to those, of order 1.
      expectClose(
        own, expected, within: Tolerance.derivative(Double.self),
        scale: expected.reduce(1) { max($0, $1.magnitude) }, "output \(k), \(problem.name)")
    }
  }

  /// h(a) = a⁴ as an expression of the user's own: y = (x₀ + 2x₁)⁴ has derivatives in whole numbers.
  @Test(arguments: BackendChoice.available)
  func aPolynomialHasItsDerivatives(backend: BackendChoice) {
    struct Fourth: ActivationExpression {
      let name = "fourth power"
      func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { pow(a, 4) }
    }
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) {
      Dense(1, .custom(CustomActivation(Fourth())), bias: false)
      Output(bias: false)
    }
    network.execution.backend = backend
    network.parameters = [1, 2, 1]
    let found = network.derivatives(
      of: [
        .value, .first(1), .second(0, 1), .laplacian, .laplacian(over: [1]), .partial([1, 1, 1]), .partial([0, 0, 1]),
        .partial([1, 1, 1, 1]), .partial([1, 0, 1, 0]), .along([1, 1], order: 3), .along([2, -1], order: 2),
      ], at: Matrix([[1, 1], [0, 0], [-2, 0.5]]))
    func expected(_ a: Double) -> [Double] {
      let (second, third) = (12 * a * a, 24 * a)
      return [
        a * a * a * a, 8 * a * a * a, 2 * second, 5 * second, 4 * second, 8 * third, 2 * third, 16 * 24, 4 * 24,
        27 * third, 0,
      ]
    }
    #expect(found.elements == [3, 0, -1].flatMap(expected))
  }

  /// Custom activations carry all derivatives, by Taylor arithmetic.
  @Test func anExpressionEqualsTheBuiltInFunction() {
    struct Own: ActivationExpression {
      let name = "own tanh"
      func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { (exp(a) - exp(-a)) / (exp(a) + exp(-a)) }
    }
    func network(_ h: Activation) -> Network<Double> {
      var network = Network<Double>(inputs: 2, likelihood: .gaussian) {
        Dense(5, h)
        Dense(4, h)
      }
      network.initialize(.glorot, seed: 3)
      return network
    }
    let x = Matrix([[0.25, -0.5], [1, 0.75], [0, 0]])
    let derivatives = InputDerivativeFixture.derivatives(inputs: 2)
    expectClose(
      network(.custom(CustomActivation(Own()))).derivatives(of: derivatives, at: x).elements,
      network(.tanh).derivatives(of: derivatives, at: x).elements, within: Tolerance.derivative(Double.self))
  }

  /// Many examples, so that there are several chunks: the same bits on any number of threads, and as example by example.
  @Test(arguments: BackendChoice.available)
  func threadsChangeNoBit(backend: BackendChoice) {
    var network = Network<Double>(inputs: 3, likelihood: .gaussian(outputs: 2)) {
      Dense(17, .tanh)
      Dense(16, .silu)
    }
    network.initialize(.glorot, seed: 1)
    network.execution.backend = backend
    var generator = SeededGenerator(seed: 1)
    let x = Matrix(rows: 301, columns: 3, elements: (0..<903).map { _ in generator.normal() })
    let derivatives: [InputDerivative] = [.value, .first(2), .laplacian, .partial([0, 1, 1])]
    network.execution.threads = 1
    let alone = network.derivatives(of: derivatives, at: x)
    network.execution.threads = 3
    #expect(network.derivatives(of: derivatives, at: x) == alone)
  }

  @Test func aWarmCallAllocatesNothing() {
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(16, .tanh) }
    network.initialize(.glorot, seed: 1)
    network.execution.threads = 1
    let plan = StreamPlan([.value, .laplacian], of: network.architecture)
    let workspace = Workspace<Double>()
    let x = Matrix<Double>(rows: 100, columns: 2, repeating: 0.5)
    var result = BatchedMatrix<Double>(count: 100, rows: 2, columns: 1)
    for _ in 1...2 { network.derivatives(plan, at: x, into: &result, using: workspace) }
    let before = nabla_allocation_count()
    network.derivatives(plan, at: x, into: &result, using: workspace)
    #expect(nabla_allocation_count() == before)
  }
}
