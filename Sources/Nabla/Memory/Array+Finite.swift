extension Array where Element: RealScalar {
  /// The index of the first element that is infinite or not a number, or nil where all are finite.
  ///
  /// At the speed of memory as long as the sum of squares is finite, which it is in `Float`, and in `Double` below 10¹⁵⁰.
  var firstNotFinite: Int? {
    let sum = withUnsafeBufferPointer { numbers in
      numbers.baseAddress.map { Element._Primitives.sumOfSquares(numbers.count, $0) } ?? 0
    }
    return sum.isFinite ? nil : firstIndex { !$0.isFinite }
  }
}
