extension Network {
  /// The exact Hessian ∂²E/∂w∂wᵀ of a batch's error, or another curvature matrix.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - t: The targets, n × K, or n class indices for a categorical likelihood.
  ///   - weights: The weights of the examples; all 1 by default.
  ///   - curvature: The Hessian, the Gauss–Newton matrix or the Fisher information.
  ///   - memoryBudget: The bytes that the result and its computation may take.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: |w| × |w|, symmetric to the last bit, in parameter order; rows and columns of masked weights are 0.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  /// - Complexity: about n |w|² flops at most; scratch of some MiB a thread, counted in the budget. See `CurvatureBlocks` for
  ///   the algorithm (Bishop 1992).
  public func hessian(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> Matrix<Scalar> {
    let count = architecture.parameterCount
    try checkBudget(
      "the \(curvature.rawValue) of \(count) parameters", count, count, examples: x.rows, .full, memoryBudget)
    var result = Matrix<Scalar>(rows: count, columns: count)
    hessian(x, t, weights: weights, curvature: curvature, into: &result, using: workspace ?? Workspace())
    return result
  }

  /// The Hessian into the caller's matrix |w| × |w|, which is overwritten: allocates nothing once the workspace is
  /// warm.
  public func hessian(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    into result: inout Matrix<Scalar>, using workspace: Workspace<Scalar>
  ) {
    let count = architecture.parameterCount
    precondition(
      result.rows == count && result.columns == count,
      "the result is \(result.rows) × \(result.columns), but the network has \(count) parameters")
    result.withUnsafeMutableElements { elements in
      evaluateCurvature(
        x, t.targets(of: Scalar.self), weights: weights, curvature,
        .full(MatrixView(elements.baseAddress!, rows: count, columns: count)), workspace)
    }
  }

  /// The block of the Hessian between the parameters of two layers, without the rest.
  ///
  /// - Parameters:
  ///   - rows: The index of a layer in `architecture.layers`.
  ///   - columns: The index of a layer.
  /// - Returns: parameters of `rows` × parameters of `columns`, each in parameter order.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  /// - Complexity: about n flops an element, and twice a gradient for each unit of the earlier layer.
  public func hessianBlock(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, rows: Int, columns: Int,
    curvature: Curvature = .hessian, memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> Matrix<Scalar> {
    precondition(
      architecture.layers.indices.contains(rows) && architecture.layers.indices.contains(columns),
      "layers \(rows) and \(columns) of \(architecture.layers.count)")
    guard rows <= columns else {
      return try hessianBlock(
        x, t, weights: weights, rows: columns, columns: rows, curvature: curvature, memoryBudget: memoryBudget,
        using: workspace
      ).transposed
    }
    let (m, n) = (architecture.layers[rows].parameterRange.count, architecture.layers[columns].parameterRange.count)
    try checkBudget(
      "a \(m) × \(n) block of the \(curvature.rawValue)", m, n, examples: x.rows, .block(rows: rows, columns: columns),
      memoryBudget)
    var result = Matrix<Scalar>(rows: m, columns: n)
    hessianBlock(
      x, t, weights: weights, rows: rows, columns: columns, curvature: curvature, into: &result,
      using: workspace ?? Workspace())
    return result
  }

  /// The block of the Hessian between the parameters of two layers, into the caller's matrix, which is overwritten:
  /// allocates nothing once the workspace is warm.
  ///
  /// - Precondition: `rows` ≤ `columns`; the block the other way round is its transpose.
  public func hessianBlock(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, rows: Int, columns: Int,
    curvature: Curvature = .hessian, into result: inout Matrix<Scalar>, using workspace: Workspace<Scalar>
  ) {
    precondition(
      rows >= 0 && rows <= columns && columns < architecture.layers.count,
      "layers \(rows) and \(columns) of \(architecture.layers.count), the earlier one first")
    let (m, n) = (architecture.layers[rows].parameterRange.count, architecture.layers[columns].parameterRange.count)
    checkRoom(result, m, n)
    result.withUnsafeMutableElements { elements in
      evaluateCurvature(
        x, t.targets(of: Scalar.self), weights: weights, curvature,
        .block(rows: rows, columns: columns, MatrixView(elements.baseAddress!, rows: m, columns: n)), workspace)
    }
  }

  /// The diagonal ∂²E/∂w² of the Hessian, without the rest.
  ///
  /// - Returns: |w| numbers in parameter order.
  /// - Complexity: about twice a gradient for each unit of the network.
  public func hessianDiagonal(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    using workspace: Workspace<Scalar>? = nil
  ) -> [Scalar] {
    var result: [Scalar] = Array(repeating: 0, count: architecture.parameterCount)
    hessianDiagonal(x, t, weights: weights, curvature: curvature, into: &result, using: workspace ?? Workspace())
    return result
  }

  /// The diagonal of the Hessian, into the caller's array of |w| numbers, which is overwritten: allocates nothing once the
  /// workspace is warm.
  public func hessianDiagonal(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    into result: inout [Scalar], using workspace: Workspace<Scalar>
  ) {
    precondition(
      result.count == architecture.parameterCount,
      "room for \(result.count) numbers for \(architecture.parameterCount) parameters")
    result.withUnsafeMutableBufferPointer { result in
      evaluateCurvature(
        x, t.targets(of: Scalar.self), weights: weights, curvature, .diagonal(result.baseAddress!), workspace)
    }
  }

  /// The empirical Fisher information Σᵢ wᵢ gᵢgᵢᵀ: `hessian` with this curvature.
  ///
  /// - Returns: |w| × |w|, symmetric to the last bit.
  /// - Throws: `MemoryBudgetError`, before anything is allocated.
  public func empiricalFisher(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> Matrix<Scalar> {
    try hessian(
      x, t, weights: weights, curvature: .empiricalFisher, memoryBudget: memoryBudget, using: workspace)
  }

  /// The empirical Fisher information, into the caller's matrix |w| × |w|, which is overwritten.
  public func empiricalFisher(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, into result: inout Matrix<Scalar>,
    using workspace: Workspace<Scalar>
  ) {
    hessian(x, t, weights: weights, curvature: .empiricalFisher, into: &result, using: workspace)
  }

  private func checkBudget(
    _ what: String, _ rows: Int, _ columns: Int, examples: Int, _ parts: CurvaturePlan<Scalar>.Parts, _ budget: Int
  ) throws(MemoryBudgetError) {
    let plan = CurvaturePlan<Scalar>(architecture, count: examples, parts)
    let size = MemoryLayout<Scalar>.stride
    try MemoryBudgetError.check(
      what, elements: (rows, columns), size: size, scratch: (execution.threads * plan.scratch + plan.shared) * size,
      budget: budget, alternative: "hessianVectorProduct needs memory for a few vectors only")
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func evaluateCurvature(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>, weights: [Scalar]?, _ curvature: Curvature,
    _ target: CurvatureBlocks<Scalar>.Target, _ workspace: Workspace<Scalar>
  ) {
    withExamples(x, t, weights: weights) { examples in
      withParameterPointer { w in
        execution.run(
          CurvatureBlocks(
            architecture: architecture, w: w, examples: examples, workspace: workspace, threads: execution.threads,
            group: execution.group, kind: curvature.kind(Scalar.self), target: target))
      }
    }
  }
}
