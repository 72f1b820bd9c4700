internal import Foundation

/// What one pass over the training data did.
public struct EpochReport: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The number of the epoch, from 1.
  public let number: Int
  /// The mean error an example while training: each batch's before its step, penalties not included.
  public let loss: Double
  /// The wall-clock time, in seconds.
  public let seconds: Double
  /// The number of examples.
  public let examples: Int
  /// The learning rate of the last step.
  public let learningRate: Double
  /// The validation's metric after the epoch, where there is validation.
  public let validation: Double?

  /// Examples a second.
  public var examplesPerSecond: Double { seconds > 0 ? Double(examples) / seconds : 0 }

  /// One line: `epoch 3: loss 0.3719, validation 0.4022, 1.02 s, 58824 examples/s`.
  public var description: String {
    let watched = validation.map { String(format: ", validation %.6g", $0) } ?? ""
    return String(format: "epoch %d: loss %.6g", number, loss) + watched
      + String(format: ", %.2f s, %.0f examples/s", seconds, examplesPerSecond)
  }
}
