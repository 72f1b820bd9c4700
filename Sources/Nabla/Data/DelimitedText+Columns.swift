extension DelimitedText {
  /// The index of a column.
  ///
  /// - Throws: `DataError` if the table has no such column, no header, or several columns of that name.
  public func index(of column: Column) throws(DataError) -> Int {
    switch column {
    case .index(let index):
      guard (0..<columnCount).contains(index) else {
        throw DataError(
          .unknownColumn, source: source, column: index, expected: "a column index in 0..<\(columnCount)",
          found: "\(index)")
      }
      return index
    case .name(let name):
      guard let columnNames else {
        throw DataError(
          .unknownColumn, source: source, field: "column \"\(name)\"", expected: "a first line that names the columns",
          found: "a line of data")
      }
      let indices = columnNames.indices.filter { columnNames[$0] == name }
      guard let index = indices.first else {
        throw DataError(
          .unknownColumn, source: source, field: "column \"\(name)\"",
          expected: "one of the columns \(DataError.list(columnNames))", found: "\"\(name)\"")
      }
      guard indices.count == 1 else {
        throw DataError(
          .ambiguousColumn, source: source, field: "column \"\(name)\"", expected: "one column of that name",
          found: "columns \(indices.map { "\($0)" }.joined(separator: " and ")) (counted from 0)")
      }
      return index
    }
  }

  /// The numbers in the given columns, in that order: `rowCount` × `columns.count`; `nil` stands for all columns.
  ///
  /// Each is the scalar nearest to the decimal number in the text.
  ///
  /// - Throws: `DataError` with line and column of the first field, in the order of the text, that is not a finite number.
  /// - Complexity: O(`rowCount` · `columns.count`).
  public func matrix<S: RealScalar>(
    _ columns: [Column]? = nil, of scalar: S.Type = S.self
  ) throws(DataError) -> Matrix<S> {
    try matrix(columns: indices(of: columns) ?? Array(0..<columnCount), of: scalar)
  }

  func indices(of columns: [Column]?) throws(DataError) -> [Int]? {
    guard let columns else { return nil }
    var indices: [Int] = []
    for column in columns { indices.append(try index(of: column)) }
    return indices
  }

  /// The numbers of columns, NaN where they are missing and may be.
  @specialized(where S == Float)
  @specialized(where S == Double)
  package func matrix<S: RealScalar>(
    columns: [Int], of scalar: S.Type, allowsMissing: Bool = false
  ) throws(DataError) -> Matrix<S> {
    if let compact {
      // What is no number there, the general reader tells more of.
      if let matrix = compact.matrix(columns: columns, of: scalar) { return matrix }
      return try expanded.matrix(columns: columns, of: scalar, allowsMissing: allowsMissing)
    }
    var elements: [S] = []
    elements.reserveCapacity(rowCount * columns.count)
    for row in 0..<rowCount {
      for column in columns {
        let value = notation.value(of: bytes, in: field(row, column), as: scalar)
        if allowsMissing, value?.isFinite != true, isMissingNumber(self[row, column]) {
          elements.append(.nan)
          continue
        }
        guard let value, value.isFinite else {
          throw fieldError(
            value == nil ? .notANumber : .notFinite, row: row, column: column,
            expected: value == nil ? "a number" : "a finite number within the range of \(S.self)")
        }
        elements.append(value)
      }
    }
    return Matrix(rows: rowCount, columns: columns.count, elements: elements)
  }

  /// An error about one field, with its place, its text, and what this looks like.
  package func fieldError(_ kind: DataError.Kind, row: Int, column: Int, expected: String) -> DataError {
    let text = self[row, column]
    let isMark = missingMarks.contains(text) && kind == .labelOutOfRange
    let appearance = text.isEmpty ? nil : isMark ? .missing : kind == .notANumber ? FieldAppearance(text) : nil
    return DataError(
      kind, source: source, line: lines[row], row: row, column: column, field: columnNames?[column], expected: expected,
      found: DataError.quoted(text) + (appearance.map { ", which looks like \($0.words)" } ?? ""))
  }
}
