internal import Nabla

/// The columns of a table that is read a part at a time where they are more than numbers: rows that are left out are gone, and what
/// is not used of the columns is left out, both of which is said, as of a `FitTable` in memory.
struct TypedStream: Sendable {
  /// The rows that are used.
  let text: StreamedText
  /// The columns that are used, without their encoding.
  let columns: TableColumns
  private let inputs: [StreamedText.Column]
  private let rules: EncodingRules

  /// - Throws: `DataError` for what cannot be used.
  init(_ whole: StreamedText, _ columns: TableColumns, _ choice: EncodingChoice, path: String) throws {
    let labels = try TableColumns.indices(typed: choice.categories, in: whole.first)
    let rules = try choice.rules(for: whole.first)
    var text = whole
    var inputs = try columns.used(
      text.columns(columns.inputs, asCategories: Set(labels)).columns, choice, rules, labels: labels, path: path)
    let others = columns.neverFilledIn
    func rule(_ column: Int) -> MissingRule { rules.missing(in: whole.columnNames?[column] ?? "column\(column)") }
    let dropping = inputs.map(\.index).filter { rule($0) == .drop } + others.filter { rule($0) != .refuse }
    if !dropping.isEmpty {
      let rows = try text.columns([], asCategories: Set(labels), dropping: dropping).missing
      guard rows.count < text.rowCount else { throw CommandError("\(path): no row is without a missing value") }
      if !rows.isEmpty {
        FitTable.say(
          leftOut: rows.count, of: text.rowCount, lines: try rows.prefix(3).map { try whole.line(of: $0) }, path)
        text = text.without(rows)
        inputs = try text.columns(inputs.map(\.index), asCategories: Set(labels)).columns
      }
    }
    for column in inputs {
      do throws(DataError) {
        try text.check(column, rules)
      } catch {
        throw error.hinting(
          column.title, unreadable: column.unreadable.count, areDates: try text.hasUnreadableDates(column),
          missing: column.missing.count, of: text.rowCount)
      }
    }
    self.text = text
    self.inputs = inputs
    self.rules = rules
    var found = columns
    found.setInputs(inputs.map(\.index), of: text.first)
    self.columns = found
  }

  /// The inputs, encoded as some rows tell.
  func inputs(fittedOn rows: [Range<Int>]) throws -> SourceInputs {
    let fitted = try text.encoding(of: inputs, rows: rows, rules: rules)
    for (column, encoder) in zip(inputs, fitted.columns) { sayUnseen(column, encoder) }
    let encoding = columns.keepingOffset(in: fitted)
    // Numbers as they stand need none.
    return SourceInputs(
      rows: try text.rows(encoding, places: columns.inputs), names: encoding.inputNames,
      encoding: encoding.isPlain && text.columnNames != nil ? nil : encoding, isChecked: columns.offset == nil)
  }

  /// Says which levels the training does not know.
  private func sayUnseen(_ column: StreamedText.Column, _ encoder: ColumnEncoder) {
    guard case .categories(let levels, let pooled, _) = encoder.kind else { return }
    let known = Set(levels + pooled)
    let unseen = column.levels.filter { !known.contains($0.key) }
    guard let first = unseen.min(by: { $0.value.first ?? 0 < $1.value.first ?? 0 }), let row = first.value.first,
      let line = try? text.line(of: row)
    else { return }
    let levelsOfRows = UnseenLevels(
      title: column.title, rowCount: unseen.values.reduce(0) { $0 + $1.count }, level: first.key, line: line)
    Console.error("nabla: \(text.name): \(levelsOfRows.remark)")
  }
}
