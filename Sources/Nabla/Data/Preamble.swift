/// What stands before a table: `sep=;`, as spreadsheets read it, or the title and the remarks of an export.
struct Preamble: Equatable {
  /// How many lines.
  var lineCount: Int
  /// The delimiter of the table.
  var delimiter: UInt8?

  /// The delimiter of a first line `sep=;`; nil where there is no such line.
  static func separator(in bytes: [UInt8]) -> UInt8? {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var line = bytes[start...].prefix(16).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    // Spreadsheets write it between quotation marks too.
    if line.count == 7, line.first == UInt8(ascii: "\""), line.last == UInt8(ascii: "\"") {
      line = line.dropFirst().dropLast()
    }
    guard line.count == 5, line.prefix(4).map({ $0 | 0x20 }) == Array("sep=".utf8), let delimiter = line.last,
      delimiter < 0x80,
      !(0x30...0x39).contains(delimiter), delimiter != UInt8(ascii: "\"")
    else { return nil }
    return delimiter
  }

  /// The lines before a table that begins further down: they have one field with something in it at most (two beside a table
  /// of four columns or more), no number first, and from the line after them on, which begins with no number, all rows are
  /// equally long.
  ///
  /// Only the first thousand rows are looked at.
  static func found(
    in bytes: [UInt8], delimiter: UInt8?, quote: UInt8?, comment: UInt8?
  ) -> Preamble? {
    let candidates = delimiter.map { [$0] } ?? [UInt8(ascii: "\t"), UInt8(ascii: ";"), UInt8(ascii: ",")]
    let found = candidates.compactMap { candidate -> (Preamble, Int)? in
      let rows = rows(of: bytes, candidate, quote, comment)
      guard let columns = rows.last?.count, columns >= 2 else { return nil }
      var start = (rows.lastIndex { $0.count != columns } ?? -1) + 1
      // A spreadsheet pads its title to the width of the table.
      while start < rows.count, columns >= 3, rows[start].filled <= 1 { start += 1 }
      let most = columns >= 4 ? 2 : 1
      guard start > 0, rows.count - start >= 2, !rows[start].isNumber,
        !rows[..<start].contains(where: { $0.filled > most || $0.isNumber })
      else { return nil }
      return (Preamble(lineCount: rows[start].line - 1, delimiter: candidate), columns)
    }
    return found.max { $0.1 < $1.1 }?.0
  }

  private struct Row {
    var line: Int
    var count: Int
    /// How many fields have something in them.
    var filled: Int
    /// Whether the first of these is a number.
    var isNumber: Bool
  }

  private static func rows(of bytes: [UInt8], _ delimiter: UInt8, _ quote: UInt8?, _ comment: UInt8?) -> [Row] {
    let text = bytes.span
    var parser = DelimitedTextParser(source: nil, delimiter: delimiter, comment: comment, quote: quote)
    var rows: [Row] = []
    while rows.count < 1000, let row = try? parser.nextRow(text) {
      let filled = row.fields.filter { $0.start < $0.end }
      let isNumber = filled.first.map { DecimalNumber.value(of: text, in: $0, as: Double.self) != nil } ?? false
      rows.append(Row(line: row.line, count: row.fields.count, filled: filled.count, isNumber: isNumber))
    }
    return rows
  }
}

/// What stands around the fields of a table, where that is not said.
enum QuoteSearch {
  /// Single quotation marks where some field has one at both ends and none begins with a double one, in the first lines.
  static func quote(in bytes: [UInt8]) -> UInt8 {
    let (double, single) = (UInt8(ascii: "\""), UInt8(ascii: "'"))
    let delimiters: Set<UInt8> = [
      UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|"), UInt8(ascii: "\n"),
      UInt8(ascii: "\r"),
    ]
    let head = bytes.prefix(1 << 16)
    var (opening, closing, isStart) = (0, 0, true)
    for (i, byte) in head.enumerated() {
      if isStart, byte == double { return double }
      if byte == single {
        if isStart { opening += 1 }
        if i + 1 == head.count || delimiters.contains(head[i + 1]) { closing += 1 }
      }
      isStart = delimiters.contains(byte) || (isStart && byte == UInt8(ascii: " "))
    }
    return opening > 0 && opening == closing ? single : double
  }
}
