import Nabla
import Testing

@Suite struct AdamTests {
  @Test func followsPyTorch() throws {
    let fixture = try OptimizerFixture()
    let c = try fixture.constants("adam")
    try fixture.expectPath(
      of: Adam(
        learningRate: c["learningRate"]!, firstDecay: c["firstDecay"]!, secondDecay: c["secondDecay"]!,
        epsilon: c["epsilon"]!),
      "adam")
    fixture.expectSingle(Adam<Float>(learningRate: 0.01), near: Adam<Double>(learningRate: 0.01))
  }

  /// With a constant gradient every step is η, whatever the gradient's size.
  @Test func stepsOfAConstantGradient() {
    var optimizer = Adam<Double>(learningRate: 0.25, epsilon: 1e-12)
    var w = [0.0, 0]
    for t in 1...20 {
      var span = w.mutableSpan
      optimizer.step(&span, gradient: [4.0, -0.001].span, scale: 1)
      #expect(abs(w[0] + 0.25 * Double(t)) <= 1e-8 && abs(w[1] - 0.25 * Double(t)) <= 1e-6)
    }
  }
}
