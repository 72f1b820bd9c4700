/// The row of units below the names of columns: `[m],[s]`.
enum UnitsRow {
  /// The longest word that is taken for a unit.
  private static let longest = 12

  /// Whether the first row has units: no number is in it, a word stands above each column that is otherwise of numbers alone,
  /// of which there is one at least, and above the others nothing or a word in brackets.
  ///
  /// - Complexity: O(`columnCount`) mostly; O(number of fields) where no number is in the first row.
  static func isFirst(in table: DelimitedText) -> Bool {
    guard table.columnNames != nil, table.rowCount >= 3 else { return false }
    let columns = (0..<table.columnCount).filter { $0 != table.rowNamesColumn }
    var hasUnit = false
    for column in columns where value(table, 0, column) != nil { return false }
    for column in columns {
      let text = table[0, column].trimmed
      let isBracketed = text.count > 2 && ["()", "[]", "{}"].contains("\(text.prefix(1))\(text.suffix(1))")
      if isOfNumbers(table, column) {
        let isUnit = isBracketed || (text.count <= longest && !text.isEmpty && !MissingMarks.usual.contains(text))
        guard isUnit || text.isEmpty || text == "-" else { return false }
        hasUnit = hasUnit || (isUnit && text != "-")
      } else if !text.isEmpty, !isBracketed, text != "-" {
        return false
      }
    }
    return hasUnit
  }

  private static func value(_ table: DelimitedText, _ row: Int, _ column: Int) -> Double? {
    table.notation.value(of: table.bytes, in: table.field(row, column), as: Double.self)
  }

  /// Whether all rows but the first have a number, or nothing.
  private static func isOfNumbers(_ table: DelimitedText, _ column: Int) -> Bool {
    let fields = table.fieldColumn(column)
    var hasNumber = fields.numberCount > (fields.place(0) == nil ? 1 : 0)
    for (text, _) in fields.tally(skippingFirst: true) {
      if table.notation.value(ofField: text) != nil {
        hasNumber = true
      } else if !table.missingMarks.contains(text) {
        return false
      }
    }
    return hasNumber
  }
}
