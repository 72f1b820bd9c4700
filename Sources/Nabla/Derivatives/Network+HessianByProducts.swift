extension Network {
  /// The Hessian by products with unit vectors, `directions` at a time: independent of the blocks, for checking.
  ///
  /// - Parameters: As for `hessian`.
  /// - Returns: |w| × |w|, symmetric up to rounding.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  /// - Complexity: about 12 n |w|² flops; 16 n |w|² with one direction at a time.
  public func hessianByProducts(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    directions: Int = 32, memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> Matrix<Scalar> {
    let count = architecture.parameterCount
    try MemoryBudgetError.check(
      "the \(curvature.rawValue) of \(count) parameters", elements: (count, count), size: MemoryLayout<Scalar>.stride,
      scratch: 0, budget: memoryBudget, alternative: "hessianVectorProduct needs memory for a few vectors only")
    var result = Matrix<Scalar>(rows: count, columns: count)
    let (targets, workspace) = (t.targets(of: Scalar.self), workspace ?? Workspace())
    let directions = min(max(directions, 1), count)
    var vectors = [Scalar](repeating: 0, count: directions * count)
    result.withUnsafeMutableElements { result in
      vectors.withUnsafeMutableBufferPointer { vectors in
        for first in stride(from: 0, to: count, by: directions) {
          let group = first..<min(first + directions, count)
          for (r, i) in group.enumerated() { vectors[r * count + i] = 1 }
          multiplyHessian(
            x, targets, weights: weights, curvature, UnsafePointer(vectors.baseAddress!), count: group.count,
            into: result.baseAddress! + group.lowerBound * count, workspace)
          for (r, i) in group.enumerated() { vectors[r * count + i] = 0 }
        }
      }
    }
    return result
  }
}
