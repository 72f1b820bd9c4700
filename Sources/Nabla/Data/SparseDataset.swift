/// Examples whose inputs are mostly 0.
public struct SparseDataset<Scalar: RealScalar>: Sendable, Hashable {
  /// The inputs x: n × d.
  public let inputs: SparseMatrix<Scalar>
  /// The targets t of the n examples.
  public let targets: Targets<Scalar>
  /// How often each example counts; `nil` where each counts once.
  public let weights: [Scalar]?
  /// The names of the classes 0 ..< K, where they are known.
  public let classNames: [String]?

  /// The number of examples, n.
  public var count: Int { inputs.rows }

  /// A data set of n examples.
  ///
  /// - Parameters: those of ``Dataset``.
  /// - Throws: `DataError` as the initialiser of ``Dataset`` does.
  /// - Complexity: O(numbers that are there + n K).
  public init(
    inputs: SparseMatrix<Scalar>, targets: some TargetsConvertible, weights: [Scalar]? = nil,
    classNames: [String]? = nil
  ) throws(DataError) {
    let targets = targets.targets(of: Scalar.self)
    if let place = firstNonFinite(inputs.values) {
      let row = (inputs.starts.firstIndex { $0 > place } ?? inputs.rows) - 1
      throw DataError(
        .notFinite, row: row, column: Int(inputs.indices[place]), field: "inputs", expected: "a finite number",
        found: "\(inputs.values[place])")
    }
    // The same checks of all but the inputs.
    _ = try Dataset(
      inputs: Matrix<Scalar>(rows: inputs.rows, columns: 0), targets: targets, weights: weights,
      classNames: classNames)
    self.init(unchecked: inputs, targets, weights, classNames)
  }

  private init(
    unchecked inputs: SparseMatrix<Scalar>, _ targets: Targets<Scalar>, _ weights: [Scalar]?, _ classNames: [String]?
  ) {
    self.inputs = inputs
    self.targets = targets
    self.weights = weights
    self.classNames = classNames
  }

  /// The examples with these indices, in that order.
  ///
  /// - Precondition: the indices are in 0 ..< `count`.
  public func rows(at examples: some Sequence<Int>) -> SparseDataset {
    let examples = Array(examples)
    return SparseDataset(
      unchecked: inputs.rows(at: examples), targets.rows(at: examples),
      weights.map { weights in examples.map { weights[$0] } }, classNames)
  }

  /// The data set with all its zeros.
  ///
  /// - Complexity: O(n d).
  public var dense: Dataset<Scalar> {
    Dataset(unchecked: inputs.dense, targets: targets, weights: weights, classNames: classNames)
  }

  /// All but the inputs, of which there are 0 columns.
  package var withoutInputs: Dataset<Scalar> {
    Dataset(
      unchecked: Matrix(rows: count, columns: 0), targets: targets, weights: weights, classNames: classNames)
  }
}

extension SparseRows {
  /// The numbers that are there.
  ///
  /// - Parameter columns: the number of columns; `nil` takes those that the rows have.
  /// - Throws: `DataError` where a row has more columns, or a number is beyond the range of the scalar.
  /// - Complexity: O(numbers that are there).
  public func sparseMatrix<S: RealScalar>(
    columns: Int? = nil, of scalar: S.Type = S.self
  ) throws(DataError) -> SparseMatrix<S> {
    let d = columns ?? columnCount
    guard d >= columnCount, d <= Int32.max else {
      throw DataError(
        .countMismatch, source: source, expected: "indices of \(min(d, Int(Int32.max))) columns at most",
        found: "\(columnCount)")
    }
    let numbers = values.map { S($0) }
    if let place = firstNonFinite(numbers) {
      throw DataError(
        .notFinite, source: source, row: (starts.firstIndex { $0 > place } ?? labels.count) - 1,
        column: indices[place], expected: "a finite number within the range of \(S.self)", found: "\(values[place])")
    }
    return SparseMatrix(columns: d, starts: starts, indices: indices.map { Int32($0) }, values: numbers)
  }

  /// The labels as targets: classes in the order of their values, or numbers.
  ///
  /// - Parameters:
  ///   - areClasses: whether they are classes; `nil` takes whole numbers for such.
  ///   - classNames: the names of the classes where they are known; by default the labels.
  /// - Throws: `DataError` for a label that is none of the classes.
  public func targets<S: RealScalar>(
    areClasses: Bool? = nil, classNames: [String]? = nil, of scalar: S.Type = S.self
  ) throws(DataError) -> (targets: Targets<S>, classNames: [String]?) {
    try Self.targets(labels, areClasses: areClasses, classNames: classNames, source: source)
  }

  /// The same of some labels.
  package static func targets<S: RealScalar>(
    _ labels: [Double], areClasses: Bool?, classNames: [String]? = nil, source: String?, of scalar: S.Type = S.self
  ) throws(DataError) -> (targets: Targets<S>, classNames: [String]?) {
    let isWhole = labels.allSatisfy { $0 == $0.rounded() && abs($0) < 0x1p53 }
    guard areClasses ?? isWhole else { return (.values(Matrix(column: labels.map { S($0) })), nil) }
    func name(_ label: Double) -> String { Int(exactly: label).map { "\($0)" } ?? "\(label)" }
    let names = classNames ?? Set(labels).sorted().map(name)
    let places = Dictionary(zip(names, names.indices)) { first, _ in first }
    var classes: [Int] = []
    for (row, label) in labels.enumerated() {
      guard let place = places[name(label)] else {
        throw DataError(
          .labelOutOfRange, source: source, row: row, expected: "one of the classes \(DataError.list(names))",
          found: name(label))
      }
      classes.append(place)
    }
    return (.classes(classes), names)
  }
}

extension Dataset {
  /// Reads a file in the format of LIBSVM.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - columns: the number of inputs; `nil` takes those that the rows have.
  ///   - areClasses: whether the labels are those of classes, in the order of their values; `nil` takes whole numbers for such.
  /// - Throws: `DataError`, as `SparseRows` does.
  /// - Complexity: O(n · d).
  public static func libsvm(
    _ path: String, columns: Int? = nil, areClasses: Bool? = nil, classNames: [String]? = nil
  ) throws(DataError) -> Dataset {
    try SparseRows(contentsOf: path).dataset(columns: columns, areClasses: areClasses, classNames: classNames)
  }
}

extension SparseRows {
  /// The rows as examples with all their zeros.
  package func dataset<S: RealScalar>(
    columns: Int?, areClasses: Bool?, classNames: [String]? = nil
  ) throws(DataError) -> Dataset<S> {
    guard columns ?? columnCount > 0 else {
      throw DataError(.empty, source: source, expected: "at least one index:value", found: "labels alone")
    }
    let x: Matrix<S> = try matrix(columns: columns)
    let (targets, names) = try targets(areClasses: areClasses, classNames: classNames, of: S.self)
    return try Dataset(inputs: x, targets: targets, classNames: names)
  }

  /// Whether so few numbers are there that products over them alone are the quicker ones.
  package var isMostlyZeros: Bool {
    Self.isMostlyZeros(numbers: values.count, rows: labels.count, columns: columnCount)
  }

  static func isMostlyZeros(numbers: Int, rows: Int, columns: Int) -> Bool {
    columns >= 1000 && Double(numbers) <= 0.05 * Double(rows) * Double(columns)
  }
}
