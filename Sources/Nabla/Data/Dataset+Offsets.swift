extension Dataset {
  /// A data set of examples with offsets, which become the last of the inputs: what a network whose output layer has an offset
  /// takes (`Output(offset: true)`).
  ///
  /// ```swift
  /// // Counts of events that were watched for a time.
  /// let data = try Dataset(inputs: x, offsets: Matrix(column: years.map { log($0) }), targets: counts)
  /// ```
  ///
  /// - Parameters:
  ///   - offsets: n × the number of targets: what is known of the pre-activations of the outputs before.
  /// - Throws: as `init(inputs:targets:weights:classNames:)`.
  /// - Precondition: there is a row of offsets for each of the inputs.
  /// - Complexity: O(n · (d + K)).
  public init(
    inputs: Matrix<Scalar>, offsets: Matrix<Scalar>, targets: some TargetsConvertible, weights: [Scalar]? = nil,
    classNames: [String]? = nil
  ) throws(DataError) {
    precondition(offsets.rows == inputs.rows, "\(offsets.rows) rows of offsets for \(inputs.rows) of inputs")
    let all = Matrix(
      rows: inputs.rows, columns: inputs.columns + offsets.columns,
      elements: (0..<inputs.rows).flatMap { inputs[row: $0] + offsets[row: $0] })
    try self.init(inputs: all, targets: targets, weights: weights, classNames: classNames)
  }
}
