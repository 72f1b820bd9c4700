/// An unevaluated sum of two `Double`s, |low| ≤ ½ ulp(high): about 31 decimal digits, on any machine.
///
/// Elementary functions keep only the digits of `Double` for the value itself; sums, products, quotients and square roots
/// keep nearly all. So polynomials of a `DoubleDouble` are exact to that precision.
///
/// Source: T. J. Dekker, Numerische Mathematik 18, 1971; Y. Hida, X. S. Li and D. H. Bailey, ARITH-15, 2001.
struct DoubleDouble: DifferentiableNumber {
  typealias Base = Double

  var high: Double
  var low: Double

  /// A sum that is normalised already.
  init(high: Double, low: Double) {
    self.high = high
    self.low = low
  }

  init(_ constant: Double) { self.init(high: constant, low: 0) }
  init(floatLiteral constant: Double) { self.init(constant) }
  init(integerLiteral constant: Int) { self.init(Double(constant)) }
  init?<T: BinaryInteger>(exactly source: T) {
    guard let constant = Double(exactly: source) else { return nil }
    self.init(constant)
  }

  var baseValue: Double { high }
  var magnitude: DoubleDouble { high < 0 ? -self : self }
  /// The nearest `Double`.
  var rounded: Double { high + low }

  static func < (left: DoubleDouble, right: DoubleDouble) -> Bool {
    left.high < right.high || (left.high == right.high && left.low < right.low)
  }

  static prefix func - (x: DoubleDouble) -> DoubleDouble { DoubleDouble(high: -x.high, low: -x.low) }

  /// a + b exactly, where |a| ≥ |b|.
  @inline(__always)
  private static func fastSum(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    return DoubleDouble(high: sum, low: b - (sum - a))
  }

  /// a + b exactly.
  @inline(__always)
  private static func exactSum(_ a: Double, _ b: Double) -> DoubleDouble {
    let sum = a + b
    let part = sum - a
    return DoubleDouble(high: sum, low: (a - (sum - part)) + (b - part))
  }

  /// ab exactly.
  @inline(__always)
  private static func exactProduct(_ a: Double, _ b: Double) -> DoubleDouble {
    let product = a * b
    return DoubleDouble(high: product, low: (-product).addingProduct(a, b))
  }

  @inline(__always)
  static func + (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
    let high = exactSum(left.high, right.high)
    let low = exactSum(left.low, right.low)
    let partial = fastSum(high.high, high.low + low.high)
    return fastSum(partial.high, partial.low + low.low)
  }

  @inline(__always)
  static func - (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble { left + (-right) }

  @inline(__always)
  static func * (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
    let product = exactProduct(left.high, right.high)
    return fastSum(product.high, product.low + (left.high * right.low + left.low * right.high))
  }

  static func *= (left: inout DoubleDouble, right: DoubleDouble) { left = left * right }

  static func / (left: DoubleDouble, right: DoubleDouble) -> DoubleDouble {
    // Long division with three digits in base 2⁵³.
    let first = left.high / right.high
    var rest = left - right * DoubleDouble(first)
    let second = rest.high / right.high
    rest = rest - right * DoubleDouble(second)
    let quotient = fastSum(first, second)
    return quotient + DoubleDouble(rest.high / right.high)
  }

  func squareRoot() -> DoubleDouble {
    guard high > 0 else { return DoubleDouble(high == 0 ? 0 : .nan) }
    let root = DoubleDouble(high.squareRoot())
    return root + (self - root * root) / DoubleDouble(2 * root.high)
  }

  /// f(high + low) = f(high) + f′(high) low + ½ f″(high) low².
  func composed(value: Double, first: Double, second: Double) -> DoubleDouble {
    Self.exactSum(value, first * low + 0.5 * second * low * low)
  }
}
