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

  @specialized(where S == Float)
  @specialized(where S == Double)
  mutating func write<S: RealScalar>(to elements: UnsafeMutablePointer<S>) throws(DataError) {
    switch encoder.kind {
    case .number: try writeNumbers(to: elements)
    case .logarithm:
      try writeNumbers(to: elements)
      for row in 0..<table.rowCount {
        let value = elements[row * stride + start]
        guard value > 0 else {
          throw table.fieldError(.labelOutOfRange, row: row, column: column, expected: "a number above 0")
        }
        elements[row * stride + start] = S._Primitives.log(value)
      }
    case .boolean:
      try write(to: elements, "true or false") { text in
        switch text.lowercased() {
        case "true": .value(1)
        case "false": .value(0)
        default: table.missingMarks.contains(text) ? .missing : .other
        }
      }
    case .elapsed(let notation, let origin):
      let unit = notation == .time ? 3600.0 : 86400.0
      try write(to: elements, notation.words, from: origin, unit: unit) { text in
        if let seconds = notation.seconds(of: text) { return .value(seconds) }
        return table.isMissingNumber(text) ? .missing : .other
      }
    case .categories(let levels, let pooled, let reference):
      try writeLevels(levels, pooled, hasReference: reference != nil, to: elements)
    }
  }

  private func writeNumbers<S: RealScalar>(to elements: UnsafeMutablePointer<S>) throws(DataError) {
    let fields = table.fieldColumn(column)
    for row in 0..<table.rowCount {
      let cell = fields.cells[row]
      let value: S = cell.isNaN ? .nan : table.rounded(cell, row, column)
      if value.isFinite {
        elements[row * stride + start] = value
        continue
      }
      let number = cell.isNaN ? table.notation.value(ofField: fields.texts[FieldColumn.place(of: cell)]) : cell
      if let number, !number.isNaN {
        throw table.fieldError(
          .notFinite, row: row, column: column, expected: "a finite number within the range of \(S.self)")
      }
      let isMissing = number != nil || table.isMissingNumber(table[row, column])
      elements[row * stride + start] = S(try missing(row, isMissing, "a number", elements))
    }
  }

  /// What a text is to the column.
  private enum Meaning {
    case value(Double)
    case missing
    case other
  }

  /// Writes (value − origin) / unit of every row, where the meaning of each text is asked for once.
  private func write<S: RealScalar>(
    to elements: UnsafeMutablePointer<S>, _ expected: String, from origin: Double = 0, unit: Double = 1,
    _ meaning: (String) -> Meaning
  ) throws(DataError) {
    let labels = table.labelColumn(column)
    let meanings = labels.texts.map(meaning)
    for row in 0..<table.rowCount {
      let value: Double
      switch meanings[FieldColumn.place(of: labels.cells[row])] {
      case .value(let number): value = number
      case .missing: value = try missing(row, true, expected, elements)
      case .other: value = try missing(row, false, expected, elements)
      }
      elements[row * stride + start] = S((value - origin) / unit)
    }
  }

  /// What takes the place of a missing value, which the indicator notes.
  private func missing<S: RealScalar>(
    _ row: Int, _ isMissing: Bool, _ expected: String, _ elements: UnsafeMutablePointer<S>
  ) throws(DataError) -> Double {
    guard isMissing, let replacement = encoder.replacement else {
      throw table.fieldError(.notANumber, row: row, column: column, expected: expected)
    }
    if encoder.hasIndicator { elements[row * stride + start + encoder.valueWidth] = 1 }
    return replacement
  }

  private mutating func writeLevels<S: RealScalar>(
    _ levels: [String], _ pooled: [String], hasReference: Bool, to elements: UnsafeMutablePointer<S>
  ) throws(DataError) {
    let all = levels + pooled
    let known = Dictionary(uniqueKeysWithValues: zip(all, all.indices))
    var byValue: [Double: Int]?
    let labels = table.labelColumn(column)
    let isMissing = labels.texts.map { known[$0] == nil && table.missingMarks.contains($0) }
    let places = labels.texts.enumerated().map { i, label -> Int? in
      if let place = known[label] { return place }
      if isMissing[i] || labels.counts[i] == 0 { return nil }
      let values = byValue ?? DelimitedText.values(of: all)
      byValue = values
      return DecimalNumber.value(of: label).flatMap { values[$0] }
    }
    var (count, first) = (0, (level: "", line: 0))
    for row in 0..<table.rowCount {
      let text = FieldColumn.place(of: labels.cells[row])
      var place = places[text]
      if isMissing[text] {
        guard let replacement = encoder.replacement else {
          throw table.fieldError(.missingValue, row: row, column: column, expected: "a value")
        }
        if encoder.hasIndicator { elements[row * stride + start + encoder.valueWidth] = 1 }
        place = Int(replacement)
      }
      if place == nil {
        if count == 0 { first = (labels.texts[text], table.lines[row]) }
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
