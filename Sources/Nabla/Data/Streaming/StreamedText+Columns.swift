internal import Synchronization

extension StreamedText {
  /// A column as all rows have it.
  package struct Column: Sendable {
    /// The place in the text.
    package let index: Int
    /// What it is called.
    package let title: String
    package let kind: Kind
    /// Whether it was said to be one of labels.
    let isCategory: Bool
    /// How many fields are missing, and the first row with one.
    package fileprivate(set) var missing = RowCount()
    /// How many are no value of the type, such as a word among numbers.
    package fileprivate(set) var unreadable = RowCount()
    /// How many rows have each text, where it is one of labels.
    package fileprivate(set) var levels: [String: RowCount] = [:]
    /// Whether there are more levels than are counted.
    package fileprivate(set) var hasTooManyLevels = false

    /// How many rows, and the first of them.
    package struct RowCount: Sendable, Hashable {
      package private(set) var count = 0
      package private(set) var first: Int?

      mutating func add(_ row: Int) {
        count += 1
        first = min(first ?? row, row)
      }

      mutating func add(_ other: RowCount) {
        count += other.count
        if let row = other.first { first = min(first ?? row, row) }
      }
    }

    /// How many levels are counted.
    static let mostLevels = 1 << 20

    /// Whether it is one of numbers that are all there.
    package var isPlain: Bool { kind == .numbers && missing.count + unreadable.count == 0 }
    /// Whether its values are numbers, or times, which are counted in seconds.
    package var isOfNumbers: Bool {
      switch kind {
      case .numbers, .times: true
      case .labels, .missing: false
      }
    }
    /// What `true` and `false` are, where these are the only labels of a column that was not said to have some.
    var truth: [String: Bool]? { isCategory ? nil : DelimitedText.truth(of: Array(levels.keys)) }
    /// Whether it has labels that are no truth values.
    package var isOfLabels: Bool { kind == .labels && truth == nil }
    /// The rows with a value.
    package var presentCount: Int { levels.values.reduce(0) { $0 + $1.count } }

    /// Why a column of text is left out of the inputs unless it is asked for; nil where it is not.
    package var reasonToLeaveOut: String? {
      switch kind {
      case .numbers, .times: return nil
      case .missing: return Table.Column.reasonToLeaveOut(levels: 0, of: 0)
      case .labels:
        if hasTooManyLevels { return "has more than \(Self.mostLevels) levels" }
        if truth != nil { return nil }
        return Table.Column.reasonToLeaveOut(levels: levels.count, of: presentCount)
      }
    }
  }

  /// Some columns as all rows have them, and the rows that have a missing value in others.
  ///
  /// - Parameters:
  ///   - labels: columns that are labels, whatever their fields are.
  ///   - dropping: the columns whose missing values are looked for.
  /// - Complexity: O(size of the file), on all cores; memory for the different labels, and for the rows found.
  package func columns(
    _ indices: [Int], asCategories labels: Set<Int> = [], dropping: [Int] = []
  ) throws(DataError) -> (columns: [Column], missing: [Int]) {
    func column(_ index: Int) -> Column {
      Column(
        index: index, title: first.columnNames?[index] ?? "column\(index)",
        kind: labels.contains(index) && kinds[index] != .missing ? .labels : kinds[index],
        isCategory: labels.contains(index))
    }
    let empty = indices.map(column)
    let others = dropping.map(column)
    let found = Mutex(empty)
    let missing = try forEachPart(in: [0..<rowCount]) { table, firstRow, _ throws(DataError) -> [Int] in
      var own = empty
      for i in own.indices { own[i].look(at: table, firstRow) }
      found.withLock { columns in
        for i in columns.indices { columns[i].add(own[i]) }
      }
      return (0..<table.rowCount).filter { row in
        others.contains { table.value(row, $0.index, $0.kind).isMissing }
      }.map { firstRow + $0 }
    }
    return (found.withLock { $0 }, Array(missing.joined()))
  }

  /// The same text without some of its rows.
  package func without(_ rows: [Int]) -> StreamedText { StreamedText(self, without: rows) }
}

extension StreamedText.Column {
  fileprivate mutating func look(at table: DelimitedText, _ firstRow: Int) {
    for row in 0..<table.rowCount {
      switch table.value(row, index, kind) {
      case .missing: missing.add(firstRow + row)
      case .unreadable: unreadable.add(firstRow + row)
      case .label(let label): levels[label, default: RowCount()].add(firstRow + row)
      case .number: break
      }
    }
  }

  fileprivate mutating func add(_ other: Self) {
    missing.add(other.missing)
    unreadable.add(other.unreadable)
    guard !hasTooManyLevels else { return }
    for (label, rows) in other.levels { levels[label, default: RowCount()].add(rows) }
    guard levels.count > Self.mostLevels else { return }
    hasTooManyLevels = true
    levels = [:]
  }
}

extension DelimitedText {
  /// A field as a column of some kind has it.
  enum FieldValue {
    case number(Double)
    case label(String)
    case missing
    case unreadable

    var isMissing: Bool { if case .missing = self { true } else { false } }
  }

  /// The value of a field; of a time its seconds.
  func value(_ row: Int, _ column: Int, _ kind: StreamedText.Kind) -> FieldValue {
    switch kind {
    case .missing: return .missing
    case .labels:
      let label = self[row, column]
      return missingMarks.contains(label) ? .missing : .label(label)
    case .numbers:
      let value = notation.value(of: bytes, in: field(row, column), as: Double.self)
      if let value, value.isFinite { return .number(value) }
      return value?.isNaN == true || isMissingNumber(self[row, column]) ? .missing : .unreadable
    case .times(let notation):
      let text = self[row, column]
      if isMissingNumber(text) { return .missing }
      return notation.seconds(of: text).map { .number($0) } ?? .unreadable
    }
  }
}
