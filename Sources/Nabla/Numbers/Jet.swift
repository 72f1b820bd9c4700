/// A number with its Taylor coefficients in one variable, c₀ + c₁t + … + c₇t⁷: what the derivatives of a function of one
/// variable beyond the second are computed with.
///
/// `composed(value:first:second:)` without the derivatives beyond makes the coefficients from the third on NaN where the
/// number varies: they are not known.
@frozen
public struct Jet<Scalar: RealScalar>: _DerivativeNumber, @unchecked Sendable {
  // Unchecked, as generic code cannot tell that a vector of numbers is plain memory.

  /// The scalar of the coefficients.
  public typealias Base = Scalar

  /// f⁽ᵏ⁾ / k! at place k.
  public var coefficients: SIMD8<Scalar>

  /// The highest order.
  @inlinable
  public static var order: Int { 7 }

  /// A number from its coefficients.
  @inlinable
  public init(coefficients: SIMD8<Scalar>) { self.coefficients = coefficients }

  /// The variable a + t.
  @inlinable
  public init(variable a: Scalar) {
    coefficients = .zero
    coefficients[0] = a
    coefficients[1] = 1
  }

  /// The derivatives f, f′, …, f⁽⁷⁾.
  public var derivatives: SIMD8<Scalar> {
    coefficients * SIMD8(1, 1, 2, 6, 24, 120, 720, 5040)
  }

  /// A constant.
  @inlinable
  public init(_ constant: Double) {
    coefficients = .zero
    coefficients[0] = Scalar(constant)
  }

  /// The value.
  @inlinable
  public var baseValue: Scalar { coefficients[0] }

  /// The sum.
  @inlinable
  public static func + (left: Jet, right: Jet) -> Jet { Jet(coefficients: left.coefficients + right.coefficients) }
  /// The difference.
  @inlinable
  public static func - (left: Jet, right: Jet) -> Jet { Jet(coefficients: left.coefficients - right.coefficients) }

  /// The product: Σ_k a_k b_{n−k}.
  @inlinable
  public static func * (left: Jet, right: Jet) -> Jet {
    let (a, b) = (left.coefficients, right.coefficients)
    var product = SIMD8<Scalar>.zero
    for n in 0...order {
      for k in 0...n { product[n] += a[k] * b[n - k] }
    }
    return Jet(coefficients: product)
  }

  /// The quotient q, from q b = a: q_n = (a_n − Σ_{k ≥ 1} b_k q_{n−k}) / b₀.
  @inlinable
  public static func / (left: Jet, right: Jet) -> Jet {
    let (a, b) = (left.coefficients, right.coefficients)
    var quotient = SIMD8<Scalar>.zero
    for n in 0...order {
      var sum = a[n]
      for k in 0..<n { sum -= b[n - k] * quotient[k] }
      quotient[n] = sum / b[0]
    }
    return Jet(coefficients: quotient)
  }

  /// f of the number, as far as the second derivative; NaN beyond.
  @inlinable
  public func composed(value: Scalar, first: Scalar, second: Scalar) -> Jet {
    composed(value: value, first: first, second: second) { _ in .nan }
  }

  /// f of the number: Σ_k f⁽ᵏ⁾/k! (x − x₀)ᵏ.
  ///
  /// What does not vary has the derivative 0 even where that of f is infinite.
  @inlinable
  public func composed(
    value: Scalar, first: Scalar, second: Scalar, further: (_ order: Int) -> Scalar
  ) -> Jet {
    var change = self
    change.coefficients[0] = 0
    var result = SIMD8<Scalar>.zero
    result[0] = value
    guard let lowest = (1...Self.order).first(where: { change.coefficients[$0] != 0 }) else {
      return Jet(coefficients: result)
    }
    // (x − x₀)ᵏ begins with order k · lowest.
    var power = change
    var factorial: Scalar = 1
    for k in 1...Self.order / lowest {
      factorial *= Scalar(k)
      let derivative = k == 1 ? first : k == 2 ? second : further(k)
      let f = derivative / factorial
      for n in k...Self.order where power.coefficients[n] != 0 { result[n] += f * power.coefficients[n] }
      power = power * change
    }
    return Jet(coefficients: result)
  }
}
