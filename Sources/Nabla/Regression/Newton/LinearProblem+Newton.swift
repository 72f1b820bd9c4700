internal import Foundation

extension LinearProblem {
  /// Logistic or softmax regression.
  func solveNewton(
    ridge: Ridge, dispersion: Dispersion, softmax: SoftmaxForm
  ) throws(SolverError) -> LinearFit<Scalar> {
    if estimator == .softmax, case .reference(let reference) = softmax {
      precondition(
        reference >= 0 && reference < outputs, "class \(reference) of \(outputs) cannot be the reference")
    }
    try checkRange()
    let models = try logitModels(softmax, hasRidge: ridge.isPositive)
    for model in models { try refuseMissingClasses(model) }
    let scales = penaltyScales(ridge)
    let choice = try strength(ridge) { folds, seed throws(SolverError) in
      try validation(models, folds, seed, scales)
    }
    let lambda = choice.strength
    var parameters = network.parameters
    var report = LinearReport(problem: self, method: "Newton's method", choice)
    report.iterations = 0
    var (loss, null) = (0.0, 0.0)
    for model in models {
      let result: NewtonResult
      do {
        result = try model.solver(lambda, scales, weights, isReported: true).solve()
      } catch {
        throw solverError(error, model)
      }
      loss += result.evaluation.loss
      do {
        try add(result, of: model, lambda, dispersion, &parameters, &report)
      } catch {
        throw error.solverError
      }
      guard offsets != nil else { continue }
      do {
        null += try model.nullLoss(weights, hasBias: design.hasBias)
      } catch {
        throw solverError(error, model)
      }
    }
    report.logLikelihood = -loss
    let isCategorical = estimator == .softmax
    report.addArrangements(sums.logArrangements(isCategorical: isCategorical))
    let (saturated, withoutOffset) = sums.referenceLosses(isCategorical: isCategorical)
    if offsets == nil { null = withoutOffset }
    report.deviance = 2 * max(loss - saturated, 0)
    report.nullDeviance = 2 * max(null - saturated, 0)
    if estimator == .softmax {
      switch softmax {
      case .reference(let reference):
        report.notes.append("class \(reference) is the reference: its weights are 0, others are log-odds against it")
      case .symmetric:
        report.notes.append("the weights of the classes sum to 0: the solution of minimum norm")
      }
    }
    var fitted = network
    fitted.parameters = parameters
    return report.fit(fitted)
  }

  /// The regressions: one for each output of a Bernoulli network, one over all classes of a categorical.
  private func logitModels(_ softmax: SoftmaxForm, hasRidge: Bool) throws(SolverError) -> [LogitModel<Scalar>] {
    if estimator == .softmax {
      return [try LogitModel(softmaxOf: self, softmax, hasRidge: hasRidge)]
    }
    var models: [LogitModel<Scalar>] = []
    for k in 0..<outputs { models.append(try LogitModel(output: k, of: self, hasRidge: hasRidge)) }
    return models
  }

  private func add(
    _ result: NewtonResult, of model: LogitModel<Scalar>, _ lambda: Double, _ dispersion: Dispersion,
    _ parameters: inout [Scalar], _ report: inout LinearReport<Scalar>
  ) throws(DispersionFailure) {
    // Under a ridge the estimates vary as (H + P)⁻¹ H (H + P)⁻¹.
    var covariance = result.inverse
    var count = Double(result.rank)
    if lambda > 0 {
      let hat = result.inverse.times(result.evaluation.hessian, using: routines)
      covariance = hat.times(result.inverse, using: routines)
      count = (0..<hat.rows).reduce(0) { $0 + hat[$1, $1] }
    }
    let spread = result.evaluation.spread ?? model.problem(0, []).spread(result.gamma, weights: weights)
    let robust = model.fitted(
      result.gamma, result.inverse.times(spread.squares.times(result.inverse, using: routines), using: routines)
    ).covariance
    let fitted = model.fitted(result.gamma, covariance)
    for (i, (place, value)) in zip(fitted.parameters, fitted.values).enumerated() {
      parameters[place] = Scalar(value)
      report.estimates[place] = value
      if robust[i, i] >= 0 { report.robustErrors[place] = robust[i, i].squareRoot() }
    }
    // The reference class's weights are 0, not fitted.
    for place in model.fixedParameters { parameters[place] = 0 }
    // Of K classes an example says K − 1 numbers.
    let freedom = Double(examples * max(model.outputs.count - 1, 1)) - count
    let found = try PearsonDispersion(
      chiSquare: spread.chiSquare, freedom: freedom, given: dispersion == .estimated ? nil : 1)
    report.blocks.append(
      CovarianceBlock(
        parameters: fitted.parameters, unscaled: .matrix(fitted.covariance), scale: found.used,
        distribution: found.distribution))
    if found.isEstimated { report.testDistribution = found.distribution }
    if spread.chiSquare <= 1e-20 * Double(examples) {
      report.noteExactFit(model.outputs.count > 1 ? nil : outputName(model.outputs[0]))
    }
    let own = FitSummary.Dispersion(
      output: model.outputs.count > 1 ? nil : outputName(model.outputs[0]), pearsonChiSquare: found.chiSquare,
      pearsonDispersion: found.estimate, used: found.used, isEstimated: found.isEstimated, parameter: nil,
      parameterStandardError: nil)
    report.dispersions = (report.dispersions ?? []) + [own]
    report.add(
      columns: model.columns, outputs: model.outputs, rank: model.basis.rank,
      singularValues: model.basis.singularValues, scaled: model.basis.scaledSingularValues,
      isSingular: model.basis.rank < model.columns.count)
    report.iterations = max(report.iterations, result.iterations)
    report.gradientNorm = max(report.gradientNorm, result.gradientNorm)
    report.degrees.append(Double(examples) - count)
  }

  private func solverError(_ failure: NewtonFailure, _ model: LogitModel<Scalar>) -> SolverError {
    switch failure {
    case .notConverged(let iterations, let gradientNorm):
      return .notConverged(iterations: iterations, gradientNorm: gradientNorm)
    case .separable(let gamma, let isComplete, let iteration):
      let fitted = model.fitted(gamma, nil)
      var direction = Array(repeating: 0.0, count: network.architecture.parameterCount)
      let largest = fitted.values.map(\.magnitude).max() ?? 1
      for (place, value) in zip(fitted.parameters, fitted.values) { direction[place] = value / max(largest, 1e-300) }
      return .separable(
        SolverError.Separation(
          isComplete: isComplete, iteration: iteration, direction: direction, features: weightiest(direction),
          hasBias: design.hasBias))
    }
  }

  /// The names of the at most three columns that a direction changes the pre-activations by most, over the examples that
  /// count; of columns that do not vary, those that make most of the pre-activations.
  func weightiest(_ direction: [Double]) -> [String] {
    var (low, high) = (
      Array(repeating: Double.infinity, count: design.columns),
      Array(repeating: -Double.infinity, count: design.columns)
    )
    for i in 0..<design.count where weight(i) > 0 {
      for (c, value) in design.row(i).enumerated() {
        low[c] = min(low[c], value)
        high[c] = max(high[c], value)
      }
    }
    let weights = (0..<design.columns).map { c in
      (0..<outputs).map { direction[design.parameter(c, output: $0)].magnitude }.max() ?? 0
    }
    var parts = weights.indices.map { weights[$0] * (high[$0] - low[$0]) }
    if !parts.contains(where: { $0 > 0 }) {
      parts = weights.indices.map { weights[$0] * max(high[$0].magnitude, low[$0].magnitude) }
    }
    let largest = parts.max() ?? 0
    let order = parts.indices.sorted { parts[$0] > parts[$1] }
    return order.prefix(3).filter { parts[$0] > 0.01 * largest }.map { names[$0] }
  }

  /// Throws where a class with a bias has no example that counts: its bias would go to −∞.
  private func refuseMissingClasses(_ model: LogitModel<Scalar>) throws(SolverError) {
    guard design.hasBias, let missing = model.targetSums.firstIndex(where: { $0 <= 0 }) else { return }
    throw .missingClass(class: missing, output: model.outputs.count > 1 ? nil : model.outputs[0])
  }

  // MARK: - Cross-validation

  /// The errors of ridges on the examples left out; every fit starts where that of the next stronger ridge ended.
  private func validation(
    _ models: [LogitModel<Scalar>], _ count: Int, _ seed: UInt64, _ scales: [Double]
  ) throws(SolverError) -> RidgeSearch.Validation {
    var parts: [(model: LogitModel<Scalar>, inside: [Double], outside: [Double])] = []
    for model in models {
      for fold in try folds(count, seed: seed, classes: model.exampleClasses) {
        var inside = weights ?? Array(repeating: 1, count: design.count)
        var outside = inside.map { _ in 0.0 }
        for i in fold { (inside[i], outside[i]) = (0, inside[i]) }
        // Its bias, which no ridge holds, would go to −∞.
        if design.hasBias, let missing = model.missingClass(weights: inside) {
          let name = model.outputs.count > 1 ? "class \(missing)" : "outcome \(missing)"
          throw .notCrossValidated(reason: "\(name) has too few examples to leave one out; give the ridge's strength")
        }
        parts.append((model, inside, outside))
      }
    }
    let total = totalWeight
    let (models, all) = (models.count, parts)
    return RidgeSearch.Validation(folds: all.count / models) { candidates in
      let order = candidates.indices.sorted { candidates[$0] > candidates[$1] }
      var errors = candidates.map { _ in 0.0 }
      for part in all {
        var start: [Double]?
        for index in order {
          // Where a ridge is too weak for a minimum within reach, it is no candidate.
          guard errors[index].isFinite,
            let result = try? part.model.solver(candidates[index], scales, part.inside).solve(from: start)
          else {
            errors[index] = .infinity
            continue
          }
          start = result.gamma
          errors[index] +=
            part.model.problem(0, scales).evaluate(result.gamma, weights: part.outside, wantsHessian: false).loss
        }
      }
      return errors.map { $0 / total }
    }
  }
}
