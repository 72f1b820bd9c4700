internal import Nabla

extension TableColumns {
  /// A table without the rows with missing values that are left out, which is said.
  ///
  /// - Parameters:
  ///   - dropping: Whether rows are left out for any missing input, and not only for those that the encoding drops rows for.
  ///   - others: Columns besides the inputs for whose missing values rows are left out.
  /// - Throws: `CommandError` where no row is left.
  func complete(
    _ table: DelimitedText, dropping: Bool, leavingOutMissingIn others: [Int], path: String
  ) throws(CommandError) -> DelimitedText {
    var isKept = Array(repeating: true, count: table.rowCount)
    if dropping || encoding?.dropsMissing == true {
      let encoders = encoding ?? InputEncoding(columns: inputs.map { _ in ColumnEncoder(name: nil, kind: .number) })
      for row in encoders.rowsWithMissing(in: table, places: inputs, replaced: dropping) { isKept[row] = false }
    }
    for column in others {
      for (row, isMissing) in table.typedColumn(column).isMissing.enumerated() where isMissing { isKept[row] = false }
    }
    let kept = isKept.indices.filter { isKept[$0] }
    guard kept.count < table.rowCount else { return table }
    guard !kept.isEmpty else { throw CommandError("\(path): no row is without a missing value") }
    FitTable.say(table, without: kept, path)
    return table.rows(at: kept)
  }
}
