import Nabla
import Testing

@Suite struct NesterovTests {
  @Test func followsPyTorch() throws {
    let fixture = try OptimizerFixture()
    let c = try fixture.constants("nesterov")
    try fixture.expectPath(
      of: Nesterov(learningRate: c["learningRate"]!, momentum: c["momentum"]!),
      "nesterov")
    fixture.expectSingle(Nesterov<Float>(learningRate: 0.01), near: Nesterov<Double>(learningRate: 0.01))
  }

  /// The first step is (1 + μ) η g.
  @Test func looksAhead() {
    var optimizer = Nesterov<Double>(learningRate: 0.5, momentum: 0.5)
    var w = [1.0]
    var span = w.mutableSpan
    optimizer.step(&span, gradient: [2.0].span, scale: 1)
    #expect(w == [1 - 0.5 * 1.5 * 2])
  }
}
