/// The scalar of a network: `Float` or `Double`.
///
/// No other type can conform: a scalar needs the primitives that the backends are made of.
public protocol RealScalar: BinaryFloatingPoint, DifferentiableNumber, SIMDScalar, LosslessStringConvertible, Codable
where RawSignificand: FixedWidthInteger, Base == Self {
  /// What the backends call for this scalar. Not for use outside the library.
  associatedtype _Primitives: _ScalarPrimitives<Self>

  /// The scalar's name in files and on the command line: `single` or `double`.
  static var precisionName: String { get }
}

extension Double: RealScalar {
  /// The number itself.
  public typealias Base = Double
  /// What the backends call; not for use outside the library.
  public typealias _Primitives = _DoublePrimitives
  /// The name `double`.
  public static var precisionName: String { "double" }
}

extension Float: RealScalar {
  /// The number itself.
  public typealias Base = Float
  /// What the backends call; not for use outside the library.
  public typealias _Primitives = _FloatPrimitives
  /// The name `single`.
  public static var precisionName: String { "single" }
}
