import Foundation
internal import Nabla

/// A JSON file with options of a command, such as `{ "hidden": [256, 128], "dropout": 0.2, "quiet": true }`.
///
/// The names are those of the options; a switch has the value `true`, lists of numbers may be arrays, and options with two
/// values are arrays of two texts. What is typed goes before what the file says, also where the two exclude each other.
enum SettingsFile {
  static let option = Option(
    name: "settings", values: ["FILE"],
    help: "Options from a JSON file, such as {\"hidden\": [256, 128], \"dropout\": 0.2}; what is typed goes first.")

  /// Options that say what becomes of a run, and not what it is; a model's settings are without them.
  private static let outputs: Set<String> = [
    "settings", "save", "quiet", "history", "figures", "checkpoint", "checkpoint-every", "resume", "overwrite",
    "threads", "minutes", "help", "json", "figure",
  ]

  /// Options that exclude each other.
  private static let exclusive: [[String]] =
    [
      ["fashion-mnist"] + DataChoice.sources, ["offset", "exposure"], ["ordered", "groups"], ["evidence", "polish"],
      ["polish", "l1"],
      ["classes", "regression"], ["test", "test-idx", "test-fraction"], ["scale", "no-scale", "scaling"],
      ["starts", "checkpoint"],
      ["starts", "ensemble"], ["ensemble", "checkpoint"], ["ensemble", "polish"], ["ensemble", "evidence"],
      ["fast", "best"],
      ["resume", "overwrite"], ["folds", "test"], ["folds", "test-fraction"], ["folds", "polish"],
      ["folds", "evidence"], ["compare", "hidden"],
    ] + DataChoice.sources.map { ["data", $0] } + Recipe.withoutBest.map { ["best", $0] }

  /// Options that go with another, without which they have no meaning.
  private static let companions: [String: [String]] = [
    "csv": DataChoice.tableOptions + ["inputs"], "idx": ["test-idx"], "npz": ["arrays"],
    "polish": PolishChoice.options.map(\.name), "evidence": EvidenceChoice.options.map(\.name),
    "checkpoint": ["checkpoint-every", "resume", "overwrite"],
  ]

  /// The options of a file that what is typed leaves no place for.
  private static func replaced(_ names: Dictionary<String, Value>.Keys, by typed: Arguments) -> Set<String> {
    let excluded = names.filter { name in
      exclusive.contains { group in group.contains(name) && group.contains { $0 != name && typed.contains($0) } }
    }
    return Set(excluded + excluded.flatMap { companions[$0] ?? [] })
  }

  /// The arguments with the options of the file that `--settings` names.
  static func merged(_ arguments: Arguments, _ command: CommandDescription) throws(UsageError) -> Arguments {
    guard let path = arguments.value(option.name) else { return arguments }
    let bytes: [UInt8]
    do throws(DataError) {
      bytes = try DataFile.storedBytes(at: path)
    } catch {
      throw UsageError("'--settings \(path)': expected a file that can be read, found \(error.found.orEmpty)")
    }
    let values: [String: Value]
    do {
      values = try JSONDecoder().decode([String: Value].self, from: Data(bytes))
    } catch {
      throw UsageError(
        "'--settings \(path)': expected a JSON object with texts, numbers, true, false, or arrays of them")
    }
    var merged = arguments
    let replaced = replaced(values.keys, by: arguments)
    for (name, value) in values.sorted(by: { $0.key < $1.key }) {
      guard let option = command.options.first(where: { $0.name == name }), !["help", "settings"].contains(name) else {
        let suggestion = nearest(to: name, among: command.options.map(\.name)).map { "; did you mean '\($0)'?" }
        throw UsageError("'--settings \(path)': '\(command.invocation)' has no option '\(name)'" + suggestion.orEmpty)
      }
      guard let texts = try value.texts(for: option, path) else { continue }
      guard !arguments.contains(name), !replaced.contains(name) else { continue }
      merged.fill(name, texts)
    }
    return merged
  }

  /// The options of a run as such a file, on one line.
  static func text(_ arguments: Arguments, resolved: [String: String]) -> String {
    var values: [String: Value] = [:]
    for (name, texts) in arguments.options where !outputs.contains(name) {
      values[name] = texts.isEmpty ? .flag(true) : texts.count == 1 ? .text(texts[0]) : .list(texts.map { .text($0) })
    }
    for (name, text) in resolved where values[name] == nil { values[name] = .text(text) }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return (try? encoder.encode(values)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// A value of the file.
  private enum Value: Codable {
    case flag(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
    case list([Value])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let value = try? container.decode(Bool.self) {
        self = .flag(value)
      } else if let value = try? container.decode(Int.self) {
        self = .integer(value)
      } else if let value = try? container.decode(Double.self) {
        self = .number(value)
      } else if let value = try? container.decode([Value].self) {
        self = .list(value)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .flag(let value): try container.encode(value)
      case .integer(let value): try container.encode(value)
      case .number(let value): try container.encode(value)
      case .text(let value): try container.encode(value)
      case .list(let value): try container.encode(value)
      }
    }

    /// The value as it would be typed; nil for a switch that is off.
    func texts(for option: Option, _ path: String) throws(UsageError) -> [String]? {
      let place = "'--settings \(path)': '\(option.name)'"
      if option.values.isEmpty {
        guard case .flag(let isOn) = self else { throw UsageError("\(place) is a switch, true or false") }
        return isOn ? [] : nil
      }
      if case .list(let values) = self {
        let words = values.compactMap(\.word)
        let isWhole = words.count == values.count && [1, words.count].contains(option.values.count)
        guard isWhole else { throw UsageError("\(place) takes '\(option.usage)'") }
        return option.values.count == 1
          ? [words.isEmpty ? "none" : words.map { $0.contains(",") ? "\"\($0)\"" : $0 }.joined(separator: ",")] : words
      }
      guard option.values.count == 1, let word else { throw UsageError("\(place) takes '\(option.usage)'") }
      return [word]
    }

    private var word: String? {
      switch self {
      case .integer(let value): "\(value)"
      case .number(let value): "\(value)"
      case .text(let value): value
      case .flag, .list: nil
      }
    }
  }
}
