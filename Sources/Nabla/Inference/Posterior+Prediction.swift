extension Posterior {
  /// The outputs for inputs, and how sure they are.
  ///
  /// The pre-activations a of the outputs are linear in w around ŵ: a ~ N(â, J C Jᵀ), with J = ∂a/∂w and C the `covariance()` of
  /// the weights: A⁻¹, widened by the uncertainty of estimated precisions. For a Gaussian network
  /// y = a with the noise 1/β, and Student's t distribution where β was estimated; classes are moderated. Other outputs y = h(a) have the mean h(â) and the deviation |h′(â)| s.
  ///
  /// The inputs are shared among the processes of the network's group, which all call this alike.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - moderation: How class probabilities are averaged.
  /// - Precondition: `x` has d columns.
  /// - Complexity: n K |w|² flops; n K |w| for a diagonal A and times r for one of rank r.
  public func predict(_ x: Matrix<Double>, moderation: Moderation = .integral()) -> PredictiveDistribution {
    PredictionRule(
      network: network, positions: positions, noiseVariances: hyperparameters.betas.map { 1 / $0 },
      degreesOfFreedom: degreesOfFreedom, half: half
    ).predict(x, moderation)
  }

  /// Networks drawn from the posterior: the same seed gives the same ones.
  ///
  /// - Complexity: |w|² flops a network.
  public func networks(_ count: Int, seed: UInt64) -> [Network<Double>] {
    var samples = laplace.samples(count, seed: seed)
    if let root = precisionUncertainty?.root {
      var generator = SeededGenerator(seed: ~seed)
      for r in 0..<count {
        let shift = root.times((0..<root.columns).map { _ in generator.normal() })
        for (i, value) in shift.enumerated() { samples[r, i] += value }
      }
    }
    return (0..<count).map { r in
      var drawn = network
      var w = network.parameters
      for (i, position) in positions.enumerated() { w[position] = samples[r, i] }
      drawn.parameters = w
      return drawn
    }
  }

  /// The outputs of networks drawn from the posterior, `count` × n × K: functions to plot.
  public func outputs(ofDraws count: Int, seed: UInt64, at x: Matrix<Double>) -> BatchedMatrix<Double> {
    let draws = networks(count, seed: seed)
    let workspace = Workspace<Double>()
    return BatchedMatrix(
      count: count, rows: x.rows, columns: network.architecture.outputs,
      elements: draws.flatMap { $0.predict(x, using: workspace).elements })
  }
}
