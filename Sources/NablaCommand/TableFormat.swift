internal import Nabla

/// How tables are written, as the options say; what they do not say is found out.
struct TableFormat {
  /// What they say.
  let dialect: Dialect
  private let hasMissingMarks: Bool

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "delimiter", values: ["CHARACTER"],
      help: "What separates the fields of a table: comma, semicolon, tab, space (any white space), another character "
        + "such as '|', or 'auto' (the default), the first of tab, semicolon, comma and space in its first line, or what "
        + "a first line 'sep=;' says."),
    Option(
      name: "quotes", values: ["WORD"],
      help: "What stands around fields with delimiters in them: double, single, none, or 'auto' (the default)."),
    Option(
      name: "header", values: ["WORD"],
      help: "Whether a table's first line names its columns: yes, no, or 'auto' (the default), yes where none of its "
        + "fields is a number, or where they are, such as years, and the rows below speak for it."),
    Option(
      name: "skip", values: ["N"],
      help: "Leave out the first N lines, such as a title; without it a title above a table is found and said."),
    Option(
      name: "units", values: ["WORD"],
      help: "Whether the row below the names of columns has units: yes, no, or 'auto' (the default)."),
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
      name: "encoding", values: ["NAME"],
      help:
        "\(Dialect.Encoding.allCases.map(\.rawValue).joined(separator: ", ")); it is never guessed (default: utf-8)."),
    Option(
      name: "decimal", values: ["WORD"],
      help: "What stands before the fraction of a number: point, comma, or 'auto' (the default), as all numbers say."),
    Option(
      name: "thousands", values: ["MARK"],
      help:
        "What stands between the thousands of a number: none, comma, point, space, apostrophe, underscore, or 'auto' "
        + "(the default)."),
    Option(
      name: "currency", help: "Leave currency signs out of numbers; those in parentheses are negative, as in accounts."),
    Option(name: "percent", help: "Take 5 % as 0.05."),
    Option(
      name: "dates", values: ["ORDER"],
      help: "The order of dates that do not tell it: day-first, month-first, year-first, or 'auto' (the default)."),
    Option(
      name: "missing-marks", values: ["WORD"],
      help:
        "'auto' (the default) takes NA, NaN, NULL, ? and the like for missing values, and refuses them as labels of "
        + "classes; 'none' takes them as labels."),
  ]

  private static let names: [String: Character] = [
    "comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "space": " ",
  ]

  private static let marks: [(name: String, value: Dialect.Thousands?)] = [
    ("none", Dialect.Thousands.none), ("comma", .mark(",")), ("point", .mark(".")), ("space", .mark(" ")),
    ("apostrophe", .mark("'")), ("underscore", .mark("_")), ("auto", nil),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    var dialect = Dialect()
    switch arguments.value("delimiter") {
    case nil, "auto": break
    case let text?: dialect.delimiter = try Self.delimiter(text)
    }
    let answers: [(name: String, value: Bool?)] = [("yes", true), ("no", false), ("auto", nil)]
    dialect.header = try arguments.choice("header", answers) ?? nil
    dialect.rowNames = try arguments.choice("row-names", answers) ?? nil
    dialect.units = try arguments.choice("units", answers) ?? nil
    dialect.quotes = try Self.found(arguments, "quotes", Dialect.Quotes.self)
    dialect.decimal = try Self.found(arguments, "decimal", Dialect.Decimal.self)
    dialect.dates = try Self.found(arguments, "dates", Dialect.DateOrder.self)
    dialect.thousands = try arguments.choice("thousands", Self.marks) ?? nil
    dialect.encoding =
      try arguments.choice("encoding", Dialect.Encoding.allCases.map { ($0.rawValue, $0) }) ?? .utf8
    dialect.skippedLines = try arguments.integer("skip", in: 0...Arguments.largestCount, "a whole number from 0")
    dialect.currency = arguments.contains("currency")
    dialect.percent = arguments.contains("percent")
    hasMissingMarks = try arguments.choice("missing-marks", [("auto", true), ("none", false)]) ?? true
    dialect.comment = try arguments.value("comment").map { text throws(UsageError) in try Self.comment(text) }
    self.dialect = dialect
    let mark: Character = dialect.decimal == .comma ? "," : "."
    if dialect.thousands == .mark(mark), dialect.decimal != nil || mark == "," {
      throw UsageError("'--thousands' and '--decimal' are the same mark")
    }
  }

  /// A word, or nil for 'auto'.
  private static func found<Word: RawRepresentable & CaseIterable>(
    _ arguments: Arguments, _ option: String, _ words: Word.Type
  ) throws(UsageError) -> Word? where Word.RawValue == String {
    let choices: [(name: String, value: Word?)] = Word.allCases.map { ($0.rawValue, $0) } + [("auto", nil)]
    return try arguments.choice(option, choices) ?? nil
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

  /// Reads a table, and says what was found out about it or left out, unless it is to be quiet.
  func table(contentsOf path: String, isQuiet: Bool = false) throws(DataError) -> DelimitedText {
    var table = try DelimitedText(contentsOf: path, dialect: dialect)
    if let missingMarks { table.missingMarks = missingMarks }
    if !isQuiet { say(table.remarks, of: path) }
    return table
  }

  /// The same of a table that stays in its file.
  func stream(_ file: PartialFile, _ path: String) throws(DataError) -> StreamedText {
    let text = try StreamedText(file, dialect: dialect, missingMarks: missingMarks)
    say(text.first.remarks, of: path)
    return text
  }

  /// What stands for a missing value where that is said: an empty field is no label in any case.
  private var missingMarks: Set<String>? { hasMissingMarks ? nil : [""] }

  private func say(_ remarks: [DelimitedText.Remark], of path: String) {
    for remark in remarks {
      Console.error("nabla: \(path): \(remark)" + (remark.option.map { "; \($0)" } ?? ""))
    }
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
    case .title: "'--skip N' says how many lines"
    case .units: "'--units no' takes it for data"
    case .singleQuotes: "'--quotes none' takes them as they are"
    case .notation: "'--decimal', '--thousands' say otherwise"
    case .separator, .preamble, .comments, .blanks: nil
    }
  }
}
