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
  /// The validation's metric after the epoch, where there is validation; NaN where it is undefined.
  public let validation: Double?

  /// Examples a second.
  public var examplesPerSecond: Double { seconds > 0 ? Double(examples) / seconds : 0 }

  /// One line: `epoch 3: loss 0.3719, validation 0.4022, 1.02 s, 58824 examples/s`.
  public var description: String {
    let watched = validation.map { ", validation \(Self.text($0))" } ?? ""
    return "epoch \(number): loss \(Self.text(loss))" + watched
      + String(format: ", %.2f s, %.0f examples/s", seconds, examplesPerSecond)
  }

  private static func text(_ value: Double) -> String { value.isNaN ? "undefined" : String(format: "%.6g", value) }
}

extension EpochReport {
  /// A report from what was encoded, or from the JSON of a history, where `null` stands for a number that is not finite.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Double {
      try container.decodeNil(forKey: key) ? .nan : container.decode(Double.self, forKey: key)
    }
    self.init(
      number: try container.decode(Int.self, forKey: .number), loss: try number(.loss), seconds: try number(.seconds),
      examples: try container.decode(Int.self, forKey: .examples), learningRate: try number(.learningRate),
      validation: container.contains(.validation) ? try number(.validation) : nil)
  }
}
