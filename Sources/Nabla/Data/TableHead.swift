/// What the lines at the head of a table are that begin with `#`: names of columns, rows, or neither.
struct TableHead {
  /// The fields that name the columns.
  private(set) var names: [DelimitedText.Field]?
  private(set) var remarks: [DelimitedText.Remark] = []

  /// Tells the lines apart, and gives the parser back those that are rows.
  ///
  /// - The last of them names the columns if behind its `#` there are as many fields as the table has columns, none of them a
  ///   number, above a first row that has numbers.
  /// - Others with as many fields are rows, unless a space follows the mark and nothing in them is a number.
  /// - The rest is left out, with a remark.
  ///
  /// - Parameters:
  ///   - header: Whether there are names of columns, where that is said.
  ///   - takesRows: Whether such a line can be a row; else `#` begins comments.
  init(
    _ parser: inout DelimitedTextParser, _ bytes: [UInt8], header: Bool?, takesRows: Bool
  ) throws(DataError) {
    guard let last = parser.head.last else { return }
    let text = bytes.span
    func isNumber(_ field: DelimitedText.Field) -> Bool {
      DecimalNumber.value(of: text, in: field, as: Double.self) != nil
    }
    let hasNumbersBelow = parser.fields[..<parser.columnCount].contains(where: isNumber)
    var rows: [(fields: [DelimitedText.Field], line: Int)] = []
    var left = SkippedLines()
    for line in parser.head {
      // A quotation mark may be left open in what is no row.
      let words = try? parser.fields(of: line, in: text, behindMarks: true)
      let fits = words?.count == parser.columnCount
      let hasNumbers = words?.contains(where: isNumber) ?? false
      if header != false, line.line == last.line, fits, !hasNumbers, hasNumbersBelow || header == true, let words {
        names = words
        remarks.append(.namesBehindMark(line: line.line))
        continue
      }
      let whole = takesRows ? (try? parser.fields(of: line, in: text, behindMarks: false)) : nil
      let next = text[min(line.start + 1, text.count - 1)]
      let isProse = next == UInt8(ascii: " ") || next == UInt8(ascii: "\t") || next == UInt8(ascii: "#")
      if let whole, whole.count == parser.columnCount, hasNumbers || (fits && !isProse) {
        rows.append((whole, line.line))
      } else if takesRows, fits, hasNumbers {
        throw DataError(
          .raggedRow, source: parser.source, line: line.line,
          expected: "\(DataError.count(parser.columnCount, "field")), as in line \(parser.lines[0])",
          found: "\(whole?.count ?? 0) in a line that begins with '#', which is no comment unless that is said")
      } else {
        left.add(line.line)
      }
    }
    parser.prepend(rows)
    guard left.count > 0 else { return }
    remarks.append(takesRows ? .preamble(left) : .comments(left))
  }
}
