internal import Nabla

/// Several networks for their mean.
extension TrainingChoice {
  /// The option of networks each of which leaves out a part of the examples.
  static let committeeOption = Option(
    name: "committee", values: ["K"],
    help:
      "Train K networks, each on all but one of K parts of the training examples, print the mean error on the parts left "
      + "out, and save their mean as with '--ensemble'. With '--patience' each is watched on its own part.")

  /// The plans of `count` networks, with the seeds that follow on each other.
  func plans<S: RealScalar>(
    _ count: Int, epochs: Int, batch: Int, isWatched: Bool
  ) throws -> [RunPlan<S>] {
    let (optimizer, options) = (try optimizer.optimizer(as: S.self), try options(epochs: epochs))
    return (0..<count).map { member in
      RunPlan(
        seed: seed + UInt64(member), epochs: epochs, batch: batch, optimizer: optimizer, options: options,
        isWatched: isWatched)
    }
  }

  /// The networks whose mean is asked for, each trained on one thread; nil where there is one alone.
  ///
  /// Those of an ensemble have their own seeds for their weights, the order of their examples and, with
  /// `--validation-fraction`, which of them are kept to watch them on, so that all examples teach most networks. Each of a
  /// committee leaves out a part of the examples, and is watched on that.
  ///
  /// - Throws: Where a part has no example that counts.
  func members<S: RealScalar>(
    _ network: Network<S>, on data: Dataset<S>, _ heldOut: HeldOutDivision, epochs: Int, batch: Int,
    initialization: Initialization
  ) throws -> [Run<S>]? {
    guard let count = ensemble ?? committee else { return nil }
    let (parts, likelihood) = (try committeeParts(of: data, heldOut), network.architecture.likelihood)
    let plans: [RunPlan<S>] = try plans(
      count, epochs: epochs, batch: batch, isWatched: parts == nil || watching.stopping != nil)
    return try Training.runs(of: network, plans, initialization: initialization, until: isOver) {
      member throws(any Error) in
      guard let part = parts?[member] else {
        let own = try watching.divided(data, heldOut, seed: seed + UInt64(member))
        return (try regularization.prepared(own.training, likelihood), own.validation)
      }
      let validation = try watching.validation(on: data.rows(at: part.test))
      return (try regularization.prepared(data.rows(at: part.training), likelihood), validation)
    }
  }

  /// What each of a committee leaves out; nil where there is none.
  private func committeeParts<S: RealScalar>(
    of data: Dataset<S>, _ heldOut: HeldOutDivision
  ) throws -> [DivisionChoice.Part]? {
    guard let committee else { return nil }
    let parts = try heldOut.parts(committee, of: data, seed: seed)
    guard parts.allSatisfy(data.hasWeight(in:)) else {
      throw CommandError(
        "\(heldOut.name): '--committee \(committee)' of \(data.count) examples leaves a part without any of a positive weight"
      )
    }
    return parts
  }

  /// The mean of the networks of these runs; the history is that of the best one. One that diverged is left out, and so is one
  /// that the end of the time cut short, where others are whole.
  ///
  /// - Throws: Where there is no network to keep.
  func mean<S: RealScalar>(
    of runs: Runs<S>, epochs: Int, isQuiet: Bool
  ) throws -> (network: Network<S>, history: TrainingHistory, failure: TrainingError?) {
    if !isQuiet { Console.print("\(runs)") }
    var members = runs.filter { $0.failure == nil && !$0.history.epochs.isEmpty }
    for run in runs { if let failure = run.failure { Console.complain("the network of seed \(run.seed): \(failure)") } }
    Interruption.share()
    if runs.best.network.execution.group.some(isOver()) {
      let whole = members.filter { $0.history.epochs.count == epochs }
      if !whole.isEmpty { members = whole }
    }
    guard let best = members.first else {
      if let failure = runs.best.failure { throw failure }
      // Ended before any of them had an epoch.
      return (runs.best.network, runs.best.history, nil)
    }
    if members.count < runs.count {
      Console.complain("the mean is of \(members.count) networks and not of \(runs.count)")
    }
    let networks = members.sorted { $0.seed < $1.seed }.map(\.network)
    return (Network.mean(of: networks), best.history, nil)
  }
}

extension Collection {
  /// The mean error on what was left out of each run; ∞ where one diverged, or where there is none.
  func heldOutLoss<S: RealScalar>() -> Double where Element == Run<S> {
    let losses = map { run in run.failure == nil ? run.validation ?? .infinity : .infinity }
    let mean = losses.reduce(0, +) / Double(count)
    return mean.isNaN ? .infinity : mean
  }
}
