/// A number that an expression can be written in once and evaluated with derivatives: `Float`, `Double` and `HyperDual`.
///
/// Activations, errors and basis functions of the user's own are generic functions of it; `exp`, `log` and the other
/// functions below are for use in them.
public protocol DifferentiableNumber: Comparable, ExpressibleByFloatLiteral, SignedNumeric, Sendable
where Magnitude == Self {
  /// The scalar beneath.
  associatedtype Base: RealScalar

  /// A constant.
  init(_ constant: Double)
  /// The value, without derivatives: what comparisons go by.
  var baseValue: Base { get }
  /// The quotient.
  static func / (left: Self, right: Self) -> Self
  /// f(self), for a function whose value and first two derivatives at `baseValue` are given.
  func composed(value: Base, first: Base, second: Base) -> Self
}

extension RealScalar {
  /// The number itself.
  @inlinable
  public var baseValue: Self { self }
  /// The value: a plain number has no derivatives to pass on.
  @inlinable
  public func composed(value: Self, first: Self, second: Self) -> Self { value }
}

/// eˣ.
@inlinable
public func exp<N: DifferentiableNumber>(_ x: N) -> N {
  let y = N.Base._Primitives.exp(x.baseValue)
  return x.composed(value: y, first: y, second: y)
}

/// eˣ − 1, exact near 0.
@inlinable
public func expm1<N: DifferentiableNumber>(_ x: N) -> N {
  let slope = N.Base._Primitives.exp(x.baseValue)
  return x.composed(value: N.Base._Primitives.expm1(x.baseValue), first: slope, second: slope)
}

/// The natural logarithm.
@inlinable
public func log<N: DifferentiableNumber>(_ x: N) -> N {
  let a = x.baseValue
  return x.composed(value: N.Base._Primitives.log(a), first: 1 / a, second: -1 / (a * a))
}

/// ln(1 + x), exact near 0.
@inlinable
public func log1p<N: DifferentiableNumber>(_ x: N) -> N {
  let a = 1 + x.baseValue
  return x.composed(value: N.Base._Primitives.log1p(x.baseValue), first: 1 / a, second: -1 / (a * a))
}

/// √x.
@inlinable
public func sqrt<N: DifferentiableNumber>(_ x: N) -> N {
  let y = x.baseValue.squareRoot()
  return x.composed(value: y, first: 1 / (2 * y), second: -1 / (4 * y * y * y))
}

/// The sine.
@inlinable
public func sin<N: DifferentiableNumber>(_ x: N) -> N {
  let y = N.Base._Primitives.sin(x.baseValue)
  return x.composed(value: y, first: N.Base._Primitives.cos(x.baseValue), second: -y)
}

/// The cosine.
@inlinable
public func cos<N: DifferentiableNumber>(_ x: N) -> N {
  let y = N.Base._Primitives.cos(x.baseValue)
  return x.composed(value: y, first: -N.Base._Primitives.sin(x.baseValue), second: -y)
}

/// The error function erf x = (2/√π) ∫₀ˣ e^{−t²} dt.
@inlinable
public func erf<N: DifferentiableNumber>(_ x: N) -> N {
  let a = x.baseValue
  let slope = N.Base._Primitives.exp(-a * a) * N.Base(1.128_379_167_095_512_573_9)
  return x.composed(value: N.Base._Primitives.erf(a), first: slope, second: -2 * a * slope)
}
