// Functions of two numbers with derivatives, right at the borders of their domains.

/// xᵖ for a constant exponent.
///
/// At x = 0 every derivative is the limit from the right, infinite where that is: those of x² are 0, 0, 2, 0. For a negative
/// x the exponent has to be a whole number.
@inlinable
public func pow<N: DifferentiableNumber>(_ x: N, _ p: Double) -> N {
  let a = x.baseValue
  return x.composed(
    value: N.Base._Primitives.pow(a, N.Base(p)), first: powerDerivative(1, a, p), second: powerDerivative(2, a, p)
  ) {
    powerDerivative($0, a, p)
  }
}

/// xⁿ for a whole number n.
@inlinable
public func pow<N: DifferentiableNumber>(_ x: N, _ n: Int) -> N { pow(x, Double(n)) }

/// p(p − 1) … (p − n + 1) xᵖ⁻ⁿ, without 0 · ∞.
@usableFromInline
func powerDerivative<S: RealScalar>(_ n: Int, _ a: S, _ p: Double) -> S {
  let factor = (0..<n).reduce(1.0) { $0 * (p - Double($1)) }
  return factor == 0 ? 0 : S(factor) * S._Primitives.pow(a, S(p - Double(n)))
}

/// xʸ = exp(y ln x) for x ≥ 0; where y does not vary, any x that y allows.
///
/// At x = 0 the derivatives in y are 0 for y > 0.
@inlinable
public func pow<N: DifferentiableNumber>(_ x: N, _ y: N) -> N {
  let p = Double(y.baseValue)
  let power = pow(x, p)
  guard x.baseValue > 0 else { return power }
  return power * exp((y - N(p)) * log(x))
}

/// The angle of the point (x, y), from −π to π.
///
/// At x = y = 0 the value is that of the C library, and derivatives are NaN where a number varies.
@inlinable
public func atan2<N: DifferentiableNumber>(_ y: N, _ x: N) -> N {
  let (a, b) = (x.baseValue, y.baseValue)
  let start = N.Base._Primitives.atan2(b, a)
  let size = max(a.magnitude, b.magnitude)
  guard size > 0 else {
    return x.composed(value: start, first: .nan, second: .nan) + y.composed(value: 0, first: .nan, second: .nan)
  }
  // The angle from the point where it is taken: its tangent is 0 there.
  let (c, s) = (N(Double(a / size)), N(Double(b / size)))
  return N(Double(start)) + atan((c * y - s * x) / (c * x + s * y))
}
