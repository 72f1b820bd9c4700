import Testing

@testable import Nabla

@Suite struct FiniteTests {
  @Test(arguments: [1, 7, 64, 1001])
  func theFirstThatIsNotFiniteIsFound(count: Int) {
    func check<S: RealScalar>(_: S.Type) {
      let numbers = (0..<count).map { S($0) - 3 }
      #expect(numbers.firstNotFinite == nil)
      for place in Set([0, count / 2, count - 1]) {
        for value in [S.nan, .infinity, -.infinity] {
          var broken = numbers
          (broken[place], broken[count - 1]) = (value, value)
          #expect(broken.firstNotFinite == place)
        }
      }
      // Finite numbers whose squares are not.
      #expect(numbers.map { $0 + S.greatestFiniteMagnitude }.firstNotFinite == nil)
      #expect([S]().firstNotFinite == nil)
    }
    check(Double.self)
    check(Float.self)
  }
}
