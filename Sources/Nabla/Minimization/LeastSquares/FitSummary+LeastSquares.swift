extension FitSummary {
  /// The report of a least-squares solution that is not linear in its parameters: tests and intervals hold as far as the
  /// residuals are linear over a standard error.
  init(
    leastSquares result: MinimizationResult, parameters: [(offset: Int, element: String)],
    _ observations: LeastSquaresObservations, residualSumOfSquares: Double, standardErrors: [Double], rank: Int,
    condition: Double?, scaledCondition: Double?, isExact: Bool, relativeGradient: Double, confidenceLevel: Double
  ) {
    let n = parameters.count
    let freedom = Double(observations.count - n)
    let distribution: ReferenceDistribution? = freedom > 0 ? .studentT(degreesOfFreedom: freedom) : nil
    let critical = distribution?.criticalValue(level: confidenceLevel) ?? 0
    let m = Double(observations.count)
    let noise = Noise(
      output: nil, residual: residualSumOfSquares, observations: m,
      unbiased: freedom > 0 ? residualSumOfSquares / freedom : nil, spread: observations.totalSumOfSquares,
      spreadFreedom: m - Double(observations.means), freedom: freedom)
    let logLikelihood = noise.logLikelihood(observations: m, sumOfLogWeights: observations.sumOfLogWeights)
    var notes = observations.notes
    if rank < n {
      notes.append(
        "the data determines \(rank) of \(n) directions in the parameters, and none without a standard error")
    }
    if isExact && freedom > 0 { notes.append(FitSummary.exactFit()) }
    if freedom <= 0 { notes.append("there are as many parameters as observations, so the noise cannot be estimated") }
    switch result.reason {
    case .converged, .rounding: break
    case .noProgress, .iterationLimit, .notFinite: notes.append("no minimum: \(result.reason)")
    }
    self.init(
      method: "nonlinear least squares", likelihood: Likelihood.gaussian.name, examples: observations.count,
      distribution: distribution, confidenceLevel: confidenceLevel,
      coefficients: (0..<n).map { i in
        Coefficient(
          parameter: parameters[i].offset, output: nil, name: parameters[i].element, estimate: result.x[i],
          standardError: standardErrors[i].isFinite ? standardErrors[i] : nil, distribution: distribution ?? .normal,
          criticalValue: critical)
      },
      residualDegreesOfFreedom: freedom, effectiveParameters: Double(n), noise: [noise],
      logLikelihood: logLikelihood.isFinite ? logLikelihood : nil, deviance: nil, nullDeviance: nil, rank: rank,
      fullRank: n, conditionNumber: condition, scaledConditionNumber: scaledCondition, ridge: 0,
      iterations: result.iterations, gradientNorm: result.point.gradient.reduce(0) { max($0, $1.magnitude) },
      relativeGradient: relativeGradient, notes: notes)
  }
}

extension LeastSquaresFit: CustomStringConvertible {
  /// The report as an aligned table, and how the minimisation went.
  public var description: String { "\(summary)\n\(result)" }
}

extension NetworkObjective {
  /// The report on a Gaussian network's parameters as estimates, at the minimum where a minimisation ended.
  ///
  /// The standard errors are those of the variables of this objective, in the order of `positions`. With example weights wᵢ
  /// the variance of a target is σ²/wᵢ. Make the objective without a penalty: with one, its squares take part as if they were
  /// data.
  ///
  /// - Parameters:
  ///   - result: Where a minimisation of this objective ended.
  ///   - confidenceLevel: The level of the confidence intervals, between 0 and 1.
  /// - Precondition: the likelihood is Gaussian.
  public func fit(at result: MinimizationResult, confidenceLevel: Double = 0.95) -> LeastSquaresFit {
    precondition(
      architecture.likelihood.isLeastSquares,
      "residuals are those of a Gaussian network, not of a '\(architecture.likelihood.name)' one")
    let parameters = positions.map { (offset: $0, element: architecture.location(ofParameter: $0).shortName) }
    return LeastSquaresFit(
      of: NetworkResiduals(self), at: result, parameters: parameters, LeastSquaresObservations(self),
      confidenceLevel: confidenceLevel)
  }
}

extension ParameterLocation {
  /// `h1[3] from h0[17]`, or `h1[3] bias`.
  var shortName: String {
    switch role {
    case .weight(let source, let input): "\(layer)[\(unit)] from \(source)[\(input)]"
    case .bias: "\(layer)[\(unit)] bias"
    }
  }
}
