import Nabla
import Testing

struct DigitsTests {
  @Test func hasThePublishedShapeAndClasses() {
    let digits = Dataset<Float>.digits()
    #expect(digits.inputs.rows == 1797 && digits.inputs.columns == 64)
    #expect(digits.classNames == (0...9).map { "\($0)" })
    guard case .classes(let labels) = digits.targets else {
      Issue.record("the digits are not classes")
      return
    }
    // The class distribution that the data set's own description states.
    #expect((0...9).map { k in labels.count { $0 == k } } == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
    #expect(labels.prefix(10) == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
  }

  @Test func pixelsAreSixteenths() {
    let pixels = Dataset<Double>.digits().inputs.elements
    #expect(pixels.min() == 0 && pixels.max() == 1)
    #expect(pixels.allSatisfy { ($0 * 16).rounded() == $0 * 16 })
    #expect(pixels.prefix(6).map { $0 * 16 } == [0, 0, 5, 13, 9, 1])
  }

  @Test func isTheSameInBothPrecisions() {
    #expect(Matrix<Double>(Dataset<Float>.digits().inputs) == Dataset<Double>.digits().inputs)
  }
}
