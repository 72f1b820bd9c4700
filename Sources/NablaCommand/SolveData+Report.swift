internal import Nabla

extension SolveData {
  /// The report with the joint tests of the levels of each column that has several.
  func tested(_ fit: LinearFit<Double>) -> FitSummary {
    guard let encoding, fit.network.architecture.basisFunctions == nil else { return fit.summary }
    return fit.summary.testing(
      encoding.groups.map { group in
        (group.title, group.inputs.map { inputNames[$0] })
      }, by: fit.covariance(of:))
  }

  /// The report with the names of targets and classes.
  func named(_ summary: FitSummary) -> FitSummary {
    switch likelihood.classCoding {
    case nil, .oneHot: return summary.naming(targetNames, modeled: nil)
    case .binary:
      guard let classNames else { return summary.naming(targetNames, modeled: targetNames) }
      return summary.naming(classNames, modeled: [label(classNames[1])], against: classNames[0])
    case .indices:
      let names = classNames ?? targetNames
      return summary.naming(names, modeled: names)
    }
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
}
