extension Network {
  /// The error E(w) = Σᵢ wᵢ Eᵢ(w) of a batch: the negative log-likelihood that `Likelihood` defines.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - t: The targets, n × K, or n class indices for a categorical likelihood.
  ///   - weights: The weights of the examples, n numbers; all 1 by default.
  ///   - workspace: Memory to use; a new one by default.
  /// - Returns: The sum over the examples, accumulated in `Double`. 0 for an empty batch.
  /// - Precondition: the shapes fit the network; class indices lie in 0 ..< K.
  /// - Complexity: about 2 n |w| flops.
  public func loss(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    using workspace: Workspace<Scalar>? = nil
  ) -> Double {
    let workspace = workspace ?? Workspace()
    return withExamples(x, t.targets(of: Scalar.self), weights: weights) { examples in
      evaluate(examples, gradient: nil, workspace)
    }
  }

  /// The error of a batch and its gradient ∂E/∂w by backpropagation.
  ///
  /// - Parameters: As for `loss`.
  /// - Returns: E(w), and its |w| derivatives in parameter order (see `Architecture`).
  /// - Complexity: about 6 n |w| flops, O(|w|) an example; source: D. E. Rumelhart, G. E. Hinton and R. J. Williams,
  ///   Nature 323, 1986.
  public func valueWithGradient(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    using workspace: Workspace<Scalar>? = nil
  ) -> (value: Double, gradient: [Scalar]) {
    var gradient: [Scalar] = Array(repeating: 0, count: architecture.parameterCount)
    let value = valueWithGradient(x, t, weights: weights, into: &gradient, using: workspace ?? Workspace())
    return (value, gradient)
  }

  /// The gradient ∂E/∂w of a batch's error, |w| numbers in parameter order; see `valueWithGradient`.
  public func gradient(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    using workspace: Workspace<Scalar>? = nil
  ) -> [Scalar] {
    valueWithGradient(x, t, weights: weights, using: workspace).gradient
  }

  /// The error of a batch, and its gradient into the caller's array: allocates nothing once the workspace is warm.
  ///
  /// - Parameters: As for `loss`; `gradient` is overwritten without being read.
  /// - Precondition: `gradient.count` is the number of parameters.
  @specialized(where Scalar == Double, T == Matrix<Double>)
  @specialized(where Scalar == Float, T == Matrix<Float>)
  @specialized(where Scalar == Double, T == Targets<Double>)
  @specialized(where Scalar == Float, T == Targets<Float>)
  @specialized(where Scalar == Double, T == [Int])
  @specialized(where Scalar == Float, T == [Int])
  public func valueWithGradient<T: TargetsConvertible>(
    _ x: Matrix<Scalar>, _ t: T, weights: [Scalar]? = nil, into gradient: inout [Scalar],
    using workspace: Workspace<Scalar>
  ) -> Double {
    precondition(
      gradient.count == architecture.parameterCount,
      "room for \(gradient.count) derivatives, but the network has \(architecture.parameterCount) parameters")
    return gradient.withUnsafeMutableBufferPointer { gradient in
      withExamples(x, t.targets(of: Scalar.self), weights: weights) { examples in
        evaluate(examples, gradient: gradient.baseAddress, workspace)
      }
    }
  }

  /// The error of borrowed examples, and its gradient where `gradient` is given.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func evaluate(
    _ examples: Examples<Scalar>, gradient: UnsafeMutablePointer<Scalar>?, _ workspace: Workspace<Scalar>
  ) -> Double {
    let loss = run(ErrorOperator(wantsGradient: gradient != nil), on: examples, sum: gradient, workspace)
    if let gradient { architecture.clearMasked(gradient) }
    return loss
  }
}

/// The error of a tile and, where it is wanted, its gradient.
private struct ErrorOperator<Scalar: RealScalar>: TileOperator {
  let wantsGradient: Bool

  var flopsPerParameter: Int { wantsGradient ? 6 : 2 }
  var canShareTiles: Bool { true }
  var isSum: Bool { true }
  var tellsOfLayers: Bool { wantsGradient }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    wantsGradient
      ? WorkspaceNeeds(order: .first, sums: architecture.parameterCount) : WorkspaceNeeds(order: .value)
  }

  func apply(to tile: Tile<Scalar>) -> Double {
    let loss = tile.error(tile.loadTargets(), wantsDelta: wantsGradient)
    if wantsGradient {
      tile.pass.backward(
        tile.input, gradient: tile.sum, accumulate: tile.accumulate, overlapped: tile.overlapped)
    }
    return loss
  }
}
