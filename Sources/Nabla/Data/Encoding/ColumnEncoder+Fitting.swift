extension ColumnEncoder {
  /// The encoder of a column, from its values in the training rows.
  ///
  /// - Parameter table: where the column is from, for errors.
  /// - Throws: `DataError` for a field that is no value of the column, for a missing one where these are refused, and for a
  ///   reference that is no level.
  /// - Complexity: O(`rows.count` log `rows.count`).
  init(
    fitting column: Table.Column, of table: DelimitedText, rows: [Int], rules: EncodingRules
  ) throws(DataError) {
    if let row = column.unreadableRows.first {
      throw table.fieldError(.notANumber, row: row, column: column.index, expected: "a number")
    }
    let rule = rules.missing(in: column.title)
    if rule == .refuse, let row = column.isMissing.firstIndex(of: true) {
      throw table.missingError(row: row, column: column)
    }
    try self.init(
      ColumnStatistics(column, rows: rows, rule: rule), rules: rules, source: table.source,
      missing: { () throws(DataError) in table.missingError(row: rows.first ?? 0, column: column) })
  }
}

extension DelimitedText {
  /// The error about a missing value that is refused.
  func missingError(row: Int, column: Table.Column) -> DataError {
    switch column.values {
    case .categories, .booleans, .missing: missingError(row: row, column: column.index, isLabel: true)
    case .numbers, .times: missingError(row: row, column: column.index, isLabel: false)
    }
  }

  /// The same of a column of labels, or of numbers.
  func missingError(row: Int, column: Int, isLabel: Bool) -> DataError {
    guard isLabel else { return fieldError(.notANumber, row: row, column: column, expected: "a number") }
    var error = fieldError(.missingValue, row: row, column: column, expected: "a value")
    if !self[row, column].isEmpty {
      error.found = error.found.map { $0 + ", which stands for a missing value" }
    }
    return error
  }
}
