/// What a command accepts, as data: the parser, the help and the error messages are made from it.
struct CommandDescription {
  /// What is typed after `nabla`; empty for the program itself.
  var name: String
  /// One sentence.
  var summary: String
  /// The operands in order; optional ones come last.
  var operands: [Operand] = []
  /// The options, group by group.
  var groups: [OptionGroup] = []
  /// Complete command lines, each with what it does.
  var examples: [(command: String, purpose: String)] = []

  /// An argument that is not an option.
  struct Operand {
    var name: String
    var help: String
    var isRequired = true

    /// The operand in a line of usage.
    var usage: String { isRequired ? name : "[\(name)]" }
  }

  /// Every option, with `--help`, which all commands have.
  var options: [Option] { groups.flatMap(\.options) + [Option.help] }

  /// The command as it is typed.
  var invocation: String { name.isEmpty ? "nabla" : "nabla \(name)" }
}

/// Options that belong together under one heading.
struct OptionGroup {
  var title: String
  var options: [Option]
}

/// An option `--name`, with as many values as it has placeholders.
struct Option {
  /// The name, without the dashes.
  var name: String
  /// What the values stand for in the help, such as `FILE`; none for a switch.
  var values: [String] = []
  var help: String

  static let help = Option(name: "help", help: "Show this help.")

  /// The option as it is typed.
  var spelling: String { "--\(name)" }
  /// The option with its values.
  var usage: String { ([spelling] + values).joined(separator: " ") }
}

/// A command line that is not understood; the program says what is right and exits with 2.
struct UsageError: Error, Equatable, CustomStringConvertible {
  var description: String

  init(_ description: String) { self.description = description }
}
