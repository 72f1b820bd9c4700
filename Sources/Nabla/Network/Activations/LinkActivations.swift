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

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let tail = NormalTail(a.magnitude)
    // φ is 0 before a is infinite.
    let second: S = tail.density == 0 ? 0 : -a * tail.density
    return .init(value: a < 0 ? tail.probability : 1 - tail.probability, first: tail.density, second: second)
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

  @inline(__always)
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
    let power = S._Primitives.exp(a)
    let slope: S = power.isFinite ? power * S._Primitives.exp(-power) : 0
    return .init(value: -S._Primitives.expm1(-power), first: slope, second: slope == 0 ? 0 : slope * (1 - power))
  }
}
