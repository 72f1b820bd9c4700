extension DelimitedText {
  /// What was found out about a table, or left out of it, that its reader must know.
  public enum Remark: Sendable, Hashable {
    /// The first row has numbers, and yet names the columns.
    case numbersAsNames(line: Int)
    /// The names of the columns are behind a `#`, as NumPy's `savetxt` writes them.
    case namesBehindMark(line: Int)
    /// Lines before the table that begin with `#` and are no rows of it.
    case preamble(SkippedLines)
    /// Lines that are comments, as it was asked for.
    case comments(SkippedLines)
    /// Blank lines between rows.
    case blanks(SkippedLines)
    /// The first column, of that name or without one, numbers or names the rows, and is no input.
    case rowNames(column: String, first: String, last: String)
    /// The first column of a table without names of columns counts the rows, and is an input all the same.
    case countingInput(first: String, last: String)
    /// A first line `sep=;` that says what the delimiter is.
    case separator(Character)
    /// So many lines before the table, such as a title, are no rows of it.
    case title(lines: Int)
    /// The row below the names of the columns has their units.
    case units(line: Int)
    /// Fields stand between single quotation marks.
    case singleQuotes
    /// How numbers are written, where that is not by digits with a decimal point alone.
    case notation(NumberNotation)
  }
}

extension DelimitedText.Remark: CustomStringConvertible {
  /// The remark in words that follow the file's name.
  public var description: String {
    switch self {
    case .numbersAsNames(let line): "line \(line) is taken for the names of the columns, though it has numbers"
    case .namesBehindMark(let line): "line \(line) is taken for the names of the columns, without its '#'"
    case .preamble(let lines): "left out \(lines.places), which begin\(lines.count == 1 ? "s" : "") with '#'"
    case .comments(let lines): "left out \(DataError.count(lines.count, "comment")): \(lines.places)"
    case .blanks(let lines): "left out \(DataError.count(lines.count, "blank line")) between rows: \(lines.places)"
    case .rowNames(let column, let first, let last):
      "the first column, \(column.isEmpty ? "which has no name" : DataError.quoted(column)), is left out, since it "
        + "numbers or names the rows (\(DataError.quoted(first)) to \(DataError.quoted(last)))"
    case .countingInput(let first, let last):
      "the first column counts the rows from \(first) to \(last), and is taken as an input all the same"
    case .separator(let delimiter): "line 1 says that \(DataError.quoted(String(delimiter))) separates the fields"
    case .title(let lines): "left out \(DataError.count(lines, "line")) before the table"
    case .units(let line): "line \(line) is taken for units, and left out"
    case .singleQuotes: "single quotation marks are taken for those around fields"
    case .notation(let notation): "numbers are written with \(notation)"
    }
  }
}

extension DelimitedText.Remark {
  /// Whether the remark is about lines, and there are some.
  var hasLines: Bool {
    switch self {
    case .preamble(let lines), .comments(let lines), .blanks(let lines): lines.count > 0
    case .numbersAsNames, .namesBehindMark, .rowNames, .countingInput, .separator, .title, .units, .singleQuotes,
      .notation:
      false
    }
  }
}
