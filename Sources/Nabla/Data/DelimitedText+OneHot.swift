extension DelimitedText {
  /// The classes of rows that have 1 in the column of their class and 0 in all others, with the names of the classes.
  ///
  /// - Parameter names: The names of the classes 0 ..< K. `nil` takes those of the columns, or their indices where they
  ///   have none. Columns that have just these names are the classes of these names; others are in the order of the names.
  /// - Throws: `DataError` with the first field that is neither 0 nor 1, or the line of a row with no 1 or with several.
  /// - Complexity: O(`rowCount` · `columns.count`).
  public func classes(
    oneHot columns: [Column], names: [String]? = nil
  ) throws(DataError) -> (indices: [Int], names: [String]) {
    try classes(oneHot: indices(of: columns) ?? [], names: names)
  }

  func classes(oneHot columns: [Int], names: [String]?) throws(DataError) -> (indices: [Int], names: [String]) {
    let columnNames = columns.map { column in self.columnNames?[column] ?? "column\(column)" }
    let names = names ?? columnNames
    guard names.count == columns.count else {
      throw DataError(
        .countMismatch, source: source, expected: "\(names.count) columns, one for each class",
        found: "\(columns.count)")
    }
    let isNamed = Set(names) == Set(columnNames) && Set(names).count == names.count
    let classes = isNamed ? columnNames.map { names.firstIndex(of: $0) ?? 0 } : Array(names.indices)
    let values = try matrix(columns: columns, of: Double.self)
    var indices: [Int] = []
    indices.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      var found: Int?
      for (k, column) in columns.enumerated() where values[row, k] != 0 {
        guard values[row, k] == 1 else {
          throw fieldError(
            .labelOutOfRange, row: row, column: column, expected: "0 or 1 in the column of a class")
        }
        guard found == nil else { throw oneHotError(row, columns, "1 in several") }
        found = classes[k]
      }
      guard let found else { throw oneHotError(row, columns, "0 in all") }
      indices.append(found)
    }
    return (indices, names)
  }

  private func oneHotError(_ row: Int, _ columns: [Int], _ found: String) -> DataError {
    DataError(
      .labelOutOfRange, source: source, line: lines[row], row: row,
      expected: "1 in one of the columns of the classes and 0 in all others", found: found)
  }
}
