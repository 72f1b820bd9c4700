internal import Foundation

/// Why a generalized linear model has no fit.
enum GeneralizedFailure: Error {
  case newton(NewtonFailure)
  case dispersion(DispersionFailure)
}

/// A fitted generalized linear model of one output, with what its report says.
struct GeneralizedFit<Scalar: RealScalar> {
  /// The likelihood with the dispersion that was estimated; nil where it was given.
  private(set) var family: Likelihood.Family?
  private let model: GeneralizedModel<Scalar>
  private let owner: LinearProblem<Scalar>
  private let kind: any GeneralizedLinearKind
  private let problem: GeneralizedProblem
  private let result: NewtonResult
  private let iterations: Int
  /// The covariance of γ but for a factor `scale`, and what the squares of gradients make of it.
  private let covariance: ColumnMatrix
  private let robust: ColumnMatrix
  private let scale: Double
  private let isScaleEstimated: Bool
  private let effective: Double
  let deviance: Double
  let nullDeviance: Double
  let logLikelihood: Double
  let report: FitSummary.Dispersion

  /// Whether α was found by maximum likelihood and counts as a parameter.
  var countsAsParameter: Bool { family != nil && kind.dispersionEstimator == .profileLikelihood }

  init(
    _ model: GeneralizedModel<Scalar>, _ given: any GeneralizedLinearKind, _ owner: LinearProblem<Scalar>,
    _ lambda: Double, _ scales: [Double], _ dispersion: Dispersion
  ) throws(GeneralizedFailure) {
    (self.model, self.owner) = (model, owner)
    let (weights, routines) = (owner.weights, owner.routines)
    var (kind, alphaError): (any GeneralizedLinearKind, Double?) = (given, nil)
    var start: [Double]?
    var turns = 0
    if dispersion == .estimated && given.dispersionEstimator == .profileLikelihood {
      let profile = try DispersionProfile(model, given, owner, lambda, scales)
      (kind, start, alphaError) = (profile.kind, profile.gamma, profile.standardError)
      turns = profile.iterations
      family = given.family(dispersion: profile.alpha)
    }
    let problem = model.problem(kind, lambda, scales)
    let result: NewtonResult
    let null: Double
    do {
      result = try model.solve(problem, weights, from: start)
      null = try model.nullDeviance(kind)
    } catch {
      throw .newton(error)
    }
    // Under a ridge the estimates vary as (F + P)⁻¹ F (F + P)⁻¹, with the information F.
    let information = problem.information(result.gamma, weights: weights)
    let step = NewtonStep(
      NewtonEvaluation(
        error: 0, loss: 0, gradient: result.evaluation.gradient, hessian: information, smallestMargin: 0,
        largestPredictor: 0), problem.penalty, Array(0..<problem.count), using: routines)
    let inverse = step.inverse(using: routines)
    var (covariance, effective) = (inverse, Double(step.rank))
    if lambda > 0 {
      let hat = inverse.times(information, using: routines)
      covariance = hat.times(inverse, using: routines)
      effective = (0..<hat.rows).reduce(0) { $0 + hat[$1, $1] }
    }
    let squares = problem.squares(result.gamma, weights: weights)
    // By the Hessian itself: it is that of the error whatever the targets vary by.
    robust = result.inverse.times(squares.times(result.inverse, using: routines), using: routines)
    (self.covariance, self.effective) = (covariance, effective)
    (self.problem, self.result, iterations) = (problem, result, turns + result.iterations)

    let freedom = Double(owner.examples) - effective
    deviance = problem.sum(result.gamma, weights: weights) { kind.deviance(at: $0, $1) }.0
    nullDeviance = null
    let pearson = problem.sum(result.gamma, weights: weights) { kind.pearsonResidual(at: $0, $1) }.0
    isScaleEstimated = dispersion == .estimated && given.dispersionEstimator == .pearson
    var final = kind
    let found: PearsonDispersion
    do {
      found = try PearsonDispersion(
        chiSquare: pearson, freedom: freedom, given: isScaleEstimated ? nil : kind.scale)
    } catch {
      throw .dispersion(error)
    }
    scale = isScaleEstimated ? found.used / kind.scale : 1
    if isScaleEstimated {
      family = given.family(dispersion: found.used)
      if let own = family?.kind as? any GeneralizedLinearKind { final = own }
    }
    self.kind = final
    logLikelihood = -problem.sum(result.gamma, weights: weights) { final.terms($0, $1).error + final.constant($1) }.0
    report = FitSummary.Dispersion(
      output: owner.outputName(model.output), pearsonChiSquare: pearson, pearsonDispersion: found.estimate,
      used: found.used, isEstimated: dispersion == .estimated, parameter: final.parameters.first,
      parameterStandardError: alphaError)
  }

  /// Standard errors by parameter that hold also where the variance is another than the likelihood's.
  var robustErrors: [Int: Double] {
    let own = model.covariance(of: robust)
    var result: [Int: Double] = [:]
    for (i, place) in model.parameters.enumerated() where own[i, i] >= 0 { result[place] = own[i, i].squareRoot() }
    return result
  }

  /// Puts the estimates where they belong.
  func add(to report: inout LinearReport<Scalar>, _ parameters: inout [Scalar]) {
    for (place, value) in zip(model.parameters, model.weights(of: result.gamma)) {
      parameters[place] = Scalar(value)
      report.estimates[place] = value
    }
    let freedom = Double(owner.examples) - effective
    let distribution: ReferenceDistribution =
      isScaleEstimated ? .studentT(degreesOfFreedom: freedom) : .normal
    report.blocks.append(
      CovarianceBlock(
        parameters: model.parameters, unscaled: .matrix(model.covariance(of: covariance)), scale: scale,
        distribution: distribution))
    if isScaleEstimated { report.testDistribution = distribution }
    report.add(
      columns: model.columns, outputs: [model.output], rank: model.basis.rank,
      singularValues: model.basis.singularValues, scaled: model.basis.scaledSingularValues,
      isSingular: model.basis.rank < model.columns.count)
    report.iterations = max(report.iterations, iterations)
    report.gradientNorm = max(report.gradientNorm, result.gradientNorm)
    report.degrees.append(freedom)
    if deviance <= 1e-14 * nullDeviance || (nullDeviance == 0 && deviance == 0) {
      report.noteExactFit(owner.outputName(model.output))
    }
  }
}
