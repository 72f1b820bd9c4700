/// The lines of a text in the format of LIBSVM, read one behind the other: labels, and the numbers that are there with their indices
/// as they are written.
struct SparseLines {
  private let source: String?
  private(set) var labels: [Double] = []
  /// Where the numbers of each row begin, and after the last where they end.
  private(set) var starts = [0]
  private(set) var indices: [Int] = []
  private(set) var values: [Double] = []

  init(source: String?) { self.source = source }

  /// Reads the rows of some whole lines.
  ///
  /// - Parameters:
  ///   - line: The number of the first line, from 1.
  ///   - rows: Which of the rows in these bytes are read; `nil` reads all.
  /// - Returns: How many rows there are in the bytes as far as they were looked at.
  /// - Throws: `DataError` with the line of what cannot be read.
  /// - Complexity: O(number of bytes).
  @discardableResult
  mutating func read(_ bytes: [UInt8], firstLine: Int = 1, rows: Range<Int>? = nil) throws(DataError) -> Int {
    let text = bytes.span
    var (place, line, row) = (0, firstLine, 0)
    while place < text.count {
      let end = Self.end(of: place, in: text) { $0 == UInt8(ascii: "\n") }
      let content = Self.end(of: place, in: text, before: end) { $0 == UInt8(ascii: "#") }
      let start = Self.end(of: place, in: text, before: content) { !Self.isSpace($0) }
      if start < content {
        if rows.map({ $0.contains(row) }) ?? true { try readRow(bytes, start..<content, line) }
        row += 1
        if let rows, row == rows.upperBound { return row }
      }
      (place, line) = (end + 1, line + 1)
    }
    return row
  }

  private mutating func readRow(_ bytes: [UInt8], _ range: Range<Int>, _ line: Int) throws(DataError) {
    let text = bytes.span
    func error(_ kind: DataError.Kind, _ expected: String, _ word: Range<Int>) -> DataError {
      DataError(
        kind, source: source, line: line, expected: expected,
        found: DataError.quoted(String(decoding: bytes[word], as: UTF8.self)))
    }
    func number(_ range: Range<Int>) -> Double? {
      DecimalNumber.value(
        of: text, in: DelimitedText.Field(start: range.lowerBound, end: range.upperBound), as: Double.self)
    }
    var place = range.lowerBound
    func nextWord() -> Range<Int> {
      let start = Self.end(of: place, in: text, before: range.upperBound) { !Self.isSpace($0) }
      return start..<Self.end(of: start, in: text, before: range.upperBound, Self.isSpace)
    }
    let first = nextWord()
    guard let label = number(first), label.isFinite else { throw error(.notANumber, "a label that is a number", first) }
    labels.append(label)
    place = first.upperBound
    var last = -1
    while true {
      let word = nextWord()
      if word.isEmpty { break }
      place = word.upperBound
      let colon = Self.end(of: word.lowerBound, in: text, before: word.upperBound) { $0 == UInt8(ascii: ":") }
      if bytes[word.lowerBound..<colon].elementsEqual("qid".utf8), colon < word.upperBound { continue }
      guard colon < word.upperBound, let index = Self.index(text, word.lowerBound..<colon),
        let value = number(colon + 1..<word.upperBound)
      else { throw error(.notANumber, "index:value", word) }
      guard value.isFinite else { throw error(.notFinite, "a finite number", word) }
      guard index > last else { throw error(.corrupt, "indices that ascend", word) }
      last = index
      indices.append(index)
      values.append(value)
    }
    starts.append(indices.count)
  }

  /// A whole number of digits alone; nil where it is none, or beyond the range of `Int`.
  private static func index(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
    var index = 0
    for i in range {
      let digit = text[i] &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      let (product, overflow) = index.multipliedReportingOverflow(by: 10)
      let (sum, overflowOfSum) = product.addingReportingOverflow(Int(digit))
      if overflow || overflowOfSum { return nil }
      index = sum
    }
    return range.isEmpty ? nil : index
  }

  @inline(__always)
  private static func end(
    of start: Int, in text: Span<UInt8>, before limit: Int? = nil, _ isEnd: (UInt8) -> Bool
  ) -> Int {
    let limit = limit ?? text.count
    var place = start
    while place < limit, !isEnd(text[place]) { place += 1 }
    return place
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  /// The index of the first column: 0 where that is said, or where some index is 0.
  static func firstIndex(_ countsFromZero: Bool?, hasZero: Bool, source: String?) throws(DataError) -> Int {
    if countsFromZero ?? hasZero { return 0 }
    guard !hasZero else { throw DataError(.corrupt, source: source, expected: "indices from 1", found: "0") }
    return 1
  }
}
