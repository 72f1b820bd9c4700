/// Examples whose inputs are read when they are needed: a data set that may be larger than memory. Targets and weights, a few
/// numbers an example, are in memory.
public struct StreamedDataset<Scalar: RealScalar>: Sendable {
  /// The inputs x: n × d.
  public let inputs: any RowSource
  /// The targets t of the n examples.
  public let targets: Targets<Scalar>
  /// How often each example counts; `nil` where each counts once.
  public let weights: [Scalar]?
  /// The names of the classes 0 ..< K, where they are known.
  public let classNames: [String]?

  /// The number of examples, n.
  public var count: Int { inputs.rowCount }

  /// A data set of n examples. All of their inputs are read once, to see that they are finite numbers.
  ///
  /// - Parameters: those of ``Dataset``.
  /// - Throws: `DataError` as the initialiser of ``Dataset`` does, or where a row cannot be read.
  /// - Complexity: one pass over the inputs, on all cores.
  public init(
    inputs: any RowSource, targets: some TargetsConvertible, weights: [Scalar]? = nil, classNames: [String]? = nil
  ) throws(DataError) {
    try self.init(inputs: inputs, checked: targets.targets(of: Scalar.self), weights: weights, classNames: classNames)
    try inputs.forEachBlock(as: Scalar.self) { _, _ in }
  }

  /// The same where the inputs were read before.
  package init(
    inputs: any RowSource, checked targets: Targets<Scalar>, weights: [Scalar]?, classNames: [String]? = nil
  ) throws(DataError) {
    guard targets.count == inputs.rowCount else {
      throw DataError(
        .countMismatch, field: "targets", expected: "\(inputs.rowCount) targets, one for each row of the inputs",
        found: "\(targets.count)")
    }
    // The same checks of all but the inputs.
    _ = try Dataset(
      inputs: Matrix<Scalar>(rows: inputs.rowCount, columns: 0), targets: targets, weights: weights,
      classNames: classNames)
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.classNames = classNames
  }

  /// Consecutive examples in memory.
  ///
  /// - Throws: `DataError` where a row cannot be read.
  /// - Complexity: O(`rows.count` · (d + K)).
  public func dataset(rows: Range<Int>) throws(DataError) -> Dataset<Scalar> {
    Dataset(
      unchecked: try inputs.matrix(rows: rows), targets: targets.rows(at: rows),
      weights: weights.map { Array($0[rows]) }, classNames: classNames)
  }

  /// Σw: the number of examples, where they have no weights.
  var totalWeight: Double { weights?.reduce(0) { $0 + Double($1) } ?? Double(count) }
}

extension RowSource {
  /// Rows that a thread reads in one go: fewer of wide ones, 16 MB of numbers at most.
  var blockRows: Int { max(1, min(1024, (1 << 21) / max(columnCount, 1))) }

  /// Reads all rows once, to see that they are finite numbers.
  ///
  /// - Throws: the error of the first block that cannot be read.
  package func check() throws(DataError) { try forEachBlock(as: Double.self) { _, _ in } }

  /// Reads all rows in blocks, on all cores, and calls `body` with each and its elements, in no order.
  ///
  /// - Throws: the error of the first block that cannot be read.
  func forEachBlock<S: RealScalar>(
    as scalar: S.Type, _ body: (Range<Int>, UnsafePointer<S>) -> Void
  ) throws(DataError) {
    let blocks = blocks(of: blockRows)
    let failures = ResultList<DataError?>(count: blocks.count, repeating: nil)
    Parallel.forEach(blocks.count, threads: Worker.coreCount) { i, _ in
      withUnsafeTemporaryAllocation(of: S.self, capacity: max(blocks[i].count * columnCount, 1)) { memory in
        guard let elements = memory.baseAddress else { return }
        do throws(DataError) {
          try read(blocks[i], into: elements)
          body(blocks[i], elements)
        } catch {
          failures[i] = error
        }
      }
    }
    for case let failure? in failures.all { throw failure }
  }
}
