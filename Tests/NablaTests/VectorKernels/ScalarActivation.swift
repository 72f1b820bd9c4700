import CVectorKernels
import Foundation

/// An activation function with its derivatives by textbook formulas in Double, and the largest term of each.
struct ScalarActivation: Sendable {
  let name: String
  let code: nabla_activation
  /// Bounds on the errors of h, h' and h'' in units in the last place.
  let bounds: (Double, Double, Double)
  /// h' as a function of z = h(a) and the parameter, where there is one.
  var slopeFromValue: (@Sendable (Double, Double) -> Double)?
  let values: @Sendable (_ a: Double, _ parameter: Double) -> (z: Double, d: Double, dd: Double)

  static func sigmoid(_ a: Double) -> Double { a >= 0 ? 1 / (1 + exp(-a)) : exp(a) / (1 + exp(a)) }

  static let all: [ScalarActivation] = [
    ScalarActivation(
      name: "identity", code: NABLA_IDENTITY, bounds: (0, 0, 0), slopeFromValue: { _, _ in 1 }
    ) { a, _ in (a, 1, 0) },
    ScalarActivation(
      name: "sigmoid", code: NABLA_SIGMOID, bounds: (2.5, 5, 7.5), slopeFromValue: { z, _ in z * (1 - z) }
    ) { a, _ in
      let s = sigmoid(a), slope = s * sigmoid(-a)
      return (s, slope, -slope * tanh(a / 2))
    },
    ScalarActivation(
      name: "tanh", code: NABLA_TANH, bounds: (1.5, 5.5, 7), slopeFromValue: { z, _ in (1 - z) * (1 + z) }
    ) { a, _ in
      let slope = 1 / (cosh(a) * cosh(a))
      return (tanh(a), slope, -2 * tanh(a) * slope)
    },
    ScalarActivation(
      name: "relu", code: NABLA_RELU, bounds: (0, 0, 0), slopeFromValue: { z, _ in z > 0 ? 1 : 0 }
    ) { a, _ in (max(a, 0), a > 0 ? 1 : 0, 0) },
    ScalarActivation(
      name: "leaky relu", code: NABLA_LEAKY_RELU, bounds: (1, 0, 0), slopeFromValue: { z, slope in z > 0 ? 1 : slope }
    ) { a, slope in (a > 0 ? a : slope * a, a > 0 ? 1 : slope, 0) },
    ScalarActivation(
      name: "elu", code: NABLA_ELU, bounds: (1.3, 1.3, 1.3), slopeFromValue: { z, alpha in z > 0 ? 1 : z + alpha }
    ) { a, alpha in
      a > 0 ? (a, 1, 0) : (alpha * expm1(a), alpha * exp(a), alpha * exp(a))
    },
    ScalarActivation(name: "softplus", code: NABLA_SOFTPLUS, bounds: (1.6, 2.6, 5)) { a, _ in
      (max(a, 0) + log1p(exp(-abs(a))), sigmoid(a), sigmoid(a) * sigmoid(-a))
    },
    ScalarActivation(name: "silu", code: NABLA_SILU, bounds: (3.5, 4, 5.5)) { a, _ in
      let s = sigmoid(a), slope = s * sigmoid(-a)
      return (a * s, s + a * slope, slope * (2 - a * tanh(a / 2)))
    },
    ScalarActivation(name: "gelu", code: NABLA_GELU, bounds: (6, 5, 4)) { a, _ in
      let phi = exp(-a * a / 2) / (2 * Double.pi).squareRoot(), upper = erfc(-a / 2.squareRoot()) / 2
      return (a * upper, upper + a * phi, phi * (2 - a * a))
    },
    ScalarActivation(name: "sin", code: NABLA_SIN, bounds: (1, 1, 1)) { a, _ in (sin(a), cos(a), -sin(a)) },
    ScalarActivation(name: "exp", code: NABLA_EXP, bounds: (1, 1, 1), slopeFromValue: { z, _ in z }) { a, _ in
      (exp(a), exp(a), exp(a))
    },
    ScalarActivation(name: "gaussian", code: NABLA_GAUSSIAN, bounds: (1, 1.6, 2.2)) { a, _ in
      (exp(-a * a), -2 * a * exp(-a * a), (4 * a * a - 2) * exp(-a * a))
    },
  ]
}
