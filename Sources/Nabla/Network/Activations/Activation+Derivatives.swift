extension Activation {
  /// h, h′ and h″ at `a`, one number at a time, as the textbook has them.
  ///
  /// This is the definition that the vector kernels are tested against.
  ///
  /// - Precondition: the function is not `softmax` or `heads`, which are no functions of one pre-activation.
  public func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> { visit(by: Derivatives(a: a)) }

  /// h and its derivatives at `a` up to `order`, at most 7: h⁽ᵏ⁾ at place k.
  ///
  /// - Precondition: the function is one of one pre-activation, and knows its derivatives so far.
  func derivatives<S: RealScalar>(at a: S, order: Int) -> SIMD8<S> { visit(by: Higher(a: a, order: order)) }

  /// The highest order of a derivative that is known: 7 but for functions of the user's own that give two by hand.
  var highestOrder: Int { facts.highestOrder }

  /// h′ from z = h(a), for the functions where it follows from z.
  func first<S: RealScalar>(fromOutput z: S) -> S { visit(by: Slope(z: z)) }

  /// What is known of the function.
  var facts: ActivationFacts { visit(by: ActivationFacts.Collection()) }

  /// The number of the function in `CVectorKernels.h`, or nil where the kernels do not have it.
  var kernel: Int32? { facts.kernel }

  /// The slope of leaky ReLU or the α of ELU.
  package var parameter: Double? { facts.parameter }

  /// Whether h′ can be had from z = h(a) alone, so that a forward pass need not keep it.
  var derivativeFollowsFromOutput: Bool { facts.slopeFollowsFromOutput }

  /// The scheme by which the weights of a layer of such units begin, so that signals keep their variance through layers.
  public var initialization: Initialization { facts.initialization }

  /// The function as operators of ONNX, or nil for functions of the user's own and the softmax.
  func formula(isSingle: Bool) -> OperatorFormula? { visit(by: Operators(isSingle: isSingle)) }

  /// The function in C, or nil where there is no text of it.
  var c: CFunction? { visit(by: CText()) }

  private struct CText: ActivationVisitor {
    func visit(_ kind: some ActivationKind) -> CFunction? { kind.c }
  }

  private struct Operators: ActivationVisitor {
    let isSingle: Bool

    func visit(_ kind: some ActivationKind) -> OperatorFormula? { kind.formula(isSingle: isSingle) }
  }

  private struct Derivatives<S: RealScalar>: ActivationVisitor {
    let a: S

    @inline(__always)
    func visit(_ kind: some ActivationKind) -> ActivationDerivatives<S> { kind.derivatives(at: a) }
  }

  private struct Higher<S: RealScalar>: ActivationVisitor {
    let a: S
    let order: Int

    @inline(__always)
    func visit(_ kind: some ActivationKind) -> SIMD8<S> {
      let known = kind.derivatives(at: a)
      var h = SIMD8<S>(known.value, known.first, known.second, 0, 0, 0, 0, 0)
      if order > 2 { kind.addDerivatives(at: a, order: order, to: &h) }
      return h
    }
  }

  private struct Slope<S: RealScalar>: ActivationVisitor {
    let z: S

    @inline(__always)
    func visit(_ kind: some ActivationKind) -> S { kind.first(fromOutput: z) }
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
