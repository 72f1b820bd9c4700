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
    let labels = (0..<rowCount).map { self[$0, column] }
    func missing(_ row: Int) -> DataError {
      fieldError(.labelOutOfRange, row: row, column: column, expected: "the label of a class")
    }
    let different = names ?? Array(Set(labels))
    if names == nil, different.contains(where: missingMarks.contains),
      let row = labels.firstIndex(where: missingMarks.contains)
    {
      throw missing(row)
    }
    let names = names ?? Self.sorted(different)
    // Where a name is given twice, its first class is meant.
    let index = Dictionary(zip(names, names.indices)) { first, _ in first }
    var byValue: [Double: Int]?
    var indices: [Int] = []
    indices.reserveCapacity(rowCount)
    for (row, label) in labels.enumerated() {
      if let k = index[label] {
        indices.append(k)
        continue
      }
      if missingMarks.contains(label) { throw missing(row) }
      let values = byValue ?? Self.values(of: names)
      byValue = values
      guard let value = DecimalNumber.value(of: label), let k = values[value] else {
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

  static func sorted(_ labels: [String]) -> [String] {
    func precedes(_ a: String, _ b: String) -> Bool { a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars) }
    let numbers = labels.compactMap { label -> (value: Double, label: String)? in
      // NaN has no place in an order.
      DecimalNumber.value(of: label).flatMap { $0.isNaN ? nil : ($0, label) }
    }
    guard numbers.count == labels.count else { return labels.sorted(by: precedes) }
    // "1" and "1.0" are two labels of one value.
    return numbers.sorted { $0.value == $1.value ? precedes($0.label, $1.label) : $0.value < $1.value }.map(\.label)
  }
}
