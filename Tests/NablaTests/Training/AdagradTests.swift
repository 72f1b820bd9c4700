import Nabla
import Testing

@Suite struct AdagradTests {
  @Test func followsPyTorch() throws {
    let fixture = try OptimizerFixture()
    let c = try fixture.constants("adagrad")
    try fixture.expectPath(
      of: Adagrad(learningRate: c["learningRate"]!, epsilon: c["epsilon"]!),
      "adagrad")
    fixture.expectSingle(Adagrad<Float>(learningRate: 0.01), near: Adagrad<Double>(learningRate: 0.01))
  }

  /// With a constant gradient step t is η/√t.
  @Test func stepsShrinkAsTheRoot() {
    var optimizer = Adagrad<Double>(learningRate: 0.5)
    var w = [0.0]
    for t in 1...9 {
      let before = w[0]
      var span = w.mutableSpan
      optimizer.step(&span, gradient: [4.0].span, scale: 1)
      #expect(abs(before - w[0] - 0.5 / Double(t).squareRoot()) <= 1e-9)
    }
  }
}
