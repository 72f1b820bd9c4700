extension Posterior {
  /// Trains a network to a minimum of S with given precisions, and returns the posterior there.
  ///
  /// - Parameters:
  ///   - network: Where to begin, such as initialised weights.
  ///   - data: n examples that fit the network.
  ///   - groups: The groups of its parameters.
  ///   - hyperparameters: An α for each group; for a Gaussian network one β, or one for each output, else none.
  ///   - form: What stands for A.
  ///   - tolerance: How many nats a better ŵ may gain.
  ///   - memoryBudget: The bytes that A and its decomposition may take.
  /// - Throws: `LaplaceError` where training ends at no minimum, a matrix is too large, or the likelihood is no density.
  /// - Precondition: as for `PosteriorObjective`.
  /// - Complexity: some Hessians and |w|³/3 flops each, by Newton's method in a trust region; products with vectors for a low
  ///   rank.
  public static func trained(
    _ network: Network<Double>, on data: Dataset<Double>, groups: PriorGroups, hyperparameters: Hyperparameters,
    form: Form = .hessian, tolerance: Double = 1e-6, memoryBudget: Int = defaultMemoryBudget
  ) throws(LaplaceError) -> Posterior {
    let problem = PosteriorProblem(network, on: data, groups: groups, form: form)
    return try problem.trained(
      problem.restricted(hyperparameters), tolerance: tolerance, memoryBudget: memoryBudget)
  }
}
