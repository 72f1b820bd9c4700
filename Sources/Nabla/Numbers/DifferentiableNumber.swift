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
  /// The same for a function of which `further` gives the derivatives from the third on, by their order.
  func composed(value: Base, first: Base, second: Base, further: (_ order: Int) -> Base) -> Self
}

extension DifferentiableNumber {
  /// For numbers that carry no derivative beyond the second.
  @inlinable
  public func composed(value: Base, first: Base, second: Base, further: (_ order: Int) -> Base) -> Self {
    composed(value: value, first: first, second: second)
  }
}

extension RealScalar {
  /// The number itself.
  @inlinable
  public var baseValue: Self { self }
  /// The value: a plain number has no derivatives to pass on.
  @inlinable
  public func composed(value: Self, first: Self, second: Self) -> Self { value }
}
