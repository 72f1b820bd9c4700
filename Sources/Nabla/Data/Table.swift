/// A table of named, typed columns, read from delimited text.
///
/// ```swift
/// let table = try Table(contentsOf: "titanic.csv")
/// for column in table.columns { print(column.title, column.values.typeName) }
/// print(table.text.remarks)  // what was found out to read it
/// ```
///
/// The type of a column is that of its whole text, never of its first rows:
///
/// - numbers, where more of its fields are numbers than words; a word among them is in `unreadableRows`;
/// - booleans, where all are `true` or `false`;
/// - dates and times, where all are dates or times in one notation, and the day can be told from the month;
/// - categories otherwise.
///
/// Fields that stand for a missing value (``MissingMarks``) belong to any type.
public struct Table: Sendable {
  /// The text that it was read from.
  public let text: DelimitedText
  /// The columns, as they stand in the text.
  public let columns: [Column]

  /// Reads a file; what the dialect does not say is found out.
  ///
  /// - Parameter categories: columns of numbers that are labels, such as postal codes.
  /// - Throws: `DataError`, as `DelimitedText` does, or where there is no such column.
  /// - Complexity: O(size of the file).
  public init(
    contentsOf path: String, dialect: Dialect = Dialect(), categories: [DelimitedText.Column] = []
  ) throws(DataError) {
    try self.init(DelimitedText(contentsOf: path, dialect: dialect), categories: categories)
  }

  /// The typed columns of a text.
  ///
  /// - Throws: `DataError` where there is no such column.
  /// - Complexity: O(length of the text).
  public init(_ text: DelimitedText, categories: [DelimitedText.Column] = []) throws(DataError) {
    let text = text.expanded
    self.text = text
    let labels = try text.indices(of: categories) ?? []
    columns = text.typedColumns(Array(0..<text.columnCount), asCategories: Set(labels))
  }

  /// The number of rows.
  public var rowCount: Int { text.rowCount }
}

extension DelimitedText {
  /// Columns with the types that all of their fields have, on all cores.
  ///
  /// - Parameter labels: those that are of labels, whatever their fields are.
  /// - Complexity: O(length of their text).
  package func typedColumns(_ indices: [Int], asCategories labels: Set<Int> = []) -> [Table.Column] {
    let table = expanded
    table.prepareColumns(indices)
    let columns = ResultList<Table.Column?>(count: indices.count, repeating: nil)
    Parallel.forEach(indices.count, threads: Worker.coreCount) { i, _ in
      columns[i] = table.typedColumn(indices[i], asCategories: labels.contains(indices[i]))
    }
    return columns.all.compactMap { $0 }
  }

  /// A column with the type that all of its fields have together.
  ///
  /// - Parameter asCategories: whether it is one of labels, whatever its fields are.
  /// - Complexity: O(length of its text).
  package func typedColumn(_ index: Int, asCategories: Bool = false) -> Table.Column {
    guard compact == nil else { return expanded.typedColumn(index, asCategories: asCategories) }
    func column(_ values: Table.Values, unreadable: [Int] = []) -> Table.Column {
      Table.Column(name: columnNames?[index], index: index, values: values, unreadableRows: unreadable)
    }
    let census = ColumnCensus(of: self, column: index)
    if census.missing == census.count { return column(.missing(rowCount)) }
    if !asCategories, census.isOfNumbers {
      if let values = times(index) { return column(values) }
      let (values, unreadable) = numbers(index)
      return column(.numbers(values), unreadable: unreadable)
    }
    let labels = labelColumn(index)
    let different = Array(Set(labels.tally().lazy.map(\.text).filter { !missingMarks.contains($0) }))
    if !asCategories, let truth = Self.truth(of: different) {
      return column(.booleans(labels.values { missingMarks.contains($0) ? nil : truth[$0] }))
    }
    let levels = Self.sorted(different)
    let places = Dictionary(uniqueKeysWithValues: zip(levels, levels.indices))
    return column(.categories(labels.values { missingMarks.contains($0) ? nil : places[$0] }, levels: levels))
  }

  /// The numbers of a column, and the rows of fields that are neither numbers nor marks of missing ones. An infinite number
  /// is unreadable.
  private func numbers(_ index: Int) -> (values: [Double], unreadable: [Int]) {
    let column = fieldColumn(index)
    let isUnreadable = column.texts.map { notation.value(ofField: $0)?.isNaN != true && !isMissingNumber($0) }
    guard isUnreadable.contains(true) else { return (column.cells, []) }
    return (column.cells, column.cells.indices.filter { row in column.place(row).map { isUnreadable[$0] } ?? false })
  }

  /// Whether a field of a column of numbers stands for a missing one.
  package func isMissingNumber(_ text: String) -> Bool {
    missingMarks.contains(text) || MissingMarks.amongNumbers.contains(text)
  }

  /// The dates or times of a column, where all of its fields are some in one notation.
  private func times(_ column: Int) -> Table.Values? {
    let texts = (0..<rowCount).lazy.map { self[$0, column] }
    guard let first = texts.first(where: { !isMissingNumber($0) }), DecimalNumber.value(of: first) == nil else {
      return nil
    }
    let labels = labelColumn(column)
    let present = labels.tally().lazy.map(\.text).filter { !isMissingNumber($0) }
    guard let notation = DateNotation.only(of: present, order: dateOrder) else { return nil }
    return .times(labels.values { isMissingNumber($0) ? .nan : notation.seconds(of: $0) ?? .nan }, notation)
  }

  /// What `true` and `false` are, where these are the only labels.
  static func truth(of labels: [String]) -> [String: Bool]? {
    guard !labels.isEmpty, labels.allSatisfy({ ["true", "false"].contains($0.lowercased()) }) else { return nil }
    return Dictionary(uniqueKeysWithValues: labels.map { ($0, $0.lowercased() == "true") })
  }
}
