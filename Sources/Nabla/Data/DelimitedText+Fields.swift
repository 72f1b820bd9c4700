extension DelimitedText {
  /// The text of a field.
  public subscript(row: Int, column: Int) -> String {
    precondition(
      (0..<rowCount).contains(row) && (0..<columnCount).contains(column),
      "field (\(row), \(column)) of a table of \(rowCount) × \(columnCount)")
    if let compact { return compact.string(row, column) }
    return Self.string(of: bytes, in: field(row, column), quote: quote)
  }

  /// The fields of a column, with numbers as numbers.
  ///
  /// - Precondition: the table is `expanded`.
  /// - Complexity: O(length of the column) the first time, then O(1).
  func fieldColumn(_ index: Int) -> FieldColumn { cache.column(index, of: text) }

  /// Reads several columns together.
  func prepareColumns(_ indices: [Int]) { cache.prepare(indices, of: text) }

  /// The same with every field as a text; of a table that is not expanded, too.
  func labelColumn(_ index: Int) -> FieldColumn {
    guard let compact else { return cache.labels(index, at: index, of: text) }
    return cache.labels(
      index, at: 0, of: TextFields(text: compact.text, fields: compact.fields(of: index), columnCount: 1, quote: nil))
  }

  private var text: TextFields {
    TextFields(text: .bytes(bytes), fields: fields, columnCount: columnCount, quote: quote)
  }

  /// Where a field is in `bytes`.
  ///
  /// - Precondition: the table is `expanded`.
  @inline(__always)
  func field(_ row: Int, _ column: Int) -> Field { fields[row * columnCount + column] }
}
