internal import Foundation

extension LinearProblem {
  /// A generalized linear model for each output.
  func solveGeneralized(ridge: Ridge, dispersion: Dispersion) throws(SolverError) -> LinearFit<Scalar> {
    guard let given = network.architecture.likelihood.kind as? any GeneralizedLinearKind else {
      throw .noSolver(likelihood: network.architecture.likelihood.name)
    }
    try checkRange()
    if given.classCoding == .binary { try refuseMissingOutcomes() }
    var models: [GeneralizedModel<Scalar>] = []
    for k in 0..<outputs { models.append(try GeneralizedModel(output: k, of: self, hasRidge: ridge.isPositive)) }
    let scales = penaltyScales(ridge)
    let choice = try strength(ridge) { folds, seed throws(SolverError) in
      try validation(models, given, folds, seed, scales)
    }
    var report = LinearReport(problem: self, method: "Newton's method", choice)
    report.iterations = 0
    var fits: [GeneralizedFit<Scalar>] = []
    for model in models {
      do {
        fits.append(try GeneralizedFit(model, given, self, choice.strength, scales, dispersion))
      } catch {
        throw solverError(error, model)
      }
    }
    guard fits.count == 1 || !fits.contains(where: { $0.family != fits[0].family }) else {
      throw .noDispersion(
        reason: "each of the \(outputs) outputs has another one, and a likelihood has one for all: fit them one by one")
    }
    var parameters = network.parameters
    for fit in fits { fit.add(to: &report, &parameters) }
    report.robustErrors = fits.reduce(into: [:]) { $0.merge($1.robustErrors) { first, _ in first } }
    report.dispersions = fits.map(\.report)
    report.deviance = fits.reduce(0) { $0 + $1.deviance }
    report.nullDeviance = fits.reduce(0) { $0 + $1.nullDeviance }
    report.logLikelihood = fits.reduce(0) { $0 + $1.logLikelihood }
    if given.classCoding == .binary { report.addArrangements(sums.logArrangements(isCategorical: false)) }
    report.estimatedLikelihoodParameters = fits.count(where: \.countsAsParameter)
    var fitted = network.with(likelihood: fits[0].family.map { Likelihood($0, outputs: outputs) })
    fitted.parameters = parameters
    return report.fit(fitted)
  }

  /// Throws where an output with a bias has one outcome only: its bias would go to ±∞.
  private func refuseMissingOutcomes() throws(SolverError) {
    guard design.hasBias else { return }
    let sums = self.sums
    for k in 0..<outputs {
      let own = (0..<design.count).lazy.filter { sums.weight($0) > 0 }.map { sums.targets[$0, k] }
      for outcome in [0, 1] where own.allSatisfy({ $0 == Double(1 - outcome) }) {
        throw .missingClass(class: outcome, output: k)
      }
    }
  }

  /// Whether the targets of an output are above one half, where they are binary: what is dealt evenly to parts.
  private func outcomes(_ output: Int, _ kind: any GeneralizedLinearKind) -> [Int]? {
    guard kind.classCoding == .binary else { return nil }
    return (0..<design.count).map { targets[$0, output] > 0.5 ? 1 : 0 }
  }

  func solverError(_ failure: GeneralizedFailure, _ model: GeneralizedModel<Scalar>) -> SolverError {
    switch failure {
    case .newton(.notConverged(let iterations, let gradientNorm)):
      return .notConverged(iterations: iterations, gradientNorm: gradientNorm)
    case .newton(.separable(let gamma, let isComplete, let iteration)):
      var direction = Array(repeating: 0.0, count: network.architecture.parameterCount)
      let values = model.weights(of: gamma)
      let largest = values.map(\.magnitude).max() ?? 1
      for (place, value) in zip(model.parameters, values) { direction[place] = value / max(largest, 1e-300) }
      let separation = SolverError.Separation(
        isComplete: isComplete, iteration: iteration, direction: direction, features: weightiest(direction),
        hasBias: design.hasBias)
      return network.architecture.likelihood.classCoding == .binary ? .separable(separation) : .unbounded(separation)
    case .dispersion(let failure): return failure.solverError
    }
  }

  /// The errors of ridges on the examples left out, −ln p.
  private func validation(
    _ models: [GeneralizedModel<Scalar>], _ kind: any GeneralizedLinearKind, _ count: Int, _ seed: UInt64,
    _ scales: [Double]
  ) throws(SolverError) -> RidgeSearch.Validation {
    var parts: [(model: GeneralizedModel<Scalar>, inside: [Double], outside: [Double])] = []
    for model in models {
      for fold in try folds(count, seed: seed, classes: outcomes(model.output, kind)) {
        var inside = weights ?? Array(repeating: 1, count: design.count)
        var outside = inside.map { _ in 0.0 }
        for i in fold { (inside[i], outside[i]) = (0, inside[i]) }
        parts.append((model, inside, outside))
      }
    }
    let (all, total) = (parts, totalWeight)
    return RidgeSearch.Validation(folds: all.count / models.count) { candidates in
      let order = candidates.indices.sorted { candidates[$0] > candidates[$1] }
      let constants = all.reduce(0.0) { sum, part in
        let problem = part.model.problem(kind, 0, scales)
        return sum + problem.sum(nil, weights: part.outside) { kind.constant($1) }.0
      }
      var errors = candidates.map { _ in constants }
      for part in all {
        var start: [Double]?
        for index in order {
          let problem = part.model.problem(kind, candidates[index], scales)
          guard errors[index].isFinite, let result = try? part.model.solve(problem, part.inside, from: start) else {
            errors[index] = .infinity
            continue
          }
          start = result.gamma
          errors[index] +=
            part.model.problem(kind, 0, scales).evaluate(result.gamma, weights: part.outside, wantsHessian: false).loss
        }
      }
      return errors.map { $0 / total }
    }
  }
}

extension Network {
  /// The same network with another likelihood of as many outputs and the same output function, where one is given.
  fileprivate func with(likelihood: Likelihood?) -> Network {
    guard let likelihood else { return self }
    let old = architecture
    var result = Network(
      Architecture(
        Architecture.Storage(
          inputs: old.inputs, basisFunctions: old.basisFunctions, layers: old.layers, likelihood: likelihood,
          parameterCount: old.parameterCount, consumers: old.consumers, maskedPositions: old.maskedPositions,
          offsets: old.plan.offsetOfOutput)),
      execution: execution)
    result.parameters = parameters
    return result
  }
}
