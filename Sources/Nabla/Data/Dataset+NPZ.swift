extension Dataset {
  /// Reads inputs and targets from a file that NumPy's `savez` or `savez_compressed` wrote.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - inputs: the name of the array of the inputs; `nil` takes the first of two arrays.
  ///   - targets: the name of the array of the targets; `nil` takes the second of two.
  ///   - areClasses: whether the targets are indices of classes; `nil` takes whole numbers of one column for such.
  /// - Throws: `DataError` for what cannot be used, and where there are not two arrays and the names are not given.
  /// - Complexity: O(size of the arrays).
  public static func npz(
    _ path: String, inputs: String? = nil, targets: String? = nil, areClasses: Bool? = nil
  ) throws(DataError) -> Dataset {
    let file = try NPZFile(contentsOf: path)
    let names = if let inputs, let targets { [inputs, targets] } else { try file.pair() }
    return try arrays(
      inputs: file.array(inputs ?? names[0]), targets: file.array(targets ?? names[1]), areClasses: areClasses)
  }
}

extension NPZFile {
  /// The names of its two arrays, in their order.
  ///
  /// - Throws: `DataError` where there are not two.
  package func pair() throws(DataError) -> [String] {
    guard names.count == 2 else {
      throw DataError(
        .unknownColumn, source: source, expected: "two arrays, or the names of those of the inputs and the targets",
        found: "the arrays \(DataError.list(names))")
    }
    return names
  }
}
