import Foundation
internal import Nabla

extension SolveData {
  /// The report with the joint tests of the levels of each column that has several.
  func tested(_ fit: LinearFit<Double>) -> FitSummary {
    guard let encoding, fit.network.architecture.basisFunctions == nil else { return fit.summary }
    return fit.summary.testing(
      encoding.groups.map { group in
        (group.title, group.inputs.map { inputNames[$0] })
      }, by: fit.covariance)
  }

  /// The report with the names of targets and classes, and what is particular to proportions.
  func named(_ summary: FitSummary) -> FitSummary {
    var named: FitSummary
    switch likelihood.classCoding {
    case nil, .oneHot: named = summary.naming(targetNames, modelled: nil)
    case .binary:
      guard let classNames else {
        named = summary.naming(targetNames, modelled: targetNames)
        break
      }
      named = summary.naming(classNames, modelled: [label(classNames[1])], against: classNames[0])
    case .indices:
      let names = classNames ?? targetNames
      named = summary.naming(names, modelled: names)
    }
    named.notes += proportionNotes(summary)
    return named
  }

  /// A label with the target that has it, as in `low = 1`; the columns of one-hot classes are labels themselves.
  private func label(_ name: String) -> String { targetNames.count == 1 ? "\(targetNames[0]) = \(name)" : name }

  /// The solver's error with the names of the classes.
  func named(_ error: SolverError) -> SolverError {
    guard case .notCrossValidated(let reason) = error, let classNames else { return error }
    for (k, name) in classNames.enumerated() {
      for word in ["class", "outcome"] where reason.hasPrefix("\(word) \(k) ") {
        return .notCrossValidated(reason: "class '\(name)'" + reason.dropFirst("\(word) \(k)".count))
      }
    }
    return error
  }

  /// Of proportions among trials: that the likelihood is that of single trials, and what it is of whole groups, with
  /// Σ ln C(mᵢ, mᵢtᵢ) more, where the weights are the numbers of trials mᵢ.
  private func proportionNotes(_ summary: FitSummary) -> [String] {
    guard case .values(let values) = t, likelihood.classCoding == .binary, let logLikelihood = summary.logLikelihood,
      values.elements.contains(where: { $0 > 0 && $0 < 1 })
    else { return [] }
    let note =
      "the targets are proportions: log-likelihood, AIC and BIC are those of the single trials behind them, while the "
      + "deviance is that of the groups, against a network that fits each of them"
    var (sum, areCounts) = (0.0, true)
    for i in 0..<values.rows {
      let trials = weights?[i] ?? 1
      areCounts = areCounts && trials == trials.rounded()
      for k in 0..<values.columns {
        let successes = (trials * values[i, k]).rounded()
        // A proportion is written with a few digits only.
        areCounts = areCounts && abs(successes - trials * values[i, k]) <= 1e-3 * max(1, trials).squareRoot()
        sum += lgamma(trials + 1) - lgamma(successes + 1) - lgamma(trials - successes + 1)
      }
    }
    guard areCounts else { return [note] }
    let criterion = (summary.akaikeCriterion ?? .nan) - 2 * sum
    return [
      note,
      "as groups of trials, with the binomial coefficients, the log-likelihood is "
        + String(format: "%.8g and AIC %.7g", logLikelihood + sum, criterion),
    ]
  }
}
