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
/// | `normalDistribution` | Φ(a) | φ(a), the normal density |
/// | `complementaryLogLog` | 1 − exp(−eᵃ) | exp(a − eᵃ) |
/// | `softmax` | e^{a_k} / Σ_j e^{a_j}, over the units of the layer | y_k(I_kj − y_j) |
/// | `heads` | of each head its own function, on its own units | as there |
///
/// At the kink of `relu`, `leakyReLU` and `elu` the derivatives are those of a < 0. `softmax` is for the output layer, and so are
/// `normalDistribution` and `complementaryLogLog`, which belong to likelihoods of binary targets, and `heads`.
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
  case normalDistribution
  case complementaryLogLog
  case softmax
  /// The output functions of the heads, each on its own outputs; see `Likelihood.heads(_:)`.
  case heads
  /// A function of the user's own; by reference, so that copies of the other cases stay plain numbers.
  indirect case custom(CustomActivation)

  /// Leaky ReLU with the slope 0.01.
  public static var leakyReLU: Activation { .leakyReLU(slope: 0.01) }

  /// ELU with α = 1.
  public static var elu: Activation { .elu(alpha: 1) }

  /// Every built-in function of one pre-activation that hidden layers may have: all but softmax and `links`.
  public static let elementwise: [Activation] = [
    .identity, .sigmoid, .tanh, .relu, .leakyReLU, .elu, .softplus, .silu, .gelu, .sin, .exp, .gaussian,
  ]

  /// Output functions of binary targets beside `sigmoid`.
  public static let links: [Activation] = [.normalDistribution, .complementaryLogLog]

  /// The name in files and on the command line.
  public var name: String { facts.name }

  /// The one place that knows which function is which: what else depends on the function asks its `ActivationKind`.
  @inline(__always)
  func visit<Visitor: ActivationVisitor>(by visitor: Visitor) -> Visitor.Result {
    switch self {
    case .identity: visitor.visit(IdentityActivation())
    case .sigmoid: visitor.visit(SigmoidActivation())
    case .tanh: visitor.visit(TanhActivation())
    case .relu: visitor.visit(ReLUActivation())
    case .leakyReLU(let slope): visitor.visit(LeakyReLUActivation(slope: slope))
    case .elu(let alpha): visitor.visit(ELUActivation(alpha: alpha))
    case .softplus: visitor.visit(SoftplusActivation())
    case .silu: visitor.visit(SiLUActivation())
    case .gelu: visitor.visit(GELUActivation())
    case .sin: visitor.visit(SineActivation())
    case .exp: visitor.visit(ExponentialActivation())
    case .gaussian: visitor.visit(GaussianActivation())
    case .normalDistribution: visitor.visit(NormalDistributionActivation())
    case .complementaryLogLog: visitor.visit(ComplementaryLogLogActivation())
    case .softmax: visitor.visit(SoftmaxActivation())
    case .heads: visitor.visit(HeadsActivation())
    case .custom(let function): visitor.visit(function)
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
    case "heads": self = .heads
    default:
      guard let found = (Self.elementwise + Self.links).first(where: { $0.name == name }) else { return nil }
      self = found
    }
  }
}
