// Functions of numbers with derivatives that are activation functions too.

/// The hyperbolic tangent.
@inlinable
public func tanh<N: DifferentiableNumber>(_ x: N) -> N { x.applying(.tanh) }

/// The logistic function σ(x) = 1 / (1 + e⁻ˣ).
@inlinable
public func sigmoid<N: DifferentiableNumber>(_ x: N) -> N { x.applying(.sigmoid) }

/// ln(1 + eˣ).
@inlinable
public func softplus<N: DifferentiableNumber>(_ x: N) -> N { x.applying(.softplus) }

extension DifferentiableNumber {
  /// A built-in activation function of the number.
  @usableFromInline func applying(_ h: Activation) -> Self {
    let derivatives = h.derivatives(at: baseValue)
    return composed(value: derivatives.value, first: derivatives.first, second: derivatives.second) {
      h.derivatives(at: baseValue, order: $0)[$0]
    }
  }
}
