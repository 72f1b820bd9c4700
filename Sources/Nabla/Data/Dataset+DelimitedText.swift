extension DelimitedText {
  /// What the target columns of a table contain.
  public enum TargetKind: Sendable, Hashable {
    /// Numbers, from any number of columns.
    case values
    /// Labels of classes, numbers or words, in one column.
    case classes
    /// Classes, one column each: 1 in the column of an example's class and 0 in all others.
    case oneHot
  }
}

extension Dataset {
  /// Reads a text file of numbers, such as a CSV file, one example a line, plain or gzip-compressed.
  ///
  /// ```swift
  /// let flowers = try Dataset<Double>.delimited("iris.csv", targets: ["species"], kind: .classes)
  /// ```
  ///
  /// - Parameters:
  ///   - path: the file; `DelimitedText` describes its format.
  ///   - inputs: the columns of the inputs, in that order; `nil` stands for all that are neither targets nor
  ///     names of rows, nor the empty column that a delimiter at the end of every line makes.
  ///   - targets: the columns of the targets; `nil` stands for the last one but that.
  ///   - kind: whether the targets are numbers, labels of classes, or a column of 0 and 1 for each class.
  ///   - classNames: the labels of the classes 0 ..< K. `nil` takes the different labels in the file, in order: by value
  ///     where all are numbers, otherwise alphabetically; of one-hot columns their names. For a second file pass the
  ///     `classNames` of the first, so that the classes are the same.
  ///   - delimiter: the character between fields; `nil` detects it.
  ///   - header: whether the first line names the columns; `nil` detects it.
  /// - Throws: `DataError` with line and column of what cannot be used.
  /// - Precondition: targets that are classes are one column; `delimiter` is one ASCII character.
  /// - Complexity: O(size of the file).
  public static func delimited(
    _ path: String, inputs: [DelimitedText.Column]? = nil, targets: [DelimitedText.Column]? = nil,
    kind: DelimitedText.TargetKind, classNames: [String]? = nil, delimiter: Character? = nil, header: Bool? = nil
  ) throws(DataError) -> Dataset {
    let table = try DelimitedText(contentsOf: path, delimiter: delimiter, header: header)
    return try Dataset(table, inputs: inputs, targets: targets, kind: kind, classNames: classNames)
  }

  /// The data set of the columns of a table; the parameters are those of `delimited`.
  ///
  /// - Throws: `DataError` with line and column of what cannot be used.
  /// - Precondition: targets that are classes are one column.
  /// - Complexity: O(number of fields).
  public init(
    _ table: DelimitedText, inputs: [DelimitedText.Column]? = nil, targets: [DelimitedText.Column]? = nil,
    kind: DelimitedText.TargetKind, classNames: [String]? = nil
  ) throws(DataError) {
    let emptyEnd = table.emptyEnd
    let columns = (0..<table.columnCount).filter { $0 != emptyEnd }
    let targetColumns = try table.indices(of: targets) ?? columns.suffix(1)
    let inputColumns =
      try table.indices(of: inputs)
      ?? columns.filter { !targetColumns.contains($0) && $0 != table.rowNamesColumn }
    guard !inputColumns.isEmpty else {
      throw DataError(
        .unknownColumn, source: table.source, expected: "at least one column of inputs beside the targets",
        found: "a table of \(DataError.count(table.columnCount, "column"))")
    }
    let matrix = try table.matrix(columns: inputColumns, of: Scalar.self)
    try self.init(table, x: matrix, targets: targetColumns, kind: kind, classNames: classNames)
  }

  /// The data set of these inputs, a row for each of the table, and of target columns by their places.
  ///
  /// - Throws: `DataError` with line and column of a target that cannot be used.
  /// - Parameter mayLackTargets: Whether targets that are numbers may be missing.
  /// - Precondition: `x` has as many rows as the table; targets that are classes are one column.
  package init(
    _ table: DelimitedText, x: Matrix<Scalar>, targets: [Int], kind: DelimitedText.TargetKind, classNames: [String]?,
    mayLackTargets: Bool = false
  ) throws(DataError) {
    precondition(x.rows == table.rowCount, "\(x.rows) rows of inputs for \(table.rowCount) of a table")
    switch kind {
    case .values:
      let values = try table.matrix(columns: targets, of: Scalar.self, allowsMissing: mayLackTargets)
      self.init(
        unchecked: x, targets: mayLackTargets ? .incomplete(values) : .values(values), weights: nil, classNames: nil)
    case .classes:
      precondition(targets.count == 1, "\(targets.count) columns of class labels where one was expected")
      let classes = try table.classes(column: targets[0], names: classNames)
      self.init(unchecked: x, targets: .classes(classes.indices), weights: nil, classNames: classes.names)
    case .oneHot:
      let classes = try table.classes(oneHot: targets, names: classNames)
      self.init(unchecked: x, targets: .classes(classes.indices), weights: nil, classNames: classes.names)
    }
  }
}
