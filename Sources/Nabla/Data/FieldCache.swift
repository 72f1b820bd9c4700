internal import Synchronization

/// The columns of a text that were read, which copies of its table share.
final class FieldCache: Sendable {
  private struct Content: Sendable {
    /// Numbers as numbers.
    var columns: [Int: FieldColumn] = [:]
    /// Every field as a text, of columns that have numbers.
    var labels: [Int: FieldColumn] = [:]
  }

  /// How the numbers are written.
  let notation: NumberNotation
  /// On how many threads columns are read.
  private let threads: Int
  private let content: Mutex<Content>

  init(_ notation: NumberNotation, threads: Int = Worker.coreCount) {
    self.notation = notation
    self.threads = threads
    content = Mutex(Content())
  }

  /// The same with these columns.
  private init(_ columns: [Int: FieldColumn], like other: FieldCache) {
    notation = other.notation
    threads = other.threads
    content = Mutex(Content(columns: columns))
  }

  /// Reads these columns together, those that are not read yet.
  func prepare(_ indices: [Int], of text: TextFields) {
    content.withLock { content in
      let missing = indices.filter { content.columns[$0] == nil }
      guard !missing.isEmpty else { return }
      for (index, column) in zip(missing, read(missing, of: text)) { content.columns[index] = column }
    }
  }

  private func read(_ indices: [Int], of text: TextFields) -> [FieldColumn] {
    let columns = FieldColumn.read(indices, of: text, point: notation.point, threads: threads)
    return notation.hasMarks ? columns.map { $0.reading(notation) } : columns
  }

  /// A column, with its numbers as numbers.
  ///
  /// - Complexity: O(length of the column) the first time, then O(1).
  func column(_ index: Int, of text: TextFields) -> FieldColumn {
    content.withLock { content in
      if let column = content.columns[index] { return column }
      let column = read([index], of: text)[0]
      content.columns[index] = column
      return column
    }
  }

  /// A column of which every field is a text, at a place of a text.
  func labels(_ index: Int, at place: Int, of text: @autoclosure () -> TextFields) -> FieldColumn {
    content.withLock { content in
      if let column = content.columns[index], column.numberCount == 0 { return column }
      if let column = content.labels[index] { return column }
      let column = FieldColumn.read([place], of: text(), point: nil, threads: threads)[0]
      content.labels[index] = column
      return column
    }
  }

  /// Leaves out the first row.
  ///
  /// - Precondition: it is of one table alone.
  func removeFirst() {
    content.withLock { content in
      for column in content.columns.keys { content.columns[column]?.removeFirst() }
      content.labels = [:]
    }
  }

  /// Those of these rows alone, in this order.
  func rows(at rows: [Int]) -> FieldCache {
    FieldCache(content.withLock { $0.columns }.mapValues { $0.rows(at: rows) }, like: self)
  }

  /// All columns in another notation, where those with a decimal point and no marks are known.
  func reading(_ notation: NumberNotation, of text: TextFields) -> FieldCache {
    guard notation != self.notation else { return self }
    let result = FieldCache(notation, threads: threads)
    guard notation.point == self.notation.point else {
      result.prepare(Array(0..<text.columnCount), of: text)
      return result
    }
    return FieldCache(content.withLock { $0.columns }.mapValues { $0.reading(notation) }, like: result)
  }
}
