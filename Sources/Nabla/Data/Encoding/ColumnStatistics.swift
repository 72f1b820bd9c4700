/// What the training rows of a column tell its encoder.
struct ColumnStatistics {
  /// The name of the column, and what it is called.
  let name: String?
  let title: String
  let values: Values
  /// Whether a value is missing in the training rows.
  let hasMissing: Bool

  enum Values {
    /// Numbers, and what takes the place of a missing one.
    case numbers(replacement: Double?)
    /// How many rows are false, and how many true.
    case booleans(counts: [Int])
    /// Times, the earliest, and what takes the place of a missing one.
    case times(DateNotation, earliest: Double?, replacement: Double?)
    /// The levels in their order, and how many rows each has.
    case categories(levels: [String], counts: [Int])
    case missing
  }
}

extension ColumnStatistics {
  /// The statistics of some rows of a column in memory.
  init(_ column: Table.Column, rows: [Int], rule: MissingRule) {
    let isMissing = column.isMissing
    name = column.name
    title = column.title
    hasMissing = rows.contains { isMissing[$0] }
    switch column.values {
    case .numbers(let values):
      self.values = .numbers(replacement: Statistic.center(rows.map { values[$0] }.filter { !$0.isNaN }, rule))
    case .booleans(let values):
      var counts = [0, 0]
      for row in rows { if let value = values[row] { counts[value ? 1 : 0] += 1 } }
      self.values = .booleans(counts: counts)
    case .times(let values, let notation):
      let present = rows.map { values[$0] }.filter { !$0.isNaN }
      self.values = .times(notation, earliest: present.min(), replacement: Statistic.center(present, rule))
    case .categories(let codes, let levels):
      var counts = Array(repeating: 0, count: levels.count)
      for row in rows { if let code = codes[row] { counts[code] += 1 } }
      self.values = .categories(levels: levels, counts: counts)
    case .missing: self.values = .missing
    }
  }
}

extension ColumnEncoder {
  /// The encoder of a column with these statistics.
  ///
  /// - Parameters:
  ///   - source: where the column is from, for errors.
  ///   - missing: the error about a column without a value.
  /// - Throws: `DataError` for a reference that is no level, and `missing`.
  init(
    _ column: ColumnStatistics, rules: EncodingRules, source: String?, missing: () throws(DataError) -> DataError
  ) throws(DataError) {
    let kind: Kind
    let replacement: Double?
    switch column.values {
    case .numbers(let value): (kind, replacement) = (.number, value)
    case .booleans(let counts):
      kind = .boolean
      replacement = Statistic.mostFrequent(counts)
    case .times(let notation, let earliest, let value):
      // Times of a day are told from its beginning.
      kind = .elapsed(notation, origin: notation == .time ? 0 : earliest ?? 0)
      replacement = value
    case .categories(let levels, let counts):
      let kept = levels.indices.filter { counts[$0] > 0 && counts[$0] >= rules.leastCount }
      let pooled = levels.indices.filter { counts[$0] > 0 && counts[$0] < rules.leastCount }
      guard !kept.isEmpty || !pooled.isEmpty else { throw try missing() }
      let names = kept.map { levels[$0] }
      kind = .categories(
        levels: names, pooled: pooled.map { levels[$0] },
        reference: try Self.reference(column.title, source, names, rules))
      replacement = Statistic.mostFrequent(counts).flatMap { code in
        (kept + pooled).firstIndex { Double($0) == code }.map { Double($0) }
      }
    case .missing: throw try missing()
    }
    let isReplaced: Bool
    switch rules.missing(in: column.title) {
    case .refuse, .drop: isReplaced = false
    case .mean, .median, .mostFrequent: isReplaced = true
    }
    self.init(
      name: column.name, kind: kind, replacement: isReplaced ? replacement : nil,
      hasIndicator: isReplaced && rules.hasIndicators && column.hasMissing && replacement != nil)
  }

  private static func reference(
    _ title: String, _ source: String?, _ levels: [String], _ rules: EncodingRules
  ) throws(DataError) -> Int? {
    guard let name = rules.references[title] else { return rules.hasReferences && !levels.isEmpty ? 0 : nil }
    guard let place = levels.firstIndex(of: name) else {
      throw DataError(
        .labelOutOfRange, source: source, field: "column \"\(title)\"",
        expected: "a reference that is one of the levels \(DataError.list(levels))", found: DataError.quoted(name))
    }
    return place
  }
}

/// What takes the place of missing numbers.
enum Statistic {
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
      return Self.middle(sorted[middle - 1], sorted[middle])
    case .mostFrequent:
      return mostFrequent(values.reduce(into: [:]) { $0[$1, default: 0] += 1 })
    }
  }

  /// The number in the middle of two.
  static func middle(_ a: Double, _ b: Double) -> Double {
    let sum = a + b
    return sum.isFinite ? sum / 2 : a / 2 + b / 2
  }

  /// The most frequent value, the smallest of several.
  static func mostFrequent(_ counts: [Double: Int]) -> Double? {
    counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// The place of the largest count, the first of several; nil where all are 0.
  static func mostFrequent(_ counts: [Int]) -> Double? {
    guard let most = counts.max(), most > 0 else { return nil }
    return counts.firstIndex(of: most).map { Double($0) }
  }
}
