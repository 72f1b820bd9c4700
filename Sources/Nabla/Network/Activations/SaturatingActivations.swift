internal import CVectorKernels

/// h(a) = σ(a) = 1 / (1 + e⁻ᵃ).
struct SigmoidActivation: ActivationKind {
  var name: String { "sigmoid" }
  var kernel: Int32? { NABLA_SIGMOID.rawValue }
  var symmetry: ActivationSymmetry { .complementary }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .glorot }
  var slopeFollowsFromOutput: Bool { true }

  var c: CFunction? {
    CFunction(
      value: "@logistic(a)",
      derivatives:
        "const real y = @logistic(a), slope = y * @logistic(-a); *h = y; *d = slope; *e = slope * (1 - 2 * y);")
  }

  func formula(isSingle: Bool) -> OperatorFormula? { .of("Sigmoid") }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let y = Activation.logistic(a)
    let slope = y * Activation.logistic(-a)
    return .init(value: y, first: slope, second: slope * (1 - 2 * y))
  }

  @inline(__always)
  func first<S: RealScalar>(fromOutput z: S) -> S { z * (1 - z) }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    // h′ = h − h².
    for k in 3...order { h[k] = h[k - 1] - h.productDerivative(k - 1, with: h) }
  }
}

/// h(a) = tanh a.
struct TanhActivation: ActivationKind {
  var name: String { "tanh" }
  var kernel: Int32? { NABLA_TANH.rawValue }
  var symmetry: ActivationSymmetry { .odd }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .glorot }
  var slopeFollowsFromOutput: Bool { true }

  var c: CFunction? {
    CFunction(
      value: "tanh_(a)",
      derivatives: "const real y = tanh_(a), slope = (1 - y) * (1 + y); *h = y; *d = slope; *e = -2 * y * slope;")
  }

  func formula(isSingle: Bool) -> OperatorFormula? { .of("Tanh") }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let y = S._Primitives.tanh(a)
    let slope = (1 - y) * (1 + y)
    return .init(value: y, first: slope, second: -2 * y * slope)
  }

  @inline(__always)
  func first<S: RealScalar>(fromOutput z: S) -> S { (1 - z) * (1 + z) }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    // h′ = 1 − h².
    for k in 3...order { h[k] = -h.productDerivative(k - 1, with: h) }
  }
}

/// h(a) = exp(−a²).
struct GaussianActivation: ActivationKind {
  var name: String { "gaussian" }
  var kernel: Int32? { NABLA_GAUSSIAN.rawValue }
  var symmetry: ActivationSymmetry { .even }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .glorot }

  var c: CFunction? {
    CFunction(
      value: "exp_(-a * a)",
      derivatives: "const real y = exp_(-a * a); *h = y; *d = -2 * a * y; *e = (4 * a * a - 2) * y;")
  }

  func formula(isSingle: Bool) -> OperatorFormula? { .of("Exp", .of("Neg", .a * .a)) }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let y = S._Primitives.exp(-a * a)
    return .init(value: y, first: -2 * a * y, second: (4 * a * a - 2) * y)
  }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    // h′ = −2a h, and nothing is left where |a| is large.
    let t: S = max(-40, min(a, 40))
    for k in 3...order { h[k] = -2 * (t * h[k - 1] + S(k - 1) * h[k - 2]) }
  }
}
