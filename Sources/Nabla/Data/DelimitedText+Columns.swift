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
    prepareColumns(columns)
    let fields = columns.map { fieldColumn($0) }
    var elements: [S] = []
    elements.reserveCapacity(rowCount * columns.count)
    for row in 0..<rowCount {
      for (i, column) in columns.enumerated() {
        let cell = fields[i].cells[row]
        let value: S = cell.isNaN ? .nan : rounded(cell, row, column)
        if value.isFinite {
          elements.append(value)
        } else if allowsMissing, isMissingNumber(self[row, column]) {
          elements.append(.nan)
        } else {
          throw numberError(row, column, of: scalar)
        }
      }
    }
    return Matrix(rows: rowCount, columns: columns.count, elements: elements)
  }

  /// The scalar nearest to the decimal number of a field, whose nearest double is given.
  @inline(__always)
  func rounded<S: RealScalar>(_ value: Double, _ row: Int, _ column: Int) -> S {
    guard S.significandBitCount < Double.significandBitCount else { return S(value) }
    // Rounded twice, a number can be another only where the double is in the middle between two scalars, or too small to tell.
    let dropped = UInt64(Double.significandBitCount - S.significandBitCount)
    let isMiddle = value.bitPattern & (1 << dropped - 1) == 1 << (dropped - 1)
    guard isMiddle || abs(value) < Double(S.leastNormalMagnitude) else { return S(value) }
    return notation.value(of: bytes, in: field(row, column), as: S.self) ?? S(value)
  }

  /// The error about a field that is no finite number.
  func numberError<S: RealScalar>(_ row: Int, _ column: Int, of scalar: S.Type) -> DataError {
    let isNumber = notation.value(of: bytes, in: field(row, column), as: S.self) != nil
    return fieldError(
      isNumber ? .notFinite : .notANumber, row: row, column: column,
      expected: isNumber ? "a finite number within the range of \(S.self)" : "a number")
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

  /// The last column, where it has neither a name nor a value: what a delimiter at the end of every line makes.
  ///
  /// - Complexity: O(`rowCount`).
  package var emptyEnd: Int? {
    let last = columnCount - 1
    return last > 0 && columnNames?[last].isEmpty ?? true && isEmpty(column: last) ? last : nil
  }
}
