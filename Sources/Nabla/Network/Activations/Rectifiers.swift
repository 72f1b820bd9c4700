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

  var c: CFunction? {
    CFunction(
      value: "(a > 0 || a != a) ? a : 0",
      derivatives: "const int on = a > 0 || a != a; *h = on ? a : 0; *d = (real)on; *e = 0;")
  }

  func formula(isSingle: Bool) -> OperatorFormula? { .of("Relu") }

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

  var c: CFunction? {
    CFunction(
      value: "a > 0 ? a : \(CFunction.constant(slope)) * a",
      derivatives:
        "*h = a > 0 ? a : \(CFunction.constant(slope)) * a; *d = a > 0 ? 1 : \(CFunction.constant(slope)); *e = 0;")
  }

  func formula(isSingle: Bool) -> OperatorFormula? {
    isSingle ? .withAlpha("LeakyRelu", slope, .a) : .positive(orElse: .number(slope) * .a)
  }

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

  var c: CFunction? {
    CFunction(
      value: "a > 0 ? a : \(CFunction.constant(alpha)) * expm1_(a)",
      derivatives:
        "if (a > 0) { *h = a; *d = 1; *e = 0; return; } *h = \(CFunction.constant(alpha)) * expm1_(a); *d = *e = \(CFunction.constant(alpha)) * exp_(a);"
    )
  }

  func formula(isSingle: Bool) -> OperatorFormula? {
    isSingle
      ? .withAlpha("Elu", alpha, .a) : .positive(orElse: .number(alpha) * (.of("Exp") - .number(1)))
  }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    guard !(a > 0) else { return .init(value: a, first: 1, second: 0) }
    let slope = S(alpha) * S._Primitives.exp(a)
    return .init(value: S(alpha) * S._Primitives.expm1(a), first: slope, second: slope)
  }

  @inline(__always)
  func first<S: RealScalar>(fromOutput z: S) -> S { z > 0 ? 1 : z + S(alpha) }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    for k in 3...order { h[k] = h[2] }
  }
}

/// h(a) = ln(1 + eᵃ).
struct SoftplusActivation: ActivationKind {
  var name: String { "softplus" }
  var kernel: Int32? { NABLA_SOFTPLUS.rawValue }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .he }

  var c: CFunction? {
    CFunction(
      value: "@softplus(a)",
      derivatives: "const real y = @logistic(a); *h = @softplus(a); *d = y; *e = y * @logistic(-a);")
  }

  func formula(isSingle: Bool) -> OperatorFormula? {
    isSingle
      ? .of("Softplus")
      : .apply("Max", [.a, .number(0)]) + .of("Log", .number(1) + .of("Exp", .of("Neg", .of("Abs"))))
  }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let y = Activation.logistic(a)
    return .init(value: Activation.softplus(a), first: y, second: y * Activation.logistic(-a))
  }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    // h″ = h′ − h′².
    for k in 3...order { h[k] = h[k - 1] - h.productDerivative(k - 2, with: h, from: 1) }
  }
}

/// h(a) = a σ(a).
struct SiLUActivation: ActivationKind {
  var name: String { "silu" }
  var kernel: Int32? { NABLA_SILU.rawValue }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .he }

  var c: CFunction? {
    CFunction(
      value: "a * @logistic(a)",
      derivatives:
        "const real y = @logistic(a), c = @logistic(-a), slope = y * c; *h = a * y; *d = y * (1 + a * c); *e = slope * (2 + a * (c - y));"
    )
  }

  func formula(isSingle: Bool) -> OperatorFormula? { .a * .of("Sigmoid") }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let y = Activation.logistic(a)
    let complement = Activation.logistic(-a)
    let slope = y * complement
    return .init(
      value: a * y, first: y * (1 + a * complement), second: slope * (2 + a * (complement - y)))
  }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    // h⁽ᵏ⁾ = a σ⁽ᵏ⁾ + k σ⁽ᵏ⁻¹⁾, which vanishes where |a| is large.
    let t: S = max(-800, min(a, 800))
    let sigmoid = Activation.sigmoid.derivatives(at: t, order: order)
    for k in 3...order { h[k] = t * sigmoid[k] + S(k) * sigmoid[k - 1] }
  }
}

/// h(a) = a Φ(a), with the normal distribution function Φ.
struct GELUActivation: ActivationKind {
  var name: String { "gelu" }
  var kernel: Int32? { NABLA_GELU.rawValue }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .he }

  var c: CFunction? {
    CFunction(
      value: "a * ((1 + erf_(a * sqrt_((real)0.5))) / 2)",
      derivatives:
        "const real n = (1 + erf_(a * sqrt_((real)0.5))) / 2; const real p = exp_(-a * a / 2) * (real)0.39894228040143267794; *h = a * n; *d = n + a * p; *e = p * (2 - a * a);"
    )
  }

  func formula(isSingle: Bool) -> OperatorFormula? {
    .a * ((.of("Erf", .a * .number(0.5.squareRoot())) + .number(1)) * .number(0.5))
  }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    typealias F = S._Primitives
    let normal = (1 + F.erf(a * S(0.5).squareRoot())) / 2
    let density = F.exp(-a * a / 2) * S(0.398_942_280_401_432_677_94)
    return .init(value: a * normal, first: normal + a * density, second: density * (2 - a * a))
  }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    // h⁽ᵏ⁾ = 2 φ⁽ᵏ⁻²⁾ + …, from h″ = φ (2 − a²) and φ′ = −a φ: φ⁽ᵏ⁺¹⁾ = −a φ⁽ᵏ⁾ − k φ⁽ᵏ⁻¹⁾ and Leibniz's rule.
    let t: S = max(-40, min(a, 40))
    var density = SIMD8<S>.zero
    density[0] = S._Primitives.exp(-t * t / 2) * S(0.398_942_280_401_432_677_94)
    density[1] = -t * density[0]
    for k in 1..<order { density[k + 1] = -t * density[k] - S(k) * density[k - 1] }
    let square = SIMD8<S>(2 - t * t, -2 * t, -2, 0, 0, 0, 0, 0)
    for k in 3...order { h[k] = density.productDerivative(k - 2, with: square) }
  }
}
