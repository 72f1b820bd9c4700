internal import Nabla

/// A search for the best values of options, by cross-validation.
struct SearchChoice {
  let space: SearchSpace
  /// The values of each candidate, in the order of the space's options.
  let combinations: [[String]]
  let folds: Int
  let results: String?

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "search", values: ["SPACE"],
      help:
        "Try all combinations of values of other options, as in 'hidden=16|32,16 learning-rate=1e-4..1e-1', each by a "
        + "cross-validation ('--folds', by default 5) of the examples that are not for testing; then go on with the best. "
        + "FROM..TO, on a logarithmic scale where both are positive, needs '--trials'."),
    Option(name: "trials", values: ["N"], help: "Try N combinations, drawn by '--search-seed'."),
    Option(name: "search-seed", values: ["N"], help: "The seed of these draws (default: 1)."),
    Option(name: "results", values: ["FILE"], help: "Write the results of the search, as FILE says: .csv or .json."),
  ]

  /// The most combinations that are tried.
  private static let most = 10_000

  /// The search, where there is one.
  ///
  /// - Parameter excluded: Options that have no meaning in a search, or may not be searched over.
  init?(_ arguments: Arguments, _ command: CommandDescription, without excluded: [String]) throws(UsageError) {
    guard let text = arguments.value("search") else {
      for option in Self.options where arguments.contains(option.name) {
        throw UsageError("'--\(option.name)' goes with '--search SPACE'")
      }
      return nil
    }
    for option in excluded { _ = try arguments.exclusive(["search", option]) }
    space = try SearchSpace(
      text, of: command,
      without: excluded + Self.options.map(\.name) + ["folds", "threads", "save", "settings", "quiet", "help"])
    if let typed = space.names.first(where: arguments.contains) {
      throw UsageError("'--search' chooses '\(typed)', which is given too")
    }
    folds = try FoldScores.count(arguments) ?? 5
    results = arguments.value("results")
    if let results, !results.hasSuffix(".csv"), !results.hasSuffix(".json") {
      throw UsageError("'--results' takes a file that ends in .csv or .json, not '\(results)'")
    }
    let seed: UInt64 = try arguments.integer("search-seed", in: 0..., "a whole number from 0") ?? 1
    if let trials = try arguments.count("trials", upTo: Self.most) {
      combinations = space.draws(trials, seed: seed)
    } else {
      if arguments.contains("search-seed") { throw UsageError("'--search-seed' goes with '--trials N'") }
      guard space.isFinite else { throw UsageError("a range in '--search' needs '--trials N'") }
      guard space.count(upTo: Self.most + 1) <= Self.most else {
        throw UsageError("'--search' has more than \(Self.most) combinations; '--trials N' tries some of them")
      }
      combinations = space.grid
    }
  }

  /// The arguments of each candidate.
  ///
  /// - Parameter keepsFolds: whether the best one is cross-validated where it is run.
  func candidates(_ arguments: Arguments, keepsFolds: Bool = false) -> [Arguments] {
    var plain = arguments
    for option in Self.options.map(\.name) + ["folds", "settings"] { plain.remove(option) }
    if keepsFolds { plain.fill("folds", ["\(folds)"]) }
    return combinations.map { space.filled(plain, $0) }
  }

  /// The results of all candidates, computed side by side where there are threads, and spread over processes; nil where a
  /// signal asks the program to end.
  func run(
    threads: Int, isQuiet: Bool, _ scores: (_ candidate: Int) throws -> FoldScores?
  ) throws -> SearchResults? {
    if let results { try Files.check(results) }
    var outcomes: [SearchResults.Outcome?] = Array(repeating: nil, count: combinations.count)
    outcomes.withUnsafeMutableBufferPointer { outcomes in
      // Each candidate has a place of its own, which the compiler cannot see.
      nonisolated(unsafe) let outcomes = outcomes
      nonisolated(unsafe) let scores = scores
      let group = Processes.group
      let own = combinations.indices.filter { $0 % group.size == group.rank }
      Execution(threads: threads).forEach(own.count) { piece in
        let i = own[piece]
        guard !Interruption.isRequested else { return }
        do {
          guard let found = try scores(i) else { return }
          outcomes[i] = found.mean.isFinite ? .scores(found) : .failure("the \(found.name) is \(found.mean)")
        } catch {
          outcomes[i] = .failure("\(error)")
        }
      }
    }
    Interruption.share()
    let all = SearchResults(
      names: space.names, combinations: combinations,
      outcomes: SearchResults.Outcome.exchanged(outcomes, by: Processes.group))
    if let results, Processes.isFirst {
      Outcome.attempt { try Files.write(all.text(json: results.hasSuffix(".json")), to: results) }
    }
    guard !Interruption.isRequested else {
      Console.complain(
        "stopped by \(Interruption.name) after \(all.outcomes.count { $0 != nil }) of \(combinations.count) combinations"
      )
      return nil
    }
    guard all.best != nil else {
      throw CommandError("no combination of the search could be tested: \(all.firstFailure ?? "")")
    }
    if let (first, second) = all.differentMeasures {
      throw CommandError("'--search' cannot compare \(first) with \(second); search over each by itself")
    }
    if !isQuiet { for line in all.lines { Console.print(line) } }
    return all
  }
}
