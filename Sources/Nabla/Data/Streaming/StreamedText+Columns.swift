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
      let values = others.map { table.values(of: $0.index, $0.kind) }
      return (0..<table.rowCount).filter { row in values.contains { $0[row].isMissing } }.map { firstRow + $0 }
    }
    return (found.withLock { $0 }, Array(missing.joined()))
  }

  /// The same text without some of its rows.
  package func without(_ rows: [Int]) -> StreamedText { StreamedText(self, without: rows) }
}

extension StreamedText.Column {
  fileprivate mutating func look(at table: DelimitedText, _ firstRow: Int) {
    let values = table.values(of: index, kind)
    var rows = values.ofTexts.map { _ in RowCount() }
    for row in 0..<table.rowCount { if let place = values.place(row) { rows[place].add(firstRow + row) } }
    for (value, rows) in zip(values.ofTexts, rows) where rows.count > 0 {
      switch value {
      case .missing: missing.add(rows)
      case .unreadable: unreadable.add(rows)
      case .label(let label): levels[label, default: RowCount()].add(rows)
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

  /// The fields of a column as one of some kind has them.
  struct FieldValues {
    private let column: FieldColumn
    /// The values of the column's texts.
    let ofTexts: [FieldValue]

    fileprivate init(_ column: FieldColumn, _ value: (String) -> FieldValue) {
      self.column = column
      ofTexts = column.texts.map(value)
    }

    /// The place of a row's text; nil where the row has a number.
    func place(_ row: Int) -> Int? { column.place(row) }

    subscript(row: Int) -> FieldValue { place(row).map { ofTexts[$0] } ?? .number(column.cells[row]) }
  }

  /// The values of a column; of a time its seconds.
  func values(of column: Int, _ kind: StreamedText.Kind) -> FieldValues {
    switch kind {
    case .missing: FieldValues(labelColumn(column)) { _ in .missing }
    case .labels: FieldValues(labelColumn(column)) { missingMarks.contains($0) ? .missing : .label($0) }
    case .numbers:
      FieldValues(fieldColumn(column)) {
        notation.value(ofField: $0)?.isNaN == true || isMissingNumber($0) ? .missing : .unreadable
      }
    case .times(let notation):
      FieldValues(labelColumn(column)) { text in
        isMissingNumber(text) ? .missing : notation.seconds(of: text).map { .number($0) } ?? .unreadable
      }
    }
  }
}
