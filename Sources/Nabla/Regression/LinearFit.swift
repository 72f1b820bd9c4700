/// The result of `Network.solve`: the fitted network and all that is known of its parameters.
public struct LinearFit<Scalar: RealScalar>: Sendable {
  /// The network with the fitted parameters and, for a Gaussian likelihood, its noise variance.
  public let network: Network<Scalar>
  /// The report.
  public let summary: FitSummary
  /// The covariances of the parameters, block by block.
  let blocks: [CovarianceBlock]
  /// The hidden layers that were held.
  let held: Set<String>
  /// What tells the leverages of a linear regression; empty for others.
  let hatFactors: [HatFactor]

  /// The variance σ² of the targets around the outputs by maximum likelihood, over all outputs, for a Gaussian likelihood.
  public var noiseVariance: Double? { network.noiseVariance }

  /// The standard errors in parameter order; nil for parameters that were not fitted (masked, held, or a softmax's
  /// reference class), of which the data say nothing, and without degrees of freedom. Those of an exact fit are 0.
  public var standardErrors: [Double?] {
    var result: [Double?] = Array(repeating: nil, count: network.architecture.parameterCount)
    for coefficient in summary.coefficients { result[coefficient.parameter] = coefficient.standardError }
    return result
  }

  /// The covariance matrix of the parameters, |w| × |w| in parameter order; 0 for parameters that were not fitted.
  ///
  /// For a Gaussian likelihood σ²(ΦᵀΦ)⁻¹ with σ² as it is known, or the unbiased one of each output, NaN without degrees of freedom; else the
  /// inverse of the exact Hessian.
  public var covariance: Matrix<Double> { covariance(of: Array(0..<network.architecture.parameterCount)) }

  /// Its rows and columns of some parameters: of many, the whole may not fit in memory.
  ///
  /// - Parameter parameters: Places in the parameter vector.
  /// - Complexity: O(q²) for q parameters; O(q²n) where there are fewer examples n than parameters.
  public func covariance(of parameters: [Int]) -> Matrix<Double> {
    var result = Matrix<Double>(rows: parameters.count, columns: parameters.count)
    let places = Dictionary(zip(parameters, parameters.indices)) { first, _ in first }
    for block in blocks {
      let chosen = block.parameters.indices.compactMap { i in places[block.parameters[i]].map { (i, $0) } }
      for (i, p) in chosen {
        for (j, q) in chosen { result[p, q] = block.covariance(i, j) }
      }
    }
    return result
  }
}

extension LinearFit {
  /// Wald's test, for each output, of whether the coefficients of some features are all 0; none under a ridge.
  ///
  /// - Precondition: there are coefficients of these names, and more than one feature is named.
  /// - Complexity: O(q³) for q features.
  public func waldTests(of features: [String]) -> [JointTest] {
    let names = Set(summary.coefficients.map(\.name))
    precondition(features.count > 1, "a joint test of \(features.count) features: the summary has tests of single ones")
    for feature in features { precondition(names.contains(feature), "there is no coefficient of '\(feature)'") }
    return summary.testing([(features.joined(separator: ", "), features)], by: covariance(of:)).jointTests ?? []
  }
}

/// Collects what the report of a fit needs.
struct LinearReport<Scalar: RealScalar> {
  let problem: LinearProblem<Scalar>
  var method: String
  let ridge: RidgeSearch.Choice
  var blocks: [CovarianceBlock] = []
  var hatFactors: [HatFactor] = []
  /// The fitted values by parameter, in `Double`.
  var estimates: [Int: Double] = [:]
  /// By output, whatever the order in which they were fitted.
  var noise: [Int: FitSummary.Noise] = [:]
  /// The dispersion by output, where the variance is known.
  var known: [Int: FitSummary.Dispersion] = [:]
  var residuals: [Double] = []
  /// n − p of each regression: of every output, or of all classes together.
  var degrees: [Double] = []
  var rank = Int.max
  var fullRank = 0
  var condition: Double? = 1
  var scaledCondition: Double? = 1
  var iterations = 1
  var gradientNorm = 0.0
  var relativeGradient: Double?
  var logLikelihood: Double?
  var deviance: Double?
  var nullDeviance: Double?
  /// σ² of a Gaussian likelihood, where it is known.
  var knownVariance: Double?
  /// What statistics are compared with where there is no variance of the targets; the normal distribution by default.
  var testDistribution = ReferenceDistribution.normal
  /// Standard errors by parameter that do not rest on the likelihood's variance.
  var robustErrors: [Int: Double] = [:]
  var dispersions: [FitSummary.Dispersion]?
  /// How many parameters of the likelihood itself were fitted.
  var estimatedLikelihoodParameters = 0
  var notes: [String] = []

  init(problem: LinearProblem<Scalar>, method: String, _ ridge: RidgeSearch.Choice) {
    self.problem = problem
    self.method = method
    self.ridge = ridge
    notes = ridge.notes
  }

  /// Notes rank and conditioning of the design of some outputs; the worst of all counts.
  ///
  /// - Parameter undetermined: The columns whose coefficients differ among the equally good solutions.
  mutating func add(
    columns: [Int], outputs: [Int], rank: Int, singularValues: [Double], scaled: [Double], isSingular: Bool,
    undetermined: [Int] = []
  ) {
    if rank - columns.count < self.rank - fullRank || self.rank == .max {
      self.rank = rank
      fullRank = columns.count
    }
    func ratio(_ values: [Double]) -> Double? {
      guard !isSingular else { return nil }
      guard let last = values.last else { return 1 }
      let ratio = values[0] / last
      return ratio.isFinite ? ratio : nil
    }
    func worse(_ a: Double?, _ b: Double?) -> Double? { a.flatMap { a in b.map { max(a, $0) } } }
    condition = worse(condition, ratio(singularValues))
    scaledCondition = worse(scaledCondition, ratio(scaled))
    // A ridge has one solution whatever the rank.
    guard rank < columns.count && ridge.strength == 0 else { return }
    let which = outputs.count == problem.outputs ? "" : " of output \(outputs.map { "\($0)" }.joined(separator: ", "))"
    notes.append(
      "the design\(which) has rank \(rank) of \(columns.count): of the many equally good solutions this is the one of "
        + "minimum norm, and single coefficients may mean little")
    guard !undetermined.isEmpty else { return }
    notes.append(
      undetermined.count == columns.count
        ? "the data determine no single coefficient\(which)"
        : "the data do not determine \(undetermined.count) of the coefficients\(which): "
          + Self.shown(undetermined.map { problem.names[$0] }))
  }

  /// The first of some names.
  private static func shown(_ names: [String]) -> String {
    names.prefix(5).map { "'\($0)'" }.joined(separator: ", ")
      + (names.count > 5 ? " and \(names.count - 5) more" : "")
  }

  /// Makes the likelihood of trials that of their counts; nil where targets are no counts, which is noted.
  mutating func addArrangements(_ logArrangements: Double?) {
    logLikelihood = logLikelihood.map { $0 + (logArrangements ?? 0) }
    guard logArrangements == nil else { return }
    notes.append(
      "targets between 0 and 1 are not shares of a whole number of trials, the weight: the log-likelihood is the expected one of "
        + "single trials, and the deviance is measured from the best that such targets allow")
  }

  /// Notes that an output, which is named where there are several, is met by every mean.
  mutating func noteExactFit(_ output: String?) {
    notes.append(
      "the fit\(output.map { " of \($0)" } ?? "") is exact: every mean is its target; tests are by the dispersion that is "
        + "given")
  }

  /// Notes the variance around output k.
  ///
  /// - Parameter isExact: Whether the residuals were rounding only, in spite of degrees of freedom.
  mutating func addNoise(output k: Int, residual: Double, unbiased: Double?, degrees: Double, isExact: Bool) {
    let weights = ExampleWeights(weights: problem.weights, count: problem.design.count)
    let hasBias = problem.design.hasBias
    let spread = weights.spread(aboutMean: hasBias) { problem.targets[$0, k] }
    let noise = FitSummary.Noise(
      output: problem.outputName(k), residual: residual, observations: Double(problem.examples), unbiased: unbiased,
      spread: spread,
      spreadFreedom: Double(problem.examples) - (hasBias ? 1 : 0), freedom: degrees)
    self.noise[k] = noise
    residuals.append(residual)
    let value = noise.logLikelihood(
      observations: Double(problem.examples), sumOfLogWeights: weights.sumOfLogs, knownVariance: knownVariance)
    logLikelihood = (logLikelihood ?? 0) + value
    if let knownVariance {
      known[k] = FitSummary.Dispersion(
        output: noise.output, pearsonChiSquare: residual, pearsonDispersion: unbiased, used: knownVariance,
        isEstimated: false, parameter: nil, parameterStandardError: nil)
      deviance = (deviance ?? 0) + residual
      nullDeviance = (nullDeviance ?? 0) + spread
      return
    }
    if unbiased == nil {
      notes.append("there are as many parameters as examples, so the noise cannot be estimated")
    }
    if isExact { notes.append(FitSummary.exactFit(of: problem.outputName(k))) }
  }

  /// The fit, with the tests of all coefficients.
  func fit(_ network: Network<Scalar>) -> LinearFit<Scalar> {
    var notes = notes
    if problem.hasOwnOffset {
      notes.append(
        problem.estimator == .softmax && problem.offsets == nil
          ? "the offset, which all classes have in common, changes nothing"
          : "an offset was added to the pre-activations: outputs of the network are those of an offset of 0")
    }
    let hasVariance = network.architecture.likelihood.hasVariance
    let distribution: ReferenceDistribution? =
      hasVariance && knownVariance == nil
      ? noise.values.filter { $0.unbiased != nil }.map(\.degreesOfFreedom).min().map { .studentT(degreesOfFreedom: $0) }
      : testDistribution
    let critical = blocks.map { $0.distribution?.criticalValue(level: problem.confidenceLevel) ?? 0 }
    var places: [Int: (block: Int, place: Int)] = [:]
    for (index, block) in blocks.enumerated() {
      for (place, parameter) in block.parameters.enumerated() { places[parameter] = (index, place) }
    }
    var coefficients: [FitSummary.Coefficient] = []
    for k in 0..<problem.outputs {
      for c in 0..<problem.design.columns {
        let parameter = problem.design.parameter(c, output: k)
        guard let estimate = estimates[parameter], let (index, place) = places[parameter] else { continue }
        let block = blocks[index]
        coefficients.append(
          FitSummary.Coefficient(
            parameter: parameter, output: problem.outputName(k), name: problem.names[c], estimate: estimate,
            standardError: block.standardError(place), distribution: block.distribution ?? .normal,
            criticalValue: critical[index], robustStandardError: robustErrors[parameter]))
      }
    }
    var seen: Set<String> = []
    let undetermined = coefficients.filter { c in
      places[c.parameter].map { blocks[$0.block].unscaled[$0.place, $0.place] <= 0 } ?? false
    }
    if !undetermined.isEmpty {
      notes.append("the data say nothing of \(Self.shown(undetermined.map(\.name))): no standard error")
    }
    var summary = FitSummary(
      method: method, likelihood: network.architecture.likelihood.name, examples: problem.examples,
      distribution: distribution, confidenceLevel: problem.confidenceLevel, coefficients: coefficients,
      residualDegreesOfFreedom: degrees.min() ?? 0,
      effectiveParameters: degrees.reduce(0) { $0 + Double(problem.examples) - $1 },
      noise: (0..<problem.outputs).compactMap { noise[$0] },
      logLikelihood: logLikelihood.flatMap { $0.isFinite ? $0 : nil },
      deviance: deviance, nullDeviance: nullDeviance, rank: rank, fullRank: fullRank, conditionNumber: condition,
      scaledConditionNumber: scaledCondition, ridge: ridge.strength, iterations: iterations, gradientNorm: gradientNorm,
      relativeGradient: relativeGradient, notes: notes.filter { seen.insert($0).inserted })
    summary.isRidgeStandardized = ridge.isStandardized
    summary.crossValidation = ridge.crossValidation
    summary.dispersions = knownVariance == nil ? dispersions : (0..<problem.outputs).compactMap { known[$0] }
    summary.estimatedLikelihoodParameters = estimatedLikelihoodParameters
    summary.likelihoodRatioTest = likelihoodRatioTest(effectiveParameters: summary.effectiveParameters)
    return LinearFit(network: network, summary: summary, blocks: blocks, held: problem.held, hatFactors: hatFactors)
  }

  /// The test against biases alone.
  private func likelihoodRatioTest(effectiveParameters: Double) -> LikelihoodRatioTest? {
    guard ridge.strength == 0, let deviance, let nullDeviance else { return nil }
    let isEstimated = dispersions?.contains { $0.isEstimated && $0.parameterStandardError == nil } ?? false
    guard !isEstimated || degrees.count == 1 else { return nil }
    let biases = problem.estimator == .softmax ? problem.outputs - 1 : problem.outputs
    return LikelihoodRatioTest(
      explained: nullDeviance - deviance, parameters: effectiveParameters - Double(problem.design.hasBias ? biases : 0),
      dispersion: knownVariance ?? dispersions?.first?.used ?? 1, freedom: isEstimated ? degrees[0] : nil)
  }
}
