extension Dataset {
  /// Reads two arrays as NumPy's `save` writes them: inputs, n × d, and targets, n or n × K.
  ///
  /// - Parameters:
  ///   - inputs: the file of the inputs; arrays of more dimensions have one example for each first index.
  ///   - targets: the file of the targets.
  ///   - areClasses: whether the targets are indices of classes; `nil` takes whole numbers of one column for such.
  /// - Throws: `DataError` for files that cannot be used, with the place.
  /// - Complexity: O(size of the files).
  public static func npy(inputs: String, targets: String, areClasses: Bool? = nil) throws(DataError) -> Dataset {
    try arrays(inputs: NPYFile(contentsOf: inputs), targets: NPYFile(contentsOf: targets), areClasses: areClasses)
  }

  /// The data set of two arrays.
  static func arrays(inputs: NPYFile, targets file: NPYFile, areClasses: Bool?) throws(DataError) -> Dataset {
    let x: Matrix<Scalar> = try inputs.matrix()
    let t: Matrix<Double> = try file.matrix()
    for (file, columns) in [(inputs, x.columns), (file, t.columns)] where columns == 0 {
      throw DataError(.empty, source: file.source, expected: "at least one column", found: "an array without any")
    }
    guard t.rows == x.rows else {
      throw DataError(
        .countMismatch, source: file.source,
        expected: "\(DataError.count(x.rows, "target")), one for each row of the inputs",
        found: "\(t.rows)")
    }
    guard areClasses ?? (file.elementType.isInteger && t.columns == 1) else {
      return try Dataset(inputs: x, targets: Matrix<Scalar>(t))
    }
    return try Dataset(inputs: x, targets: classes(t, source: file.source))
  }

  /// Whole numbers as indices of classes, of which there are no more than examples can have.
  package static func classes(_ t: Matrix<Double>, source: String?) throws(DataError) -> [Int] {
    let limit = max(t.rows, 256)
    guard t.columns == 1 else {
      throw DataError(
        .countMismatch, source: source, expected: "one column with indices of classes", found: "\(t.columns)")
    }
    var classes: [Int] = []
    classes.reserveCapacity(t.rows)
    for (row, value) in t.elements.enumerated() {
      guard let index = Int(exactly: value), index >= 0, index < limit else {
        throw DataError(
          .labelOutOfRange, source: source, row: row,
          expected:
            "the index of a class, a whole number from 0 below \(limit); '--regression' takes numbers as they are",
          found: "\(value)")
      }
      classes.append(index)
    }
    return classes
  }
}
