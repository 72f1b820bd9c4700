internal import CVectorKernels

/// Where the rows of a text are in which every field is written as a number: no table of fields is needed to read it.
///
/// Only texts are taken of which all that could be found out is plain at first sight: one delimiter that is no white space but
/// a tab, rows of one length, no quotation marks, no blank lines, digits with decimal points, and a first row that is names, or
/// numbers some of which are no whole ones. Whatever else there is, the general reader looks at.
struct CompactRows: Sendable {
  /// The text.
  let text: StoredText
  /// The byte between fields.
  let delimiter: UInt8
  /// The number of fields in each row.
  let columnCount: Int
  /// The fields of the first line, where they are names of columns.
  let names: [String]?
  /// Where each row begins.
  private(set) var starts: [Int]
  /// The line of the first row.
  let firstLine: Int
  /// Where the text ends.
  let end: Int

  /// The number of rows.
  var count: Int { starts.count }

  /// How many bytes a thread looks at in one go.
  private static let pieceSize = 1 << 20

  /// The rows of a text; nil where it is not such a one.
  ///
  /// - Complexity: O(length of the text), on all cores.
  init?(_ text: StoredText, _ dialect: Dialect) {
    self.text = text
    guard Self.isPlain(dialect),
      let found = text.withBytes({ bytes -> (Head, Int, [Int])? in
        guard let head = Head(bytes, dialect), head.start < bytes.count,
          let rows = Self.starts(bytes, from: head.start, head.delimiter, head.fields.count - 1)
        else { return nil }
        return (head, bytes.count, rows)
      })
    else { return nil }
    let head: Head
    (head, end, starts) = found
    delimiter = head.delimiter
    columnCount = head.fields.count
    names = head.isNamed ? head.fields : nil
    firstLine = head.isNamed ? 2 : 1
  }

  /// Whether nothing is said that asks for another reader.
  private static func isPlain(_ dialect: Dialect) -> Bool {
    dialect.encoding == .utf8 && dialect.comment == nil && dialect.skippedLines ?? 0 == 0 && dialect.units != true
      && dialect.rowNames != true && dialect.decimal != .comma && !dialect.currency && !dialect.percent
      && (dialect.thousands == nil || dialect.thousands == Dialect.Thousands.none)
  }

  /// The text of one field.
  ///
  /// - Complexity: O(length of its row).
  func string(_ row: Int, _ column: Int) -> String {
    text.withBytes { bytes in
      var field: DelimitedText.Field?
      forEachField(of: row, in: bytes) { place, found in if place == column { field = found } }
      return field.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) } ?? ""
    }
  }

  /// All fields, row by row, as places in the text.
  ///
  /// - Complexity: O(length of the text).
  var fields: [DelimitedText.Field] {
    text.withBytes { bytes in
      var fields: [DelimitedText.Field] = []
      fields.reserveCapacity(count * columnCount)
      for row in 0..<count { forEachField(of: row, in: bytes) { fields.append($1) } }
      return fields
    }
  }

  /// The fields of one column.
  ///
  /// - Complexity: O(length of the text).
  func fields(of column: Int) -> [DelimitedText.Field] {
    text.withBytes { bytes in
      var fields: [DelimitedText.Field] = []
      fields.reserveCapacity(count)
      for row in 0..<count {
        forEachField(of: row, in: bytes) { place, field in if place == column { fields.append(field) } }
      }
      return fields
    }
  }

  private func forEachField(
    of row: Int, in bytes: UnsafeBufferPointer<UInt8>, _ body: (Int, DelimitedText.Field) -> Void
  ) {
    var last = row + 1 < starts.count ? starts[row + 1] : end
    while last > starts[row], bytes[last - 1] == UInt8(ascii: "\n") || bytes[last - 1] == UInt8(ascii: "\r") {
      last -= 1
    }
    var (start, place) = (starts[row], 0)
    for i in starts[row]..<last where bytes[i] == delimiter {
      body(place, DelimitedText.Field(start: start, end: i))
      (start, place) = (i + 1, place + 1)
    }
    body(place, DelimitedText.Field(start: start, end: last))
  }
}

// MARK: - Looking at the text

extension CompactRows {
  /// The first line of the text.
  struct Head {
    let delimiter: UInt8
    let fields: [String]
    let isNamed: Bool
    /// Where the first row begins.
    let start: Int

    init?(_ bytes: UnsafeBufferPointer<UInt8>, _ dialect: Dialect) {
      let end = bytes.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
      let first = Array(bytes[..<end])
      guard end > 0, first[0] != 0xEF, !first.contains(where: { "\"'#".utf8.contains($0) }) else { return nil }
      delimiter =
        dialect.delimiter.map(DelimitedText.byte(of:))
        ?? DelimitedTextParser.detectDelimiter(in: first.span, from: 0, quote: nil)
      guard delimiter != UInt8(ascii: " "), !CompactRows.isPartOfNumber(delimiter),
        String(validating: first, as: UTF8.self) != nil
      else { return nil }
      var parser = DelimitedTextParser(source: nil, delimiter: delimiter, quote: nil)
      guard let row = try? parser.nextRow(first.span), row.fields.count >= 2 else { return nil }
      let values = row.fields.map { DecimalNumber.value(of: first.span, in: $0, as: Double.self) }
      let texts = row.fields.map { String(decoding: first[$0.start..<$0.end], as: UTF8.self) }
      if let header = dialect.header {
        isNamed = header
      } else if values.allSatisfy({ $0 == nil }), texts.allSatisfy({ FieldAppearance($0) == nil }) {
        isNamed = true
      } else if values.contains(where: { $0.map { $0 != $0.rounded() } ?? false }) {
        isNamed = false
      } else {
        return nil
      }
      // Names of rows, and numbers of them, are for the general reader.
      guard isNamed ? !RowNames.names.contains(texts[0]) : values[0] != 0 && values[0] != 1 else { return nil }
      fields = texts
      guard isNamed else {
        start = 0
        return
      }
      let newline = end < bytes.count && bytes[end] == UInt8(ascii: "\r") ? end + 1 : end
      guard newline < bytes.count, bytes[newline] == UInt8(ascii: "\n") else { return nil }
      start = newline + 1
    }
  }

  /// The first line of a text that may be one of these; nil where it cannot be.
  static func head(_ bytes: [UInt8], _ dialect: Dialect) -> Head? {
    isPlain(dialect) ? bytes.withUnsafeBufferPointer { Head($0, dialect) } : nil
  }

  private static func isPartOfNumber(_ byte: UInt8) -> Bool { "0123456789.-+eE".utf8.contains(byte) }

  /// Where the rows begin; nil where one has another number of delimiters, or something that is no part of a number.
  private static func starts(
    _ bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ delimiter: UInt8, _ delimiters: Int
  ) -> [Int]? {
    let borders = pieces(bytes, from: start)
    let results = ResultList<[Int]?>(count: borders.count - 1, repeating: nil)
    Parallel.forEach(borders.count - 1, threads: Worker.coreCount) { piece, _ in
      results[piece] = rows(bytes, borders[piece]..<borders[piece + 1], delimiter, delimiters)
    }
    var starts: [Int] = []
    for piece in 0..<borders.count - 1 {
      guard let rows = results[piece] else { return nil }
      starts += rows
    }
    return starts
  }

  /// Pieces of about one size that begin with a line.
  private static func pieces(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> [Int] {
    var borders = [start]
    while let last = borders.last, last < bytes.count {
      var next = min(last + pieceSize, bytes.count)
      while next < bytes.count, bytes[next - 1] != UInt8(ascii: "\n") { next += 1 }
      borders.append(next)
    }
    return borders
  }

  /// Where the rows of a piece begin, which ends behind a line break or with the text; nil where a line is no row.
  static func rows(
    _ bytes: UnsafeBufferPointer<UInt8>, _ piece: Range<Int>, _ delimiter: UInt8, _ delimiters: Int
  ) -> [Int]? {
    let capacity = piece.count / (delimiters + 1) + 1
    let starts = UnsafeMutablePointer<Int>.allocate(capacity: capacity)
    defer { starts.deallocate() }
    let count = nabla_lines_of_numbers(
      bytes.baseAddress, piece.lowerBound, piece.upperBound, delimiter, delimiters, starts)
    return count < 0 ? nil : Array(UnsafeBufferPointer(start: starts, count: count))
  }
}
