import Foundation
import Testing

@testable import Nabla

/// The activation functions by their formulas, one number at a time.
@Suite struct ActivationTests {
  static let points = [-30, -4, -1.5, -0.3, -1e-4, 0, 1e-4, 0.4, 1.25, 3, 30]

  /// h by the textbook.
  static func value(_ activation: Activation, _ a: Double) -> Double {
    switch activation {
    case .identity: a
    case .sigmoid: 1 / (1 + exp(-a))
    case .tanh: tanh(a)
    case .relu: max(a, 0)
    case .leakyReLU(let slope): a > 0 ? a : slope * a
    case .elu(let alpha): a > 0 ? a : alpha * expm1(a)
    case .softplus: max(a, 0) + log1p(exp(-abs(a)))
    case .silu: a / (1 + exp(-a))
    case .gelu: a * erfc(-a / 2.squareRoot()) / 2
    case .sin: sin(a)
    case .exp: exp(a)
    case .gaussian: exp(-a * a)
    case .normalDistribution: erfc(-a / 2.squareRoot()) / 2
    case .complementaryLogLog: -expm1(-exp(a))
    case .softmax, .heads, .custom: .nan
    }
  }

  @Test(arguments: Activation.elementwise + Activation.links + [.leakyReLU(slope: 0.3), .elu(alpha: 0.5)])
  func valuesAndDerivatives(activation: Activation) {
    for a in Self.points {
      let h = activation.derivatives(at: a)
      // 1 + erf loses digits where it is small, and erfc in its tail as many as a² has.
      let size =
        activation == .normalDistribution
        ? (1 + a * a) * Self.value(activation, a) : Self.value(activation, a).magnitude
      expectClose(
        [h.value], [Self.value(activation, a)], within: 8 * Double.ulpOfOne,
        scale: max(size, activation == .gelu ? a.magnitude : 0), "\(activation.name)(\(a))")
      guard a.magnitude > 1e-3 || !["relu", "leaky-relu", "elu"].contains(activation.name) else { continue }
      let step = 1e-5
      let (high, low) = (activation.derivatives(at: a + step), activation.derivatives(at: a - step))
      let change = 1 + h.value.magnitude
      expectClose(
        [h.first], [(high.value - low.value) / (2 * step)], within: 1e-9, scale: change, "\(activation.name)′")
      expectClose(
        [h.second], [(high.first - low.first) / (2 * step)], within: 1e-9, scale: change, "\(activation.name)″")
    }
  }

  /// At a kink the derivatives are those of a < 0.
  @Test func kinks() {
    #expect(Activation.relu.derivatives(at: 0.0) == .init(value: 0, first: 0, second: 0))
    #expect(Activation.leakyReLU(slope: 0.25).derivatives(at: 0.0) == .init(value: 0, first: 0.25, second: 0))
    #expect(Activation.elu(alpha: 0.5).derivatives(at: 0.0) == .init(value: 0, first: 0.5, second: 0.5))
  }

  /// Each derivative is that of the one before it.
  @Test(arguments: Activation.elementwise + Activation.links)
  func higherDerivatives(activation: Activation) {
    let step = 1e-4
    for a in [-3.1, -1.3, 0.4, 1.2, 2.3] {
      let (h, low, high) = (
        activation.derivatives(at: a, order: 7), activation.derivatives(at: a - step, order: 7),
        activation.derivatives(at: a + step, order: 7)
      )
      for k in 1...7 {
        let size = 1 + (0...7).reduce(0) { max($0, h[$1].magnitude) }
        let slope: Double = (high[k - 1] - low[k - 1]) / (2 * step)
        expectClose(
          [h[k]], [slope], within: 1e-6, scale: size, "\(activation.name), order \(k)"
        )
      }
    }
  }

  /// No function makes a NaN of a large number, and every one keeps a NaN.
  @Test(arguments: Activation.elementwise + Activation.links)
  func farOut(activation: Activation) {
    func check<S: RealScalar>(_: S.Type) {
      for a: S in [-1000, 1000] {
        let h = activation.derivatives(at: a)
        #expect(!h.value.isNaN && !h.first.isNaN && !h.second.isNaN, "\(activation.name)(\(a))")
      }
      #expect(activation.derivatives(at: S.nan).value.isNaN, "\(activation.name)")
    }
    check(Double.self)
    check(Float.self)
  }

  @Test func namesAreReadBack() {
    for activation in Activation.elementwise + Activation.links + [.softmax] {
      #expect(Activation(name: activation.name) == activation)
    }
    #expect(Activation(name: "leaky-relu", parameter: 0.5) == .leakyReLU(slope: 0.5))
    #expect(Activation(name: "elu", parameter: 2) == .elu(alpha: 2))
    #expect(Activation(name: "swish") == nil && Activation(name: "") == nil)
    #expect(Set(Activation.elementwise.map(\.name)).count == 12)
  }
}
