internal import Synchronization

extension StreamedText {
  /// The encoding of some columns, from their values in training rows: that of ``InputEncoding`` of the same rows in memory.
  ///
  /// - Parameters:
  ///   - columns: the columns, as `columns(_:)` finds them.
  ///   - rows: ranges of rows that ascend.
  /// - Throws: `DataError`, as the text and the rules say.
  /// - Complexity: one pass over the file, and four where medians take the place of missing values; memory for the different levels,
  ///   and for the different numbers where the most frequent takes their place.
  package func encoding(
    of columns: [Column], rows: [Range<Int>], rules: EncodingRules
  ) throws(DataError) -> InputEncoding {
    for column in columns { try check(column, rules) }
    let sums = try self.sums(of: columns, in: rows, rules)
    let places = columns.indices.filter { columns[$0].isOfNumbers && rules.missing(in: columns[$0].title) == .median }
    let found = try medians(of: places.map { columns[$0] }, counts: places.map { sums[$0].count }, in: rows)
    let medians = Dictionary(uniqueKeysWithValues: zip(places, found))
    var encoders: [ColumnEncoder] = []
    for (i, column) in columns.enumerated() {
      let statistics = try statistics(of: column, sums[i], medians[i] ?? nil, rules.missing(in: column.title))
      encoders.append(
        try ColumnEncoder(
          statistics, rules: rules, source: name,
          missing: { () throws(DataError) in try error(about: column, row: rows.first?.lowerBound ?? 0) }))
    }
    let layout = InputEncoding.Layout(columnCount: columnCount, places: columns.map(\.index))
    return InputEncoding(
      columns: encoders, dropsMissing: columns.contains { rules.missing(in: $0.title) == .drop },
      layout: columnNames == nil ? layout : nil)
  }

  /// Refuses a column of one name with another, words among numbers, and missing values where nothing is said of them.
  package func check(_ column: Column, _ rules: EncodingRules) throws(DataError) {
    if let name = columnNames?[column.index], columnNames?.count(where: { $0 == name }) != 1 {
      throw DataError(
        .ambiguousColumn, source: self.name, column: column.index, field: "column \"\(name)\"",
        expected: "columns of different names, by which they are found again", found: "several of that name")
    }
    if let row = column.unreadable.first {
      throw try fieldError(.notANumber, row: row, column: column.index, expected: "a number")
    }
    if rules.missing(in: column.title) == .refuse, let row = column.missing.first {
      throw try error(about: column, row: row)
    }
    if column.hasTooManyLevels {
      throw DataError(
        .labelOutOfRange, source: name, field: "column \"\(column.title)\"",
        expected: "at most \(Column.mostLevels) levels", found: "more")
    }
  }

  /// Whether the first field that is no value of the column looks like a date, as those do that do not tell their order.
  package func hasUnreadableDates(_ column: Column) throws(DataError) -> Bool {
    guard let row = column.unreadable.first else { return false }
    let (table, own) = try place(of: row)
    return FieldAppearance(table[own, column.index]) == .date
  }

  /// The error about a missing value.
  private func error(about column: Column, row: Int) throws(DataError) -> DataError {
    let (table, own) = try place(of: row)
    let isLabel = column.kind == .labels || column.kind == .missing
    return table.missingError(row: own, column: column.index, isLabel: isLabel)
  }

  /// What is summed up of the training rows of a column.
  private struct Sums: Sendable {
    var hasMissing = false
    var count = 0
    var earliest: Double?
    /// How often each number is there, where that is asked for and there are not too many.
    var numbers: [Double: Int] = [:]
    var hasTooManyNumbers = false
    var levels: [String: Int] = [:]
    /// Σx, and the same in units so large that it does not overflow.
    var total = DoubleDouble(0)
    var scaledTotal = DoubleDouble(0)

    /// 2⁻⁶⁴: no text has as many rows.
    static let unit = 0x1p-64

    mutating func add(_ values: DelimitedText.FieldValues, _ rows: [Int], countsNumbers: Bool) {
      var labels = values.ofTexts.map { _ in 0 }
      for row in rows {
        switch values[row] {
        case .missing: hasMissing = true
        case .unreadable: break
        case .label: if let place = values.place(row) { labels[place] += 1 }
        case .number(let number):
          count += 1
          earliest = min(earliest ?? number, number)
          total = total + DoubleDouble(number)
          scaledTotal = scaledTotal + DoubleDouble(number * Self.unit)
          if countsNumbers { numbers[number, default: 0] += 1 }
        }
      }
      for (value, count) in zip(values.ofTexts, labels) where count > 0 {
        if case .label(let label) = value { levels[label, default: 0] += count }
      }
    }

    /// Adds what does not depend on the order.
    mutating func addCounts(_ other: Sums) {
      hasMissing = hasMissing || other.hasMissing
      count += other.count
      if let value = other.earliest { earliest = min(earliest ?? value, value) }
      if !hasTooManyNumbers { numbers.merge(other.numbers, uniquingKeysWith: +) }
      if numbers.count > Column.mostLevels { (hasTooManyNumbers, numbers) = (true, [:]) }
      levels.merge(other.levels, uniquingKeysWith: +)
    }

    var mean: Double? {
      guard count > 0 else { return nil }
      let mean = (total / DoubleDouble(Double(count))).rounded
      return mean.isFinite ? mean : (scaledTotal / DoubleDouble(Double(count) * Self.unit)).rounded
    }
  }

  private func sums(
    of columns: [Column], in rows: [Range<Int>], _ rules: EncodingRules
  ) throws(DataError) -> [Sums] {
    let counts = columns.map { rules.missing(in: $0.title) == .mostFrequent }
    let all = Mutex(columns.map { _ in Sums() })
    let totals = try forEachPart(in: rows) { table, _, rows throws(DataError) -> [(DoubleDouble, DoubleDouble)] in
      var own = columns.map { _ in Sums() }
      for (i, column) in columns.enumerated() {
        own[i].add(table.values(of: column.index, column.kind), rows, countsNumbers: counts[i])
      }
      all.withLock { all in
        for i in all.indices { all[i].addCounts(own[i]) }
      }
      return own.map { ($0.total, $0.scaledTotal) }
    }
    var result = all.withLock { $0 }
    // Sums depend on their order, which is that of the text.
    for part in totals {
      for i in result.indices {
        result[i].total = result[i].total + part[i].0
        result[i].scaledTotal = result[i].scaledTotal + part[i].1
      }
    }
    return result
  }

  private func statistics(
    of column: Column, _ sums: Sums, _ median: Double?, _ rule: MissingRule
  ) throws(DataError) -> ColumnStatistics {
    var replacement: Double?
    if column.isOfNumbers {
      switch rule {
      case .refuse, .drop: break
      case .mean: replacement = sums.mean
      case .median: replacement = median
      case .mostFrequent:
        guard !sums.hasTooManyNumbers || column.missing.count == 0 else {
          throw DataError(
            .missingValue, source: name, field: "column \"\(column.title)\"",
            expected:
              "at most \(Column.mostLevels) different numbers, of which the most frequent takes the place of missing ones",
            found: "more; 'median' or 'mean' can take their place")
        }
        replacement = Statistic.mostFrequent(sums.numbers)
      }
    }
    let values: ColumnStatistics.Values
    switch column.kind {
    case .numbers: values = .numbers(replacement: replacement)
    case .times(let notation): values = .times(notation, earliest: sums.earliest, replacement: replacement)
    case .missing: values = .missing
    case .labels:
      if let truth = column.truth {
        var counts = [0, 0]
        for (label, count) in sums.levels { counts[truth[label] == true ? 1 : 0] += count }
        values = .booleans(counts: counts)
      } else {
        let levels = DelimitedText.sorted(Array(column.levels.keys))
        values = .categories(levels: levels, counts: levels.map { sums.levels[$0] ?? 0 })
      }
    }
    return ColumnStatistics(
      name: columnNames?[column.index], title: column.title, values: values, hasMissing: sums.hasMissing)
  }
}
