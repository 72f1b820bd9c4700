import Nabla
import Testing

@Suite struct MomentumTests {
  @Test func followsPyTorch() throws {
    let fixture = try OptimizerFixture()
    let c = try fixture.constants("momentum")
    try fixture.expectPath(
      of: Momentum(learningRate: c["learningRate"]!, momentum: c["momentum"]!),
      "momentum")
    fixture.expectSingle(Momentum<Float>(learningRate: 0.01), near: Momentum<Double>(learningRate: 0.01))
  }

  /// With a constant gradient g the velocity is g(1 − μᵗ)/(1 − μ).
  @Test func velocityIsAGeometricSum() {
    var optimizer = Momentum<Double>(learningRate: 0.1, momentum: 0.5)
    var w = [0.0]
    for _ in 1...6 {
      var span = w.mutableSpan
      optimizer.step(&span, gradient: [2.0].span, scale: 1)
    }
    #expect(abs(optimizer.state.vectors[0, 0] - 2 * (1 - 0x1p-6) / 0.5) <= 1e-15)
  }
}
