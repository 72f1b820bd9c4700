import Foundation
import Nabla

/// The model of a NIST problem as a network, with weights that stand for its parameters and some that are frozen.
protocol NISTNetwork: Sendable {
  /// The problems that have this model.
  static var names: [String] { get }
  static func network(inputs: Int) -> Network<Double>
  /// Places in the parameter vector that are constants of the model.
  static var frozen: [Int] { get }
  /// What the network sees of the predictors of one example.
  static func inputs(_ x: [Double]) -> [Double]
  /// The whole parameter vector for the model's parameters b.
  static func weights(_ b: [Double]) -> [Double]
  /// The model's parameters from the weights that are not frozen.
  static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N]
}

extension NISTNetwork {
  static var frozen: [Int] { [] }
  static func inputs(_ x: [Double]) -> [Double] { x }

  /// b and its standard errors from those of the weights: C_b = G C_w Gᵀ with G = ∂b/∂w.
  static func estimates(_ fit: LeastSquaresFit) -> (parameters: [Double], standardErrors: [Double]) {
    let w = fit.parameters
    var slopes: [[Double]] = []
    for j in w.indices {
      let point = w.indices.map { HyperDual(w[$0], first: $0 == j ? 1 : 0, other: 0) }
      slopes.append(parameters(point).map(\.first))
    }
    let b = parameters(w)
    let errors = b.indices.map { k in
      var variance = 0.0
      for i in w.indices {
        for j in w.indices { variance += slopes[i][k] * fit.covariance[i, j] * slopes[j][k] }
      }
      return variance.squareRoot()
    }
    return (b, errors)
  }
}

enum NISTNetworks {
  static let all: [any NISTNetwork.Type] = [
    Saturations<Saturation>.self, Saturations<InverseSquare>.self, Saturations<InverseRoot>.self,
    Saturations<Hyperbola>.self, ThreeExponentials.self, TwoExponentials.self, TwoPeaks.self, Logistic.self,
    Richards.self, Power.self, OnePeak.self, Nelson.self, Bennett.self, Cycles.self, MGH10.self, Roszman.self,
    Chwirut.self,
  ]

  static let names = all.flatMap { $0.names }

  /// y = b₁ h(b₂ x).
  enum Saturations<Curve: ActivationExpression & DefaultConstructible>: NISTNetwork {
    static var names: [String] { Curve.problems }
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(1, .custom(CustomActivation(Curve())), bias: false)
        Output(bias: false)
      }
    }
    static func weights(_ b: [Double]) -> [Double] { [b[1], b[0]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [w[1], w[0]] }
  }

  /// y = b₁ e^{−b₂x} + b₃ e^{−b₄x} + b₅ e^{−b₆x}.
  enum ThreeExponentials: NISTNetwork {
    static let names = ["Lanczos1", "Lanczos2", "Lanczos3"]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(3, .exp, bias: false)
        Output(bias: false)
      }
    }
    static func weights(_ b: [Double]) -> [Double] { [-b[1], -b[3], -b[5], b[0], b[2], b[4]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [w[3], -w[0], w[4], -w[1], w[5], -w[2]] }
  }

  /// y = b₁ + b₂ e^{−b₄x} + b₃ e^{−b₅x}.
  enum TwoExponentials: NISTNetwork {
    static let names = ["MGH17"]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) { Dense(2, .exp, bias: false) }
    }
    static func weights(_ b: [Double]) -> [Double] { [-b[3], -b[4], b[1], b[2], b[0]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [w[4], w[2], w[3], -w[0], -w[1]] }
  }

  /// y = b₁ e^{−b₂x} + b₃ exp(−(x − b₄)²/b₅²) + b₆ exp(−(x − b₇)²/b₈²).
  enum TwoPeaks: NISTNetwork {
    static let names = ["Gauss1", "Gauss2", "Gauss3"]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(1, .exp, name: "decay", from: ["input"], bias: false)
        Dense(2, .gaussian, name: "peaks", from: ["input"])
        Output(from: ["decay", "peaks"], bias: false)
      }
    }
    static func weights(_ b: [Double]) -> [Double] {
      [-b[1], 1 / b[4], 1 / b[7], -b[3] / b[4], -b[6] / b[7], b[0], b[2], b[5]]
    }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] {
      [w[5], -w[0], w[6], -w[3] / w[1], 1 / w[1], w[7], -w[4] / w[2], 1 / w[2]]
    }
  }

  /// y = b₁ σ(b₃x − b₂).
  enum Logistic: NISTNetwork {
    static let names = ["Rat42"]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(1, .sigmoid)
        Output(bias: false)
      }
    }
    static func weights(_ b: [Double]) -> [Double] { [b[2], -b[1], b[0]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [w[2], -w[1], w[0]] }
  }

  /// y = b₁ (1 + e^{b₂ − b₃x})^{−1/b₄} = b₁ exp(−softplus(b₂ − b₃x) / b₄).
  enum Richards: NISTNetwork {
    static let names = ["Rat43"]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(1, .softplus)
        Dense(1, .exp, bias: false)
        Output(bias: false)
      }
    }
    static func weights(_ b: [Double]) -> [Double] { [-b[2], b[1], -1 / b[3], b[0]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [w[3], w[1], -w[0], -1 / w[2]] }
  }

  /// y = b₁ x^{b₂} = b₁ exp(b₂ ln x).
  enum Power: NISTNetwork {
    static let names = ["DanWood"]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(1, .exp, bias: false)
        Output(bias: false)
      }
    }
    static func inputs(_ x: [Double]) -> [Double] { x.map { Foundation.log($0) } }
    static func weights(_ b: [Double]) -> [Double] { [b[1], b[0]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [w[1], w[0]] }
  }

  /// y = b₁/b₂ exp(−½ (x − b₃)²/b₂²).
  enum OnePeak: NISTNetwork {
    static let names = ["Eckerle4"]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(1, .gaussian)
        Output(bias: false)
      }
    }
    static func weights(_ b: [Double]) -> [Double] {
      let slope = 1 / (2.0.squareRoot() * b[1])
      return [slope, -b[2] * slope, b[0] / b[1]]
    }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] {
      let width: N = 1 / (N(2.0.squareRoot()) * w[0])
      return [w[2] * width, width, -w[1] / w[0]]
    }
  }

  /// ln y = b₁ − b₂ x₁ e^{−b₃x₂}, with x₁ = exp(ln x₁).
  enum Nelson: NISTNetwork {
    static let names = ["Nelson"]
    static let frozen = [0]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) { Dense(1, .exp, bias: false) }
    }
    static func inputs(_ x: [Double]) -> [Double] { [Foundation.log(x[0]), x[1]] }
    static func weights(_ b: [Double]) -> [Double] { [1, -b[2], -b[1], b[0]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [w[2], -w[1], -w[0]] }
  }

  /// y = b₁ (b₂ + x)^{−1/b₃} = b₁ exp(−ln(x + b₂) / b₃).
  enum Bennett: NISTNetwork {
    static let names = ["Bennett5"]
    static let frozen = [0]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(1, .custom(CustomActivation(Logarithm())))
        Dense(1, .exp, bias: false)
        Output(bias: false)
      }
    }
    static func weights(_ b: [Double]) -> [Double] { [1, b[1], -1 / b[2], b[0]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [w[2], w[0], -1 / w[1]] }
  }

  /// A constant and three cycles, A sin(ωx + φ); the first has the period 12.
  enum Cycles: NISTNetwork {
    static let names = ["ENSO"]
    static let frozen = [0]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) { Dense(3, .sin) }
    }
    static func weights(_ b: [Double]) -> [Double] {
      let frequencies = [2 * Double.pi / 12, 2 * Double.pi / b[3], 2 * Double.pi / b[6]]
      let phases = [atan2(b[1], b[2]), atan2(b[4], b[5]), atan2(b[7], b[8])]
      let sizes = [hypot(b[1], b[2]), hypot(b[4], b[5]), hypot(b[7], b[8])]
      return frequencies + phases + sizes + [b[0]]
    }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] {
      let period = N(2 * Double.pi)
      func cycle(_ phase: N, _ size: N) -> [N] { [size * sin(phase), size * cos(phase)] }
      var b = [w[8]] + cycle(w[2], w[5])
      b += [period / w[0]] + cycle(w[3], w[6])
      b += [period / w[1]] + cycle(w[4], w[7])
      return b
    }
  }

  /// y = b₁ exp(b₂ / (x + b₃)).
  enum MGH10: NISTNetwork {
    static let names = ["MGH10"]
    static let frozen = [0]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(1, .custom(CustomActivation(Reciprocal())))
        Dense(1, .exp, bias: false)
        Output(bias: false)
      }
    }
    static func weights(_ b: [Double]) -> [Double] { [1, b[2], b[1], b[0]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [w[2], w[1], w[0]] }
  }

  /// y = b₁ − b₂x − arctan(b₃ / (x − b₄)) / π.
  enum Roszman: NISTNetwork {
    static let names = ["Roszman1"]
    static let frozen = [2]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(1, .custom(CustomActivation(ArcTangentOfReciprocal())), name: "angle")
        Output(from: ["angle", "input"])
      }
    }
    static func weights(_ b: [Double]) -> [Double] { [1 / b[2], -b[3] / b[2], -1 / Double.pi, -b[1], b[0]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [w[3], -w[2], 1 / w[0], -w[1] / w[0]] }
  }

  /// y = e^{−b₁x} / (b₂ + b₃x) = exp(−b₁x − ln(b₂ + b₃x)), with an exponential output.
  enum Chwirut: NISTNetwork {
    static let names = ["Chwirut1", "Chwirut2"]
    static let frozen = [2]
    static func network(inputs: Int) -> Network<Double> {
      Network(inputs: inputs, likelihood: .gaussian) {
        Dense(1, .custom(CustomActivation(Logarithm())), name: "ln")
        Output(.exp, from: ["ln", "input"], bias: false)
      }
    }
    static func weights(_ b: [Double]) -> [Double] { [b[2], b[1], -1, -b[0]] }
    static func parameters<N: DifferentiableNumber>(_ w: [N]) -> [N] { [-w[2], w[1], w[0]] }
  }
}

/// A saturating curve that can be made, and the problems that have it.
protocol DefaultConstructible {
  init()
  static var problems: [String] { get }
}

extension Saturation: DefaultConstructible { static var problems: [String] { ["Misra1a", "BoxBOD"] } }
extension InverseSquare: DefaultConstructible { static var problems: [String] { ["Misra1b"] } }
extension InverseRoot: DefaultConstructible { static var problems: [String] { ["Misra1c"] } }
extension Hyperbola: DefaultConstructible { static var problems: [String] { ["Misra1d"] } }
