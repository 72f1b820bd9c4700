extension DelimitedText {
  /// The labels in a column as class indices, with the names of the classes.
  ///
  /// Labels are compared as text. Without `names` the classes are the different labels of the column in order, by value
  /// where all of them are numbers and otherwise alphabetically (by Unicode's code points), whatever the order of the
  /// rows.
  ///
  /// - Parameter names: the names of the classes 0 ..< K, where these are fixed: by other data, for one.
  /// - Throws: `DataError` with line and column of a label that is empty or is not one of `names`.
  /// - Complexity: O(`rowCount` + K log K).
  public func classes(
    in column: Column, names: [String]? = nil
  ) throws(DataError) -> (indices: [Int], names: [String]) {
    try classes(column: index(of: column), names: names)
  }

  func classes(column: Int, names: [String]?) throws(DataError) -> (indices: [Int], names: [String]) {
    let labels = (0..<rowCount).map { self[$0, column] }
    if let row = labels.firstIndex(of: "") {
      throw fieldError(.labelOutOfRange, row: row, column: column, expected: "the label of a class")
    }
    let names = names ?? Self.sorted(Array(Set(labels)))
    // Where a name is given twice, its first class is meant.
    let index = Dictionary(zip(names, names.indices)) { first, _ in first }
    var indices: [Int] = []
    indices.reserveCapacity(rowCount)
    for (row, label) in labels.enumerated() {
      guard let index = index[label] else {
        throw fieldError(
          .labelOutOfRange, row: row, column: column, expected: "one of the classes \(DataError.list(names))")
      }
      indices.append(index)
    }
    return (indices, names)
  }

  private static func sorted(_ labels: [String]) -> [String] {
    func precedes(_ a: String, _ b: String) -> Bool { a.unicodeScalars.lexicographicallyPrecedes(b.unicodeScalars) }
    let numbers = labels.compactMap { label -> (value: Double, label: String)? in
      let text = Array(label.utf8)
      let value = DecimalNumber.value(of: text.span, in: Field(start: 0, end: text.count), as: Double.self)
      // NaN has no place in an order.
      return value.flatMap { $0.isNaN ? nil : ($0, label) }
    }
    guard numbers.count == labels.count else { return labels.sorted(by: precedes) }
    // "1" and "1.0" are two labels of one value.
    return numbers.sorted { $0.value == $1.value ? precedes($0.label, $1.label) : $0.value < $1.value }.map(\.label)
  }
}
