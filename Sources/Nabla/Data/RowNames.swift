/// Whether the first column of a table numbers or names its rows, as R's `write.table` and pandas' `to_csv` write it: it has
/// no name, and its fields are different whole numbers or different texts.
enum RowNames {
  /// Names that stand for none: what pandas and R make of a column without one.
  static let names: Set<String> = ["", "Unnamed: 0", "rownames", "row.names", "..1", "...1"]

  /// The names of the first and the last row, or nil where the first column has others than names of rows.
  ///
  /// - Complexity: O(number of rows), for a column of such a name; else O(1).
  static func found(in table: DelimitedText) -> (first: String, last: String)? {
    guard let columnNames = table.columnNames, table.columnCount > 1, names.contains(columnNames[0]),
      // Where no column has a name, the first is none of its own kind.
      columnNames.dropFirst().contains(where: { !$0.isEmpty })
    else { return nil }
    guard isCount(table) || hasDifferentNames(table) else { return nil }
    return (table[0, 0], table[table.rowCount - 1, 0])
  }

  /// Whether the first column is 0 … n − 1 or 1 … n, of at least three rows.
  static func isCount(_ table: DelimitedText) -> Bool {
    guard table.rowCount >= 3 else { return false }
    let text = table.bytes.span
    func value(_ row: Int) -> Double? {
      DecimalNumber.value(of: text, in: table.field(row, 0), as: Double.self)
    }
    guard let first = value(0), first == 0 || first == 1 else { return false }
    return (1..<table.rowCount).allSatisfy { value($0) == first + Double($0) }
  }

  private static func hasDifferentNames(_ table: DelimitedText) -> Bool {
    var seen: Set<String> = []
    seen.reserveCapacity(table.rowCount)
    for row in 0..<table.rowCount {
      let name = table[row, 0]
      // A fraction is a measurement.
      let isName = Int(name) != nil || (DecimalNumber.value(of: name) == nil && FieldAppearance(name) != .missing)
      guard isName, seen.insert(name).inserted else { return false }
    }
    return true
  }
}
