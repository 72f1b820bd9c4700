import Nabla
import Testing

@Suite struct GradientDescentTests {
  @Test func followsPyTorch() throws {
    let fixture = try OptimizerFixture()
    let c = try fixture.constants("sgd")
    try fixture.expectPath(
      of: GradientDescent(learningRate: c["learningRate"]!),
      "sgd")
    fixture.expectSingle(GradientDescent<Float>(learningRate: 0.01), near: GradientDescent<Double>(learningRate: 0.01))
  }

  @Test func oneStep() {
    var optimizer = GradientDescent<Double>(learningRate: 0.5)
    var w = [1.0, -2]
    var span = w.mutableSpan
    optimizer.step(&span, gradient: [3.0, 4].span, scale: 0.25)
    #expect(w == [1 - 0.5 * 0.75, -2 - 0.5])
  }
}
