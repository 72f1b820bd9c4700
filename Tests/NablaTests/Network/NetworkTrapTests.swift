import Nabla
import Testing

/// Wrong calls on networks and their parts trap, each in a process of its own.
@Suite struct NetworkTrapTests {
  private struct OneTooFew: BasisFunctionSet {
    let name = "one-too-few"
    func count(inputs: Int) -> Int { 3 }
    func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N] { [1, 1] }
  }

  static let wrongCalls: [(String, @Sendable () -> Void)] = [
    (
      "a description with a cycle",
      { _ = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(1, .tanh, name: "a", from: ["a"]) } }
    ),
    (
      "another number of parameters",
      {
        var network = TrapScene.network
        network.parameters = TrapScene.vector(25)
      }
    ),
    ("no thread", { _ = Execution(threads: 0) }),
    (
      "no thread later",
      {
        var network = TrapScene.network
        network.execution.threads = 0
      }
    ),
    ("a location before the first", { _ = TrapScene.network.architecture.location(ofParameter: -1) }),
    ("a location behind the last", { _ = TrapScene.network.architecture.location(ofParameter: 26) }),
    ("flags of a mask", { _ = ConnectionMask(units: 2, inputs: 2, connected: [true, false, true]) }),
    ("softmax of one number", { _ = Activation.softmax.derivatives(at: 1.0) }),
    (
      "basis functions fewer than promised",
      {
        let network = Network<Double>(inputs: 1, likelihood: .gaussian) { BasisFunctions.custom(OneTooFew()) }
        _ = network.predict([1])
      }
    ),
    (
      "noise of classes",
      {
        var network = TrapScene.network
        network.fitNoiseVariance(TrapScene.x, TrapScene.t)
      }
    ),
    (
      "noise of nothing",
      {
        var network = TrapScene.regression
        network.fitNoiseVariance(TrapScene.matrix(0, 3), TrapScene.matrix(0, 2))
      }
    ),
  ]

  @Test(arguments: wrongCalls.indices)
  func traps(i: Int) async {
    await #expect(processExitsWith: .failure, "\(Self.wrongCalls[i].0)") { [i] in NetworkTrapTests.wrongCalls[i].1() }
  }

  #if !OpenBLAS
    @Test func aBackendThatIsNotBuilt() async {
      #expect(BackendChoice.available == [.reference, .kernels, .automatic])
      await #expect(processExitsWith: .failure) { _ = Execution(backend: .openBLAS) }
    }
  #endif
}
