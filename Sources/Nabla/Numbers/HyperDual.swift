/// A number with two infinitesimals: value + first ε₁ + other ε₂ + mixed ε₁ε₂, with ε₁² = ε₂² = 0.
///
/// A function evaluated at x + ε₁ + ε₂ gives f(x), f′(x) twice and, in `mixed`, f″(x), exactly; with ε₁ on one variable and
/// ε₂ on another, `mixed` is their mixed second derivative.
///
/// Source: J. A. Fike and J. J. Alonso, "The development of hyper-dual numbers for exact second-derivative
/// calculations", AIAA 2011-886.
@frozen
public struct HyperDual<Scalar: RealScalar>: _DerivativeNumber {
  /// The scalar of the four parts.
  public typealias Base = Scalar

  /// The value.
  public var value: Scalar
  /// The derivative along ε₁.
  public var first: Scalar
  /// The derivative along ε₂.
  public var other: Scalar
  /// The second derivative along ε₁ and ε₂.
  public var mixed: Scalar

  /// A number from its parts; a constant by default.
  @inlinable
  public init(_ value: Scalar, first: Scalar, other: Scalar, mixed: Scalar = 0) {
    self.value = value
    self.first = first
    self.other = other
    self.mixed = mixed
  }

  /// A constant.
  @inlinable
  public init(_ constant: Double) { self.init(Scalar(constant), first: 0, other: 0) }

  /// The value.
  @inlinable
  public var baseValue: Scalar { value }

  /// The sum.
  @inlinable
  public static func + (left: HyperDual, right: HyperDual) -> HyperDual {
    HyperDual(
      left.value + right.value, first: left.first + right.first, other: left.other + right.other,
      mixed: left.mixed + right.mixed)
  }

  /// The difference.
  @inlinable
  public static func - (left: HyperDual, right: HyperDual) -> HyperDual {
    HyperDual(
      left.value - right.value, first: left.first - right.first, other: left.other - right.other,
      mixed: left.mixed - right.mixed)
  }

  /// The product: (fg)₁₂ = f₁₂g + f₁g₂ + f₂g₁ + fg₁₂.
  @inlinable
  public static func * (left: HyperDual, right: HyperDual) -> HyperDual {
    HyperDual(
      left.value * right.value, first: left.first * right.value + left.value * right.first,
      other: left.other * right.value + left.value * right.other,
      mixed: left.mixed * right.value + left.first * right.other + left.other * right.first
        + left.value * right.mixed)
  }

  /// The chain rule to second order: f(u)₁₂ = f′u₁₂ + f″u₁u₂.
  ///
  /// What does not vary has the derivative 0 even where f′ or f″ is infinite, as that of √ is at 0.
  @inlinable
  public func composed(value: Scalar, first slope: Scalar, second curvature: Scalar) -> HyperDual {
    func times(_ derivative: Scalar, _ change: Scalar) -> Scalar { change == 0 ? 0 : derivative * change }
    return HyperDual(
      value, first: times(slope, first), other: times(slope, other),
      mixed: times(slope, mixed) + times(curvature, first * other))
  }
}
