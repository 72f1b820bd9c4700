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
    "minutes", "evidence",
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
    try Processes.check(files: data.files)
    if Processes.group.size > 1 { return try crossValidate(parts, in: Processes.group) }
    if let scores = try crossValidated(parts, isQuiet: isQuiet) { Console.print(scores.verdict) }
  }

  /// The same with each so many-th part for every process.
  private func crossValidate<S: RealScalar>(_ parts: [() throws -> LoadedData<S>], in group: ProcessGroup) throws {
    var own: [(score: Score, line: String)] = []
    for i in parts.indices where i % group.size == group.rank {
      guard let part = try tested(parts, i) else { break }
      own.append(part)
    }
    Interruption.share()
    guard !Interruption.isRequested else { return Console.complain("stopped by \(Interruption.name)") }
    let lines = group.gather(Array(own.map(\.line).joined(separator: "\n").utf8)).map { text in
      String(decoding: text, as: UTF8.self).split(separator: "\n")
    }
    // Part i is the one at i / size of process i % size.
    if !isQuiet { for i in parts.indices { Console.print(String(lines[i % group.size][i / group.size])) } }
    Console.print(FoldScores(own.map(\.score), of: parts.count, by: group).verdict)
  }

  /// The results of these divisions; nil where a signal asks the program to end.
  func crossValidated<S: RealScalar>(
    _ parts: [() throws -> LoadedData<S>], isQuiet: Bool
  ) throws -> FoldScores? {
    var scores: [Score] = []
    for i in parts.indices {
      guard let part = try tested(parts, i) else {
        Console.complain("stopped by \(Interruption.name) in part \(i + 1) of \(parts.count)")
        return nil
      }
      if !isQuiet { Console.print(part.line) }
      scores.append(part.score)
    }
    return FoldScores(scores)
  }

  /// The result of one division, and what is printed of it; nil where a signal asks the program to end.
  private func tested<S: RealScalar>(
    _ parts: [() throws -> LoadedData<S>], _ i: Int
  ) throws -> (score: Score, line: String)? {
    let loaded = try parts[i]()
    let problem = try TrainingProblem(loaded, likelihood: network.likelihood, scaling: scaling)
    var start = try start(loaded, problem)
    start.execution.group = .single
    let result = try trained(problem, start, isQuiet: true).result
    if let failure = result.failure { throw failure }
    guard !Interruption.isRequested else { return nil }
    let score = try Score(of: problem.model(result.network, loaded, notes: [:]), on: loaded.test)
    return (score, "part \(i + 1) of \(parts.count): \(score.verdict) (\(loaded.test.count) examples)")
  }
}
