internal import Nabla

/// How tables are written, as the options say; what they do not say is found out.
struct TableFormat {
  private let delimiter: Character?
  private let header: Bool?

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "delimiter", values: ["CHARACTER"],
      help: "What separates the fields of a table: comma, semicolon, tab, space (any white space), another character "
        + "such as '|', or 'auto' (the default), the first of tab, semicolon, comma and space in its first line."),
    Option(
      name: "header", values: ["WORD"],
      help: "Whether a table's first line names its columns: yes, no, or 'auto' (the default), yes where none of its "
        + "fields is a number."),
  ]

  private static let names: [String: Character] = [
    "comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "space": " ",
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    delimiter =
      switch arguments.value("delimiter") {
      case nil, "auto": nil
      case let text?: try Self.delimiter(text)
      }
    header = try arguments.choice("header", [("yes", true), ("no", false), ("auto", Bool?.none)]) ?? nil
  }

  private static func delimiter(_ text: String) throws(UsageError) -> Character {
    // Signs, points, digits and letters are parts of numbers, of words or of both.
    guard let character = names[text] ?? (text.count == 1 ? text.first : nil), character.isASCII,
      !character.isNewline, !character.isLetter, !character.isNumber, !"\"#+-.".contains(character)
    else {
      throw UsageError(
        "'--delimiter' takes comma, semicolon, tab, space, auto, or one ASCII character that is no letter, no digit and "
          + "none of \" # + - . , not '\(text)'")
    }
    return character
  }

  /// Reads a table.
  func table(contentsOf path: String) throws(DataError) -> DelimitedText {
    try DelimitedText(contentsOf: path, delimiter: delimiter, header: header)
  }
}
