import CAllocationCounter
import Nabla
import Testing

/// Warm calls that write to the caller's memory allocate nothing.
@Suite struct AllocationTests {
  /// The allocations of this thread during the third call.
  static func warm(_ call: () -> Void) -> UInt64 {
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

  /// A chain, a graph with a mask, and outputs that are not canonical.
  static let names = [
    "chain-three", "mask-skip", "softmax-gaussian", "sigmoid-categorical-classes", "gaussian-base-skip",
  ]

  @Test(arguments: BackendChoice.available, names)
  func warmCallsAllocateNothing(backend: BackendChoice, name: String) throws {
    let reference = try #require(DerivativeCase.all.first { $0.name == name })
    func check<S: RealScalar>(_: S.Type) {
      let p = reference.problem(S.self, on: backend)
      var network = p.network
      network.execution.threads = 1
      let workspace = Workspace<S>()
      var vector = p.v
      var y = p.c
      var inputs = p.u
      var rows = Matrix<S>(rows: p.count, columns: p.v.count)
      func expectNone(_ what: String, _ call: () -> Void) {
        let allocations = Self.warm(call)
        #expect(allocations == 0, "\(what), \(name), \(S.precisionName)")
      }
      let (x, t, w) = (p.x, p.t, p.weights)
      expectNone("loss") { _ = network.loss(x, t, weights: w, using: workspace) }
      expectNone("gradient") { _ = network.valueWithGradient(x, t, weights: w, into: &vector, using: workspace) }
      expectNone("predict") { network.predict(x, into: &y, using: workspace) }
      expectNone("input gradient") { network.inputGradient(x, t, weights: w, into: &inputs, using: workspace) }
      expectNone("per-example gradients") {
        network.perExampleGradients(x, t, weights: w, into: &rows, using: workspace)
      }
      expectNone("Hessian-vector product") {
        network.hessianVectorProduct(x, t, weights: w, along: p.v, into: &vector, using: workspace)
      }
    }
    check(Double.self)
    check(Float.self)
  }

  static let baseFunctions: [BaseFunctions] = [
    .polynomial(degree: 3), .polynomial(degree: 3, family: .legendre, on: -2...2),
    .gaussian(centres: Matrix([[0, 0], [1, 1]]), width: 1), .sigmoid(centres: [-1, 0, 1], width: 0.5),
    .fourier(harmonics: 2, period: 3), .bSpline(degree: 3, breakpoints: [-2, -1, 0, 1, 2]),
    .indicator(edges: [-1, 0, 1]), .interactions(order: 2),
    .joined([.polynomial(degree: 2), .product(.indicator(edges: [0]), .fourier(harmonics: 1, period: 1))]),
  ]

  @Test(arguments: baseFunctions)
  func baseFunctionsAllocateNothing(functions: BaseFunctions) {
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
