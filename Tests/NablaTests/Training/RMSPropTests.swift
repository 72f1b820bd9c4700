import Nabla
import Testing

@Suite struct RMSPropTests {
  @Test func followsPyTorch() throws {
    let fixture = try OptimizerFixture()
    let c = try fixture.constants("rmsprop")
    try fixture.expectPath(
      of: RMSProp(learningRate: c["learningRate"]!, decay: c["decay"]!, epsilon: c["epsilon"]!),
      "rmsprop")
    fixture.expectSingle(RMSProp<Float>(learningRate: 0.01), near: RMSProp<Double>(learningRate: 0.01))
  }

  /// With a constant gradient step t is η/√(1 − ρᵗ).
  @Test func stepsOfAConstantGradient() {
    var optimizer = RMSProp<Double>(learningRate: 0.5, decay: 0.5)
    var w = [0.0]
    for t in 1...9 {
      let before = w[0]
      var span = w.mutableSpan
      optimizer.step(&span, gradient: [4.0].span, scale: 1)
      var rest = 1.0
      for _ in 0..<t { rest /= 2 }
      #expect(abs(before - w[0] - 0.5 / (1 - rest).squareRoot()) <= 1e-8)
    }
  }
}
