/// Examples to learn from or to test on: inputs, targets and, where examples do not count the same, weights.
///
/// All numbers in a data set are finite, so nothing that is computed from it has to look for NaN in its input; but for targets
/// of examples of weight 0, which are not there, and `Targets.incomplete`, in which NaN is a target that was not observed.
public struct Dataset<Scalar: RealScalar>: Sendable, Hashable {
  /// The inputs x: n × d, one example a row.
  public let inputs: Matrix<Scalar>
  /// The targets t of the n examples: numbers (n × K) or class indices (0 ..< K).
  public let targets: Targets<Scalar>
  /// How often each of the n examples counts; `nil` where each counts once.
  public let weights: [Scalar]?
  /// The names of the classes 0 ..< K, where they are known.
  public let classNames: [String]?

  /// The number of examples, n.
  public var count: Int { inputs.rows }

  /// A data set of n examples.
  ///
  /// - Parameters:
  ///   - inputs: n × d, one example a row.
  ///   - targets: an n × K matrix, an array of n class indices, or `Targets`; what examples of weight 0 have may be anything.
  ///   - weights: n numbers that are not negative; `nil` counts each example once.
  ///   - classNames: the names of the classes 0 ..< K.
  /// - Throws: `DataError` with the row and column of the first number that is not finite, weight that is negative or
  ///   class index that is negative or has no name; or with the counts, where they do not agree.
  /// - Complexity: O(n · (d + K)), one pass over the numbers.
  public init(
    inputs: Matrix<Scalar>, targets: some TargetsConvertible, weights: [Scalar]? = nil, classNames: [String]? = nil
  ) throws(DataError) {
    let targets = targets.targets(of: Scalar.self)
    try Self.checkCount(targets.count, of: "targets", is: inputs.rows)
    try Self.checkFinite(inputs, "inputs")
    if let weights { try Self.checkCount(weights.count, of: "weights", is: inputs.rows) }
    switch targets {
    case .values(let values): try Self.checkFinite(values, "targets") { _, row in weights?[row] == 0 }
    case .incomplete(let values): try Self.checkFinite(values, "targets") { $0.isNaN || weights?[$1] == 0 }
    case .classes(let indices): try Self.checkClasses(indices, count: classNames?.count)
    }
    if let weights {
      try Self.checkFinite(Matrix(column: weights), "weights")
      if let i = weights.firstIndex(where: { $0 < 0 }) {
        throw DataError(
          .negativeWeight, row: i, field: "weights", expected: "a weight that is not negative", found: "\(weights[i])")
      }
    }
    self.init(unchecked: inputs, targets: targets, weights: weights, classNames: classNames)
  }

  /// A data set of parts that are known to agree, such as those of another data set.
  init(unchecked inputs: Matrix<Scalar>, targets: Targets<Scalar>, weights: [Scalar]?, classNames: [String]?) {
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.classNames = classNames
  }

  /// The data set of the examples with the given indices, in that order; an index may occur more than once.
  ///
  /// - Precondition: the indices are in 0 ..< `count`.
  /// - Complexity: O(`examples.count` · (d + K)).
  public func rows(at examples: some Sequence<Int>) -> Dataset {
    // A sequence may be consumed by one pass, and three are needed.
    let examples = Array(examples)
    return Dataset(
      unchecked: inputs.rows(at: examples), targets: targets.rows(at: examples),
      weights: weights.map { weights in examples.map { weights[$0] } }, classNames: classNames)
  }
}

// MARK: - Checks

extension Dataset {
  private static func checkCount(_ count: Int, of field: String, is n: Int) throws(DataError) {
    guard count == n else {
      throw DataError(
        .countMismatch, field: field, expected: "\(n) \(field), one for each row of the inputs", found: "\(count)")
    }
  }

  private static func checkFinite(
    _ matrix: Matrix<Scalar>, _ field: String,
    unless isAllowed: (_ value: Scalar, _ row: Int) -> Bool = { _, _ in false }
  ) throws(DataError) {
    guard let first = firstNonFinite(matrix.elements) else { return }
    let index = matrix.elements.indices[first...].first {
      !matrix.elements[$0].isFinite && !isAllowed(matrix.elements[$0], $0 / matrix.columns)
    }
    guard let index else { return }
    let (row, column) = index.quotientAndRemainder(dividingBy: matrix.columns)
    throw DataError(
      .notFinite, row: row, column: matrix.columns == 1 ? nil : column, field: field, expected: "a finite number",
      found: "\(matrix.elements[index])")
  }

  private static func checkClasses(_ indices: [Int], count: Int?) throws(DataError) {
    guard let i = indices.firstIndex(where: { $0 < 0 || $0 >= count ?? .max }) else { return }
    throw DataError(
      .labelOutOfRange, row: i, field: "targets",
      expected: count.map { "a class index in 0..<\($0), as there are \($0) class names" } ?? "a class index from 0",
      found: "\(indices[i])")
  }
}

/// The index of the first element that is infinite or NaN.
@specialized(where S == Float)
@specialized(where S == Double)
func firstNonFinite<S: RealScalar>(_ elements: [S]) -> Int? {
  elements.firstIndex { !$0.isFinite }
}
