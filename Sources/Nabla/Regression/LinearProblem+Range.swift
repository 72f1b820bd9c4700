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
    for k in outputs {
      let largest = (0..<design.count).reduce(0) { weight($1) > 0 ? max($0, targets[$1, k].magnitude) : $0 }
      guard largest == 0 || Self.range.contains(largest) else {
        throw .outOfRange(quantity: outputs.count == 1 ? "a target" : "a target of output \(k)", magnitude: largest)
      }
    }
    let largest = weights?.max() ?? 1
    guard Self.range.contains(largest) else { throw .outOfRange(quantity: "a weight", magnitude: largest) }
  }

  /// Throws for columns of the design whose squares are out of range.
  func checkRange() throws(SolverError) {
    for (c, largest) in largestMagnitudes.enumerated() where largest != 0 && !Self.range.contains(largest) {
      throw .outOfRange(quantity: "'\(names[c])'", magnitude: largest)
    }
  }

  /// The largest magnitude in every column, over the examples that count.
  private var largestMagnitudes: [Double] {
    let (p, height) = (design.columns, 1024)
    var result = Array(repeating: 0.0, count: p)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(p * min(height, design.count), 1)) { memory in
      let tile = memory.baseAddress!
      for first in stride(from: 0, to: design.count, by: height) {
        let range = first..<min(design.count, first + height)
        design.write(range, columns: Array(0..<p), into: tile)
        for c in 0..<p {
          for (row, i) in range.enumerated() where weight(i) > 0 {
            result[c] = max(result[c], tile[c * range.count + row].magnitude)
          }
        }
      }
    }
    return result
  }
}
