import CAllocationCounter
import Nabla
import Testing

/// Every form `into:` allocates nothing once its workspace is warm.
@Suite struct AllocationTests {
  /// The allocations of this thread during the third call.
  private static func warm(_ call: () -> Void) -> UInt64 {
    call()
    call()
    let before = nabla_allocation_count()
    call()
    return nabla_allocation_count() - before
  }

  /// The counter counts: without this the other tests would pass in a build that does not count.
  @Test func theCounterCounts() {
    let count = Self.warm { withExtendedLifetime(Array(repeating: 1.0, count: Int.random(in: 100...200))) {} }
    #expect(count == 1)
  }

  /// Networks of more parameters are spared what takes the reference backend long.
  private static let few = 1000

  /// A chain, a graph with a mask, outputs that are not canonical, classes as targets, and basis functions.
  private static let names = [
    "chain-three", "mask-skip", "softmax-gaussian", "sigmoid-categorical-classes", "gaussian-base-skip",
  ]

  @Test(arguments: BackendChoice.available, names)
  func operatorsAllocateNothing(backend: BackendChoice, name: String) throws {
    let reference = try #require(DerivativeCase.all.first { $0.name == name })
    let problem = reference.problem(Double.self, on: backend)
    check(problem.on(backend, threads: 1))
    check(Problem<Float>(problem).on(backend, threads: 1))
  }

  /// Narrow layers with masks, several tiles and pieces, and wide layers.
  @Test(arguments: BackendChoice.available)
  func operatorsOnManyExamplesAllocateNothing(backend: BackendChoice) {
    let mask = ConnectionMask(units: 6, inputs: 17) { ($0 + $1) % 3 > 0 }
    let networks = [
      Network<Double>(inputs: 9, likelihood: .categorical(classes: 3)) {
        Dense(8, .tanh, name: "a")
        Dense(6, .gelu, from: ["a", "input"], mask: mask)
      },
      Network<Double>(inputs: 150, likelihood: .gaussian(outputs: 2)) {
        Dense(140, .silu)
        Output(.sigmoid)
      },
    ]
    for var network in networks {
      network.initialize(.glorot, seed: 1)
      let architecture = network.architecture
      let (n, d, K) = (70, architecture.inputs, architecture.outputs)
      var generator = SeededGenerator(seed: 2)
      func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in generator.uniform() } }
      let problem = Problem(
        name: "\(architecture.parameterCount) parameters", network: network,
        x: Matrix(rows: n, columns: d, elements: numbers(n * d)),
        t: .values(Matrix(rows: n, columns: K, elements: numbers(n * K))), weights: numbers(n),
        v: numbers(architecture.parameterCount), u: Matrix(rows: n, columns: d, elements: numbers(n * d)),
        c: Matrix(rows: n, columns: K, elements: numbers(n * K)))
      check(problem.on(backend, threads: 1))
      if architecture.parameterCount < Self.few { check(Problem<Float>(problem).on(backend, threads: 1)) }
    }
  }

  /// Every operator, each with a workspace of its own.
  private func check<S: RealScalar>(_ p: Problem<S>) {
    let (network, architecture) = (p.network, p.architecture)
    let (n, d, K, count) = (p.count, architecture.inputs, architecture.outputs, architecture.parameterCount)
    let (x, t, weights, v, u, c) = (p.x, p.t, p.weights, p.v, p.u, p.c)
    func repeated(_ elements: [S], _ count: Int) -> [S] { (0..<count).flatMap { _ in elements } }
    func expectNone(_ name: String, _ call: (Workspace<S>) -> Void) {
      let workspace = Workspace<S>()
      let allocations = Self.warm { call(workspace) }
      #expect(allocations == 0, "\(name): \(allocations) allocations, \(p.name), \(S.precisionName)")
    }
    var (w, inputs, outputs) = (v, x, c)
    var rows = Matrix<S>(rows: n, columns: count)
    var norms: [S] = Array(repeating: 0, count: n)
    expectNone("loss") { _ = network.loss(x, t, weights: weights, using: $0) }
    expectNone("gradient") { _ = network.valueWithGradient(x, t, weights: weights, into: &w, using: $0) }
    expectNone("predict") { network.predict(x, into: &outputs, using: $0) }
    expectNone("input gradient") { network.inputGradient(x, t, weights: weights, into: &inputs, using: $0) }
    expectNone("per-example gradients") {
      network.perExampleGradients(x, t, weights: weights, into: &rows, using: $0)
    }
    expectNone("squared norms") { network.perExampleSquaredNorms(x, t, into: &norms, using: $0) }
    expectNone("JVP in w") { network.parameterJVP(at: x, along: v, into: &outputs, using: $0) }
    expectNone("JVP in x") { network.inputJVP(at: x, along: u, into: &outputs, using: $0) }
    expectNone("VJP in w") { network.parameterVJP(at: x, along: c, into: &w, using: $0) }
    expectNone("VJP in x") { network.inputVJP(at: x, along: c, into: &inputs, using: $0) }
    // One group of directions, and two groups of which the second is not full.
    for R in count < Self.few ? [3, 40] : [3] {
      let vectors = Matrix(rows: R, columns: count, elements: repeated(v, R))
      let us = BatchedMatrix(count: R, rows: n, columns: d, elements: repeated(u.elements, R))
      let cs = BatchedMatrix(count: R, rows: n, columns: K, elements: repeated(c.elements, R))
      var (perW, manyInputs, manyOutputs) = (vectors, us, cs)
      expectNone("\(R) JVPs in w") { network.parameterJVPs(at: x, along: vectors, into: &manyOutputs, using: $0) }
      expectNone("\(R) JVPs in x") { network.inputJVPs(at: x, along: us, into: &manyOutputs, using: $0) }
      expectNone("\(R) VJPs in w") { network.parameterVJPs(at: x, along: cs, into: &perW, using: $0) }
      expectNone("\(R) VJPs in x") { network.inputVJPs(at: x, along: cs, into: &manyInputs, using: $0) }
      for curvature in Curvature.allCases {
        expectNone("\(R) products, \(curvature.rawValue)") {
          network.hessianVectorProducts(
            x, t, weights: weights, curvature: curvature, along: vectors, into: &perW, using: $0)
        }
      }
    }
    var jacobian = BatchedMatrix<S>(count: n, rows: K, columns: d)
    expectNone("jacobian") { network.jacobian(at: x, into: &jacobian, using: $0) }
    var parameterJacobian = BatchedMatrix<S>(count: n, rows: K, columns: count)
    expectNone("parameter jacobian") { network.parameterJacobian(at: x, into: &parameterJacobian, using: $0) }
    var inputHessian = BatchedMatrix<S>(count: n, rows: d, columns: d)
    expectNone("input hessian") { network.inputHessian(at: x, into: &inputHessian, using: $0) }
    for curvature in Curvature.allCases {
      let name = curvature.rawValue
      expectNone("\(name), product") {
        network.hessianVectorProduct(x, t, weights: weights, curvature: curvature, along: v, into: &w, using: $0)
      }
      expectNone("\(name), diagonal") {
        network.hessianDiagonal(x, t, weights: weights, curvature: curvature, into: &w, using: $0)
      }
      let last = architecture.layers.count - 1
      let size = K * (architecture.layers[last].fanIn + (architecture.layers[last].biasOffset == nil ? 0 : 1))
      var block = Matrix<S>(rows: size, columns: size)
      expectNone("\(name), block") {
        network.hessianBlock(
          x, t, weights: weights, rows: last, columns: last, curvature: curvature, into: &block, using: $0)
      }
      guard count < Self.few else { continue }
      var hessian = Matrix<S>(rows: count, columns: count)
      expectNone(name) {
        network.hessian(x, t, weights: weights, curvature: curvature, into: &hessian, using: $0)
      }
    }
  }

  private static let basisFunctions: [BasisFunctions] = [
    .polynomial(degree: 3), .polynomial(degree: 3, family: .legendre, on: -2...2),
    .gaussian(centers: Matrix([[0, 0], [1, 1]]), width: 1), .sigmoid(centers: [-1, 0, 1], width: 0.5),
    .fourier(harmonics: 2, period: 3), .bSpline(degree: 3, breakpoints: [-2, -1, 0, 1, 2]),
    .indicator(edges: [-1, 0, 1]), .interactions(order: 2), .piecewiseLinear(knots: [[-1, 0, 1], []]),
    .joined([.polynomial(degree: 2), .product(.indicator(edges: [0]), .fourier(harmonics: 1, period: 1))]),
  ]

  @Test(arguments: basisFunctions)
  func basisFunctionsAllocateNothing(functions: BasisFunctions) {
    let network = Network<Double>(inputs: 2, likelihood: .gaussian) {
      functions
      Dense(4, .tanh)
    }
    let workspace = Workspace<Double>()
    var generator = SeededGenerator(seed: 1)
    let x = Matrix(rows: 30, columns: 2, elements: (0..<60).map { _ in generator.normal() })
    let t = Matrix(column: (0..<30).map { _ in generator.normal() })
    var gradient = network.parameters
    let allocations = Self.warm { _ = network.valueWithGradient(x, t, into: &gradient, using: workspace) }
    #expect(allocations == 0)
  }
}
