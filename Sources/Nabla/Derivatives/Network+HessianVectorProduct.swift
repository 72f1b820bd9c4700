extension Network {
  /// The product H v of the error's Hessian ∂²E/∂w∂wᵀ with a vector, exactly and without the Hessian.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - t: The targets, n × K, or n class indices for a categorical likelihood.
  ///   - weights: The weights of the examples; all 1 by default.
  ///   - v: The vector, |w| numbers in parameter order. What it has at masked weights does not count.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: H v, |w| numbers.
  /// - Complexity: about 14 n |w| flops, some twice a gradient; source: Pearlmutter 1994 (see `MATHS` of the
  ///   documentation).
  public func hessianVectorProduct(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, along v: [Scalar],
    using workspace: Workspace<Scalar>? = nil
  ) -> [Scalar] {
    var product: [Scalar] = Array(repeating: 0, count: architecture.parameterCount)
    hessianVectorProduct(x, t, weights: weights, along: v, into: &product, using: workspace ?? Workspace())
    return product
  }

  /// The product H v, into the caller's array: allocates nothing once the workspace is warm.
  public func hessianVectorProduct(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, along v: [Scalar],
    into product: inout [Scalar], using workspace: Workspace<Scalar>
  ) {
    let count = architecture.parameterCount
    precondition(v.count == count, "a vector of \(v.count) numbers for \(count) parameters")
    precondition(product.count == count, "room for \(product.count) numbers for \(count) parameters")
    product.withUnsafeMutableBufferPointer { product in
      v.withUnsafeBufferPointer { v in
        multiplyHessian(
          x, t.targets(of: Scalar.self), weights: weights, v.baseAddress!, count: 1, into: product.baseAddress!,
          workspace)
      }
    }
  }

  /// The products H v of several vectors at once, whose passes share their matrix products.
  ///
  /// - Parameter vectors: R × |w|, one vector a row.
  /// - Returns: R × |w|, one product a row.
  public func hessianVectorProducts(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, along vectors: Matrix<Scalar>,
    using workspace: Workspace<Scalar>? = nil
  ) -> Matrix<Scalar> {
    var products = Matrix<Scalar>(rows: vectors.rows, columns: vectors.columns)
    hessianVectorProducts(x, t, weights: weights, along: vectors, into: &products, using: workspace ?? Workspace())
    return products
  }

  /// The products H v of several vectors, into the caller's matrix R × |w|.
  public func hessianVectorProducts(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, along vectors: Matrix<Scalar>,
    into products: inout Matrix<Scalar>, using workspace: Workspace<Scalar>
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
          x, t.targets(of: Scalar.self), weights: weights, v.baseAddress!, count: vectors.rows,
          into: products.baseAddress!, workspace)
      }
    }
  }

  private func multiplyHessian(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>, weights: [Scalar]?, _ v: UnsafePointer<Scalar>, count: Int,
    into products: UnsafeMutablePointer<Scalar>, _ workspace: Workspace<Scalar>
  ) {
    withUnmasked(v, count: count) { v in
      withExamples(x, t, weights: weights) { examples in
        _ = run(HessianVectorOperator(directions: count, v: v), on: examples, sum: products, workspace)
      }
    }
    for r in 0..<count { architecture.clearMasked(products + r * architecture.parameterCount) }
  }

  /// Lends `count` vectors with zeros at masked weights: the vectors themselves, where there is no mask.
  func withUnmasked(
    _ v: UnsafePointer<Scalar>, count: Int, _ body: (UnsafeMutablePointer<Scalar>) -> Void
  ) {
    guard !architecture.maskedPositions.isEmpty else { return body(UnsafeMutablePointer(mutating: v)) }
    let total = count * architecture.parameterCount
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: total) { copy in
      _ = copy.initialize(from: UnsafeBufferPointer(start: v, count: total))
      for r in 0..<count { architecture.clearMasked(copy.baseAddress! + r * architecture.parameterCount) }
      body(copy.baseAddress!)
    }
  }
}

/// Products of the Hessian of a tile's error with R vectors.
private struct HessianVectorOperator<Scalar: RealScalar>: TileOperator {
  /// R.
  let directions: Int
  /// R × |w|.
  let v: UnsafeMutablePointer<Scalar>

  var flopsPerParameter: Int { 6 + 8 * directions }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    WorkspaceNeeds(order: .second, sums: directions * architecture.parameterCount, directions: directions)
  }

  func apply<B: Backend>(to tile: Tile<Scalar, B>) -> Double {
    let targets = tile.loadTargets()
    _ = tile.error(targets, wantsDelta: true)
    tile.pass.backward(tile.input, gradient: nil)
    let tangent = tile.tangentPass(along: v)
    tangent.forward(inputChanges: false)
    tile.outputMaps.applyCurvature(
      tangent.tangents.a(tile.last, columns: tile.columns), targets, kind: .exact,
      into: tangent.tangents.delta(tile.last, columns: tile.columns))
    tangent.backward(curvature: true, gradients: tile.sum, accumulate: tile.accumulate)
    return 0
  }
}
