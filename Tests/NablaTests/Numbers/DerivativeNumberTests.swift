import Testing

@testable import Nabla

/// What the numbers that carry derivatives share.
struct DerivativeNumberTests {
  /// Comparisons go by the values, also in generic code, whatever the derivatives are.
  @Test func comparisons() {
    func check<N: DifferentiableNumber>(_ one: N, _ same: N, _ larger: N, _ nan: N) {
      #expect(one == same && one <= same && one >= same && !(one < same) && !(one > same))
      #expect(one < larger && one <= larger && larger > one && larger >= one && one != larger)
      #expect(nan != nan && !(nan < one) && !(nan > one) && !(nan <= one) && !(nan >= one))
    }
    func jet(_ value: Double, _ slope: Double) -> Jet<Double> { Jet(coefficients: [value, slope, 0, 0, 0, 0, 0, 0]) }
    check(
      HyperDual(1.0, first: 2, other: 3), HyperDual(1.0, first: 4, other: 5), HyperDual(2.0, first: 0, other: .nan),
      HyperDual(.nan, first: 0, other: 0))
    check(jet(1, 2), jet(1, 3), jet(2, .nan), jet(.nan, 0))
    check(
      _SlopeNumber(1, first: [1, 2, 3, 4]), _SlopeNumber(1), _SlopeNumber(2, first: [.nan, 0, 0, 0]), _SlopeNumber(.nan)
    )
    check(
      _CurvatureNumber(1, first: [1, 2, 3, 4], other: 5, mixed: [6, 7, 8, 9]), _CurvatureNumber(1),
      _CurvatureNumber(2, first: SIMD4(), other: .nan, mixed: SIMD4()), _CurvatureNumber(.nan))
  }

  /// Literals, whole numbers, magnitudes and products in place: a constant has no derivatives, and |x| those of ±x.
  @Test func constantsAndMagnitudes() {
    func check<N: DifferentiableNumber>(_ type: N.Type, slope: (N) -> Double) {
      #expect((1.5 as N).baseValue == 1.5 && (-3 as N).baseValue == -3 && slope(2.5) == 0)
      #expect(N(exactly: 7)?.baseValue == 7 && N(exactly: Int.max) == nil)
    }
    check(HyperDual<Double>.self) { $0.first }
    check(Jet<Double>.self) { $0.coefficients[1] }
    check(_SlopeNumber.self) { $0.first[0] }
    check(_CurvatureNumber.self) { $0.first[0] }
    let x = HyperDual(-2.0, first: 1, other: 3)
    #expect(x.magnitude.value == 2 && x.magnitude.first == -1 && x.magnitude.other == -3)
    var square = x
    square *= x
    #expect(square.value == 4 && square.first == -4 && square.other == -12 && square.mixed == 6)
  }
}
