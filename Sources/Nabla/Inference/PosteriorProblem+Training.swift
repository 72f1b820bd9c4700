extension PosteriorProblem {
  /// Trains from the network's variables, or those given, to a minimum of S, and returns the posterior there.
  ///
  /// Newton's method in a trust region, then whole steps of Newton's while they bring the gradient down, so that ŵ has all digits.
  /// By products with vectors for a posterior of low rank, and on the way to a minimum of many variables.
  func trained(
    from start: [Double]? = nil, network: Network<Double>? = nil, _ hyperparameters: Hyperparameters,
    tolerance: Double, memoryBudget: Int
  ) throws(LaplaceError) -> Posterior {
    let objective = objective(network ?? self.network, hyperparameters)
    // ½ gᵀA⁻¹g ≤ ½ ‖g‖²/α at a minimum, with the smallest α.
    let smallest = objective.penalties.min() ?? 0
    // Whole steps of Newton's give all digits in the end; without them the tolerance is what each further digit costs.
    let gain = form.isDense ? min(tolerance, 1e-8) : tolerance
    let gradientNorm = smallest > 0 ? (2 * smallest * gain).squareRoot() : 1e-8
    let limits = MinimizationLimits(gradientNorm: gradientNorm, iterations: 500)
    let start = start ?? objective.start
    let result: MinimizationResult
    do {
      result =
        form.isDense
        ? try objective.minimized(
          from: near(objective, from: start, gradientNorm: 100 * gradientNorm),
          by: TrustRegionNewton(memoryBudget: memoryBudget), limits: limits)
        : try objective.minimized(from: start, by: .newtonCG, limits: limits)
    } catch { throw .memory(error) }
    guard result.point.isFinite else { throw .notFinite }
    let x = form.isDense ? try polished(objective, result.x, tolerance, memoryBudget) : result.x
    return try posterior(
      of: objective.network(at: x), hyperparameters: hyperparameters, tolerance: tolerance, memoryBudget: memoryBudget)
  }

  /// From more variables than this, a step from afar takes longer by its eigendecomposition than all products with vectors.
  private static var mostFromAfar: Int { 500 }

  /// The variables, or where there are many of them variables near a minimum.
  private func near(
    _ objective: PosteriorObjective, from x: [Double], gradientNorm: Double
  ) throws(MemoryBudgetError) -> [Double] {
    guard x.count > Self.mostFromAfar else { return x }
    let limits = MinimizationLimits(gradientNorm: gradientNorm, iterations: 500)
    let result = try objective.minimized(from: x, by: .newtonCG, limits: limits)
    return result.point.isFinite ? result.x : x
  }

  /// Newton's steps while they make the gradient smaller.
  private func polished(
    _ objective: PosteriorObjective, _ x: [Double], _ tolerance: Double, _ memoryBudget: Int
  ) throws(LaplaceError) -> [Double] {
    var x = x
    var gradient = objective.gradient(at: x)
    for _ in 0..<4 {
      let norm = DenseVector.norm(gradient)
      guard norm > 0 else { return x }
      guard let factor = CurvatureFactor(positivePartOf: objective.matrix(at: x, .hessian), threads: threads) else {
        throw .notFinite
      }
      let next = DenseVector.sum(x, -1, factor.solve(gradient))
      let nextGradient = objective.gradient(at: next)
      guard DenseVector.norm(nextGradient) < norm / 2 else { return x }
      (x, gradient) = (next, nextGradient)
    }
    return x
  }
}
