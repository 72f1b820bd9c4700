// Output functions of binary targets beside the logistic one: inverses of the link functions of their likelihoods. No kernel
// computes them, and they are not offered for hidden layers.

/// h(a) = Φ(a), the normal distribution function.
struct NormalDistributionActivation: ActivationKind {
  var name: String { "normal-distribution" }
  var kernel: Int32? { nil }
  var symmetry: ActivationSymmetry { .complementary }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .glorot }

  var c: CFunction? {
    CFunction(
      value: "@normal(a, 0)",
      derivatives: "real p; *h = @normal(a, &p); *d = p; *e = p == 0 ? 0 : -a * p;")
  }

  func formula(isSingle: Bool) -> OperatorFormula? {
    .number(0.5) * (.number(1) + .of("Erf", .number(0.5.squareRoot()) * .a))
  }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let tail = NormalTail(a.magnitude)
    // φ is 0 before a is infinite.
    let second: S = tail.density == 0 ? 0 : -a * tail.density
    return .init(value: a < 0 ? tail.probability : 1 - tail.probability, first: tail.density, second: second)
  }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    // h″ = −a h′, and nothing is left where |a| is large.
    let t: S = max(-40, min(a, 40))
    for k in 3...order { h[k] = -(t * h[k - 1] + S(k - 2) * h[k - 2]) }
  }
}

/// h(a) = 1 − exp(−eᵃ).
struct ComplementaryLogLogActivation: ActivationKind {
  var name: String { "complementary-log-log" }
  var kernel: Int32? { nil }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .glorot }

  var c: CFunction? {
    CFunction(
      value: "-expm1_(-exp_(a))",
      derivatives: """
        const real p = exp_(a), slope = p - p == 0 ? p * exp_(-p) : 0; *h = -expm1_(-p); *d = slope; \
        *e = slope == 0 ? 0 : slope * (1 - p);
        """)
  }

  func formula(isSingle: Bool) -> OperatorFormula? { .number(1) - .of("Exp", .of("Neg", .of("Exp"))) }

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let power = S._Primitives.exp(a)
    let slope: S = power.isFinite ? power * S._Primitives.exp(-power) : 0
    return .init(value: -S._Primitives.expm1(-power), first: slope, second: slope == 0 ? 0 : slope * (1 - power))
  }

  @inline(__always)
  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) {
    // h″ = h′ − eᵃ h′, by Leibniz's rule; 0 where h′ is.
    guard h[1] != 0 else { return }
    let power = S._Primitives.exp(a)
    for k in 3...order {
      h[k] = h[k - 1]
      var binomial: S = 1
      for j in 0...(k - 2) {
        h[k] -= binomial * power * h[k - 1 - j]
        binomial *= S(k - 2 - j) / S(j + 1)
      }
    }
  }
}
