extension Network {
  /// Minimises the error on a data set by an exact minimiser, in `Double`, and returns the network at the minimum.
  ///
  /// A network that gradient descent has brought near a minimum in `Float` is polished by a few of Newton's steps:
  ///
  /// ```swift
  /// let (polished, result) = try training.network.minimized(on: data, by: .trustRegionNewton)
  /// ```
  ///
  /// - Parameters:
  ///   - data: n examples that fit the network.
  ///   - minimizer: `.trustRegionNewton`, `.newtonCG`, `.lBFGS`, `.scaledConjugateGradient`, `.conjugateGradient`, or one of
  ///     your own.
  ///   - reduction: Whether the mean of the errors or their sum is minimised; the tolerance is for the gradient of it.
  ///   - l2: The strength λ of the penalty ½ λ Σ w² on all weights but biases.
  ///   - frozen: The places in the parameter vector of what is not to change.
  ///   - limits: When to stop.
  ///   - progress: Called after each iteration.
  /// - Returns: The network, its parameters rounded to its precision, and how the minimisation went before the rounding; with
  ///   `Float` the network is near the minimum, not at it (see `certify`).
  /// - Throws: `MemoryBudgetError` where the minimiser needs a larger matrix than it may take.
  public func minimized(
    on data: Dataset<Scalar>, by minimizer: some Minimizer, reduction: NetworkObjective.Reduction = .mean,
    l2: Double = 0, frozen: some Sequence<Int> = EmptyCollection<Int>(),
    limits: MinimizationLimits = MinimizationLimits(), progress: ((MinimizationIterate) -> Void)? = nil
  ) throws(MemoryBudgetError) -> (network: Network, result: MinimizationResult) {
    let objective = NetworkObjective(
      Network<Double>(self), on: Dataset<Double>(data), reduction: reduction, l2: l2, frozen: frozen)
    let result = try objective.minimized(from: objective.start, by: minimizer, limits: limits, progress: progress)
    return (Network(objective.network(at: result.x)), result)
  }
}

extension Dataset {
  /// The same examples in another precision, rounded to nearest.
  public init<Other: RealScalar>(_ other: Dataset<Other>) {
    self.init(
      unchecked: Matrix(other.inputs), targets: other.targets.targets(of: Scalar.self),
      weights: other.weights.map { $0.map { Scalar($0) } }, classNames: other.classNames)
  }
}
