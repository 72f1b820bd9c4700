extension LinearProblem {
  /// Magnitudes whose squares, and the products of whose squares with weights and counts, are numbers.
  private static var range: ClosedRange<Double> { 1e-150...1e150 }

  /// Throws for columns and targets whose squares are out of range.
  func checkRange(_ problem: LeastSquares, _ outputs: [Int]) throws(SolverError) {
    let lengths = problem.lengths + problem.targetLengths
    guard !lengths.allSatisfy({ $0 == 0 || Self.range.contains($0) }) else { return }
    try checkRange(outputs)
    guard let weights else { throw .noSingularValues }
    throw .outOfRange(quantity: "a weight", magnitude: weights.max() ?? 0)
  }

  /// The same from the numbers themselves.
  func checkRange(_ outputs: [Int]) throws(SolverError) {
    try checkRange()
    let sums = self.sums
    for k in outputs {
      let largest = sums.largestTarget(k)
      guard largest == 0 || Self.range.contains(largest) else {
        throw .outOfRange(quantity: outputs.count == 1 ? "a target" : "a target of output \(k)", magnitude: largest)
      }
    }
    let largest = weights?.max() ?? 1
    guard Self.range.contains(largest) else { throw .outOfRange(quantity: "a weight", magnitude: largest) }
  }

  /// Throws for columns of the design whose squares are out of range.
  func checkRange() throws(SolverError) {
    for (c, largest) in sums.largestMagnitudes.enumerated() where largest != 0 && !Self.range.contains(largest) {
      throw .outOfRange(quantity: "'\(names[c])'", magnitude: largest)
    }
  }
}
