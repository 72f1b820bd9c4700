// Elementary functions of numbers with derivatives, for use in expressions.

/// eˣ.
@inlinable
public func exp<N: DifferentiableNumber>(_ x: N) -> N {
  let y = N.Base._Primitives.exp(x.baseValue)
  return x.composed(value: y, first: y, second: y) { _ in y }
}

/// eˣ − 1, exact near 0.
@inlinable
public func expm1<N: DifferentiableNumber>(_ x: N) -> N {
  let slope = N.Base._Primitives.exp(x.baseValue)
  return x.composed(value: N.Base._Primitives.expm1(x.baseValue), first: slope, second: slope) { _ in slope }
}

/// The natural logarithm.
@inlinable
public func log<N: DifferentiableNumber>(_ x: N) -> N {
  let a = x.baseValue
  return x.composed(value: N.Base._Primitives.log(a), first: 1 / a, second: -1 / (a * a)) { reciprocal(a, below: $0) }
}

/// ln(1 + x), exact near 0.
@inlinable
public func log1p<N: DifferentiableNumber>(_ x: N) -> N {
  let a = 1 + x.baseValue
  return x.composed(value: N.Base._Primitives.log1p(x.baseValue), first: 1 / a, second: -1 / (a * a)) {
    reciprocal(a, below: $0)
  }
}

/// The derivative of order n − 1 of 1/a: (−1)ⁿ⁻¹ (n − 1)! / aⁿ.
@usableFromInline
func reciprocal<S: RealScalar>(_ a: S, below n: Int) -> S {
  (1..<n).reduce(1 / a) { $0 * -S($1) / a }
}

/// √x; at 0 the derivatives are infinite where x varies.
@inlinable
public func sqrt<N: DifferentiableNumber>(_ x: N) -> N {
  let a = x.baseValue
  let y = a.squareRoot()
  let second: N.Base = -1 / (4 * y * y * y)
  return x.composed(value: y, first: 1 / (2 * y), second: second) { n in
    (2..<n).reduce(second) { (derivative: N.Base, k: Int) -> N.Base in derivative * (0.5 - N.Base(k)) / a }
  }
}

/// The sine.
@inlinable
public func sin<N: DifferentiableNumber>(_ x: N) -> N {
  let y = N.Base._Primitives.sin(x.baseValue)
  let slope = N.Base._Primitives.cos(x.baseValue)
  return x.composed(value: y, first: slope, second: -y) { periodic($0, y, slope) }
}

/// The cosine.
@inlinable
public func cos<N: DifferentiableNumber>(_ x: N) -> N {
  let y = N.Base._Primitives.cos(x.baseValue)
  let slope = -N.Base._Primitives.sin(x.baseValue)
  return x.composed(value: y, first: slope, second: -y) { periodic($0, y, slope) }
}

/// The derivative of order n of a function with f″ = −f.
@usableFromInline
func periodic<S: RealScalar>(_ n: Int, _ value: S, _ first: S) -> S {
  let part = n % 2 == 0 ? value : first
  return n % 4 < 2 ? part : -part
}

/// The error function erf x = (2/√π) ∫₀ˣ e^{−t²} dt.
@inlinable
public func erf<N: DifferentiableNumber>(_ x: N) -> N {
  let a = x.baseValue
  let slope = N.Base._Primitives.exp(-a * a) * N.Base(1.128_379_167_095_512_573_9)
  return x.composed(value: N.Base._Primitives.erf(a), first: slope, second: -2 * a * slope) {
    erfDerivative($0, a, slope)
  }
}

/// The derivative of order n ≥ 2 of erf: f⁽ⁿ⁺¹⁾ = −2a f⁽ⁿ⁾ − 2(n − 1) f⁽ⁿ⁻¹⁾.
@usableFromInline
func erfDerivative<S: RealScalar>(_ n: Int, _ a: S, _ slope: S) -> S {
  var (below, last) = (slope, -2 * a * slope)
  for k in 2..<n { (below, last) = (last, -2 * (a * last + S(k - 1) * below)) }
  return last
}

/// The hyperbolic sine.
@inlinable
public func sinh<N: DifferentiableNumber>(_ x: N) -> N {
  let (y, slope) = (N.Base._Primitives.sinh(x.baseValue), N.Base._Primitives.cosh(x.baseValue))
  return x.composed(value: y, first: slope, second: y) { $0 % 2 == 0 ? y : slope }
}

/// The hyperbolic cosine.
@inlinable
public func cosh<N: DifferentiableNumber>(_ x: N) -> N {
  let (y, slope) = (N.Base._Primitives.cosh(x.baseValue), N.Base._Primitives.sinh(x.baseValue))
  return x.composed(value: y, first: slope, second: y) { $0 % 2 == 0 ? y : slope }
}

/// The angle whose tangent is x.
@inlinable
public func atan<N: DifferentiableNumber>(_ x: N) -> N {
  let a = x.baseValue
  let slope = 1 / (1 + a * a)
  return x.composed(value: N.Base._Primitives.atan(a), first: slope, second: -2 * a * slope * slope) {
    atanDerivative($0, a, slope)
  }
}

/// The derivative of order n ≥ 2 of atan, from (1 + a²) f⁽ⁿ⁺¹⁾ + 2na f⁽ⁿ⁾ + n(n − 1) f⁽ⁿ⁻¹⁾ = 0.
@usableFromInline
func atanDerivative<S: RealScalar>(_ n: Int, _ a: S, _ slope: S) -> S {
  var (below, last) = (slope, -2 * a * slope * slope)
  for k in 2..<n {
    let sum: S = 2 * S(k) * a * last + S(k * (k - 1)) * below
    (below, last) = (last, -sum * slope)
  }
  return last
}
