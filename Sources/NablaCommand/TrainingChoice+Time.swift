internal import Nabla

/// Training within a time.
extension TrainingChoice {
  /// Says whether a training is to end: because a signal says so, or because its time is over.
  var isOver: @Sendable () -> Bool {
    guard let end else { return { Interruption.isRequested } }
    return { Interruption.isRequested || ContinuousClock().now >= end }
  }

  /// Says so where a training ended because its time was over.
  func sayIfCutShort(_ history: TrainingHistory, of epochs: Int) {
    guard end != nil, watching.stopping == nil, history.epochs.count < epochs else { return }
    Console.complain("the time was over after \(history.epochs.count) of \(epochs) epochs")
  }

  /// As many of these epochs as there is time for, by the time that one of them takes; all of them without a limit.
  ///
  /// - Parameter networks: How many are trained so.
  func fitting<S: RealScalar>(
    _ epochs: Int, _ network: Network<S>, _ data: Dataset<S>, _ batch: Int, networks: Int
  ) throws -> Int {
    guard let end else { return epochs }
    var network = network
    let group = network.execution.group
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
