extension Network {
  /// The Hessian by products with unit vectors, `directions` at a time: independent of the blocks, for checking.
  ///
  /// - Parameters: As for `hessian`.
  /// - Parameter directions: How many products share a pass; at most 32 do.
  /// - Returns: |w| × |w|, symmetric up to rounding.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  /// - Complexity: about 12 n |w|² flops; 16 n |w|² with one direction at a time.
  public func hessianByProducts(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    directions: Int = 32, memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> Matrix<Scalar> {
    let count = architecture.parameterCount
    let directions = DirectionGroups.largest(of: min(max(directions, 1), count))
    let size = MemoryLayout<Scalar>.stride
    try MemoryBudgetError.check(
      "the \(curvature.rawValue) of \(count) parameters", elements: (count, count), size: size,
      scratch: directions * count * size + productMemory(examples: x.rows, directions: directions, curvature),
      budget: memoryBudget, alternative: "hessianVectorProduct needs memory for a few vectors only")
    var result = Matrix<Scalar>(rows: count, columns: count)
    let (targets, workspace) = (t.targets(of: Scalar.self), workspace ?? Workspace())
    var vectors = [Scalar](repeating: 0, count: directions * count)
    result.withUnsafeMutableElements { result in
      vectors.withUnsafeMutableBufferPointer { vectors in
        for first in stride(from: 0, to: count, by: directions) {
          let group = first..<min(first + directions, count)
          for (r, i) in group.enumerated() { vectors[r * count + i] = 1 }
          multiplyHessian(
            x, targets, weights: weights, curvature, UnsafePointer(vectors.baseAddress!), count: group.count,
            capacity: directions, into: result.baseAddress! + group.lowerBound * count, workspace)
          for (r, i) in group.enumerated() { vectors[r * count + i] = 0 }
        }
      }
    }
    return result
  }
}
