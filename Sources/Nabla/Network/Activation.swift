/// The function h that turns a unit's pre-activation a into its output z = h(a).
///
/// | case | h(a) | h′(a) |
/// | --- | --- | --- |
/// | `identity` | a | 1 |
/// | `sigmoid` | σ(a) = 1 / (1 + e⁻ᵃ) | σ(1 − σ) |
/// | `tanh` | tanh a | 1 − tanh² a |
/// | `relu` | max(0, a) | 1 for a > 0, else 0 |
/// | `leakyReLU` | a for a > 0, else slope · a | 1 for a > 0, else slope |
/// | `elu` | a for a > 0, else α(eᵃ − 1) | 1 for a > 0, else αeᵃ |
/// | `softplus` | ln(1 + eᵃ) | σ(a) |
/// | `silu` | a σ(a) | σ(1 + a(1 − σ)) |
/// | `gelu` | a Φ(a), Φ the normal distribution function | Φ + a φ(a) |
/// | `sin` | sin a | cos a |
/// | `exp` | eᵃ | eᵃ |
/// | `gaussian` | exp(−a²) | −2a exp(−a²) |
/// | `softmax` | e^{a_k} / Σ_j e^{a_j}, over the units of the layer | y_k(I_kj − y_j) |
///
/// At the kink of `relu`, `leakyReLU` and `elu` the derivatives are those of a < 0. `softmax` is for the output layer.
public enum Activation: Sendable, Hashable {
  case identity
  case sigmoid
  case tanh
  case relu
  case leakyReLU(slope: Double)
  case elu(alpha: Double)
  case softplus
  case silu
  case gelu
  case sin
  case exp
  case gaussian
  case softmax
  /// A function of the user's own; by reference, so that copies of the other cases stay plain numbers.
  indirect case custom(CustomActivation)

  /// Leaky ReLU with the slope 0.01.
  public static var leakyReLU: Activation { .leakyReLU(slope: 0.01) }

  /// ELU with α = 1.
  public static var elu: Activation { .elu(alpha: 1) }

  /// Every built-in function of one pre-activation, which is all but softmax.
  public static let elementwise: [Activation] = [
    .identity, .sigmoid, .tanh, .relu, .leakyReLU, .elu, .softplus, .silu, .gelu, .sin, .exp, .gaussian,
  ]

  /// The name in files and on the command line.
  public var name: String {
    switch self {
    case .identity: "identity"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    case .relu: "relu"
    case .leakyReLU: "leaky-relu"
    case .elu: "elu"
    case .softplus: "softplus"
    case .silu: "silu"
    case .gelu: "gelu"
    case .sin: "sin"
    case .exp: "exp"
    case .gaussian: "gaussian"
    case .softmax: "softmax"
    case .custom(let function): function.name
    }
  }

  /// The slope of leaky ReLU or the α of ELU.
  var parameter: Double? {
    switch self {
    case .leakyReLU(let slope): slope
    case .elu(let alpha): alpha
    default: nil
    }
  }

  /// Whether h′ can be had from z = h(a) alone, so that a forward pass need not keep it.
  var derivativeFollowsFromOutput: Bool {
    switch self {
    case .identity, .sigmoid, .tanh, .relu, .exp: true
    case .leakyReLU(let slope): slope > 0
    case .elu(let alpha): alpha > 0
    default: false
    }
  }

  /// The built-in function of this name; `parameter` is the slope or α where the function has one.
  ///
  /// Returns `nil` for a name that is none of the built-in functions'.
  public init?(name: String, parameter: Double? = nil) {
    switch name {
    case "leaky-relu": self = .leakyReLU(slope: parameter ?? 0.01)
    case "elu": self = .elu(alpha: parameter ?? 1)
    case "softmax": self = .softmax
    default:
      guard let found = Self.elementwise.first(where: { $0.name == name }) else { return nil }
      self = found
    }
  }
}

/// The value of a function of one variable and its first two derivatives, at one point.
public struct ActivationDerivatives<Scalar: RealScalar>: Sendable, Hashable {
  /// h(a).
  public var value: Scalar
  /// h′(a).
  public var first: Scalar
  /// h″(a).
  public var second: Scalar

  /// Collects a value and its two derivatives.
  public init(value: Scalar, first: Scalar, second: Scalar) {
    self.value = value
    self.first = first
    self.second = second
  }
}

/// An activation function of the user's own, with its derivatives by hand.
///
/// `ActivationExpression` asks for less: one expression, from which the derivatives follow.
public protocol ActivationFunction: Sendable {
  /// A name for descriptions and model files; it identifies the function.
  var name: String { get }

  /// h, h′ and h″ at `a`.
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S>
}

/// An activation function of the user's own as one expression; h′ and h″ follow by hyper-dual numbers.
///
/// ```swift
/// struct Softsign: ActivationExpression {
///   let name = "softsign"
///   func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N { a / (1 + a.magnitude) }
/// }
/// Dense(16, .custom(CustomActivation(Softsign())))
/// ```
public protocol ActivationExpression: ActivationFunction {
  /// h(a).
  func callAsFunction<N: DifferentiableNumber>(_ a: N) -> N
}

extension ActivationExpression {
  /// h(a + ε₁ + ε₂) = h + h′ε₁ + h′ε₂ + h″ε₁ε₂.
  public func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let h = self(HyperDual(a, first: 1, other: 1))
    return ActivationDerivatives(value: h.value, first: h.first, second: h.mixed)
  }
}

/// A named box around an `ActivationFunction`; two boxes are equal when their names are.
public struct CustomActivation: Sendable, Hashable {
  /// The function.
  public let function: any ActivationFunction

  /// Boxes `function`.
  public init(_ function: any ActivationFunction) {
    self.function = function
  }

  /// The function's name.
  public var name: String { function.name }

  /// Equality of names.
  public static func == (left: CustomActivation, right: CustomActivation) -> Bool { left.name == right.name }

  /// Hashes the name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
