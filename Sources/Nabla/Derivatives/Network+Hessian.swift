/// Which second derivatives of the error in the parameters.
public enum Curvature: String, Sendable, Hashable, CaseIterable {
  /// ∂²E/∂w∂wᵀ, exactly.
  case hessian
  /// The generalised Gauss–Newton matrix Σ Jᵀ(∂²E/∂a∂aᵀ)J, with J = ∂a/∂w of the output layer's pre-activations: positive
  /// semidefinite for canonical pairs, and equal to the Hessian where the network is linear in its parameters.
  case gaussNewton = "gauss-newton"
  /// The Fisher information Σ Jᵀ J_hᵀ F J_h J in the mean over targets drawn from the model; equal to `gaussNewton` for
  /// canonical pairs with targets that sum to 1.
  case fisher

  func kind<S: RealScalar>(_: S.Type) -> CurvatureBlocks<S>.Kind {
    switch self {
    case .hessian: .hessian
    case .gaussNewton: .gaussNewton(.exact)
    case .fisher: .gaussNewton(.expected)
    }
  }
}

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
  /// - Complexity: about n |w|² flops; scratch of at most some 16 MiB a thread and less than the result beyond that.
  ///   See `CurvatureBlocks` for the algorithm (Bishop 1992).
  public func hessian(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    memoryBudget: Int = defaultMemoryBudget, using workspace: Workspace<Scalar>? = nil
  ) throws(MemoryBudgetError) -> Matrix<Scalar> {
    let count = architecture.parameterCount
    try checkBudget("the \(curvature.rawValue) of \(count) parameters", count, count, memoryBudget)
    var result = Matrix<Scalar>(rows: count, columns: count)
    hessian(x, t, weights: weights, curvature: curvature, into: &result, using: workspace ?? Workspace())
    return result
  }

  /// The Hessian into the caller's matrix |w| × |w|, which is overwritten: allocates little once the workspace is warm.
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
    try checkBudget("a \(m) × \(n) block of the \(curvature.rawValue)", m, n, memoryBudget)
    var result = Matrix<Scalar>(rows: m, columns: n)
    result.withUnsafeMutableElements { elements in
      evaluateCurvature(
        x, t.targets(of: Scalar.self), weights: weights, curvature,
        .block(rows: rows, columns: columns, MatrixView(elements.baseAddress!, rows: m, columns: n)),
        workspace ?? Workspace())
    }
    return result
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
    result.withUnsafeMutableBufferPointer { result in
      evaluateCurvature(
        x, t.targets(of: Scalar.self), weights: weights, curvature, .diagonal(result.baseAddress!),
        workspace ?? Workspace())
    }
    return result
  }

  /// The Hessian by products with unit vectors, `directions` at a time: independent of the blocks, for checking.
  ///
  /// - Complexity: about 14 n |w|² flops.
  public func hessianByProducts(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, directions: Int = 8,
    memoryBudget: Int = defaultMemoryBudget
  ) throws(MemoryBudgetError) -> Matrix<Scalar> {
    let count = architecture.parameterCount
    try checkBudget("the hessian of \(count) parameters", count, count, memoryBudget)
    let workspace = Workspace<Scalar>()
    var elements: [Scalar] = []
    elements.reserveCapacity(count * count)
    for first in stride(from: 0, to: count, by: max(directions, 1)) {
      let rows = first..<min(first + max(directions, 1), count)
      var vectors = Matrix<Scalar>(rows: rows.count, columns: count)
      for (r, i) in rows.enumerated() { vectors[r, i] = 1 }
      elements += hessianVectorProducts(x, t, weights: weights, along: vectors, using: workspace).elements
    }
    return Matrix(rows: count, columns: count, elements: elements)
  }

  private func checkBudget(_ what: String, _ rows: Int, _ columns: Int, _ budget: Int) throws(MemoryBudgetError) {
    let layout = CurvatureLayout<Scalar>(architecture, tile: CurvatureBlocks<Scalar>.tile(architecture, count: 256))
    let size = MemoryLayout<Scalar>.stride
    try MemoryBudgetError.check(
      what, elements: (rows, columns), size: size, scratch: execution.threads * layout.total * size,
      budget: budget, alternative: "hessianVectorProduct needs memory for a few vectors only")
  }

  private func evaluateCurvature(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>, weights: [Scalar]?, _ curvature: Curvature,
    _ target: CurvatureBlocks<Scalar>.Target, _ workspace: Workspace<Scalar>
  ) {
    withExamples(x, t, weights: weights) { examples in
      withParameterPointer { w in
        execution.run(
          CurvatureBlocks(
            architecture: architecture, w: w, examples: examples, workspace: workspace, threads: execution.threads,
            kind: curvature.kind(Scalar.self), target: target))
      }
    }
  }
}
