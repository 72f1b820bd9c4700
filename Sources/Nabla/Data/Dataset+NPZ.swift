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
    guard (inputs != nil && targets != nil) || file.names.count == 2 else {
      throw DataError(
        .unknownColumn, source: path, expected: "two arrays, or the names of those of the inputs and the targets",
        found: "the arrays \(DataError.list(file.names))")
    }
    return try arrays(
      inputs: file.array(inputs ?? file.names[0]), targets: file.array(targets ?? file.names[1]), areClasses: areClasses
    )
  }
}
