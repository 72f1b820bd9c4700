/// What a table is: how it is written, and of each column its type, its values and what is odd about it.
public struct TableReport: Sendable, Hashable, Codable {
  /// One column.
  public struct Column: Sendable, Hashable, Codable {
    /// What it is called.
    public let name: String
    /// Its type: `numbers`, `integers`, `categories`, `booleans`, `dates`, `times` or `missing`.
    public let type: String
    /// How many rows have no value.
    public let missing: Int
    /// How many different values there are.
    public let distinct: Int
    /// The least and the greatest value, of numbers, dates (as they stand in the text) and times.
    public let least: String?
    /// The greatest value.
    public let greatest: String?
    /// The mean, of numbers.
    public let mean: Double?
    /// The most frequent levels, with how often they occur, of categories and booleans: ten at most.
    public let levels: [Level]?
    /// What is odd about the column.
    public let warnings: [Warning]
  }

  /// A level, and how many rows have it.
  public struct Level: Sendable, Hashable, Codable {
    /// The value.
    public let name: String
    /// The number of rows.
    public let count: Int
  }

  /// What is odd about a column.
  public enum Warning: Sendable, Hashable, Codable {
    /// It has one value only.
    case constant
    /// Its values tell the rows apart, as names and numbers of rows do.
    case identifier
    /// It has nearly as many levels as rows.
    case manyLevels(Int)
    /// More than half of its values are missing.
    case mostlyMissing
    /// Another column has the same name, and a saved model finds its columns by their names.
    case sharedName
    /// So many fields are no value of its type; the first one is in this line.
    case unreadable(count: Int, line: Int, field: String)
  }

  /// The file; nil where the text is from none.
  public let source: String?
  /// The number of rows.
  public let rows: Int
  /// The columns, in order.
  public let columns: [Column]
  /// What was found out to read the table.
  public let remarks: [String]
  /// The name of the column that is most likely to be what is predicted.
  public let suggestedTarget: String?

  /// The report of a table.
  ///
  /// - Complexity: O(fields · log rows).
  public init(_ table: Table) {
    source = table.text.source
    rows = table.rowCount
    let reports = ResultList<Column?>(count: table.columns.count, repeating: nil)
    Parallel.forEach(table.columns.count, threads: Worker.coreCount) { i, _ in
      reports[i] = Column(table.columns[i], of: table.text)
    }
    columns = reports.all.compactMap { $0 }
    remarks = table.text.remarks.map(\.description)
    suggestedTarget = Self.target(of: table, columns)?.title
  }

  /// Names that columns of outcomes have.
  private static let outcomes: Set<String> = [
    "target", "class", "label", "y", "outcome", "response", "species", "survived", "default", "diagnosis", "quality",
    "churn",
  ]

  /// The column of the name of an outcome, or the last one that says anything.
  private static func target(of table: Table, _ reports: [Column]) -> Table.Column? {
    let candidates = zip(table.columns, reports).compactMap { column, report in
      column.index != table.text.rowNamesColumn && !column.isIdentifier && report.distinct > 1 ? column : nil
    }
    return candidates.first { outcomes.contains($0.title.lowercased()) } ?? candidates.last
  }
}

extension TableReport.Column {
  init(_ column: Table.Column, of text: DelimitedText) {
    name = column.title
    type = column.values.typeName
    let isMissing = column.isMissing
    missing = isMissing.count { $0 }
    distinct = column.distinctCount
    var warnings: [TableReport.Warning] = []
    if let row = column.unreadableRows.first {
      warnings.append(
        .unreadable(count: column.unreadableRows.count, line: text.lines[row], field: text[row, column.index]))
    }
    if let name = column.name, text.columnNames?.count(where: { $0 == name }) ?? 0 > 1 { warnings.append(.sharedName) }
    if distinct == 1, column.count > 1 { warnings.append(.constant) }
    // Names of rows are no input, as a remark says.
    if column.index != text.rowNamesColumn {
      if column.isIdentifier { warnings.append(.identifier) }
      if column.hasManyLevels, !column.isIdentifier { warnings.append(.manyLevels(distinct)) }
    }
    if 2 * missing > column.count { warnings.append(.mostlyMissing) }
    self.warnings = warnings
    var (least, greatest, mean): (String?, String?, Double?) = (nil, nil, nil)
    var levels: [TableReport.Level]?
    switch column.values {
    case .numbers(let values), .times(let values, _):
      let rows = values.indices.filter { !isMissing[$0] }
      if let low = rows.min(by: { values[$0] < values[$1] }), let high = rows.max(by: { values[$0] < values[$1] }) {
        (least, greatest) = (text[low, column.index], text[high, column.index])
      }
      if case .numbers = column.values, !rows.isEmpty {
        mean = rows.reduce(0) { $0 + values[$1] / Double(rows.count) }
      }
    case .booleans(let values):
      let yes = values.count { $0 == true }
      levels = Self.levels([("true", yes), ("false", values.count - missing - yes)])
    case .categories(let codes, let names):
      var counts = Array(repeating: 0, count: names.count)
      for case let code? in codes { counts[code] += 1 }
      levels = Self.levels(Array(zip(names, counts)))
    case .missing: break
    }
    (self.least, self.greatest, self.mean, self.levels) = (least, greatest, mean, levels)
  }

  /// The ten most frequent levels, those of equal counts in their order.
  private static func levels(_ counts: [(String, Int)]) -> [TableReport.Level] {
    counts.enumerated().sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }.prefix(10)
      .map { TableReport.Level(name: $0.element.0, count: $0.element.1) }
  }
}
