/// An activation function of the user's own, with its derivatives by hand.
///
/// `ActivationExpression` asks for less: one expression, from which the derivatives follow.
public protocol ActivationFunction: Sendable {
  /// A name for descriptions and model files; it identifies the function.
  var name: String { get }

  /// h, h′ and h″ at `a`.
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S>

  /// The highest order of a derivative that `allDerivatives(at:)` knows, at most 7; 2 by default.
  var highestOrder: Int { get }

  /// h⁽ᵏ⁾ at place k for all k up to 7, 0 where it is not known. Derivatives in the inputs beyond the first, and errors that
  /// contain such derivatives, ask for it.
  func allDerivatives<S: RealScalar>(at a: S) -> SIMD8<S>
}

extension ActivationFunction {
  /// 2.
  public var highestOrder: Int { 2 }

  /// h, h′ and h″.
  public func allDerivatives<S: RealScalar>(at a: S) -> SIMD8<S> {
    let h = derivatives(at: a)
    return SIMD8(h.value, h.first, h.second, 0, 0, 0, 0, 0)
  }
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

  /// 7.
  public var highestOrder: Int { Jet<Double>.order }

  /// The Taylor coefficients of h(a + t), times factorials.
  public func allDerivatives<S: RealScalar>(at a: S) -> SIMD8<S> { self(Jet(variable: a)).derivatives }
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

extension CustomActivation: ActivationKind {
  var kernel: Int32? { nil }
  var symmetry: ActivationSymmetry { .none }
  var homogeneity: ActivationHomogeneity { .none }
  var initialization: Initialization { .glorot }
  var c: CFunction? { nil }
  func formula(isSingle: Bool) -> OperatorFormula? { nil }

  var highestOrder: Int { function.highestOrder }

  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> { function.derivatives(at: a) }

  func addDerivatives<S: RealScalar>(at a: S, order: Int, to h: inout SIMD8<S>) { h = function.allDerivatives(at: a) }
}
