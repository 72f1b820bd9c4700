internal import CVectorKernels

/// h(a) = a.
struct IdentityActivation: ActivationKind {
  var name: String { "identity" }
  var kernel: Int32? { NABLA_IDENTITY.rawValue }
  var symmetry: ActivationSymmetry { .odd }
  var homogeneity: ActivationHomogeneity { .linear }
  var initialization: Initialization { .glorot }
  var slopeFollowsFromOutput: Bool { true }

  var c: CFunction? {
    CFunction(
      value: "a",
      derivatives: "*h = a; *d = 1; *e = 0;")
  }

  func formula(isSingle: Bool) -> OperatorFormula? { .a }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    .init(value: a, first: 1, second: 0)
  }

  @inline(__always)
  func first<S: RealScalar>(fromOutput z: S) -> S { 1 }
}

/// h(a) = sin a.
struct SineActivation: ActivationKind {
  var name: String { "sin" }
  var kernel: Int32? { NABLA_SIN.rawValue }
  var symmetry: ActivationSymmetry { .odd }
  var antiperiod: Double? { .pi }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .glorot }

  var c: CFunction? {
    CFunction(
      value: "sin_(a)",
      derivatives: "*h = sin_(a); *d = cos_(a); *e = -*h;")
  }

  func formula(isSingle: Bool) -> OperatorFormula? { .of("Sin") }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let y = S._Primitives.sin(a)
    return .init(value: y, first: S._Primitives.cos(a), second: -y)
  }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    for k in 3...order { h[k] = -h[k - 2] }
  }
}

/// h(a) = eᵃ.
struct ExponentialActivation: ActivationKind {
  var name: String { "exp" }
  var kernel: Int32? { NABLA_EXP.rawValue }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .exponential }
  var initialization: Initialization { .glorot }
  var slopeFollowsFromOutput: Bool { true }

  var c: CFunction? {
    CFunction(
      value: "exp_(a)",
      derivatives: "*h = *d = *e = exp_(a);")
  }

  func formula(isSingle: Bool) -> OperatorFormula? { .of("Exp") }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let y = S._Primitives.exp(a)
    return .init(value: y, first: y, second: y)
  }

  @inline(__always)
  func first<S: RealScalar>(fromOutput z: S) -> S { z }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    for k in 3...order { h[k] = h[0] }
  }
}

/// h(a) = e^{a_k} / Σ_j e^{a_j}, a function of all units of the output layer.
struct SoftmaxActivation: OutputActivationKind {
  var name: String { "softmax" }
}

/// The functions of a network's heads.
struct HeadsActivation: OutputActivationKind {
  var name: String { "heads" }
}

/// A function of the pre-activations of the whole output layer.
protocol OutputActivationKind: ActivationKind {}

extension OutputActivationKind {
  var kernel: Int32? { nil }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .glorot }

  var c: CFunction? { nil }

  func formula(isSingle: Bool) -> OperatorFormula? { nil }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    preconditionFailure("\(name) is a function of all units of a layer, not of one pre-activation")
  }
}
