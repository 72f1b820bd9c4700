internal import Nabla

/// Several networks for their mean, and training within a time.
extension TrainingChoice {
  /// Trains networks from several starts, each on one thread, and gives their mean; the history is that of the best one.
  ///
  /// Each has its own seed for its weights, the order of its examples and, with `--validation-fraction`, which of them are
  /// kept to watch it on, so that all examples teach most networks. One that diverges is left out, and so is one that the end
  /// of the time cut short, where others are whole.
  ///
  /// - Throws: Where there is no network to keep.
  func mean<S: RealScalar>(
    of count: Int, _ network: Network<S>, on data: Dataset<S>, optimizer: any Optimizer<S>, options: TrainingOptions,
    epochs: Int, batch: Int, initialization: Initialization, isQuiet: Bool, until isOver: @escaping @Sendable () -> Bool
  ) throws -> (network: Network<S>, history: TrainingHistory, failure: TrainingError?) {
    let likelihood = network.architecture.likelihood
    let runs = try Training.runs(
      of: network, seeds: seed..<seed + UInt64(count), initialization: initialization, epochs: epochs, batch: batch,
      optimizer: optimizer, options: options, largerIsBetter: watching.largerIsBetter, until: isOver
    ) { member throws(any Error) in
      let parts = try watching.divided(data, seed: seed + UInt64(member))
      return (try regularization.prepared(parts.training, likelihood), parts.validation)
    }
    if !isQuiet { Console.print("\(runs)") }
    var members = runs.filter { $0.failure == nil && !$0.history.epochs.isEmpty }
    for run in runs { if let failure = run.failure { Console.complain("the network of seed \(run.seed): \(failure)") } }
    Interruption.share()
    if network.execution.group.some(isOver()) {
      let whole = members.filter { $0.history.epochs.count == epochs }
      if !whole.isEmpty { members = whole }
    }
    guard let best = members.first else {
      if let failure = runs.best.failure { throw failure }
      // Ended before any of them had an epoch.
      return (runs.best.network, runs.best.history, nil)
    }
    if members.count < count { Console.complain("the mean is of \(members.count) networks and not of \(count)") }
    let networks = members.sorted { $0.seed < $1.seed }.map(\.network)
    return (Network.mean(of: networks), best.history, nil)
  }

  /// Says whether a training is to end: because a signal says so, or because its time is over.
  var isOver: @Sendable () -> Bool {
    guard let end else { return { Interruption.isRequested } }
    return { Interruption.isRequested || ContinuousClock().now >= end }
  }

  /// Whether a training ended because its time was over.
  func isCutShort(_ history: TrainingHistory, of epochs: Int) -> Bool {
    end != nil && watching.stopping == nil && history.epochs.count < epochs
  }

  /// As many of these epochs as there is time for, by the time that one of them takes; all of them without a limit.
  func fitting<S: RealScalar>(
    _ epochs: Int, _ network: Network<S>, _ data: Dataset<S>, _ batch: Int
  ) throws -> Int {
    guard let end else { return epochs }
    var network = network
    let (networks, group) = (ensemble ?? starts ?? 1, network.execution.group)
    // Several networks are each of one process.
    if networks > 1 { network.execution.group = .single }
    let own = (networks + group.size - 1) / group.size
    let atOnce = min(network.execution.threads, own)
    if atOnce > 1 { network.execution.threads = 1 }
    let examples = try regularization.prepared(data, network.architecture.likelihood)
    var trial = Training(
      network, on: examples, optimizer: try optimizer.optimizer(as: S.self), batch: batch, seed: seed,
      options: try options(epochs: epochs))
    let taken = try trial.epoch().seconds * Double((own + atOnce - 1) / atOnce)
    // A tenth is left for what else there is to do.
    let left = max((end - ContinuousClock().now) / .seconds(1), 0)
    let fitting = min(epochs, max(1, Int(min(0.9 * left / max(taken, 1e-9), 1e9))))
    // Processes have clocks of their own; all take the number of the first.
    return group.broadcast([fitting])[0]
  }
}

extension TrainCommand {
  /// With more examples than these the mild restraint is taken as it is.
  private static let mostCompared = 5000
  /// How often a third of the examples is held out.
  private static let divisions = 3

  /// The command with the restraint of the least error on examples that are held out of the training data, three times a
  /// third of them; the test data has no part in it.
  func restrained<S: RealScalar>(_ problem: TrainingProblem<S>, _ start: Network<S>) throws -> TrainCommand {
    let data = problem.training
    guard recipe.choosesRestraint, (12...Self.mostCompared).contains(data.count), data.weights == nil,
      data.targets.isComplete
    else { return self }
    var best: (loss: Double, command: TrainCommand) = (.infinity, self)
    for restraint in Restraint.allCases where !start.execution.group.some(training.isOver()) {
      var command = self
      command.restraint = restraint
      command.arguments = recipe.completed(merged, restraint)
      command.training = try TrainingChoice(command.arguments, seed: network.seed, end: training.end)
      let (batch, epochs) = command.settings(count: data.count)
      let loss = try command.training.heldOutLoss(
        start, data, divisions: Self.divisions, epochs: training.epochs ?? epochs, batch: batch,
        initialization: network.scheme(hiddenActivation))
      if !isQuiet {
        Console.print(
          "dropout \(restraint.dropout), weight decay \(restraint.weightDecay): held-out loss "
            + String(sixDigits: loss))
      }
      if loss < best.loss { best = (loss, command) }
    }
    return best.command
  }

  /// The examples a step and the epochs for `count` examples, where the options do not say them.
  func settings(count: Int) -> (batch: Int, epochs: Int) {
    recipe.settings(isImageSet: data.isImageSet, count: count, batch: training.batch, restraint)
  }
}

extension TrainingChoice {
  /// The mean error of networks trained as this says on parts of the data, each on the third that was held out of it; ∞
  /// where one diverges.
  fileprivate func heldOutLoss<S: RealScalar>(
    _ network: Network<S>, _ data: Dataset<S>, divisions: Int, epochs: Int, batch: Int, initialization: Initialization
  ) throws -> Double {
    let likelihood = network.architecture.likelihood
    let runs = try Training.runs(
      of: network, seeds: (0..<divisions).map { seed &+ UInt64($0) }, initialization: initialization,
      epochs: epochs, batch: batch, optimizer: try optimizer.optimizer(as: S.self),
      options: try options(epochs: epochs),
      largerIsBetter: false, until: isOver
    ) { division throws(any Error) in
      let parts = data.split(
        fraction: 2.0 / 3, seed: seed &+ UInt64(division), stratified: data.targets.classCount != nil)
      return (try regularization.prepared(parts.training, likelihood), Validation(on: parts.test))
    }
    let losses = runs.map { run in run.failure == nil ? run.validation ?? .infinity : .infinity }
    let mean = losses.reduce(0, +) / Double(divisions)
    return mean.isNaN ? .infinity : mean
  }
}
