import Nabla
import Testing

/// h(a) = a / (1 + |a|), whose second derivative jumps from 2 to −2 at 0.
private struct Softsign: ActivationExpression {
  let name = "softsign"
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { a / (1 + a.magnitude) }
}

struct GradientCheckSmoothnessTests {
  /// Where an example has its pre-activation at the jump, central differences err by O(ε), which is not a wrong gradient.
  @Test func aJumpOfTheSecondDerivativeIsNoFailure() {
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(3, .custom(CustomActivation(Softsign()))) }
    network.initialize(.glorot, seed: 7)
    let x = Matrix<Double>(column: [-1, 0, 1])
    let t = Matrix<Double>(column: [-1, 2, 3])
    let verdict = network.checkGradient(x, t)
    #expect(verdict.passed, "\(verdict)")

    var wrong = network.gradient(x, t)
    wrong[3] *= 1.0001
    #expect(!network.checkGradient(wrong, x, t).passed)
  }
}

extension GradientCheckSmoothnessTests {
  /// Where quantiles go through targets, the gradient jumps at the parameters themselves: differences of it find slopes that no
  /// curvature has, and that is not wrong.
  @Test(arguments: [0, 1, 2]) func aJumpOfTheGradientIsNoFailure(kinks: Int) {
    var network = Network<Double>(inputs: 1, likelihood: .quantile(levels: [0.25, 0.5, 0.9]))
    network.parameters = [1, 1, 1, 0.5, 0.5, 0.5]
    let x = Matrix<Double>(column: [-1, 0.5, 2, 3])
    let t = Matrix(column: x.elements.enumerated().map { $1 + ($0 < kinks ? 0.5 : 0.5 + 0.25 * Double($0)) })
    let verdict = network.check(x, t)
    #expect(verdict.passed, "\(verdict)")
  }
}
