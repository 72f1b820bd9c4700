import Nabla
import Testing

@Suite struct NAdamTests {
  @Test func followsPyTorch() throws {
    let fixture = try OptimizerFixture()
    let c = try fixture.constants("nadam")
    try fixture.expectPath(
      of: NAdam(
        learningRate: c["learningRate"]!, firstDecay: c["firstDecay"]!, secondDecay: c["secondDecay"]!,
        momentumDecay: c["momentumDecay"]!, epsilon: c["epsilon"]!),
      "nadam")
    fixture.expectSingle(NAdam<Float>(learningRate: 0.01), near: NAdam<Double>(learningRate: 0.01))
  }

  /// The first step from the formula, with μ₁ = β₁(1 − ½ 0.96^ψ).
  @Test func firstStep() {
    var optimizer = NAdam<Double>(
      learningRate: 0.5, firstDecay: 0.5, secondDecay: 0.5, momentumDecay: 1, epsilon: 1e-12)
    var w = [0.0]
    var span = w.mutableSpan
    optimizer.step(&span, gradient: [3.0].span, scale: 1)
    let (μ1, μ2) = (0.5 * (1 - 0.48), 0.5 * (1 - 0.5 * 0.96 * 0.96))
    // m = 3/2 and √v̂ = 3.
    let expected = -0.5 * ((1 - μ1) * 3 / (1 - μ1) + μ2 * 1.5 / (1 - μ1 * μ2)) / 3
    #expect(abs(w[0] - expected) <= 1e-12)
  }
}
