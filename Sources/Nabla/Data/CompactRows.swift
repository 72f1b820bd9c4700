/// Where the rows of a text are in which every field is written as a number: no table of fields is needed to read it.
///
/// Only texts are taken of which all that could be found out is plain at first sight: one delimiter that is no white space but
/// a tab, rows of one length, no quotation marks, no blank lines, digits with decimal points, and a first row that is names, or
/// numbers some of which are no whole ones. Whatever else there is, the general reader looks at.
struct CompactRows: Sendable {
  /// The byte between fields.
  let delimiter: UInt8
  /// The number of fields in each row.
  let columnCount: Int
  /// The fields of the first line, where they are names of columns.
  let names: [DelimitedText.Field]?
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
  init?(_ bytes: [UInt8], _ dialect: Dialect) {
    guard Self.isPlain(dialect), bytes.first != 0xEF else { return nil }
    let firstEnd = bytes.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? bytes.count
    guard let head = Head(bytes, end: firstEnd, dialect) else { return nil }
    delimiter = head.delimiter
    columnCount = head.fields.count
    names = head.isNamed ? head.fields : nil
    firstLine = head.isNamed ? 2 : 1
    end = bytes.count
    var start = 0
    if head.isNamed {
      start = firstEnd
      if start < bytes.count, bytes[start] == UInt8(ascii: "\r") { start += 1 }
      guard start < bytes.count, bytes[start] == UInt8(ascii: "\n") else { return nil }
      start += 1
    }
    starts = []
    guard start < bytes.count, let rows = Self.starts(bytes, from: start, head.delimiter, columnCount - 1) else {
      return nil
    }
    starts = rows
  }

  /// Whether nothing is said that asks for another reader.
  private static func isPlain(_ dialect: Dialect) -> Bool {
    dialect.encoding == .utf8 && dialect.comment == nil && dialect.skippedLines ?? 0 == 0 && dialect.units != true
      && dialect.rowNames != true && dialect.decimal != .comma && !dialect.currency && !dialect.percent
      && (dialect.thousands == nil || dialect.thousands == Dialect.Thousands.none)
  }

  /// The row at an index without its line break.
  func range(_ row: Int, in bytes: [UInt8]) -> Range<Int> {
    var last = row + 1 < starts.count ? starts[row + 1] : end
    while last > starts[row], bytes[last - 1] == UInt8(ascii: "\n") || bytes[last - 1] == UInt8(ascii: "\r") {
      last -= 1
    }
    return starts[row]..<last
  }

  /// One field.
  ///
  /// - Complexity: O(length of its row).
  func field(_ row: Int, _ column: Int, in bytes: [UInt8]) -> DelimitedText.Field {
    let range = range(row, in: bytes)
    var (start, place) = (range.lowerBound, 0)
    for i in range where bytes[i] == delimiter {
      if place == column { return DelimitedText.Field(start: start, end: i) }
      (start, place) = (i + 1, place + 1)
    }
    return DelimitedText.Field(start: start, end: range.upperBound)
  }

  /// All fields, row by row.
  ///
  /// - Complexity: O(length of the text).
  func fields(in bytes: [UInt8]) -> [DelimitedText.Field] {
    var fields: [DelimitedText.Field] = []
    fields.reserveCapacity(count * columnCount)
    for row in 0..<count {
      let range = range(row, in: bytes)
      var start = range.lowerBound
      for i in range where bytes[i] == delimiter {
        fields.append(DelimitedText.Field(start: start, end: i))
        start = i + 1
      }
      fields.append(DelimitedText.Field(start: start, end: range.upperBound))
    }
    return fields
  }
}

// MARK: - Looking at the text

extension CompactRows {
  /// The first line of the text.
  private struct Head {
    let delimiter: UInt8
    let fields: [DelimitedText.Field]
    let isNamed: Bool

    init?(_ bytes: [UInt8], end: Int, _ dialect: Dialect) {
      let line = bytes[..<end]
      guard end > 0, !line.contains(where: { "\"'#".utf8.contains($0) }) else { return nil }
      let first = Array(line)
      delimiter =
        dialect.delimiter.map(DelimitedText.byte(of:))
        ?? DelimitedTextParser.detectDelimiter(in: first.span, from: 0, quote: nil)
      guard delimiter != UInt8(ascii: " "), CompactRows.kind(of: delimiter) == .other,
        String(validating: first, as: UTF8.self) != nil
      else { return nil }
      var parser = DelimitedTextParser(source: nil, delimiter: delimiter, quote: nil)
      guard let row = try? parser.nextRow(first.span), row.fields.count >= 2 else { return nil }
      fields = row.fields
      let values = fields.map { DecimalNumber.value(of: first.span, in: $0, as: Double.self) }
      let texts = fields.map { String(decoding: first[$0.start..<$0.end], as: UTF8.self) }
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
    }
  }

  private enum Kind { case number, other }

  /// Whether a byte is a part of a number.
  private static func kind(of byte: UInt8) -> Kind {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "e"), UInt8(ascii: "E"):
      .number
    default: .other
    }
  }

  /// Where the rows begin; nil where one has another number of delimiters, or something that is no part of a number.
  private static func starts(_ bytes: [UInt8], from start: Int, _ delimiter: UInt8, _ delimiters: Int) -> [Int]? {
    // 0 is a part of a number, 1 the delimiter, 2 the end of a line, 3 a point, and 4 anything else.
    var kinds = (0..<256).map { kind(of: UInt8($0)) == .number ? UInt8(0) : 4 }
    kinds[Int(UInt8(ascii: "."))] = 3
    kinds[Int(delimiter)] = 1
    kinds[Int(UInt8(ascii: "\n"))] = 2
    let borders = pieces(bytes, from: start)
    let results = ResultList<[Int]?>(count: borders.count - 1, repeating: nil)
    bytes.withUnsafeBufferPointer { bytes in
      kinds.withUnsafeBufferPointer { kinds in
        Parallel.forEach(borders.count - 1, threads: Worker.coreCount) { piece, _ in
          results[piece] = rows(bytes, borders[piece]..<borders[piece + 1], kinds, delimiters)
        }
      }
    }
    var starts: [Int] = []
    for piece in 0..<borders.count - 1 {
      guard let rows = results[piece] else { return nil }
      starts += rows
    }
    return starts
  }

  /// Pieces of about one size that begin with a line.
  private static func pieces(_ bytes: [UInt8], from start: Int) -> [Int] {
    var borders = [start]
    while let last = borders.last, last < bytes.count {
      var next = min(last + pieceSize, bytes.count)
      while next < bytes.count, bytes[next - 1] != UInt8(ascii: "\n") { next += 1 }
      borders.append(next)
    }
    return borders
  }

  /// The rows of a piece, which ends behind a line break or with the text.
  private static func rows(
    _ bytes: UnsafeBufferPointer<UInt8>, _ piece: Range<Int>, _ kinds: UnsafeBufferPointer<UInt8>, _ delimiters: Int
  ) -> [Int]? {
    var starts: [Int] = []
    starts.reserveCapacity(piece.count / (4 * (delimiters + 1)) + 1)
    var (start, found, points) = (piece.lowerBound, 0, 0)
    var i = start
    while i < piece.upperBound {
      switch kinds[Int(bytes[i])] {
      case 0: break
      case 1:
        found += 1
        points = 0
      case 3:
        // Two points in a field are another notation.
        points += 1
        guard points < 2 else { return nil }
      case 2:
        // A blank line is a remark of the general reader.
        guard found == delimiters else { return nil }
        starts.append(start)
        (start, found, points) = (i + 1, 0, 0)
      default:
        guard bytes[i] == UInt8(ascii: "\r"), i + 1 < piece.upperBound, bytes[i + 1] == UInt8(ascii: "\n") else {
          return nil
        }
      }
      i += 1
    }
    if start < piece.upperBound {
      guard found == delimiters else { return nil }
      starts.append(start)
    }
    return starts
  }
}
