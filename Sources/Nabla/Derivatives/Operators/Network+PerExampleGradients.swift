extension Network {
  /// The gradient of every example's own error wᵢEᵢ: the outer products δᵢzᵢᵀ.
  ///
  /// - Parameters: As for `valueWithGradient`, and `memoryBudget`, the bytes that the result may take.
  /// - Returns: n × |w|, one gradient a row; their sum is the batch's gradient.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  /// - Complexity: about 5 n |w| flops and n |w| numbers written.
  public func perExampleGradients(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> Matrix<Scalar> {
    let count = architecture.parameterCount
    try MemoryBudgetError.check(
      "the gradients of \(x.rows) examples", elements: (x.rows, count), size: MemoryLayout<Scalar>.stride, scratch: 0,
      budget: memoryBudget, alternative: "perExampleSquaredNorms needs one number an example only")
    var result = Matrix<Scalar>(rows: x.rows, columns: count)
    perExampleGradients(x, t, weights: weights, into: &result, using: workspace ?? Workspace())
    return result
  }

  /// The gradients of every example, into the caller's matrix n × |w|, which is overwritten.
  public func perExampleGradients(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, into gradients: inout Matrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    let count = architecture.parameterCount
    precondition(
      gradients.rows == x.rows && gradients.columns == count,
      "room for \(gradients.rows) × \(gradients.columns) derivatives, not \(x.rows) × \(count)")
    gradients.withUnsafeMutableElements { result in
      guard let base = result.baseAddress else { return }
      writePerExample(
        .gradients(MatrixView(base, rows: x.rows, columns: count)), x, t.targets(of: Scalar.self), weights, workspace)
    }
  }

  /// The squared norms ‖∂wᵢEᵢ/∂w‖² of every example's gradient, without the gradients: Σ_blocks ‖δᵢ‖²‖zᵢ‖² + ‖δᵢ‖².
  ///
  /// - Parameters: As for `valueWithGradient`.
  /// - Returns: n numbers.
  /// - Complexity: about 4 n |w| flops; n |w| more where layers are masked.
  public func perExampleSquaredNorms(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    using workspace: Workspace<Scalar>? = nil
  ) -> [Scalar] {
    var norms: [Scalar] = Array(repeating: 0, count: x.rows)
    perExampleSquaredNorms(x, t, weights: weights, into: &norms, using: workspace ?? Workspace())
    return norms
  }

  /// The squared norms of every example's gradient, into the caller's array of n numbers: allocates nothing once the
  /// workspace is warm.
  public func perExampleSquaredNorms(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, into norms: inout [Scalar],
    using workspace: Workspace<Scalar>
  ) {
    precondition(norms.count == x.rows, "room for \(norms.count) numbers, but there are \(x.rows) examples")
    norms.withUnsafeMutableBufferPointer { norms in
      guard let base = norms.baseAddress else { return }
      writePerExample(.squaredNorms(base), x, t.targets(of: Scalar.self), weights, workspace)
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func writePerExample(
    _ result: PerExampleOperator<Scalar>.Result, _ x: Matrix<Scalar>, _ t: Targets<Scalar>, _ weights: [Scalar]?,
    _ workspace: Workspace<Scalar>
  ) {
    withExamples(x, t, weights: weights) { examples in
      _ = run(PerExampleOperator(result: result), on: examples, workspace)
    }
  }
}
