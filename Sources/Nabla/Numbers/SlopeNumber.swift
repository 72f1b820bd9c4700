// Dual numbers with several variables at once, in which the errors of residuals are differentiated. Public only because the
// default implementation of a public protocol is compiled where a type conforms to it; not for use outside the library.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

/// A value with its derivatives in four variables.
@frozen
public struct _SlopeNumber: _DerivativeNumber {
  public typealias Base = Double

  public var value: Double
  public var first: SIMD4<Double>

  @inlinable
  public init(_ value: Double, first: SIMD4<Double>) {
    self.value = value
    self.first = first
  }

  @inlinable
  public init(_ constant: Double) { self.init(constant, first: SIMD4()) }

  @inlinable
  public var baseValue: Double { value }

  @inlinable
  public static func + (left: _SlopeNumber, right: _SlopeNumber) -> _SlopeNumber {
    _SlopeNumber(left.value + right.value, first: left.first + right.first)
  }

  @inlinable
  public static func - (left: _SlopeNumber, right: _SlopeNumber) -> _SlopeNumber {
    _SlopeNumber(left.value - right.value, first: left.first - right.first)
  }

  @inlinable
  public static func * (left: _SlopeNumber, right: _SlopeNumber) -> _SlopeNumber {
    let first: SIMD4<Double> = left.first * right.value + right.first * left.value
    return _SlopeNumber(left.value * right.value, first: first)
  }

  @inlinable
  public func composed(value: Double, first slope: Double, second curvature: Double) -> _SlopeNumber {
    _SlopeNumber(value, first: Self.times(slope, first))
  }

  /// What does not vary has the derivative 0 even where that of the function is infinite.
  @inlinable
  static func times(_ derivative: Double, _ change: SIMD4<Double>) -> SIMD4<Double> {
    derivative.isFinite ? change * derivative : (change * derivative).replacing(with: 0, where: change .== 0)
  }
}
