internal import Nabla

/// The table of a fit whose columns are more than numbers: rows that are left out are gone, and what is not used of the columns
/// is left out, both of which is said.
struct FitTable {
  /// The rows that are used.
  let table: DelimitedText
  /// The columns that are used, without their encoding.
  let columns: TableColumns
  private let inputs: [Table.Column]
  private let rules: EncodingRules

  /// The table of the columns chosen; nil where all of them are numbers, and nothing that is used is missing.
  ///
  /// - Parameter areInputsChosen: whether the inputs were named, so that none is left out.
  init?(
    _ text: DelimitedText, _ columns: TableColumns, _ choice: EncodingChoice, path: String
  ) throws {
    let table = text.expanded
    let labels = try TableColumns.indices(typed: choice.categories, in: table)
    let rules = try choice.rules(for: table)
    var inputs = try columns.used(
      table.typedColumns(columns.inputs, asCategories: Set(labels)), choice, rules, labels: labels, path: path)
    let others = columns.neverFilledIn
    let rows = Self.rowsKept(inputs, table.typedColumns(others), rules, table.rowCount)
    guard
      inputs.count < columns.inputs.count || rows.count < table.rowCount
        || labels.contains(where: columns.inputs.contains) || !inputs.allSatisfy(\.isPlain)
        || columns.offset?.isExposure == true
    else { return nil }
    guard !rows.isEmpty else { throw CommandError("\(path): no row is without a missing value") }
    var used = table
    if rows.count < table.rowCount {
      Self.say(table, without: rows, path)
      used = table.rows(at: rows)
      inputs = used.typedColumns(inputs.map(\.index), asCategories: Set(labels))
    }
    for column in inputs { try Self.check(column, of: used, rules) }
    self.table = used
    self.inputs = inputs
    self.rules = rules
    var found = columns
    found.setInputs(inputs.map(\.index), of: used)
    self.columns = found
  }

  /// The columns with their encoding, fitted on some of the rows.
  func columns(fittedOn rows: [Int]) throws -> TableColumns {
    var fitted = columns
    let encoding = columns.keepingOffset(
      in: try InputEncoding(fitting: inputs, of: table, rows: rows, rules: rules))
    // Numbers as they stand need none.
    fitted.encoding = encoding.isPlain && table.columnNames != nil ? nil : encoding
    return fitted
  }

  /// The rows without a missing value for which rows are left out; targets, weights and offsets are never filled in.
  private static func rowsKept(
    _ inputs: [Table.Column], _ others: [Table.Column], _ rules: EncodingRules, _ count: Int
  ) -> [Int] {
    var isKept = Array(repeating: true, count: count)
    let dropping =
      inputs.filter { rules.missing(in: $0.title) == .drop } + others.filter { rules.missing(in: $0.title) != .refuse }
    for column in dropping {
      for (row, isMissing) in column.isMissing.enumerated() where isMissing { isKept[row] = false }
    }
    return isKept.indices.filter { isKept[$0] }
  }

  /// Says how many rows are left out, and where the first are.
  static func say(_ table: DelimitedText, without kept: [Int], _ path: String) {
    let left = Set(0..<table.rowCount).subtracting(kept).sorted()
    say(leftOut: left.count, of: table.rowCount, lines: left.prefix(3).map { table.lines[$0] }, path)
  }

  /// Says that so many rows are left out, of which the first are on these lines.
  static func say(leftOut count: Int, of all: Int, lines: [Int], _ path: String) {
    let places = lines.map { "\($0)" }.joined(separator: ", ") + (count > lines.count ? ", …" : "")
    Console.error(
      "nabla: \(path): left out \(count) of \(all) rows with missing values: line\(count == 1 ? "" : "s") \(places)")
  }

  /// Refuses missing values where nothing is said of them, and words among numbers, with what could be said.
  private static func check(_ column: Table.Column, of table: DelimitedText, _ rules: EncodingRules) throws {
    do throws(DataError) {
      _ = try InputEncoding(fitting: [column], of: table, rows: Array(0..<table.rowCount), rules: rules)
    } catch {
      throw error.hinting(column, of: table)
    }
  }
}

extension Table.Column {
  /// Whether the column is one of numbers that are all there.
  var isPlain: Bool {
    guard case .numbers = values, unreadableRows.isEmpty else { return false }
    return !isMissing.contains(true)
  }
}

extension DataError {
  /// The error with the option that goes on in spite of it.
  func hinting(_ column: Table.Column, of table: DelimitedText) -> DataError {
    let unreadable = column.unreadableRows.count
    return hinting(
      column.title, unreadable: unreadable,
      areDates: column.unreadableRows.contains { FieldAppearance(table[$0, column.index]) == .date },
      missing: column.isMissing.count { $0 } - unreadable, of: column.count)
  }

  /// The same about a column with so many fields that are no values of it, dates among them or none, and so many that are missing.
  func hinting(_ title: String, unreadable: Int, areDates: Bool, missing: Int, of count: Int) -> DataError {
    var error = self
    let hint: String
    if unreadable > 0 {
      let dates = "'--dates day-first|month-first|year-first' says the order of dates that do not tell it, "
      hint =
        (areDates ? dates : "")
        + "'--categories \(title)' takes the column as labels, '--exclude \(title)' leaves it out"
    } else if missing > 0 {
      hint =
        "'--missing drop|mean|median|most-frequent' says what to make of the \(missing) of \(count) fields of the "
        + "column that are missing"
    } else {
      return error
    }
    error.found = (error.found.map { "\($0); " } ?? "") + hint
    return error
  }
}
