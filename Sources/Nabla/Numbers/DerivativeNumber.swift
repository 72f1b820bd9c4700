// Public only because the numbers that carry derivatives are, and clients compile their arithmetic; not for use outside the
// library.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

/// A number that carries derivatives beside its value. Comparisons go by the values, so that a function takes the same branch as
/// with plain numbers, NaN included.
public protocol _DerivativeNumber: DifferentiableNumber where FloatLiteralType == Double, IntegerLiteralType == Int {}

extension _DerivativeNumber {
  @inlinable
  public init(floatLiteral constant: Double) { self.init(constant) }
  @inlinable
  public init(integerLiteral constant: Int) { self.init(Double(constant)) }
  /// A constant, where it is exact.
  @inlinable
  public init?<T: BinaryInteger>(exactly source: T) {
    guard let constant = Base(exactly: source) else { return nil }
    self.init(Double(constant))
  }

  /// |value| with the sign's derivatives.
  @inlinable
  public var magnitude: Self { baseValue < 0 ? -self : self }

  @inlinable
  public static func == (left: Self, right: Self) -> Bool { left.baseValue == right.baseValue }
  @inlinable
  public static func < (left: Self, right: Self) -> Bool { left.baseValue < right.baseValue }
  @inlinable
  public static func <= (left: Self, right: Self) -> Bool { left.baseValue <= right.baseValue }
  @inlinable
  public static func > (left: Self, right: Self) -> Bool { left.baseValue > right.baseValue }
  @inlinable
  public static func >= (left: Self, right: Self) -> Bool { left.baseValue >= right.baseValue }

  /// The product with 1/v, whose derivatives are −1/v², 2/v³, −6/v⁴, …
  @inlinable
  public static func / (left: Self, right: Self) -> Self {
    let inverse = 1 / right.baseValue
    let square = inverse * inverse
    let second: Base = 2 * square * inverse
    let reciprocal = right.composed(value: inverse, first: -square, second: second) { n in
      (3...n).reduce(second) { (derivative: Base, k: Int) -> Base in derivative * -Base(k) * inverse }
    }
    return left * reciprocal
  }

  @inlinable
  public static func *= (left: inout Self, right: Self) { left = left * right }
}
