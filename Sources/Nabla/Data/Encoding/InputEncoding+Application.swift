/// The inputs of some rows, and what of them the training did not know.
public struct EncodedInputs<Scalar: RealScalar>: Sendable {
  /// The inputs: a row for each of the table, d columns.
  public let matrix: Matrix<Scalar>
  /// The levels that the training did not have, by column.
  public let unseen: [UnseenLevels]
}

/// Levels of a column that its encoder does not know. Their inputs are all 0, or the one of the pooled levels is 1.
public struct UnseenLevels: Sendable, Hashable {
  /// The column.
  public let title: String
  /// How many rows have one.
  public let rowCount: Int
  /// The first one.
  public let level: String
  /// The line of the first one.
  public let line: Int

  package init(title: String, rowCount: Int, level: String, line: Int) {
    (self.title, self.rowCount, self.level, self.line) = (title, rowCount, level, line)
  }
}

extension InputEncoding {
  /// The places in a table of the columns of this encoding: by their names where both have names; where neither has
  /// some and the tables are equally wide, where they were in the training; and else by their order, names of rows and
  /// `others` left out.
  ///
  /// - Throws: `DataError` where there is no such column, or another number of them.
  public func places(in table: DelimitedText, without others: [Int] = []) throws(DataError) -> [Int] {
    if let names = columnNames, table.columnNames != nil {
      return try table.indices(of: names.map { .name($0) }) ?? []
    }
    if let layout, table.columnNames == nil, layout.columnCount == table.columnCount { return layout.places }
    let places = (0..<table.columnCount).filter { $0 != table.rowNamesColumn && !others.contains($0) }
    guard places.count == columns.count else {
      throw DataError(
        .countMismatch, source: table.source, expected: "\(columns.count) columns, as the model was trained on",
        found: "\(places.count)")
    }
    return places
  }

  /// The inputs that the rows of a table have.
  ///
  /// - Parameter places: the column of the table for each of this encoding's; `nil` finds them.
  /// - Throws: `DataError` with line and column of a field that is no value of its column, is missing without a replacement,
  ///   or is a level that the training did not have where one is the reference, for which it would be taken.
  /// - Complexity: O(rows · (columns + d)).
  public func inputs<S: RealScalar>(
    of table: DelimitedText, places: [Int]? = nil, as scalar: S.Type = S.self
  ) throws(DataError) -> EncodedInputs<S> {
    let places = try chosen(places, in: table)
    precondition(places.count == columns.count, "\(places.count) places for \(columns.count) columns")
    let table = table.expanded
    let d = inputCount
    guard AvailableMemory.has(table.rowCount * d, of: S.self) else {
      throw DataError(
        .unreadable, source: table.source, expected: "inputs for which there is memory",
        found: "\(table.rowCount) × \(d)")
    }
    var unseen: [UnseenLevels] = []
    var failure: DataError?
    let elements = [S](unsafeUninitializedCapacity: table.rowCount * d) { target, filled in
      // Most of the time would go by with pages that are there for the first time.
      LargePages.ask(for: target)
      target.initialize(repeating: 0)
      filled = table.rowCount * d
      guard let place = target.baseAddress, filled > 0 else { return }
      var start = 0
      for (i, encoder) in columns.enumerated() {
        var writer = ColumnWriter(
          encoder: encoder, table: table, column: places[i], title: title(i), start: start, stride: d)
        do throws(DataError) {
          try writer.write(to: place)
        } catch {
          failure = error
          return
        }
        if let levels = writer.unseen { unseen.append(levels) }
        start += encoder.width
      }
    }
    if let failure { throw failure }
    return EncodedInputs(matrix: Matrix(rows: table.rowCount, columns: d, elements: elements), unseen: unseen)
  }

  private func chosen(_ places: [Int]?, in table: DelimitedText) throws(DataError) -> [Int] {
    if let places { places } else { try self.places(in: table) }
  }

  /// The rows of a table in which a column of this encoding has a missing value.
  ///
  /// - Parameter replaced: whether columns count in which another value takes its place.
  /// - Complexity: O(rows · columns).
  public func rowsWithMissing(in table: DelimitedText, places: [Int], replaced: Bool = true) -> [Int] {
    var isMissing = Array(repeating: false, count: table.rowCount)
    for (encoder, place) in zip(columns, places) where replaced || encoder.replacement == nil {
      let labels = table.labelColumn(place)
      let isMark = labels.texts.map { text in
        switch encoder.kind {
        case .number, .logarithm, .elapsed: table.isMissingNumber(text)
        case .boolean: table.missingMarks.contains(text)
        case .categories(let levels, let pooled, _):
          table.missingMarks.contains(text) && !levels.contains(text) && !pooled.contains(text)
        }
      }
      for row in isMissing.indices where isMark[FieldColumn.place(of: labels.cells[row])] { isMissing[row] = true }
    }
    return isMissing.indices.filter { isMissing[$0] }
  }
}
