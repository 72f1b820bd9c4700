import Nabla
import Testing

/// Functions of the user's own: an expression gives the right derivatives, and wrong ones by hand are found.
@Suite struct CustomFunctionTests {
  // MARK: - The user's functions

  struct OwnSiLU: ActivationExpression {
    let name = "own-silu"
    func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { a / (1 + exp(-a)) }
  }

  struct Softsign: ActivationExpression {
    let name = "softsign"
    func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { a / (1 + a.magnitude) }
  }

  /// tanh by hand; `slope` and `curvature` multiply its derivatives.
  struct HandTanh: ActivationFunction {
    var name = "hand-tanh"
    var slope = 1.0
    var curvature = 1.0

    func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
      let h = tanh(a)
      let first = 1 - h * h
      return ActivationDerivatives(value: h, first: S(slope) * first, second: S(curvature) * -2 * h * first)
    }
  }

  struct HalfSquare: ErrorExpression {
    let name = "half-square"
    func callAsFunction<N: DifferentiableNumber>(_ y: [N], _ t: [N]) -> N {
      zip(y, t).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) / 2 }
    }
  }

  /// Its second derivatives mix the outputs.
  struct LogCoshOfSum: ErrorExpression {
    let name = "log-cosh-of-sum"
    func callAsFunction<N: DifferentiableNumber>(_ y: [N], _ t: [N]) -> N {
      let r = zip(y, t).reduce(0 as N) { $0 + $1.0 - $1.1 * $1.1 }
      return r + softplus(-2 * r) + exp(y[0] * y[y.count - 1])
    }
  }

  /// ½ Σ (y − t)² by hand, its gradient too large by the factor `scale`.
  struct HandSquare: ErrorFunction {
    let name = "hand-square"
    var scale = 1.0

    func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
      y.indices.reduce(0) { $0 + (y[$1] - t[$1]) * (y[$1] - t[$1]) / 2 }
    }

    func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
      for k in y.indices { gradient[k] = S(scale) * (y[k] - t[k]) }
    }

    func curvature<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into curvature: inout MutableSpan<S>) {
      // Only what is not 0.
      for k in y.indices { curvature[k * y.count + k] = 1 }
    }
  }

  struct Products: BasisFunctionSet {
    let name = "products"
    func count(inputs: Int) -> Int { inputs * inputs }
    func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N] { x.flatMap { a in x.map { a * sin($0) } } }
  }

  static func problem(
    _ activation: Activation, _ likelihood: Likelihood, base: BasisFunctions? = nil
  ) throws -> Problem<Double> {
    let architecture = try Architecture(
      inputs: 2, likelihood: likelihood,
      specifications: (base.map { [.basisFunctions($0)] } ?? []) + [
        .dense(Dense(4, activation)), .dense(Dense(3, activation, from: ["1", "input"])),
      ])
    return RandomNetworks.problem(architecture, seed: 21, examples: 9, name: "custom")
  }

  /// Every operator gives the same on both problems, which differ in their functions only.
  static func expectAlike(_ own: Problem<Double>, _ builtIn: Problem<Double>, _ backend: BackendChoice) throws {
    for derivative in DerivativeOperator<Double>.all {
      expectClose(
        try derivative.returning(own.on(backend), nil), try derivative.returning(builtIn.on(backend), nil),
        within: Tolerance.derivative(Double.self), "\(derivative.name), \(own.name)")
    }
  }

  // MARK: - Activations

  @Test(arguments: BackendChoice.available)
  func anActivationByExpressionEqualsTheBuiltInOne(backend: BackendChoice) throws {
    let own = try Self.problem(.custom(CustomActivation(OwnSiLU())), .bernoulli(outputs: 2))
    let builtIn = try Self.problem(.silu, .bernoulli(outputs: 2))
    #expect(own.network.parameters == builtIn.network.parameters)
    try Self.expectAlike(own, builtIn, backend)
  }

  /// Also as the output of a network, where it is no canonical one.
  @Test(arguments: BackendChoice.available)
  func anOutputByExpressionEqualsTheBuiltInOne(backend: BackendChoice) throws {
    func problem(_ activation: Activation) throws -> Problem<Double> {
      let architecture = try Architecture(
        inputs: 2, likelihood: .gaussian(outputs: 2),
        specifications: [.dense(Dense(3, .sin)), .output(Output(activation))])
      return RandomNetworks.problem(architecture, seed: 22, examples: 5, name: "output")
    }
    try Self.expectAlike(try problem(.custom(CustomActivation(OwnSiLU()))), try problem(.silu), backend)
  }

  @Test func anActivationByHandEqualsTheBuiltInOne() throws {
    let own = try Self.problem(.custom(CustomActivation(HandTanh())), .gaussian(outputs: 2))
    for backend in BackendChoice.available {
      try Self.expectAlike(own, try Self.problem(.tanh, .gaussian(outputs: 2)), backend)
    }
  }

  @Test func derivativesOfAnExpressionAreThoseOfTheFormula() {
    for a in [-3, -0.5, 0.25, 2.0] {
      let found = Softsign().derivatives(at: a)
      let d = 1 + a.magnitude
      expectClose(
        [found.value, found.first, found.second], [a / d, 1 / (d * d), (a < 0 ? 2 : -2) / (d * d * d)],
        within: Tolerance.closedForm)
    }
  }

  @Test func checkPassesOnRightAndFindsWrongActivations() throws {
    for activation: any ActivationFunction in [OwnSiLU(), Softsign(), HandTanh()] {
      let problem = try Self.problem(.custom(CustomActivation(activation)), .categorical(classes: 3))
      #expect(problem.network.check(problem.x, problem.t).passed, "\(activation.name)")
      let single = Problem<Float>(problem)
      #expect(single.network.check(single.x, single.t).passed, "\(activation.name)")
    }
    let wrong = try Self.problem(.custom(CustomActivation(HandTanh(slope: 1.001))), .categorical(classes: 3))
    let verdict = wrong.network.check(wrong.x, wrong.t)
    #expect(!verdict.passed)
    // What is wrong lies behind a hidden layer's function, so the output layer's own derivatives are right.
    #expect(verdict.gradient.worst.map { $0.parameter.layer != "output" } == true)
    let single = Problem<Float>(wrong)
    #expect(!single.network.check(single.x, single.t).passed)
  }

  // MARK: - Errors

  @Test(arguments: BackendChoice.available)
  func anErrorByExpressionEqualsTheBuiltInOne(backend: BackendChoice) throws {
    let builtIn = try Self.problem(.gelu, .gaussian(outputs: 3))
    for error: any ErrorFunction in [HalfSquare(), HandSquare()] {
      let own = try Self.problem(.gelu, .custom(error, outputs: 3))
      try Self.expectAlike(own, builtIn, backend)
    }
  }

  /// Second derivatives of an error that mixes the outputs, with an output activation of either kind.
  @Test(arguments: BackendChoice.available, [Activation.identity, .tanh, .softmax])
  func anErrorThatMixesOutputs(backend: BackendChoice, output: Activation) throws {
    let problem = try Self.problem(.tanh, .custom(LogCoshOfSum(), outputs: 3, activation: output)).on(backend)
    #expect(problem.network.check(problem.x, problem.t, weights: problem.weights).passed)
    let (network, x, t) = (problem.network, problem.x, problem.t)
    let hessian = try network.hessian(x, t)
    expectClose(try network.hessianByProducts(x, t), hessian, within: 1e-12)
    func gradient(_ step: Double) -> [Double] {
      var moved = network
      moved.parameters = zip(network.parameters, problem.v).map { $0 + step * $1 }
      return moved.gradient(x, t)
    }
    expectClose(
      hessian.times(problem.v), zip(gradient(1e-5), gradient(-1e-5)).map { ($0 - $1) / 2e-5 },
      within: Tolerance.centralDifference)
  }

  @Test func checkFindsAWrongError() throws {
    let right = try Self.problem(.tanh, .custom(HandSquare(), outputs: 2))
    #expect(right.network.check(right.x, right.t).passed)
    let wrong = try Self.problem(.tanh, .custom(HandSquare(scale: 0.999), outputs: 2))
    #expect(!wrong.network.check(wrong.x, wrong.t).passed)
    let single = Problem<Float>(wrong)
    #expect(!single.network.check(single.x, single.t).passed)
  }

  // MARK: - Basis functions

  @Test(arguments: BackendChoice.available)
  func basisFunctionsOfOnesOwn(backend: BackendChoice) throws {
    let problem = try Self.problem(.tanh, .gaussian(outputs: 2), base: .custom(Products())).on(backend)
    #expect(problem.architecture.features == 4)
    #expect(problem.network.check(problem.x, problem.t).passed)
    // ∂E/∂x goes through the functions: against differences along u.
    func loss(_ step: Double) -> Double {
      let moved = zip(problem.x.elements, problem.u.elements).map { $0 + step * $1 }
      return problem.network.loss(
        Matrix(rows: problem.count, columns: 2, elements: moved), problem.t, weights: problem.weights)
    }
    let gradient = problem.network.inputGradient(problem.x, problem.t, weights: problem.weights)
    expectClose(
      [dot(gradient.elements, problem.u.elements)], [(loss(1e-5) - loss(-1e-5)) / 2e-5],
      within: Tolerance.centralDifference)
  }

  /// Two boxes are equal when their names are.
  @Test func functionsAreKnownByTheirNames() {
    #expect(CustomActivation(OwnSiLU()) != CustomActivation(Softsign()))
    #expect(CustomActivation(Softsign()) == CustomActivation(Softsign()))
    #expect(Set([CustomActivation(Softsign()), CustomActivation(Softsign())]).count == 1)
    #expect(
      CustomError(HandSquare(scale: 2)) == CustomError(HandSquare()) && CustomError(HalfSquare()).name == "half-square")
    #expect(BasisFunctions.custom(Products()) == .custom(Products()))
    #expect(Activation.custom(CustomActivation(Softsign())).name == "softsign")
    #expect(Likelihood.custom(HalfSquare(), outputs: 1).name == "half-square")
  }
}
