import Foundation
internal import Nabla

extension DataChoice {
  /// The options of a model's commands that say of which rows its training was.
  static let trainedOptions = [
    Option(
      name: "weights", values: ["COLUMN"],
      help:
        "The column with the weights of the examples; rows of weight 0, or without one, are left out. By default that of the "
        + "model's training where its examples are divided again."),
    Option(
      name: "groups", values: ["COLUMN"],
      help: "The column of groups that were kept together where examples were divided, in the same way."),
  ]

  /// The choice with what the notes of a model say of how its training divided the examples, where options leave that open.
  ///
  /// - Parameter isDivided: Whether the examples are divided; where they are not, the notes say nothing of them.
  func divided(as notes: [String: String], _ isDivided: Bool = true) -> DataChoice {
    guard isDivided, case .table = source else { return self }
    var choice = self
    let settings = TrainingSettings(notes["settings"])
    if encoding.weights == nil { choice.encoding.weights = settings.text("weights") }
    if encoding.groups == nil, !division.isOrdered { choice.encoding.groups = settings.text("groups") }
    if choice.encoding.groups == nil { choice.division.isOrdered = division.isOrdered || settings.contains("ordered") }
    choice.division.isInBlocks = settings.contains("stream")
    guard testFraction == nil, test == nil else { return choice }
    // 'solve' fits all rows, and so does a training that is tested on another table.
    choice.division.isWhole = notes["fit"] != nil || settings.contains("test")
    choice.testFraction = settings.text("test-fraction").flatMap { Double($0) }.flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
    return choice
  }
}

/// The settings in the notes of a model.
private struct TrainingSettings {
  private let values: [String: Any]

  init(_ text: String?) {
    values = text.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] } ?? [:]
  }

  func contains(_ option: String) -> Bool { values[option] != nil }

  /// The only value of an option, as it was typed.
  func text(_ option: String) -> String? { values[option] as? String }
}
