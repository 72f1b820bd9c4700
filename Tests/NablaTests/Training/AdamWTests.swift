import Nabla
import Testing

@Suite struct AdamWTests {
  @Test func followsPyTorch() throws {
    let fixture = try OptimizerFixture()
    let c = try fixture.constants("adamw")
    try fixture.expectPath(
      of: AdamW(
        learningRate: c["learningRate"]!, weightDecay: c["weightDecay"]!, firstDecay: c["firstDecay"]!,
        secondDecay: c["secondDecay"]!, epsilon: c["epsilon"]!),
      "adamw")
    fixture.expectSingle(AdamW<Float>(learningRate: 0.01), near: AdamW<Double>(learningRate: 0.01))
  }

  /// Without decay it is Adam to the last bit; without gradient the parameters shrink by 1 − ηλ.
  @Test func decaysAndElseIsAdam() throws {
    let fixture = try OptimizerFixture()
    var (plain, decoupled) = (Adam<Double>(), AdamW<Double>(weightDecay: 0))
    var (w, v) = (fixture.start, fixture.start)
    for _ in 1...10 {
      let gradient = fixture.gradient(w)
      var a = w.mutableSpan
      plain.step(&a, gradient: gradient.span, scale: 1)
      var b = v.mutableSpan
      decoupled.step(&b, gradient: gradient.span, scale: 1)
    }
    #expect(w == v)
    var decay = AdamW<Double>(learningRate: 0.5, weightDecay: 0.5)
    var u = [8.0]
    var span = u.mutableSpan
    decay.step(&span, gradient: [0.0].span, scale: 1)
    #expect(u == [6])
  }
}
