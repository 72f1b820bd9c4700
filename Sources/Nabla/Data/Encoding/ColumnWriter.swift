/// Writes the inputs of one column.
struct ColumnWriter {
  let encoder: ColumnEncoder
  let table: DelimitedText
  let column: Int
  let title: String
  /// The first of its inputs, of `stride` in a row.
  let start: Int
  let stride: Int
  private(set) var unseen: UnseenLevels?

  init(encoder: ColumnEncoder, table: DelimitedText, column: Int, title: String, start: Int, stride: Int) {
    self.encoder = encoder
    self.table = table
    self.column = column
    self.title = title
    self.start = start
    self.stride = stride
  }

  mutating func write<S: RealScalar>(to elements: inout [S]) throws(DataError) {
    switch encoder.kind {
    case .number: try writeNumbers(to: &elements)
    case .logarithm:
      try writeNumbers(to: &elements)
      for row in 0..<table.rowCount {
        let value = elements[row * stride + start]
        guard value > 0 else {
          throw table.fieldError(.labelOutOfRange, row: row, column: column, expected: "a number above 0")
        }
        elements[row * stride + start] = S._Primitives.log(value)
      }
    case .boolean:
      for row in 0..<table.rowCount {
        let value: Double?
        switch table[row, column].lowercased() {
        case "true": value = 1
        case "false": value = 0
        default: value = try missing(row, table.missingMarks.contains(table[row, column]), "true or false", &elements)
        }
        elements[row * stride + start] = S(value ?? 0)
      }
    case .elapsed(let notation, let origin):
      let unit = notation == .time ? 3600.0 : 86400.0
      for row in 0..<table.rowCount {
        let text = table[row, column]
        let value: Double
        if let seconds = notation.seconds(of: text) {
          value = seconds
        } else {
          value = try missing(row, table.isMissingNumber(text), notation.words, &elements)
        }
        elements[row * stride + start] = S((value - origin) / unit)
      }
    case .categories(let levels, let pooled, let reference):
      try writeLevels(levels, pooled, hasReference: reference != nil, to: &elements)
    }
  }

  private func writeNumbers<S: RealScalar>(to elements: inout [S]) throws(DataError) {
    for row in 0..<table.rowCount {
      let field = table.field(row, column)
      let value = table.notation.value(of: table.bytes, in: field, as: S.self)
      if let value, value.isFinite {
        elements[row * stride + start] = value
      } else if let value, !value.isNaN {
        throw table.fieldError(
          .notFinite, row: row, column: column, expected: "a finite number within the range of \(S.self)")
      } else {
        let isMissing = value != nil || table.isMissingNumber(table[row, column])
        elements[row * stride + start] = S(try missing(row, isMissing, "a number", &elements))
      }
    }
  }

  /// What takes the place of a missing value, which the indicator notes.
  private func missing<S: RealScalar>(
    _ row: Int, _ isMissing: Bool, _ expected: String, _ elements: inout [S]
  ) throws(DataError) -> Double {
    guard isMissing, let replacement = encoder.replacement else {
      throw table.fieldError(.notANumber, row: row, column: column, expected: expected)
    }
    if encoder.hasIndicator { elements[row * stride + start + encoder.valueWidth] = 1 }
    return replacement
  }

  private mutating func writeLevels<S: RealScalar>(
    _ levels: [String], _ pooled: [String], hasReference: Bool, to elements: inout [S]
  ) throws(DataError) {
    let all = levels + pooled
    let places = Dictionary(uniqueKeysWithValues: zip(all, all.indices))
    var byValue: [Double: Int]?
    var (count, first) = (0, (level: "", line: 0))
    for row in 0..<table.rowCount {
      let label = table[row, column]
      var place = places[label]
      if place == nil, table.missingMarks.contains(label) {
        guard let replacement = encoder.replacement else {
          throw table.fieldError(.missingValue, row: row, column: column, expected: "a value")
        }
        if encoder.hasIndicator { elements[row * stride + start + encoder.valueWidth] = 1 }
        place = Int(replacement)
      }
      if place == nil {
        let values = byValue ?? DelimitedText.values(of: all)
        byValue = values
        place = DecimalNumber.value(of: label).flatMap { values[$0] }
      }
      if place == nil {
        if count == 0 { first = (label, table.lines[row]) }
        count += 1
        if !pooled.isEmpty {
          place = levels.count
        } else if hasReference {
          throw table.fieldError(
            .labelOutOfRange, row: row, column: column, expected: "one of the levels \(DataError.list(levels))")
        }
      }
      if let place, let input = encoder.input(ofLevel: place) { elements[row * stride + start + input] = 1 }
    }
    if count > 0 { unseen = UnseenLevels(title: title, rowCount: count, level: first.level, line: first.line) }
  }
}
