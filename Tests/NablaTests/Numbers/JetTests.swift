import Foundation
import Nabla
import Testing

/// Taylor arithmetic to the seventh order, and the functions at the borders of their domains.
@Suite struct JetTests {
  private static func derivatives(at x: Double, _ f: (Jet<Double>) -> Jet<Double>) -> [Double] {
    let all = f(Jet(variable: x)).derivatives
    return (0...7).map { all[$0] }
  }

  private static func expect(_ name: String, at x: Double, _ f: (Jet<Double>) -> Jet<Double>, _ expected: [Double]) {
    // Errors are relative to the terms, which may cancel: those of order n have the size n!/xⁿ near a singularity at 0.
    var size = 1.0
    for (n, pair) in zip(derivatives(at: x, f), expected).enumerated() {
      if n > 0 { size *= Double(n) / min(1, x.magnitude) }
      expectClose([pair.0], [pair.1], within: 1e-12, scale: max(pair.1.magnitude, size), "\(name), order \(n), at \(x)")
    }
  }

  @Test(arguments: [0.4, 1.5])
  func functionsHaveTheirDerivatives(x: Double) {
    let e = Foundation.exp(x)
    let factorials: [Double] = [1, 1, 2, 6, 24, 120, 720, 5040]
    Self.expect("exp", at: x, { exp($0) }, Array(repeating: e, count: 8))
    Self.expect("expm1", at: x, { expm1($0) }, [Foundation.expm1(x)] + Array(repeating: e, count: 7))
    let reciprocals = (0...7).map { n in (n % 2 == 0 ? 1 : -1) * factorials[n] / Foundation.pow(x, Double(n + 1)) }
    Self.expect("1/x", at: x, { 1 / $0 }, reciprocals)
    Self.expect("log", at: x, { log($0) }, [Foundation.log(x)] + reciprocals.dropLast())
    Self.expect("log1p", at: x - 1, { log1p($0) }, [Foundation.log1p(x - 1)] + reciprocals.dropLast())
    let (s, c) = (Foundation.sin(x), Foundation.cos(x))
    Self.expect("sin", at: x, { sin($0) }, [s, c, -s, -c, s, c, -s, -c])
    Self.expect("cos", at: x, { cos($0) }, [c, -s, -c, s, c, -s, -c, s])
    let (sh, ch) = (Foundation.sinh(x), Foundation.cosh(x))
    Self.expect("sinh", at: x, { sinh($0) }, [sh, ch, sh, ch, sh, ch, sh, ch])
    Self.expect("cosh", at: x, { cosh($0) }, [ch, sh, ch, sh, ch, sh, ch, sh])
    // Laws: what undoes each other, and what two expressions have in common.
    let line = [x, 1, 0, 0, 0, 0, 0, 0]
    Self.expect("√x²", at: x, { sqrt($0 * $0) }, line)
    Self.expect("√x √x", at: x, { sqrt($0) * sqrt($0) }, line)
    Self.expect("x^0.3 x^0.7", at: x, { pow($0, 0.3) * pow($0, 0.7) }, line)
    Self.expect("x^x", at: x, { pow($0, $0) }, Self.derivatives(at: x) { exp($0 * log($0)) })
    Self.expect("tan atan", at: x, { sin(atan($0)) / cos(atan($0)) }, line)
    Self.expect("atan2", at: x, { atan2($0, 2) }, Self.derivatives(at: x) { atan($0 / 2) })
    Self.expect("tanh", at: x, { tanh($0) }, Self.derivatives(at: x) { sinh($0) / cosh($0) })
    Self.expect("sigmoid", at: x, { sigmoid($0) }, Self.derivatives(at: x) { 1 / (1 + exp(-$0)) })
    Self.expect("softplus", at: x, { softplus($0) }, Self.derivatives(at: x) { log(1 + exp($0)) })
    let bell = Self.derivatives(at: x) { N in exp(-N * N) }
    let root = 2 / Double.pi.squareRoot()
    Self.expect("erf", at: x, { erf($0) }, [Foundation.erf(x)] + bell.dropLast().map { root * $0 })
  }

  /// The built-in activations against the same functions as expressions.
  @Test(arguments: [-2.5, -0.3, 0.8, 3])
  func activationsHaveTheirDerivatives(a: Double) {
    let expressions: [(Activation, (Jet<Double>) -> Jet<Double>)] = [
      (.silu, { $0 / (1 + exp(-$0)) }), (.gelu, { $0 * (1 + erf($0 / Jet(2.0.squareRoot()))) / 2 }),
      (.gaussian, { exp(-$0 * $0) }), (.tanh, { 1 - 2 / (exp(2 * $0) + 1) }), (.sigmoid, { 1 / (1 + exp(-$0)) }),
    ]
    for (h, expression) in expressions {
      var network = Network<Double>(inputs: 1, likelihood: .gaussian) {
        Dense(1, h, bias: false)
        Output(bias: false)
      }
      network.parameters = [1, 1]
      let found = network.derivatives(of: (0...4).map { .along([1], order: $0) }, at: Matrix(column: [a]))
      Self.expect(h.name, at: a, expression, found.elements + Self.derivatives(at: a, expression).suffix(3))
    }
  }

  @Test func powersAreRightAtZero() {
    #expect(Self.derivatives(at: 0) { pow($0, 3) } == [0, 0, 0, 6, 0, 0, 0, 0])
    #expect(Self.derivatives(at: 0) { pow($0, 0) } == [1, 0, 0, 0, 0, 0, 0, 0])
    #expect(Self.derivatives(at: -2) { pow($0, 2) } == [4, -4, 2, 0, 0, 0, 0, 0])
    let root = Self.derivatives(at: 0) { pow($0, 1.5) }
    #expect(root[0] == 0 && root[1] == 0 && root[2] == .infinity)
    #expect(pow(0.0, 0) == 1 && pow(HyperDual<Double>(0, first: 1, other: 1), 1).first == 1)
    let both = pow(HyperDual<Double>(0, first: 1, other: 0), HyperDual<Double>(2, first: 0, other: 1))
    #expect(both.value == 0 && both.first == 0 && both.other == 0 && both.mixed == 0)
  }

  @Test func anglesAreRightInEveryQuadrant() {
    for (y, x) in [(1.0, 2.0), (1, -2), (-1, -2), (-1, 2), (0, 1), (0, -1), (3, 0), (-3, 0)] {
      let angle = atan2(HyperDual<Double>(y, first: 1, other: 0), HyperDual<Double>(x, first: 0, other: 1))
      let square = x * x + y * y
      expectClose(
        [angle.value, angle.first, angle.other, angle.mixed],
        [Foundation.atan2(y, x), x / square, -y / square, (y * y - x * x) / (square * square)],
        within: Tolerance.closedForm, "(\(x), \(y))")
    }
    let origin = atan2(HyperDual<Double>(0, first: 1, other: 0), HyperDual<Double>(0, first: 0, other: 1))
    #expect(origin.value == 0 && origin.first.isNaN)
  }

  /// Comparisons and |x| go by the value.
  @Test func branchesAreThoseOfTheValue() {
    #expect(Self.derivatives(at: -2) { abs($0) } == [2, -1, 0, 0, 0, 0, 0, 0])
    #expect(Self.derivatives(at: 3) { max($0 * $0, 4) }.prefix(3) == [9, 6, 2])
    #expect(Self.derivatives(at: 1) { max($0 * $0, 4) }.prefix(3) == [4, 0, 0])
    #expect(Self.derivatives(at: 1) { $0 > 0.5 ? $0 * $0 * $0 : 0 }.prefix(4) == [1, 3, 6, 6])
  }

  /// A function that gives two derivatives does not pretend to more.
  @Test func unknownDerivativesAreNaN() {
    let known = Jet<Double>(variable: 1).composed(value: 1, first: 2, second: 3).derivatives
    #expect(known[2] == 3 && known[3].isNaN)
    #expect(Jet<Double>(2.0).composed(value: 1, first: 2, second: 3).derivatives[3] == 0)
  }
}
