/// The reports of a training's epochs.
public struct TrainingHistory: Sendable, Hashable, Codable {
  /// The reports, in order.
  public var epochs: [EpochReport]

  /// A history of these reports.
  public init(_ epochs: [EpochReport] = []) { self.epochs = epochs }

  /// A table with a header, a line an epoch, in CSV (RFC 4180, but with the line ends of Unix); the field of a value that
  /// there is not, or that is infinite or undefined, is empty.
  public var csv: String {
    let header = "epoch,loss,validation,learning_rate,seconds,examples\n"
    return epochs.reduce(header) { text, epoch in
      func field(_ value: Double?) -> String { value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "" }
      let (loss, validation, rate) = (field(epoch.loss), field(epoch.validation), field(epoch.learningRate))
      return text + "\(epoch.number),\(loss),\(validation),\(rate),\(field(epoch.seconds)),\(epoch.examples)\n"
    }
  }

  /// An array of objects with the names of an `EpochReport`'s properties, in JSON; a value that is infinite or undefined
  /// is `null`.
  public var json: String { String(decoding: JSON.encoded(epochs), as: UTF8.self) }
}
