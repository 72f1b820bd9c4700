// Dual numbers with several variables at once, in which the errors of residuals are differentiated. Public only because the
// default implementation of a public protocol is compiled where a type conforms to it; not for use outside the library.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

/// A value with its derivatives in four variables, `first`, that along a direction, `other`, and theirs along it, `mixed`.
@frozen
public struct _CurvatureNumber: _DerivativeNumber {
  public typealias Base = Double

  public var value: Double
  public var first: SIMD4<Double>
  public var other: Double
  public var mixed: SIMD4<Double>

  @inlinable
  public init(_ value: Double, first: SIMD4<Double>, other: Double, mixed: SIMD4<Double>) {
    self.value = value
    self.first = first
    self.other = other
    self.mixed = mixed
  }

  @inlinable
  public init(_ constant: Double) { self.init(constant, first: SIMD4(), other: 0, mixed: SIMD4()) }

  @inlinable
  public var baseValue: Double { value }

  @inlinable
  public static func + (left: _CurvatureNumber, right: _CurvatureNumber) -> _CurvatureNumber {
    _CurvatureNumber(
      left.value + right.value, first: left.first + right.first, other: left.other + right.other,
      mixed: left.mixed + right.mixed)
  }

  @inlinable
  public static func - (left: _CurvatureNumber, right: _CurvatureNumber) -> _CurvatureNumber {
    _CurvatureNumber(
      left.value - right.value, first: left.first - right.first, other: left.other - right.other,
      mixed: left.mixed - right.mixed)
  }

  @inlinable
  public static func * (left: _CurvatureNumber, right: _CurvatureNumber) -> _CurvatureNumber {
    let first: SIMD4<Double> = left.first * right.value + right.first * left.value
    let other: Double = left.other * right.value + left.value * right.other
    let outer: SIMD4<Double> = left.mixed * right.value + right.mixed * left.value
    let inner: SIMD4<Double> = left.first * right.other + right.first * left.other
    return _CurvatureNumber(left.value * right.value, first: first, other: other, mixed: outer + inner)
  }

  @inlinable
  public func composed(value: Double, first slope: Double, second curvature: Double) -> _CurvatureNumber {
    let product = first * other
    let mixed: SIMD4<Double> = _SlopeNumber.times(slope, mixed) + _SlopeNumber.times(curvature, product)
    return _CurvatureNumber(
      value, first: _SlopeNumber.times(slope, first), other: other == 0 ? 0 : slope * other, mixed: mixed)
  }
}
