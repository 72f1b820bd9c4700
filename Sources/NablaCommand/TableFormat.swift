internal import Nabla

/// How tables are written, as the options say; what they do not say is found out.
struct TableFormat {
  private let delimiter: Character?
  private let header: Bool?
  private let comment: Character?
  private let rowNames: Bool?
  private let hasMissingMarks: Bool

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "delimiter", values: ["CHARACTER"],
      help: "What separates the fields of a table: comma, semicolon, tab, space (any white space), another character "
        + "such as '|', or 'auto' (the default), the first of tab, semicolon, comma and space in its first line."),
    Option(
      name: "header", values: ["WORD"],
      help: "Whether a table's first line names its columns: yes, no, or 'auto' (the default), yes where none of its "
        + "fields is a number, or where they are, such as years, and the rows below speak for it."),
    Option(
      name: "comment", values: ["CHARACTER"],
      help: "Leave out the lines that begin with this character, such as '#'. Without it no line is a comment, but for "
        + "those at the head of a table that begin with '#' and can be no rows."),
    Option(
      name: "row-names", values: ["WORD"],
      help:
        "Whether the first column numbers or names the rows, and is no input: yes, no, or 'auto' (the default), yes "
        + "where it has no name and different whole numbers or texts, as R and pandas write it."),
    Option(
      name: "missing-marks", values: ["WORD"],
      help:
        "'auto' (the default) refuses NA, NaN, NULL, ? and the like as labels of classes; 'none' takes them as labels."),
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
    let answers: [(name: String, value: Bool?)] = [("yes", true), ("no", false), ("auto", nil)]
    header = try arguments.choice("header", answers) ?? nil
    rowNames = try arguments.choice("row-names", answers) ?? nil
    hasMissingMarks = try arguments.choice("missing-marks", [("auto", true), ("none", false)]) ?? true
    comment = try arguments.value("comment").map { text throws(UsageError) in try Self.comment(text) }
  }

  private static func comment(_ text: String) throws(UsageError) -> Character {
    guard text.count == 1, let character = text.first, character.isASCII, !character.isWhitespace,
      !character.isLetter, !character.isNumber, !"\"+-.,".contains(character)
    else {
      throw UsageError(
        "'--comment' takes one ASCII character that is no letter, no digit and none of \" + - . , such as '#', not '\(text)'"
      )
    }
    return character
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

  /// Reads a table, and says what was found out about it or left out.
  func table(contentsOf path: String) throws(DataError) -> DelimitedText {
    var table = try DelimitedText(
      contentsOf: path, delimiter: delimiter, header: header, comment: comment, rowNames: rowNames)
    // An empty field is no label in any case.
    if !hasMissingMarks { table.missingMarks = [""] }
    for remark in table.remarks {
      Console.error("nabla: \(path): \(remark)" + (remark.option.map { "; \($0)" } ?? ""))
    }
    return table
  }
}

extension DelimitedText.Remark {
  /// The option that decides otherwise.
  fileprivate var option: String? {
    switch self {
    case .numbersAsNames: "'--header no' takes it for data"
    case .namesBehindMark: "'--header no' leaves it out"
    case .rowNames: "'--row-names no' takes it as an input"
    case .countingInput: "'--row-names yes' leaves it out"
    case .preamble, .comments, .blanks: nil
    }
  }
}
