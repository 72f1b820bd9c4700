import Foundation
import Nabla
import Testing

/// The four steps of backpropagation, worked by hand.
@Suite struct BackpropagationByHandTests {
  /// 1 – 1 – 1 – 1 with tanh.
  @Test(arguments: BackendChoice.available)
  func oneUnitALayer(backend: BackendChoice) {
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) {
      Dense(1, .tanh)
      Dense(1, .tanh)
    }
    network.execution.backend = backend
    network.parameters = [0.5, 0.1, -0.3, 0.2, 2, -1]  // w¹ b¹ w² b² w³ b³
    let (x, t) = (0.8, 0.4)
    // 1. Forward: a = w z + b, z = tanh a.
    let z1 = tanh(0.5 * x + 0.1)
    let z2 = tanh(-0.3 * z1 + 0.2)
    let y = 2 * z2 - 1
    // 2. The error signal at the output: δ³ = y − t.
    let d3 = y - t
    // 3. Back: δ = (1 − z²) w δ.
    let d2 = (1 - z2 * z2) * 2 * d3
    let d1 = (1 - z1 * z1) * -0.3 * d2
    // 4. The gradient: δ z for a weight, δ for a bias.
    let expected = [d1 * x, d1, d2 * z1, d2, d3 * z2, d3]
    let (value, gradient) = network.valueWithGradient(Matrix([[x]]), Matrix([[t]]))
    expectClose([value], [(y - t) * (y - t) / 2], within: Tolerance.closedForm)
    expectClose(gradient, expected, within: Tolerance.closedForm)
  }

  /// 2 – 2 – 2 – 2 with sigmoid, then tanh, and a softmax over two classes.
  @Test(arguments: BackendChoice.available)
  func twoUnitsALayer(backend: BackendChoice) {
    func sigmoid(_ a: Double) -> Double { 1 / (1 + exp(-a)) }
    var network = Network<Double>(inputs: 2, likelihood: .categorical(classes: 2)) {
      Dense(2, .sigmoid)
      Dense(2, .tanh)
    }
    network.execution.backend = backend
    // Layer by layer the weights w_ji row by row (unit j, input i), then the biases.
    network.parameters = [
      0.1, 0.2, -0.3, 0.4, 0.05, -0.06,
      0.7, -0.8, 0.9, 1.0, 0.11, 0.12,
      -1.3, 1.4, 1.5, 0.6, -0.17, 0.18,
    ]
    let (x1, x2, t1, t2) = (1.5, -0.5, 0.0, 1.0)

    // 1. Forward: a_j = Σ_i w_ji z_i + b_j, z_j = h(a_j), y = softmax(a).
    let p1 = sigmoid(0.1 * x1 + 0.2 * x2 + 0.05)
    let p2 = sigmoid(-0.3 * x1 + 0.4 * x2 - 0.06)
    let q1 = tanh(0.7 * p1 - 0.8 * p2 + 0.11)
    let q2 = tanh(0.9 * p1 + 1.0 * p2 + 0.12)
    let a1 = -1.3 * q1 + 1.4 * q2 - 0.17
    let a2 = 1.5 * q1 + 0.6 * q2 + 0.18
    let y1 = exp(a1) / (exp(a1) + exp(a2))
    let y2 = exp(a2) / (exp(a1) + exp(a2))

    // 2. The error signal at the output: δ_k = y_k − t_k.
    let (c1, c2) = (y1 - t1, y2 - t2)

    // 3. Back: δ_i = h′(a_i) Σ_j w_ji δ_j, with tanh′ = 1 − z² and σ′ = z(1 − z).
    let b1 = (1 - q1 * q1) * (-1.3 * c1 + 1.5 * c2)
    let b2 = (1 - q2 * q2) * (1.4 * c1 + 0.6 * c2)
    let d1 = p1 * (1 - p1) * (0.7 * b1 + 0.9 * b2)
    let d2 = p2 * (1 - p2) * (-0.8 * b1 + 1.0 * b2)

    // 4. The gradient: δ_j z_i for the weight w_ji, δ_j for the bias.
    let expected = [
      d1 * x1, d1 * x2, d2 * x1, d2 * x2, d1, d2,
      b1 * p1, b1 * p2, b2 * p1, b2 * p2, b1, b2,
      c1 * q1, c1 * q2, c2 * q1, c2 * q2, c1, c2,
    ]
    let (value, gradient) = network.valueWithGradient(Matrix([[x1, x2]]), Matrix([[t1, t2]]))
    expectClose([value], [-log(y2)], within: Tolerance.closedForm)
    expectClose(gradient, expected, within: Tolerance.closedForm)
    expectClose(network.gradient(Matrix([[x1, x2]]), [1]), expected, within: Tolerance.closedForm, "class index")
  }
}
