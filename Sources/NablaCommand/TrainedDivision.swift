import Foundation
internal import Nabla

extension DataChoice {
  /// The options of a model's commands that say of which rows its training was.
  static let trainedOptions = [
    Option(
      name: "weights", values: ["COLUMN"],
      help:
        "The column with the weights of the examples; rows of weight 0, or without one, are left out. By default that of the "
        + "model's training."),
    Option(
      name: "groups", values: ["COLUMN"],
      help: "The column of groups that were kept together where examples were divided, in the same way."),
  ]

  /// The choice with what the notes of a model say of its training, where options leave that open: which columns are weights,
  /// trials and groups, and how the examples were divided.
  ///
  /// - Parameter isDivided: Whether the examples are divided; where they are not, they may be others than those of the training.
  func divided(as notes: [String: String], _ isDivided: Bool = true) -> DataChoice {
    guard case .table = source else { return self }
    var choice = self
    let settings = TrainingSettings(notes["settings"])
    choice.encoding.isForOthers = !isDivided
    func note(_ column: WritableKeyPath<EncodingChoice, String?>, _ option: String) {
      guard choice.encoding[keyPath: column] == nil, let noted = settings.text(option) else { return }
      choice.encoding[keyPath: column] = noted
      choice.encoding.noted.insert(option)
    }
    note(\.weights, "weights")
    if !encoding.allowsMissingTargets { note(\.trials, "out-of") }
    if settings.contains("missing-targets"), choice.encoding.trials == nil {
      choice.encoding.allowsMissingTargets = true
    }
    choice.encoding.notedTargets = settings.text("target").flatMap { Arguments.list($0) }
    if let rule = settings.text("missing").flatMap({ Arguments.list($0) }), encoding.rules.missing == .refuse,
      rule != [MissingRule.refuse.rawValue]
    {
      // What takes the place of other missing values is in the model.
      if rule.contains("drop") { choice.encoding.rules.missing = .drop }
      choice.encoding.noted.insert("missing")
    }
    guard isDivided else { return choice }
    // 'solve' fits all rows, and so does a training that is tested on another table; its groups are those of folds.
    let isFit = notes["fit"] != nil
    if !division.isOrdered, !isFit { note(\.groups, "groups") }
    if choice.encoding.groups == nil {
      choice.division.isOrdered = division.isOrdered || (!isFit && settings.contains("ordered"))
    }
    choice.division.isInBlocks = !isFit && settings.contains("stream")
    guard testFraction == nil, test == nil else { return choice }
    choice.division.isWhole = isFit || settings.contains("test")
    choice.testFraction = settings.text("test-fraction").flatMap { Double($0) }.flatMap { $0 > 0 && $0 < 1 ? $0 : nil }
    return choice
  }
}

extension Model {
  /// The columns of a table without names that are inputs if it is laid out as that of the training; nil where the model's settings
  /// do not tell, or there is another number of them.
  func inputsAsInTraining(of table: DelimitedText) -> [Int]? {
    let settings = TrainingSettings(notes["settings"])
    guard table.columnNames == nil, !settings.isEmpty else { return nil }
    func columns(_ options: [String]) throws(DataError) -> [Int] {
      try TableColumns.indices(
        typed: options.flatMap { settings.text($0).flatMap { Arguments.list($0) } ?? [] }, in: table)
    }
    guard let others = try? columns(["weights", "out-of", "groups", "offset", "exposure", "exclude", "id"]),
      let rest = try? TableColumns(
        of: table, targets: settings.text("target").flatMap { Arguments.list($0) }, without: others),
      let named = try? columns(["inputs"])
    else { return nil }
    let inputs = named.isEmpty ? rest.inputs : named
    return inputs.count == network.architecture.inputs ? inputs : nil
  }
}

/// The settings in the notes of a model.
private struct TrainingSettings {
  private let values: [String: Any]

  init(_ text: String?) {
    values = text.flatMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] } ?? [:]
  }

  var isEmpty: Bool { values.isEmpty }

  func contains(_ option: String) -> Bool { values[option] != nil }

  /// The only value of an option, as it was typed.
  func text(_ option: String) -> String? { values[option] as? String }
}

extension EncodingChoice {
  /// The place of a column that has a part of its own, such as the weights; nil where there is none.
  ///
  /// - Parameter option: The option that names it.
  /// - Throws: where the table has no such column; of one that the model's settings name, a word that says so. In other
  ///   examples than those of the training weights may lack, which is said.
  func place(of column: String?, _ option: String, in table: DelimitedText) throws -> Int? {
    guard let column else { return nil }
    do throws(DataError) {
      return try TableColumns.index(typed: column, in: table)
    } catch {
      guard error.kind == .unknownColumn, noted.contains(option) else { throw error }
      let file = table.source ?? "the table"
      let lack = "\(file): there is no column '\(column)', which is '--\(option)' in the model's settings"
      guard option == "weights", isForOthers else { throw CommandError("\(lack); '--\(option) COLUMN' names another") }
      Console.error("nabla: \(lack): all examples count the same")
      return nil
    }
  }
}
