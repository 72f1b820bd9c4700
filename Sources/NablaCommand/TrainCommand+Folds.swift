import Foundation
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
  ]

  /// The number of parts, where there is a cross-validation.
  static func folds(_ arguments: Arguments) throws(UsageError) -> Int? {
    guard let text = arguments.value("folds") else { return nil }
    guard let folds = try arguments.count("folds"), folds >= 2 else {
      throw arguments.wrong("folds", text, "a whole number from 2")
    }
    for option in excluded { _ = try arguments.exclusive(["folds", option]) }
    return folds
  }

  /// Trains on all parts but one, and tests on that, in turn.
  func crossValidate<S: RealScalar>(_ folds: Int, _ scalar: S.Type) throws {
    var values: [Double] = []
    var name = ""
    Interruption.watch()
    for (i, fold) in try LoadedData<S>.folds(data, folds, likelihood: network.likelihood).enumerated() {
      let loaded = try fold()
      let problem = try TrainingProblem(loaded, likelihood: network.likelihood, scales: scales ?? data.isTable)
      let start = start(loaded, problem)
      let settings = TrainingChoice.defaults(
        isImageSet: data.isImageSet, count: problem.training.count, batch: training.batch)
      let (trained, _, failure) = try training.train(
        start, on: problem.training, epochs: training.epochs ?? settings.epochs, batch: settings.batch,
        initialization: network.scheme(hiddenActivation), isQuiet: true)
      if let failure { throw failure }
      guard !Interruption.isRequested else {
        return Console.complain("stopped by \(Interruption.name) in part \(i + 1) of \(folds)")
      }
      let score = try Score(of: problem.model(trained, loaded, notes: [:]), on: loaded.test)
      if !isQuiet { Console.print("part \(i + 1) of \(folds): \(score.verdict) (\(loaded.test.count) examples)") }
      name = score.name
      values.append(score.value)
    }
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let error = (squares / Double(values.count - 1) / Double(values.count)).squareRoot()
    Console.print(
      "cross-validated \(name): " + String(sixDigits: mean) + ", standard error " + String(sixDigits: error))
  }
}
