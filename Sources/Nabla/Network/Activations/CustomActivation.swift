/// An activation function of the user's own, with its derivatives by hand.
///
/// `ActivationExpression` asks for less: one expression, from which the derivatives follow.
public protocol ActivationFunction: Sendable {
  /// A name for descriptions and model files; it identifies the function.
  var name: String { get }

  /// h, h′ and h″ at `a`.
  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S>
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

  func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> { function.derivatives(at: a) }
}
