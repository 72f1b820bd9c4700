/// How many fields of a column are numbers, marks of missing values, and text: what the column is, from all of its fields.
package struct ColumnCensus: Hashable {
  /// The fields that are numbers as they stand.
  package private(set) var numbers = 0
  /// Those that are numbers to a reader, in a notation that is not read: `1,5`, `$5.00`.
  package private(set) var otherNotations = 0
  /// Those that stand for a missing value.
  package private(set) var missing = 0
  /// Those that stand for a missing value among numbers, and are labels elsewhere: `-`, `none`.
  package private(set) var missingAmongNumbers = 0
  /// All others.
  package private(set) var labels = 0

  /// Whether most of the fields that say anything are numbers, in whatever notation.
  package var isOfNumbers: Bool { numbers + otherNotations > 0 && numbers + otherNotations >= labels }

  /// Whether the column has labels: some text, and no more numbers than text.
  package var isOfLabels: Bool { !isOfNumbers && labels + missingAmongNumbers > 0 }

  /// The number of fields.
  package var count: Int { numbers + otherNotations + missing + missingAmongNumbers + labels }

  /// The census of no field.
  init() {}

  /// Counts other fields, too.
  mutating func add(_ other: ColumnCensus) {
    numbers += other.numbers
    otherNotations += other.otherNotations
    missing += other.missing
    missingAmongNumbers += other.missingAmongNumbers
    labels += other.labels
  }

  /// The census of a column.
  ///
  /// - Complexity: O(length of its text).
  package init(of table: DelimitedText, column: Int) {
    let table = table.expanded
    let column = table.fieldColumn(column)
    numbers = column.numberCount
    for (text, count) in column.tally() { add(text, count, table) }
  }

  /// Counts fields of a text that is no finite number.
  private mutating func add(_ text: String, _ count: Int, _ table: DelimitedText) {
    if let value = table.notation.value(ofField: text) {
      if value.isNaN { missing += count } else { numbers += count }
      return
    }
    // Most labels are told from numbers by having no digit, and from marks by their length.
    let hasDigit = text.utf8.contains { $0 &- UInt8(ascii: "0") <= 9 }
    guard hasDigit || text.utf8.count <= MissingMarks.longest else {
      labels += count
      return
    }
    if table.missingMarks.contains(text) {
      missing += count
    } else if MissingMarks.amongNumbers.contains(text) {
      missingAmongNumbers += count
    } else if hasDigit, FieldAppearance(text)?.isNumber == true {
      otherNotations += count
    } else {
      labels += count
    }
  }
}
