internal import Foundation

/// What one pass over the training data did.
public struct EpochReport: Sendable, Hashable, CustomStringConvertible {
  /// The number of the epoch, from 1.
  public let number: Int
  /// The mean error an example while training: each batch's before its step.
  public let loss: Double
  /// The wall-clock time, in seconds.
  public let seconds: Double
  /// The number of examples.
  public let examples: Int

  /// Examples a second.
  public var examplesPerSecond: Double { seconds > 0 ? Double(examples) / seconds : 0 }

  /// One line: `epoch 3: loss 0.3719, 1.02 s, 58824 examples/s`.
  public var description: String {
    String(
      format: "epoch %d: loss %.6g, %.3g s, %.0f examples/s", number, loss, seconds, examplesPerSecond)
  }
}

/// Why training stopped.
public enum TrainingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The error of a batch was infinite or NaN. The network has the parameters from before the epoch.
  case diverged(epoch: Int, batch: Int, loss: String)
  /// There is nothing to learn from.
  case noExamples

  /// What happened, and what to try.
  public var description: String {
    switch self {
    case .diverged(let epoch, let batch, let loss):
      "the loss became \(loss) in epoch \(epoch), batch \(batch); the parameters from before the epoch were kept. "
        + "A smaller learning rate may help."
    case .noExamples:
      "the training data has no examples, or all their weights are zero"
    }
  }
}
