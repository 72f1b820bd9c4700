internal import Nabla

/// The examples of a table for training and for testing, with their inputs encoded as the training rows tell.
struct TableData<Scalar: RealScalar> {
  let training: Dataset<Scalar>
  let test: Dataset<Scalar>
  /// The group of each training row, where there are groups.
  let groups: [Int]?
  let featureNames: [String]?
  let encoding: InputEncoding?
  /// Whether the targets are numbers that were found to be probabilities.
  let hasProbabilities: Bool
  /// Whether the last input is an offset.
  let hasOffset: Bool
  /// The names of each target's classes, where there are several likelihoods.
  let headClassNames: [[String]?]?

  /// - Throws: `DataError` for what cannot be used.
  init(
    _ table: DelimitedText, _ columns: TableColumns, _ choice: DataChoice, likelihood: Likelihood?, path: String
  ) throws {
    let prepared = try PreparedTable<Scalar>(table, columns, choice, likelihood: likelihood, path: path)
    let targets = try prepared.targets()
    let rows =
      choice.test != nil
      ? DivisionChoice.Part(training: Array(0..<targets.count), test: [])
      : try choice.division.part(
        targets, groups: prepared.groups, test: choice.testFraction ?? DataChoice.defaultTestFraction, path)
    let part = try prepared.part(training: rows.training, test: rows.test)
    training = part.training
    groups = prepared.groups.map { groups in rows.training.map { groups[$0] } }
    test =
      try Self.testData(part.columns, prepared.form, part.training.classNames, choice, likelihood) ?? part.test
    encoding = part.columns.encoding
    featureNames = part.featureNames
    hasProbabilities = prepared.form.areProbabilities
    hasOffset = part.columns.offset != nil
    headClassNames = part.columns.heads?.classNames
  }

  /// One of several divisions of a table.
  init(_ prepared: PreparedTable<Scalar>, training rows: [Int], test: [Int]) throws {
    let part = try prepared.part(training: rows, test: test)
    (training, self.test) = (part.training, part.test)
    groups = prepared.groups.map { groups in rows.map { groups[$0] } }
    encoding = part.columns.encoding
    featureNames = part.featureNames
    hasProbabilities = prepared.form.areProbabilities
    hasOffset = part.columns.offset != nil
    headClassNames = part.columns.heads?.classNames
  }

  /// The examples of a table for testing, where there is one.
  private static func testData(
    _ columns: TableColumns, _ form: TargetForm, _ classNames: [String]?, _ choice: DataChoice,
    _ likelihood: Likelihood?
  ) throws -> Dataset<Scalar>? {
    guard case .table(let path)? = choice.test else { return nil }
    var table = try choice.format.table(contentsOf: path)
    let columns = try columns.found(in: table)
    let rules = choice.encoding.rules
    table = try columns.complete(
      table, dropping: rules.missing == .drop,
      leavingOutMissingIn: columns.neverFilledIn.filter {
        rules.missing(in: table.columnNames?[$0] ?? "column\($0)") != .refuse
      }, path: path)
    let data = try columns.dataset(of: table, form.kind, classNames: classNames, as: Scalar.self)
    try columns.check(data.targets, of: table, likelihood)
    return data
  }
}

extension TableColumns {
  /// The targets of a table, with no inputs.
  func targetData(of table: DelimitedText, _ form: TargetForm) throws -> Dataset<Double> {
    if let heads {
      return try Dataset(
        inputs: Matrix(rows: table.rowCount, columns: 0),
        targets: heads.targets(of: table, columns: targets, mayLack: mayLackTargets, as: Double.self))
    }
    if levels != nil {
      return try Dataset(
        inputs: Matrix(rows: table.rowCount, columns: 0), targets: Targets.incomplete(numbers(of: table)))
    }
    let kind = form.kind == .classes && targets.count > 1 ? .oneHot : form.kind
    return try Dataset(
      table, x: Matrix(rows: table.rowCount, columns: 0), targets: targets, kind: kind, classNames: form.classNames,
      mayLackTargets: mayLackTargets)
  }
}

extension DataError {
  /// The error about a table of numbers, with the option that goes on in spite of it where it is about a missing value.
  func hinting(at table: DelimitedText, _ columns: TableColumns) -> DataError {
    guard kind == .notANumber || kind == .labelOutOfRange || kind == .notFinite, let row, let column,
      (columns.neverFilledIn + columns.inputs).contains(column), table.isMissingNumber(table[row, column])
    else { return self }
    return hinting(table.typedColumn(column), of: table)
  }
}
