extension Activation {
  /// h, h′ and h″ at `a`, one number at a time, as the textbook has them.
  ///
  /// This is the definition that the vector kernels are tested against.
  ///
  /// - Precondition: the function is not `softmax`, which is no function of one pre-activation.
  public func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    typealias F = S._Primitives
    switch self {
    case .identity:
      return .init(value: a, first: 1, second: 0)
    case .sigmoid:
      let y = Self.logistic(a)
      let slope = y * Self.logistic(-a)
      return .init(value: y, first: slope, second: slope * (1 - 2 * y))
    case .tanh:
      let y = F.tanh(a)
      let slope = (1 - y) * (1 + y)
      return .init(value: y, first: slope, second: -2 * y * slope)
    case .relu:
      return a > 0 || a.isNaN ? .init(value: a, first: 1, second: 0) : .init(value: 0, first: 0, second: 0)
    case .leakyReLU(let slope):
      return a > 0
        ? .init(value: a, first: 1, second: 0) : .init(value: S(slope) * a, first: S(slope), second: 0)
    case .elu(let alpha):
      guard !(a > 0) else { return .init(value: a, first: 1, second: 0) }
      let slope = S(alpha) * F.exp(a)
      return .init(value: S(alpha) * F.expm1(a), first: slope, second: slope)
    case .softplus:
      let y = Self.logistic(a)
      return .init(value: Self.softplus(a), first: y, second: y * Self.logistic(-a))
    case .silu:
      let y = Self.logistic(a)
      let complement = Self.logistic(-a)
      let slope = y * complement
      return .init(
        value: a * y, first: y * (1 + a * complement), second: slope * (2 + a * (complement - y)))
    case .gelu:
      let normal = (1 + F.erf(a * S(0.5).squareRoot())) / 2
      let density = F.exp(-a * a / 2) * S(0.398_942_280_401_432_677_94)
      return .init(value: a * normal, first: normal + a * density, second: density * (2 - a * a))
    case .sin:
      let y = F.sin(a)
      return .init(value: y, first: F.cos(a), second: -y)
    case .exp:
      let y = F.exp(a)
      return .init(value: y, first: y, second: y)
    case .gaussian:
      let y = F.exp(-a * a)
      return .init(value: y, first: -2 * a * y, second: (4 * a * a - 2) * y)
    case .softmax:
      preconditionFailure("softmax is a function of all units of a layer, not of one pre-activation")
    case .custom(let custom):
      return custom.function.derivatives(at: a)
    }
  }

  /// σ(a) = 1 / (1 + e⁻ᵃ), without overflow on either side.
  static func logistic<S: RealScalar>(_ a: S) -> S {
    let e = S._Primitives.exp(-a.magnitude)
    return a >= 0 ? 1 / (1 + e) : e / (1 + e)
  }

  /// ln(1 + eᵃ) = max(a, 0) + ln(1 + e^{−|a|}), without overflow.
  static func softplus<S: RealScalar>(_ a: S) -> S {
    max(a, 0) + S._Primitives.log1p(S._Primitives.exp(-a.magnitude))
  }
}
