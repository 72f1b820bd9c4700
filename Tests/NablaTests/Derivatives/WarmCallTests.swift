import CAllocationCounter
import Nabla
import Testing

/// Every form `into:` allocates nothing once its workspace is warm.
@Suite struct WarmCallTests {
  private static func allocations(_ call: () -> Void) -> UInt64 {
    call()
    call()
    let before = nabla_allocation_count()
    call()
    return nabla_allocation_count() - before
  }

  @Test func theCounterCounts() {
    var kept: [[Int]] = []
    let count = Self.allocations { kept = [Array(0..<100 + kept.count)] }
    #expect(count > 0)
  }

  @Test(arguments: BackendChoice.available)
  func operatorsAllocateNothing(backend: BackendChoice) {
    let mask = ConnectionMask(units: 6, inputs: 17) { ($0 + $1) % 3 > 0 }
    var networks = [
      Network<Double>(inputs: 9, likelihood: .categorical(classes: 3)) {
        Dense(8, .tanh, name: "a")
        Dense(6, .gelu, from: ["a", "input"], mask: mask)
      },
      Network<Double>(inputs: 150, likelihood: .gaussian(outputs: 2)) {
        Dense(140, .silu)
        Output(.sigmoid)
      },
    ]
    for i in networks.indices {
      networks[i].initialize(.glorot, seed: 1)
      networks[i].execution = Execution(backend: backend, threads: 1)
      check(networks[i])
    }
  }

  private func check(_ network: Network<Double>) {
    let architecture = network.architecture
    let (n, d, K, count) = (70, architecture.inputs, architecture.outputs, architecture.parameterCount)
    var generator = SeededGenerator(seed: 2)
    func numbers(_ count: Int) -> [Double] { (0..<count).map { _ in generator.uniform() } }
    let x = Matrix(rows: n, columns: d, elements: numbers(n * d))
    let t = Matrix(rows: n, columns: K, elements: numbers(n * K))
    let weights = numbers(n)
    let v = numbers(count)
    let vectors = Matrix(rows: 3, columns: count, elements: numbers(3 * count))
    let u = Matrix(rows: n, columns: d, elements: numbers(n * d))
    let c = Matrix(rows: n, columns: K, elements: numbers(n * K))
    let us = BatchedMatrix(count: 3, rows: n, columns: d, elements: numbers(3 * n * d))
    let cs = BatchedMatrix(count: 3, rows: n, columns: K, elements: numbers(3 * n * K))
    func expectNone(_ name: String, _ call: (Workspace<Double>) -> Void) {
      let workspace = Workspace<Double>()
      let allocations = Self.allocations { call(workspace) }
      #expect(allocations == 0, "\(name): \(allocations) allocations, \(count) parameters")
    }
    var w = v
    var perW = Matrix<Double>(rows: 3, columns: count)
    var rows = Matrix<Double>(rows: n, columns: count)
    var inputs = x
    var outputs = t
    var norms = weights
    var (manyInputs, manyOutputs) = (us, cs)
    expectNone("gradient") { _ = network.valueWithGradient(x, t, weights: weights, into: &w, using: $0) }
    expectNone("predict") { network.predict(x, into: &outputs, using: $0) }
    expectNone("input gradient") { network.inputGradient(x, t, weights: weights, into: &inputs, using: $0) }
    expectNone("per-example gradients") { network.perExampleGradients(x, t, into: &rows, using: $0) }
    expectNone("squared norms") { network.perExampleSquaredNorms(x, t, into: &norms, using: $0) }
    expectNone("JVP in w") { network.parameterJVP(at: x, along: v, into: &outputs, using: $0) }
    expectNone("JVPs in w") { network.parameterJVPs(at: x, along: vectors, into: &manyOutputs, using: $0) }
    expectNone("JVP in x") { network.inputJVP(at: x, along: u, into: &outputs, using: $0) }
    expectNone("JVPs in x") { network.inputJVPs(at: x, along: us, into: &manyOutputs, using: $0) }
    expectNone("VJP in w") { network.parameterVJP(at: x, along: c, into: &w, using: $0) }
    expectNone("VJPs in w") { network.parameterVJPs(at: x, along: cs, into: &perW, using: $0) }
    expectNone("VJP in x") { network.inputVJP(at: x, along: c, into: &inputs, using: $0) }
    expectNone("VJPs in x") { network.inputVJPs(at: x, along: cs, into: &manyInputs, using: $0) }
    var jacobian = BatchedMatrix<Double>(count: n, rows: K, columns: d)
    expectNone("jacobian") { network.jacobian(at: x, into: &jacobian, using: $0) }
    var parameterJacobian = BatchedMatrix<Double>(count: n, rows: K, columns: count)
    expectNone("parameter jacobian") { network.parameterJacobian(at: x, into: &parameterJacobian, using: $0) }
    var inputHessian = BatchedMatrix<Double>(count: n, rows: d, columns: d)
    expectNone("input hessian") { network.inputHessian(at: x, into: &inputHessian, using: $0) }
    for curvature in Curvature.allCases {
      let name = curvature.rawValue
      expectNone("\(name), product") {
        network.hessianVectorProduct(x, t, weights: weights, curvature: curvature, along: v, into: &w, using: $0)
      }
      expectNone("\(name), products") {
        network.hessianVectorProducts(
          x, t, weights: weights, curvature: curvature, along: vectors, into: &perW, using: $0)
      }
      expectNone("\(name), diagonal") {
        network.hessianDiagonal(x, t, weights: weights, curvature: curvature, into: &w, using: $0)
      }
      let last = architecture.layers.count - 1
      let size = K * (architecture.layers[last].fanIn + 1)
      var block = Matrix<Double>(rows: size, columns: size)
      expectNone("\(name), block") {
        network.hessianBlock(
          x, t, weights: weights, rows: last, columns: last, curvature: curvature, into: &block, using: $0)
      }
      guard count < 1000 else { continue }
      var hessian = Matrix<Double>(rows: count, columns: count)
      expectNone(name) {
        network.hessian(x, t, weights: weights, curvature: curvature, into: &hessian, using: $0)
      }
    }
  }
}
