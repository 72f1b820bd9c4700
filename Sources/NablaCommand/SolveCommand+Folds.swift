internal import Nabla

extension SolveCommand {
  static let foldsOption = Option(
    name: "folds", values: ["K"],
    help:
      "Cross-validate, too: fit K times without one of K parts, test on it, and print the mean of the test results with its "
      + "standard error. Parts are of consecutive examples, of classes evenly, or of groups ('--groups').")

  static let leaveOneOutOption = Option(
    name: "leave-one-out",
    help:
      "Of a linear regression, print the root of the mean squared residual of examples that are left out of the fit one by "
      + "one, which needs no other fits; groups are not kept together.")

  /// Options of a division have a meaning where there is one.
  static func checkDivision(_ arguments: Arguments, _ folds: Int?) throws(UsageError) {
    _ = try arguments.exclusive(["ordered", "groups"])
    guard folds == nil else { return }
    for option in ["ordered", "groups"] where arguments.contains(option) {
      throw UsageError("'--\(option)' goes with '--folds K' here: it says how the examples are divided")
    }
  }

  /// The test results of fits to all parts but one; encodings and basis functions are fitted anew for each.
  func crossValidated(_ data: SolveData, _ k: Int) throws -> FoldScores {
    let targets = data.classes.map { Targets<Double>.classes($0) } ?? data.t
    let parts = try division.folds(k, targets, groups: data.groups, path)
    // Every process has each so many-th part for itself.
    let group = execution.group
    let alone = Execution(backend: execution.backend, threads: execution.threads)
    return FoldScores(
      try parts.enumerated().filter { $0.offset % group.size == group.rank }.map { i, part in
        let (x, names) = try data.inputs(fittedOn: part.training)
        let training = x.rows(at: part.training)
        let base = try functions.functions(for: training, names: names)
        let network = Network<Double>(
          try architecture(inputs: x.columns, data.likelihood, base), execution: alone)
        let fit: LinearFit<Double>
        do throws(SolverError) {
          fit = try network.solve(
            training, data.t.rows(at: part.training), weights: data.weights.map { Self.rows($0, part.training) },
            offset: data.offsets.map { Self.rows($0, part.training) }, dispersion: dispersion, ridge: ridge,
            softmax: softmax, confidenceLevel: level, featureNames: names)
        } catch {
          throw CommandError("\(path): without part \(i + 1) of \(k): \(data.named(error))")
        }
        let test = try Dataset(
          inputs: x.rows(at: part.test), targets: targets.rows(at: part.test),
          weights: data.weights.map { Self.rows($0, part.test) }, classNames: data.classNames)
        return try Score(
          of: Model(fit.network, classNames: data.classNames), on: test,
          outputs: fit.predict(test.inputs, offset: data.offsets.map { Self.rows($0, part.test) }))
      }, of: k, by: group)
  }

  /// Cross-validates all combinations of a search, and goes on with the best one, fitted to all examples.
  func runSearch(_ search: SearchChoice, _ candidates: [SolveCommand]) throws {
    Interruption.watch()
    try Processes.check(files: source.files)
    // What else is searched over may change the data.
    let shared = Set(
      ["ridge", "standardize", "softmax", "dispersion", "sigma"] + BasisFunctionChoice.options.map(\.name))
    let data = search.space.names.allSatisfy(shared.contains) ? try loadedData() : nil
    let results = try search.run(threads: execution.threads, isQuiet: printsJSON) { i in
      var command = candidates[i]
      if execution.threads > 1 { command.execution.threads = 1 }
      command.execution.group = .single
      return try command.crossValidated(data ?? command.loadedData(), search.folds)
    }
    guard let results, let best = results.best else { return }
    if !printsJSON { Console.print("") }
    try candidates[best].run()
  }

  private static func rows(_ numbers: [Double], _ rows: [Int]) -> [Double] { rows.map { numbers[$0] } }

  /// What is left of every example where it is left out.
  func leaveOneOut(_ data: SolveData, _ fit: LinearFit<Double>) throws -> LeftOut {
    guard let residuals = fit.deletedResiduals(data.x, data.t, weights: data.weights, offset: data.offsets) else {
      throw CommandError(
        "\(path): '--leave-one-out' is for linear regressions, not for a \(data.likelihood.name) likelihood; '--folds K' "
          + "fits anew")
    }
    return LeftOut(rootMeanSquare: residuals.rootMeanSquare, undetermined: residuals.undetermined)
  }
}

/// How good a linear regression is on examples that are left out one by one.
struct LeftOut: Encodable, CustomStringConvertible {
  let rootMeanSquare: Double?
  /// The number of examples without which the others do not determine the fit.
  let undetermined: Int

  var description: String {
    "leave-one-out RMSE: " + (rootMeanSquare.map { String(sixDigits: $0) } ?? "undefined")
      + (undetermined == 0 ? "" : "; \(undetermined) examples are left out of it, which alone determine a coefficient")
  }
}

/// A report with how good the fit is on examples that were left out.
struct ValidatedReport: Encodable {
  let summary: FitSummary
  let left: LeftOut?
  let scores: FoldScores?

  private enum Keys: String, CodingKey {
    case leaveOneOut, folds
  }

  func encode(to encoder: any Encoder) throws {
    try summary.encode(to: encoder)
    var container = encoder.container(keyedBy: Keys.self)
    try container.encodeIfPresent(left, forKey: .leaveOneOut)
    try container.encodeIfPresent(scores, forKey: .folds)
  }
}
