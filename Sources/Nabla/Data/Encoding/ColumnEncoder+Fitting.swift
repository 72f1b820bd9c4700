extension ColumnEncoder {
  /// The encoder of a column, from its values in the training rows.
  ///
  /// - Parameter table: where the column is from, for errors.
  /// - Throws: `DataError` for a field that is no value of the column, for a missing one where these are refused, and for a
  ///   reference that is no level.
  /// - Complexity: O(`rows.count` log `rows.count`).
  init(
    fitting column: Table.Column, of table: DelimitedText, rows: [Int], rules: EncodingRules
  ) throws(DataError) {
    if let row = column.unreadableRows.first {
      throw table.fieldError(.notANumber, row: row, column: column.index, expected: "a number")
    }
    let rule = rules.missing(in: column.title)
    let isMissing = column.isMissing
    if rule == .refuse, let row = isMissing.firstIndex(of: true) {
      throw table.missingError(row: row, column: column)
    }
    let hasMissing = rows.contains { isMissing[$0] }
    let kind: Kind
    var replacement: Double?
    switch column.values {
    case .numbers(let values):
      kind = .number
      replacement = Statistic.center(rows.map { values[$0] }.filter { !$0.isNaN }, rule)
    case .booleans(let values):
      kind = .boolean
      replacement = Statistic.mostFrequent(rows.compactMap { values[$0].map { $0 ? 1 : 0 } })
    case .times(let values, let notation):
      let present = rows.map { values[$0] }.filter { !$0.isNaN }
      // Times of a day are told from its beginning.
      kind = .elapsed(notation, origin: notation == .time ? 0 : present.min() ?? 0)
      replacement = Statistic.center(present, rule)
    case .categories(let codes, let levels):
      var counts = Array(repeating: 0, count: levels.count)
      for row in rows { if let code = codes[row] { counts[code] += 1 } }
      let kept = levels.indices.filter { counts[$0] > 0 && counts[$0] >= rules.leastCount }
      let pooled = levels.indices.filter { counts[$0] > 0 && counts[$0] < rules.leastCount }
      let order = kept + pooled
      kind = .categories(
        levels: kept.map { levels[$0] }, pooled: pooled.map { levels[$0] },
        reference: try Self.reference(column, table, kept.map { levels[$0] }, rules))
      replacement = Statistic.mostFrequent(rows.compactMap { codes[$0].map { Double($0) } })
        .flatMap { code in order.firstIndex { Double($0) == code }.map { Double($0) } }
    case .missing:
      throw table.missingError(row: 0, column: column)
    }
    let isReplaced: Bool
    switch rule {
    case .refuse, .drop: isReplaced = false
    case .mean, .median, .mostFrequent: isReplaced = true
    }
    if case .categories(let levels, let pooled, _) = kind, levels.isEmpty, pooled.isEmpty {
      throw table.missingError(row: rows.first ?? 0, column: column)
    }
    self.init(
      name: column.name, kind: kind, replacement: isReplaced ? replacement : nil,
      hasIndicator: isReplaced && rules.hasIndicators && hasMissing && replacement != nil)
  }

  private static func reference(
    _ column: Table.Column, _ table: DelimitedText, _ levels: [String], _ rules: EncodingRules
  ) throws(DataError) -> Int? {
    guard let name = rules.references[column.title] else { return rules.hasReferences && !levels.isEmpty ? 0 : nil }
    guard let place = levels.firstIndex(of: name) else {
      throw DataError(
        .labelOutOfRange, source: table.source, field: "column \"\(column.title)\"",
        expected: "a reference that is one of the levels \(DataError.list(levels))", found: DataError.quoted(name))
    }
    return place
  }
}

/// What takes the place of missing numbers.
private enum Statistic {
  /// The mean, the median or the most frequent one; nil of none.
  static func center(_ values: [Double], _ rule: MissingRule) -> Double? {
    guard !values.isEmpty else { return nil }
    switch rule {
    case .refuse, .drop: return nil
    case .mean:
      // In twice the digits, so that it is the nearest number to the mean whatever the order of the rows.
      let sum = values.reduce(DoubleDouble(0)) { $0 + DoubleDouble($1) }
      let mean = (sum / DoubleDouble(Double(values.count))).rounded
      // A sum beyond the range has a mean within it all the same.
      return mean.isFinite ? mean : values.reduce(0) { $0 + $1 / Double(values.count) }
    case .median:
      let sorted = values.sorted()
      let middle = sorted.count / 2
      guard sorted.count % 2 == 0 else { return sorted[middle] }
      let sum = sorted[middle - 1] + sorted[middle]
      return sum.isFinite ? sum / 2 : sorted[middle - 1] / 2 + sorted[middle] / 2
    case .mostFrequent: return mostFrequent(values)
    }
  }

  /// The most frequent value, the smallest of several.
  static func mostFrequent(_ values: [Double]) -> Double? {
    var counts: [Double: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }
}

extension DelimitedText {
  /// The error about a missing value that is refused.
  func missingError(row: Int, column: Table.Column) -> DataError {
    switch column.values {
    case .categories, .booleans, .missing:
      var error = fieldError(.missingValue, row: row, column: column.index, expected: "a value")
      if !self[row, column.index].isEmpty {
        error.found = error.found.map { $0 + ", which stands for a missing value" }
      }
      return error
    case .numbers, .times:
      return fieldError(.notANumber, row: row, column: column.index, expected: "a number")
    }
  }
}
