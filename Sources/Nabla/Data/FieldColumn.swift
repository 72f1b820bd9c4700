/// The fields of a column, each of them read once: a number is what it is, and any other text its place among the different ones.
///
/// What is asked of texts (whether one stands for a missing value, looks like a date, is a level) is so asked once for all rows
/// that have it.
struct FieldColumn: Sendable {
  /// The finite numbers; for another field NaN, with the place of its text in the bits that NaN leaves free.
  private(set) var cells: [Double]
  /// The different texts of the fields that are no numbers, in the order of the rows. Some may be in no row.
  let texts: [String]
  /// How many fields have each of the texts.
  private(set) var counts: [Int]
  /// How many fields are numbers.
  private(set) var numberCount: Int

  init(cells: [Double], texts: [String], counts: [Int], numberCount: Int) {
    (self.cells, self.texts, self.counts, self.numberCount) = (cells, texts, counts, numberCount)
  }

  /// The bits of NaN that are free for a place.
  private static let placeBits: UInt64 = 1 << 51 - 1

  /// The cell of a text at a place.
  @inline(__always)
  static func cell(ofText place: Int) -> Double {
    Double(bitPattern: Double.nan.bitPattern | UInt64(truncatingIfNeeded: place) & placeBits)
  }

  /// The place of the text of a cell that is no number.
  @inline(__always)
  static func place(of cell: Double) -> Int { Int(cell.bitPattern & placeBits) }

  /// The place of a row's text; nil where the row has a number.
  @inline(__always)
  func place(_ row: Int) -> Int? { cells[row].isNaN ? Self.place(of: cells[row]) : nil }

  /// The texts that are in some row, in the order of the rows, and how often.
  ///
  /// - Parameter skipsFirst: whether the first row is not counted.
  func tally(skippingFirst skipsFirst: Bool = false) -> [(text: String, count: Int)] {
    let first = skipsFirst && !cells.isEmpty ? place(0) : nil
    return texts.indices.compactMap { place in
      let count = counts[place] - (place == first ? 1 : 0)
      return count > 0 ? (texts[place], count) : nil
    }
  }

  /// What each row's text has as its value, of a column of texts alone.
  ///
  /// - Complexity: a call for each text that is in some row.
  func values<Value>(_ value: (String) -> Value) -> [Value] {
    let values = texts.indices.map { counts[$0] > 0 ? value(texts[$0]) : nil }
    // Every cell has a text that is in some row.
    return cells.map { values[Self.place(of: $0)]! }
  }

  /// These rows alone, in this order.
  ///
  /// - Complexity: O(`rows.count` + number of texts).
  func rows(at rows: some Collection<Int>) -> FieldColumn {
    var counts = Array(repeating: 0, count: texts.count)
    var numberCount = 0
    let cells = rows.map { row in
      let cell = self.cells[row]
      if cell.isNaN { counts[Self.place(of: cell)] += 1 } else { numberCount += 1 }
      return cell
    }
    return FieldColumn(cells: cells, texts: texts, counts: counts, numberCount: numberCount)
  }

  /// Leaves out the first row.
  mutating func removeFirst() {
    if let place = place(0) { counts[place] -= 1 } else { numberCount -= 1 }
    cells.removeFirst()
  }

  /// The column where texts can be numbers whose marks have a meaning in a notation, such as `5 %`.
  func reading(_ notation: NumberNotation) -> FieldColumn {
    let values = texts.map { text in notation.value(ofField: text).flatMap { $0.isFinite ? $0 : nil } }
    guard values.contains(where: { $0 != nil }) else { return self }
    var (counts, numberCount) = (counts, numberCount)
    for (place, value) in values.enumerated() where value != nil {
      numberCount += counts[place]
      counts[place] = 0
    }
    let cells = cells.map { $0.isNaN ? values[Self.place(of: $0)] ?? $0 : $0 }
    return FieldColumn(cells: cells, texts: texts, counts: counts, numberCount: numberCount)
  }
}

extension NumberNotation {
  /// The number that the text of a field is; NaN and infinity where it says so; nil if it is none.
  func value(ofField text: String) -> Double? {
    var text = text
    let plain = text.withUTF8 { bytes in
      DecimalNumber.value(
        of: bytes.span, in: DelimitedText.Field(start: 0, end: bytes.count), as: Double.self, point: point)
    }
    return plain ?? (hasMarks ? value(of: text, as: Double.self) : nil)
  }
}
