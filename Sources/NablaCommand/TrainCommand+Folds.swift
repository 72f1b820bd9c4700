internal import Nabla

extension TrainCommand {
  /// The option of a cross-validation.
  static let foldsOption = Option(
    name: "folds", values: ["K"],
    help:
      "Cross-validate: train K times, each time test on another one of K parts, and print the mean of the test results "
      + "with its standard error. Parts are of consecutive examples, or of classes evenly; no network is saved.")

  /// Options that have no meaning where several networks are trained and none is kept.
  private static let excluded = [
    "save", "test", "test-idx", "test-fraction", "checkpoint", "resume", "overwrite", "history", "figures", "polish",
    "minutes",
  ]

  /// The number of parts, where there is a cross-validation.
  static func folds(_ arguments: Arguments) throws(UsageError) -> Int? {
    guard let folds = try FoldScores.count(arguments) else { return nil }
    for option in excluded { _ = try arguments.exclusive(["folds", option]) }
    return folds
  }

  /// Trains on all parts but one, and tests on that, in turn.
  func crossValidate<S: RealScalar>(_ folds: Int, _ scalar: S.Type) throws {
    Interruption.watch()
    let parts = try LoadedData<S>.folds(data, folds, likelihood: network.likelihood)
    if let scores = try crossValidated(parts, isQuiet: isQuiet) { Console.print(scores.verdict) }
  }

  /// The results of these divisions; nil where a signal asks the program to end.
  func crossValidated<S: RealScalar>(
    _ parts: [() throws -> LoadedData<S>], isQuiet: Bool
  ) throws -> FoldScores? {
    var scores: [Score] = []
    for (i, fold) in parts.enumerated() {
      let loaded = try fold()
      let problem = try TrainingProblem(loaded, likelihood: network.likelihood, scaling: scaling)
      let start = start(loaded, problem)
      let chosen = try restrained(problem, start)
      let settings = chosen.settings(count: problem.training.count)
      let (trained, _, failure) = try chosen.training.train(
        start, on: problem.training, epochs: training.epochs ?? settings.epochs, batch: settings.batch,
        initialization: network.scheme(hiddenActivation), isQuiet: true)
      if let failure { throw failure }
      guard !Interruption.isRequested else {
        Console.complain("stopped by \(Interruption.name) in part \(i + 1) of \(parts.count)")
        return nil
      }
      let score = try Score(of: problem.model(trained, loaded, notes: [:]), on: loaded.test)
      if !isQuiet {
        Console.print("part \(i + 1) of \(parts.count): \(score.verdict) (\(loaded.test.count) examples)")
      }
      scores.append(score)
    }
    return FoldScores(scores)
  }
}
