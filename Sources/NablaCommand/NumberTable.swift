internal import Nabla

/// A table of which columns are read as numbers, in memory or in its file.
protocol NumberTable {
  /// Rows of it, with the names of its columns.
  var sample: DelimitedText { get }
  /// The numbers of some columns in all rows.
  func numbers<S: RealScalar>(in columns: [Int], as scalar: S.Type) throws(DataError) -> Matrix<S>
  /// The error about a field.
  func fieldError(
    _ kind: DataError.Kind, row: Int, column: Int, expected: String
  ) throws(DataError) -> DataError
}

extension DelimitedText: NumberTable {
  var sample: DelimitedText { self }

  func numbers<S: RealScalar>(in columns: [Int], as scalar: S.Type) throws(DataError) -> Matrix<S> {
    try matrix(columns: columns, of: scalar)
  }
}

extension TableColumns {
  /// The weights of the examples, where there are some.
  func weights<S: RealScalar>(of table: some NumberTable, as scalar: S.Type) throws(DataError) -> [S]? {
    guard let column = weights else { return nil }
    let weights = try table.numbers(in: [column], as: scalar).elements
    if let row = weights.firstIndex(where: { $0 < 0 }) {
      throw try table.fieldError(.negativeWeight, row: row, column: column, expected: "a weight of at least 0")
    }
    return weights
  }

  /// The successes among the trials of a column, where one has these.
  func counts<S: RealScalar>(of table: some NumberTable, as scalar: S.Type) throws(DataError) -> BinomialCounts<S>? {
    guard let trials else { return nil }
    let numbers = try table.numbers(in: [targets[0], trials], as: scalar)
    do {
      return try BinomialCounts(
        successes: (0..<numbers.rows).map { numbers[$0, 0] }, trials: (0..<numbers.rows).map { numbers[$0, 1] })
    } catch {
      throw try table.fieldError(
        error.kind, row: error.row ?? 0, column: error.field == "trials" ? trials : targets[0],
        expected: error.expected)
    }
  }
}
