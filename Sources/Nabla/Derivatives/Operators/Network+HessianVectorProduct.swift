extension Network {
  /// The product H v of the error's Hessian ∂²E/∂w∂wᵀ with a vector, exactly and without the Hessian.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - t: The targets, n × K, or n class indices for a categorical likelihood.
  ///   - weights: The weights of the examples; all 1 by default.
  ///   - curvature: The Hessian, the Gauss–Newton matrix or a Fisher information.
  ///   - v: The vector, |w| numbers in parameter order. What it has at masked weights does not count.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: H v, |w| numbers.
  /// - Complexity: about 16 n |w| flops, 6 n for each weight on the inputs: 1.5 to 2.7 times a gradient's; 10 n |w| for the
  ///   other curvatures. Source: Pearlmutter 1994 (see `TangentPass`).
  public func hessianVectorProduct(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    along v: [Scalar], using workspace: Workspace<Scalar>? = nil
  ) -> [Scalar] {
    var product: [Scalar] = Array(repeating: 0, count: architecture.parameterCount)
    hessianVectorProduct(
      x, t, weights: weights, curvature: curvature, along: v, into: &product, using: workspace ?? Workspace())
    return product
  }

  /// The product H v, into the caller's array: allocates nothing once the workspace is warm.
  public func hessianVectorProduct(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    along v: [Scalar], into product: inout [Scalar], using workspace: Workspace<Scalar>
  ) {
    let count = architecture.parameterCount
    precondition(v.count == count, "a vector of \(v.count) numbers for \(count) parameters")
    precondition(product.count == count, "room for \(product.count) numbers for \(count) parameters")
    product.withUnsafeMutableBufferPointer { product in
      v.withUnsafeBufferPointer { v in
        multiplyHessian(
          x, t.targets(of: Scalar.self), weights: weights, curvature, v.baseAddress!, count: 1,
          into: product.baseAddress!,
          workspace)
      }
    }
  }

  /// The products H v of several vectors at once, whose passes share their matrix products.
  ///
  /// - Parameter vectors: R × |w|, one vector a row.
  /// - Returns: R × |w|, one product a row.
  /// - Complexity: about (4 + 12R) n |w| flops, (2 + 8R) n |w| for the other curvatures.
  public func hessianVectorProducts(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    along vectors: Matrix<Scalar>, using workspace: Workspace<Scalar>? = nil
  ) -> Matrix<Scalar> {
    var products = Matrix<Scalar>(rows: vectors.rows, columns: vectors.columns)
    hessianVectorProducts(
      x, t, weights: weights, curvature: curvature, along: vectors, into: &products, using: workspace ?? Workspace())
    return products
  }

  /// The products H v of several vectors, into the caller's matrix R × |w|.
  public func hessianVectorProducts(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    along vectors: Matrix<Scalar>, into products: inout Matrix<Scalar>, using workspace: Workspace<Scalar>
  ) {
    let count = architecture.parameterCount
    precondition(
      vectors.columns == count, "vectors are \(vectors.rows) × \(vectors.columns), but there are \(count) parameters")
    precondition(
      products.rows == vectors.rows && products.columns == count,
      "products are \(products.rows) × \(products.columns), not \(vectors.rows) × \(count)")
    guard vectors.rows > 0 else { return }
    products.withUnsafeMutableElements { products in
      vectors.elements.withUnsafeBufferPointer { v in
        multiplyHessian(
          x, t.targets(of: Scalar.self), weights: weights, curvature, v.baseAddress!, count: vectors.rows,
          into: products.baseAddress!, workspace)
      }
    }
  }

  /// The products with `count` vectors, one after the other in `v` and in `products`.
  ///
  /// - Parameter capacity: For how many directions at once memory is made, where other calls on the same workspace have
  ///   more.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func multiplyHessian(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>, weights: [Scalar]?, _ curvature: Curvature, _ v: UnsafePointer<Scalar>,
    count: Int, capacity: Int? = nil, into products: UnsafeMutablePointer<Scalar>, _ workspace: Workspace<Scalar>
  ) {
    withUnmasked(v, count: count, workspace) { v in
      withExamples(x, t, weights: weights) { examples in
        DirectionGroups.forEach(count) { group in
          let first = group.lowerBound * architecture.parameterCount
          run(
            HessianVectorOperator(
              directions: group.count, capacity: capacity ?? DirectionGroups.largest(of: count), v: v + first,
              kind: curvature.kind(Scalar.self)), on: examples, sum: products + first, workspace)
        }
      }
    }
    for r in 0..<count { architecture.clearMasked(products + r * architecture.parameterCount) }
  }

  /// About the bytes that `multiplyHessian` takes for `directions` vectors at once, beside those and their products.
  func productMemory(examples: Int, directions: Int, _ curvature: Curvature) -> Int {
    typealias Operator = HessianVectorOperator<Scalar>
    let needs = Operator.needs(architecture, directions: directions, capacity: directions)
    let partition = Partition(
      architecture, count: examples, needs,
      flopsPerParameter: Operator.flopsPerParameter(curvature.kind(Scalar.self), directions: directions),
      on: execution.backend.chosen)
    let copies = architecture.maskedPositions.isEmpty ? 0 : directions * architecture.parameterCount
    let count = Workspace<Scalar>.count(architecture, partition, needs, threads: execution.threads) + copies
    return count * MemoryLayout<Scalar>.stride
  }

  /// Lends `count` vectors with zeros at masked weights: the vectors themselves, where there is no mask.
  func withUnmasked(
    _ v: UnsafePointer<Scalar>, count: Int, _ workspace: Workspace<Scalar>,
    _ body: (UnsafeMutablePointer<Scalar>) -> Void
  ) {
    guard !architecture.maskedPositions.isEmpty else { return body(UnsafeMutablePointer(mutating: v)) }
    let copy = workspace.vectors(count * architecture.parameterCount)
    copy.update(from: v, count: count * architecture.parameterCount)
    for r in 0..<count { architecture.clearMasked(copy + r * architecture.parameterCount) }
    body(copy)
  }
}

/// Products of the Hessian of a tile's error, or another curvature matrix, with R vectors.
///
/// Gauss–Newton products are Jᵀ C J v: tangents forward, the curvature C at the output, and signals back. For the empirical
/// Fisher information C = δδᵀ.
private struct HessianVectorOperator<Scalar: RealScalar>: TileOperator {
  /// R.
  let directions: Int
  /// For how many directions memory is made.
  let capacity: Int
  /// R × |w|.
  let v: UnsafeMutablePointer<Scalar>
  let kind: CurvatureBlocks<Scalar>.Kind

  var flopsPerParameter: Int { Self.flopsPerParameter(kind, directions: capacity) }
  var isSum: Bool { true }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    Self.needs(architecture, directions: directions, capacity: capacity)
  }

  /// W z and Wᵀδ once; for each direction V z and W R{z}, Vᵀδ and Wᵀ R{δ}, R{δ} zᵀ and δ R{z}ᵀ. Gauss–Newton products have
  /// neither Wᵀδ nor Vᵀδ and δ R{z}ᵀ.
  static func flopsPerParameter(_ kind: CurvatureBlocks<Scalar>.Kind, directions: Int) -> Int {
    kind == .hessian ? 4 + 12 * directions : 2 + 8 * directions
  }

  static func needs(_ architecture: Architecture, directions: Int, capacity: Int) -> WorkspaceNeeds<Scalar> {
    WorkspaceNeeds(order: .second, sums: directions * architecture.parameterCount, directions: capacity)
  }

  func apply(to tile: Tile<Scalar>) -> Double {
    let targets = tile.loadTargets()
    let own = kind == .empiricalFisher ? targets.unweighted : targets
    _ = tile.error(own, wantsDelta: true)
    if kind == .hessian { tile.pass.backward(tile.input, gradient: nil) }
    let tangent = tile.tangentPass(directions: directions, along: v)
    tangent.forward(inputChanges: false)
    let (change, delta) = (tangent.a(tile.last), tangent.delta(tile.last))
    if kind == .empiricalFisher {
      multiplySignal(tile.memory.delta(tile.last, columns: tile.columns), change, targets, into: delta)
    } else {
      tile.outputMaps.applyCurvature(change, targets, kind: kind.output, into: delta, on: tile.backend)
    }
    tangent.backward(kind == .hessian ? .curvature : .signals, gradients: tile.sum, accumulate: tile.accumulate)
    return 0
  }

  /// result ← δ (δᵀ x) in every block, times the weights of the examples.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func multiplySignal(
    _ delta: MatrixView<Scalar>, _ x: MatrixView<Scalar>, _ targets: TargetTile<Scalar>, into result: MatrixView<Scalar>
  ) {
    for c in 0..<x.columns {
      let n = c % delta.columns
      var product: Scalar = 0
      for k in 0..<x.rows { product += delta[k, n] * x[k, c] }
      product *= targets.weight(n)
      for k in 0..<x.rows { result[k, c] = product * delta[k, n] }
    }
  }
}
