import Foundation
import Nabla
import Testing

/// Numbers that carry derivatives: every operation and function to second order.
@Suite struct HyperDualTests {
  typealias Number = HyperDual<Double>

  /// f(x), f′(x) and f″(x) of an expression.
  static func derivatives(at x: Double, _ f: (Number) -> Number) -> [Double] {
    let y = f(Number(x, first: 1, other: 1))
    #expect(y.first == y.other)
    return [y.value, y.first, y.mixed]
  }

  static func expect(_ name: String, at x: Double, _ values: [Double], _ f: (Number) -> Number) {
    expectClose(derivatives(at: x, f), values, within: Tolerance.closedForm, "\(name) at \(x)")
  }

  @Test(arguments: [0.3, 1.7])
  func functionsHaveTheirDerivatives(x: Double) {
    let e = Foundation.exp(x)
    Self.expect("exp", at: x, [e, e, e]) { exp($0) }
    Self.expect("expm1", at: x, [Foundation.expm1(x), e, e]) { expm1($0) }
    Self.expect("log", at: x, [Foundation.log(x), 1 / x, -1 / (x * x)]) { log($0) }
    let d = 1 / (1 + x)
    Self.expect("log1p", at: x, [Foundation.log1p(x), d, -d * d]) { log1p($0) }
    let root = x.squareRoot()
    Self.expect("sqrt", at: x, [root, 0.5 / root, -0.25 / (x * root)]) { sqrt($0) }
    let (sine, cosine) = (Foundation.sin(x), Foundation.cos(x))
    Self.expect("sin", at: x, [sine, cosine, -sine]) { sin($0) }
    Self.expect("cos", at: x, [cosine, -sine, -cosine]) { cos($0) }
    let t = Foundation.tanh(x)
    Self.expect("tanh", at: x, [t, 1 - t * t, -2 * t * (1 - t * t)]) { tanh($0) }
    let bell = 2 / Double.pi.squareRoot() * Foundation.exp(-x * x)
    Self.expect("erf", at: x, [Foundation.erf(x), bell, -2 * x * bell]) { erf($0) }
    let s = e / (1 + e)
    Self.expect("sigmoid", at: x, [s, s * (1 - s), s * (1 - s) * (1 - 2 * s)]) { sigmoid($0) }
    Self.expect("softplus", at: x, [Foundation.log1p(e), s, s * (1 - s)]) { softplus($0) }
  }

  @Test(arguments: [0.3, 1.7])
  func operationsHaveTheirDerivatives(x: Double) {
    Self.expect("x⁻¹", at: x, [1 / x, -1 / (x * x), 2 / (x * x * x)]) { 1 / $0 }
    Self.expect("x³", at: x, [x * x * x, 3 * x * x, 6 * x]) { $0 * $0 * $0 }
    Self.expect("|−x|", at: x, [x, 1, 0]) { (-$0).magnitude }
    Self.expect("2x − 1", at: x, [2 * x - 1, 2, 0]) { 2 * $0 - 1 }
  }

  /// ∂²/∂x∂y of x e^{xy} / y.
  @Test func mixedDerivativesOfTwoVariables() {
    let (x, y) = (0.7, -1.3)
    let f = { (x: Number, y: Number) in x * exp(x * y) / y }
    let found = f(Number(x, first: 1, other: 0), Number(y, first: 0, other: 1))
    let e = Foundation.exp(x * y)
    let first: Double = e / y + x * e
    let other: Double = x * x * e / y - x * e / (y * y)
    // ∂/∂y of `first`.
    let mixed: Double = x * e / y - e / (y * y) + x * x * e
    expectClose(
      [found.value, found.first, found.other, found.mixed], [x * e / y, first, other, mixed],
      within: Tolerance.closedForm)
  }

  @Test func constantsHaveNoDerivativesAndCompareByValue() {
    let one: Number = 1
    #expect(one == Number(1.0) && one.first == 0 && one.mixed == 0)
    #expect(Number(exactly: 3)?.value == 3)
    #expect(HyperDual<Float>(exactly: 1 << 40 + 1) == nil)
    #expect(Number(1, first: 5, other: 0) < Number(2, first: 0, other: 0))
    #expect(max(one, Number(2.5)).value == 2.5)
    #expect(one == Number(1, first: 5, other: 2) && one >= Number(1, first: 5, other: 2))
    let nan = Number(.nan, first: 1, other: 0)
    #expect(!(nan == nan) && !(nan <= 0) && !(nan >= 0) && !(nan > 0))
  }

  /// sin x / x, its branch at 0 taken by the value: h″(0) = −1/3.
  @Test func branchesAreThoseOfPlainNumbers() {
    let h = { (a: Number) in a == 0 ? 1 - a * a / 6 : sin(a) / a }
    let found = h(Number(0, first: 1, other: 1))
    #expect(found.value == 1 && found.first == 0 && found.mixed == -1 / 3.0)
  }

  /// √x at 0 has an infinite slope, but none along what it does not depend on.
  @Test func whatDoesNotVaryHasNoDerivative() {
    let f = { (x: Number, y: Number) in sqrt(x) + y * y }
    let found = f(Number(0), Number(3, first: 1, other: 1))
    #expect([found.value, found.first, found.other, found.mixed] == [9, 6, 6, 2])
  }
}
