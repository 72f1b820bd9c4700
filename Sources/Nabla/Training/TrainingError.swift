/// Why training stopped.
public enum TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The error of a batch was infinite or NaN, or a parameter or the validation's loss after the epoch. The network has the
  /// parameters from before the epoch.
  case diverged(epoch: Int, batch: Int, loss: String)
  /// There is nothing to learn from.
  case noExamples
  /// Examples that are read when they are needed could not be; the network has the parameters from before the epoch.
  case unreadable(DataError)
  /// The processes of a group do not train the same; nothing was done.
  case differs

  /// What happened, and what to try.
  public var description: String {
    switch self {
    case .diverged(let epoch, let batch, let loss):
      "the loss became \(loss) in epoch \(epoch), batch \(batch); the parameters from before the epoch were kept. "
        + "A smaller learning rate may help."
    case .noExamples:
      "the training data has no examples, or all their weights are zero"
    case .unreadable(let error):
      "\(error)"
    case .differs:
      "the processes have other data, or train in another way; every process must be started alike"
    }
  }
}
