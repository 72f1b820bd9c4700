/// Going back to where an epoch began.
extension Training {
  /// Forgets the epoch that has begun.
  mutating func leaveEpoch() {
    epochStart = nil
    progress.leaveEpoch()
  }

  /// Goes back to the beginning of the epoch before, whose step has made the loss what it is.
  mutating func back(to previous: PreviousEpoch<Scalar>, _ loss: Double) -> TrainingError {
    network.parameters = previous.start.parameters
    optimizer = previous.start.optimizer
    var history = progress.history
    history.epochs.removeLast()
    progress = previous.progress
    progress.history = history
    bestParameters = previous.bestParameters
    epochStart = nil
    previousEpoch = nil
    return .diverged(epoch: epochs + 1, batch: 1, loss: "\(loss)")
  }

  /// Goes back to the beginning of the epoch, as a batch's loss is not finite or its end is not.
  mutating func backToStart(_ loss: Double, batch: Int) -> TrainingError {
    if let start = epochStart {
      network.parameters = start.parameters
      optimizer = start.optimizer
      progress.generator = start.generator
      progress.steps = start.steps
    }
    leaveEpoch()
    return .diverged(epoch: epochs + 1, batch: batch, loss: "\(loss)")
  }
}
