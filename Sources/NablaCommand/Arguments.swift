/// The arguments of one command, taken apart by its description.
struct Arguments: Equatable {
  /// The operands in order.
  private(set) var operands: [String] = []
  /// The values of the options that were given, by name.
  private(set) var options: [String: [String]] = [:]

  /// Whether an option was given.
  func contains(_ option: String) -> Bool { options[option] != nil }

  /// The only value of an option, where it was given.
  func value(_ option: String) -> String? { options[option]?.first }

  /// Takes a command line apart.
  ///
  /// Options are written `--name value` or `--name=value`, before, between or after operands; `--` ends them. Where
  /// `--help` is among them nothing else is checked.
  init(_ arguments: [String], of command: CommandDescription) throws(UsageError) {
    let end = arguments.firstIndex(of: "--") ?? arguments.endIndex
    if arguments[..<end].contains(where: { $0 == "--help" || $0 == "-h" }) {
      options = [Option.help.name: []]
      return
    }
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      if argument == "--" {
        operands += rest
        break
      }
      // A negative number is an operand or a value, and "-" is a common name for standard input.
      if argument.hasPrefix("-") && argument != "-" && Double(argument) == nil {
        try takeOption(argument, &rest, of: command)
      } else {
        operands.append(argument)
      }
    }
    try checkOperands(of: command)
  }

  /// Gives an option that was not typed its values, of which there are none for a switch.
  mutating func fill(_ option: String, _ values: [String]) { options[option] = values }

  /// Takes an option away.
  mutating func remove(_ option: String) { options[option] = nil }

  private mutating func takeOption(
    _ argument: String, _ rest: inout ArraySlice<String>, of command: CommandDescription
  ) throws(UsageError) {
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard let option = command.options.first(where: { $0.spelling == parts[0] }) else {
      throw Self.unknown(parts[0], of: command)
    }
    guard options[option.name] == nil else { throw UsageError("'\(option.spelling)' is given twice") }
    var values = Array(parts.dropFirst())
    guard values.count <= option.values.count else {
      throw UsageError("'\(option.spelling)' takes no value, but '\(values[0])' is given")
    }
    while values.count < option.values.count {
      guard let next = rest.first, !next.hasPrefix("--") else {
        let missing = option.values[values.count...].joined(separator: " and ")
        throw UsageError("'\(option.spelling)' lacks its value \(missing): it is written '\(option.usage)'")
      }
      values.append(next)
      rest.removeFirst()
    }
    options[option.name] = values
  }

  private func checkOperands(of command: CommandDescription) throws(UsageError) {
    if operands.count < command.operands.count, command.operands[operands.count].isRequired {
      let missing = command.operands[operands.count]
      throw UsageError("\(missing.name) is missing: \(missing.help)")
    }
    if operands.count > command.operands.count {
      let extra = operands[command.operands.count]
      throw UsageError(
        "'\(extra)' is one argument too many; options begin with '--'"
          + nearest(to: "--\(extra)", among: command.options.map(\.spelling)).map { ", such as '\($0)'" }.orEmpty)
    }
  }

  private static func unknown(_ spelling: String, of command: CommandDescription) -> UsageError {
    let suggestion = nearest(to: spelling, among: command.options.map(\.spelling))
    return UsageError(
      "'\(command.invocation)' has no option '\(spelling)'" + suggestion.map { "; did you mean '\($0)'?" }.orEmpty)
  }
}

/// The candidate with the fewest changed letters, if it is near enough to be what was meant.
func nearest(to word: String, among candidates: [String]) -> String? {
  let best = candidates.map { (distance: editDistance(word, $0), word: $0) }.min { $0.distance < $1.distance }
  guard let best, best.distance <= max(1, word.filter { $0 != "-" }.count / 3) else { return nil }
  return best.word
}

/// The number of letters to insert, delete, replace or exchange with their neighbours to make one word the other
/// (V. I. Levenshtein 1965; F. J. Damerau 1964).
func editDistance(_ a: String, _ b: String) -> Int {
  let (a, b) = (Array(a), Array(b))
  // Row i has the distances of the first i letters of a from the first 0, 1, … letters of b.
  var rows = [Array(0...b.count)]
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var distance = min(rows[i][j] + (a[i] == b[j] ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { distance = min(distance, rows[i - 1][j - 1] + 1) }
      row.append(distance)
    }
    rows.append(row)
  }
  return rows[a.count][b.count]
}

extension String? {
  var orEmpty: String { self ?? "" }
}
