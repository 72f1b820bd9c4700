internal import CVectorKernels

// Functions like ReLU halve the variance of the signals that pass them, for which the scheme `he` makes up.

/// h(a) = max(0, a).
struct ReLUActivation: ActivationKind {
  var name: String { "relu" }
  var kernel: Int32? { NABLA_RELU.rawValue }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .positive }
  var initialization: Initialization { .he }
  var slopeFollowsFromOutput: Bool { true }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    a > 0 || a.isNaN ? .init(value: a, first: 1, second: 0) : .init(value: 0, first: 0, second: 0)
  }

  @inline(__always)
  func first<S: RealScalar>(fromOutput z: S) -> S { z > 0 ? 1 : 0 }
}

/// h(a) = a for a > 0, else slope · a.
struct LeakyReLUActivation: ActivationKind {
  let slope: Double

  var name: String { "leaky-relu" }
  var parameter: Double? { slope }
  var kernel: Int32? { NABLA_LEAKY_RELU.rawValue }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .positive }
  var initialization: Initialization { .he }
  var slopeFollowsFromOutput: Bool { slope > 0 }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    a > 0 ? .init(value: a, first: 1, second: 0) : .init(value: S(slope) * a, first: S(slope), second: 0)
  }

  @inline(__always)
  func first<S: RealScalar>(fromOutput z: S) -> S { z > 0 ? 1 : S(slope) }
}

/// h(a) = a for a > 0, else α(eᵃ − 1).
struct ELUActivation: ActivationKind {
  let alpha: Double

  var name: String { "elu" }
  var parameter: Double? { alpha }
  var kernel: Int32? { NABLA_ELU.rawValue }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .he }
  var slopeFollowsFromOutput: Bool { alpha > 0 }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    guard !(a > 0) else { return .init(value: a, first: 1, second: 0) }
    let slope = S(alpha) * S._Primitives.exp(a)
    return .init(value: S(alpha) * S._Primitives.expm1(a), first: slope, second: slope)
  }

  @inline(__always)
  func first<S: RealScalar>(fromOutput z: S) -> S { z > 0 ? 1 : z + S(alpha) }
}

/// h(a) = ln(1 + eᵃ).
struct SoftplusActivation: ActivationKind {
  var name: String { "softplus" }
  var kernel: Int32? { NABLA_SOFTPLUS.rawValue }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .he }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let y = Activation.logistic(a)
    return .init(value: Activation.softplus(a), first: y, second: y * Activation.logistic(-a))
  }
}

/// h(a) = a σ(a).
struct SiLUActivation: ActivationKind {
  var name: String { "silu" }
  var kernel: Int32? { NABLA_SILU.rawValue }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .he }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let y = Activation.logistic(a)
    let complement = Activation.logistic(-a)
    let slope = y * complement
    return .init(
      value: a * y, first: y * (1 + a * complement), second: slope * (2 + a * (complement - y)))
  }
}

/// h(a) = a Φ(a), with the normal distribution function Φ.
struct GELUActivation: ActivationKind {
  var name: String { "gelu" }
  var kernel: Int32? { NABLA_GELU.rawValue }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .he }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    typealias F = S._Primitives
    let normal = (1 + F.erf(a * S(0.5).squareRoot())) / 2
    let density = F.exp(-a * a / 2) * S(0.398_942_280_401_432_677_94)
    return .init(value: a * normal, first: normal + a * density, second: density * (2 - a * a))
  }
}
