extension DelimitedText {
  /// The labels in a column as class indices, with the names of the classes.
  ///
  /// Labels are compared as text. Without `names` the classes are the different labels of the column in order, by value
  /// where all of them are numbers and otherwise alphabetically (by Unicode's code points), whatever the order of the
  /// rows. With `names` a label that is none of them stands for the one that is the same number, as 1.0 does for 1.
  ///
  /// A label that is one of `missingMarks` is an error, unless it is one of `names`.
  ///
  /// - Parameter names: the names of the classes 0 ..< K, where these are fixed: by other data, for one.
  /// - Throws: `DataError` with line and column of a label that stands for a missing value or is not one of `names`.
  /// - Complexity: O(`rowCount` + K log K).
  public func classes(
    in column: Column, names: [String]? = nil
  ) throws(DataError) -> (indices: [Int], names: [String]) {
    try classes(column: index(of: column), names: names)
  }

  func classes(column: Int, names: [String]?) throws(DataError) -> (indices: [Int], names: [String]) {
    let labels = labelColumn(column)
    let isMissing = labels.texts.map { missingMarks.contains($0) }
    func missing(_ row: Int) -> DataError {
      fieldError(.labelOutOfRange, row: row, column: column, expected: "the label of a class")
    }
    func place(_ row: Int) -> Int { FieldColumn.place(of: labels.cells[row]) }
    if names == nil, isMissing.contains(true), let row = (0..<rowCount).first(where: { isMissing[place($0)] }) {
      throw missing(row)
    }
    let names = names ?? Self.sorted(Array(Set(labels.tally().lazy.map(\.text))))
    // Where a name is given twice, its first class is meant.
    let index = Dictionary(zip(names, names.indices)) { first, _ in first }
    var byValue: [Double: Int]?
    let classes = labels.texts.enumerated().map { place, label -> Int? in
      if let k = index[label] { return k }
      if isMissing[place] || labels.counts[place] == 0 { return nil }
      let values = byValue ?? Self.values(of: names)
      byValue = values
      return DecimalNumber.value(of: label).flatMap { values[$0] }
    }
    var indices: [Int] = []
    indices.reserveCapacity(rowCount)
    for row in 0..<rowCount {
      guard let k = classes[place(row)] else {
        if isMissing[place(row)] { throw missing(row) }
        throw fieldError(
          .labelOutOfRange, row: row, column: column, expected: "one of the classes \(DataError.list(names))")
      }
      indices.append(k)
    }
    return (indices, names)
  }

  /// The classes of those names that are numbers, by their values.
  static func values(of names: [String]) -> [Double: Int] {
    let values = names.enumerated().compactMap { k, name in DecimalNumber.value(of: name).map { ($0, k) } }
    return Dictionary(values) { first, _ in first }
  }

  /// Labels in order: by value where all of them are numbers, and otherwise by Unicode's code points.
  static func sorted(_ labels: [String]) -> [String] {
    // The bytes of UTF-8 are in the order of the code points.
    func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
    var numbers: [(value: Double, label: String)] = []
    for label in labels {
      // NaN has no place in an order.
      guard let value = DecimalNumber.value(of: label), !value.isNaN else { return labels.sorted(by: precedes) }
      numbers.append((value, label))
    }
    // "1" and "1.0" are two labels of one value.
    return numbers.sorted { $0.value == $1.value ? precedes($0.label, $1.label) : $0.value < $1.value }.map(\.label)
  }
}
