internal import Nabla

extension TrainCommand {
  /// Options that have no meaning in a search, or that each candidate cannot have for itself.
  static let unsearched = ["stream", "checkpoint", "resume", "overwrite", "polish", "evidence"]

  /// Options that say what the data is; where none of them is searched over it is read once.
  private static let dataOptions = Set(
    DataChoice.group.options.map(\.name) + EncodingChoice.columnOptions.map(\.name)
      + EncodingChoice.ruleOptions.map(\.name) + ["likelihood", "precision"])

  /// Cross-validates all combinations on the examples for training, and trains the network of the best one.
  func runSearch(_ search: SearchChoice, _ candidates: [TrainCommand]) throws {
    if let path { try Files.check(path) }
    try record.check()
    Interruption.watch()
    try Processes.check(files: data.files + [merged.value("settings")].compactMap { $0 })
    let results: SearchResults?
    if search.space.names.contains(where: Self.dataOptions.contains) {
      results = try search.run(threads: execution.threads, isQuiet: isQuiet) { i in
        try candidates[i].onOneThread(of: execution.threads).crossValidated(search.folds)
      }
    } else {
      switch chosenPrecision {
      case .single: results = try searched(search, candidates, Float.self)
      case .double, .mixed: results = try searched(search, candidates, Double.self)
      }
    }
    guard let results, let best = results.best else { return }
    try candidates[best].run()
  }

  private func searched<S: RealScalar>(
    _ search: SearchChoice, _ candidates: [TrainCommand], _ scalar: S.Type
  ) throws -> SearchResults? {
    let parts = try LoadedData<S>.innerFolds(data, search.folds, likelihood: network.likelihood)
    return try search.run(threads: execution.threads, isQuiet: isQuiet) { i in
      try candidates[i].onOneThread(of: execution.threads).crossValidated(parts, isQuiet: true)
    }
  }

  /// The command on one thread, where several work on others; the bits of a result do not depend on it.
  private func onOneThread(of threads: Int) -> TrainCommand {
    var command = self
    if threads > 1 { command.execution.threads = 1 }
    return command
  }

  private func crossValidated(_ folds: Int) throws -> FoldScores? {
    switch chosenPrecision {
    case .single:
      return try crossValidated(
        LoadedData<Float>.innerFolds(data, folds, likelihood: network.likelihood), isQuiet: true)
    case .double, .mixed:
      return try crossValidated(
        LoadedData<Double>.innerFolds(data, folds, likelihood: network.likelihood), isQuiet: true)
    }
  }
}
