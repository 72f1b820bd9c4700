extension StreamedText {
  /// The rows of a piece that are not left out, as a table in memory; their lines are those of the file.
  func part(_ i: Int) throws(DataError) -> DelimitedText {
    let piece = pieces[i]
    let bytes = try TextDecoding.utf8(file.bytes(piece.bytes), encoding, source: name)
    let table = try DelimitedText(
      part: bytes, of: first, quote: marks.quote, comment: marks.comment, firstLine: piece.firstLine)
    guard table.rowCount == piece.rowCount else { throw file.hasChanged(at: piece.bytes.lowerBound) }
    guard !dropped.isEmpty else { return table }
    var left = dropped[droppedStarts[i]..<droppedStarts[i + 1]]
    guard !left.isEmpty else { return table }
    return table.rows(
      at: (0..<piece.rowCount).filter { row in
        guard left.first == piece.firstRow + row else { return true }
        left.removeFirst()
        return false
      })
  }

  /// Calls `body` with the rows of each piece that are among some, on all cores: a table, its first row, and which of its rows
  /// are meant.
  ///
  /// - Parameter ranges: ranges of rows that ascend.
  /// - Returns: The results in the order of the rows.
  /// - Throws: the error of the first piece, with its row.
  func forEachPart<Result>(
    in ranges: [Range<Int>],
    _ body: (_ table: DelimitedText, _ firstRow: Int, _ rows: [Int]) throws(DataError) -> Result
  ) throws(DataError) -> [Result] {
    let chosen = chosenRows(in: ranges)
    let results = ResultList<Swift.Result<Result, DataError>?>(count: chosen.count, repeating: nil)
    Parallel.forEach(chosen.count, threads: Worker.coreCount) { place, _ in
      let (i, rows) = chosen[place]
      do throws(DataError) {
        results[place] = .success(try body(try part(i), starts[i], rows.flatMap { Array($0) }))
      } catch {
        var error = error
        error.row = error.row.map { $0 + starts[i] }
        results[place] = .failure(error)
      }
    }
    var all: [Result] = []
    all.reserveCapacity(chosen.count)
    for result in results.all { if let value = try result?.get() { all.append(value) } }
    return all
  }

  /// The pieces with some of the rows, and which of their own these are.
  private func chosenRows(in ranges: [Range<Int>]) -> [(piece: Int, rows: [Range<Int>])] {
    var chosen: [(piece: Int, rows: [Range<Int>])] = []
    for range in ranges where !range.isEmpty {
      var i = starts.place(of: range.lowerBound)
      while i < pieces.count, starts[i] < range.upperBound {
        let own = max(range.lowerBound, starts[i])..<min(range.upperBound, starts[i + 1])
        if !own.isEmpty {
          let rows = own.lowerBound - starts[i]..<own.upperBound - starts[i]
          if chosen.last?.piece == i { chosen[chosen.count - 1].rows.append(rows) } else { chosen.append((i, [rows])) }
        }
        i += 1
      }
    }
    return chosen
  }

  /// The numbers of some columns in all rows, in memory.
  ///
  /// - Throws: `DataError` with line and column of a field that is no finite number.
  /// - Complexity: O(size of the file), on all cores.
  package func matrix<S: RealScalar>(
    columns: [Int], of scalar: S.Type = S.self
  ) throws(DataError) -> Matrix<S> {
    guard AvailableMemory.has(rowCount * columns.count, of: S.self) else {
      throw DataFile.beyondMemory(rowCount * columns.count * MemoryLayout<S>.size, source: name)
    }
    let parts = try forEachPart(in: [0..<rowCount]) { table, _, _ throws(DataError) in
      try table.matrix(columns: columns, of: scalar).elements
    }
    return Matrix(rows: rowCount, columns: columns.count, elements: Array(parts.joined()))
  }

  /// The labels of a column in all rows as classes, whose names are the different ones in the order of a table in memory.
  ///
  /// - Throws: `DataError` with the line of a missing one.
  package func classes(
    column: Int, names: [String]? = nil
  ) throws(DataError) -> (indices: [Int], names: [String]) {
    let all = 0..<rowCount
    var different: Set<String> = []
    if names == nil {
      for part in try forEachPart(
        in: [all],
        { table, _, rows throws(DataError) in
          // A missing label is an error of the table's.
          _ = try table.classes(column: column, names: nil)
          return Set(rows.map { table[$0, column] })
        })
      { different.formUnion(part) }
    }
    let names = names ?? DelimitedText.sorted(Array(different))
    let parts = try forEachPart(in: [all]) { table, _, _ throws(DataError) in
      try table.classes(column: column, names: names).indices
    }
    return (Array(parts.joined()), names)
  }

  /// The table that a row is in, with its own row there.
  func place(of row: Int) throws(DataError) -> (table: DelimitedText, row: Int) {
    let i = starts.place(of: row)
    return (try part(i), row - starts[i])
  }

  /// The error about a field.
  package func fieldError(
    _ kind: DataError.Kind, row: Int, column: Int, expected: String
  ) throws(DataError) -> DataError {
    let (table, own) = try place(of: row)
    var error = table.fieldError(kind, row: own, column: column, expected: expected)
    error.row = row
    return error
  }

  /// The line of a row.
  package func line(of row: Int) throws(DataError) -> Int {
    let (table, row) = try place(of: row)
    return table.lines[row]
  }
}
