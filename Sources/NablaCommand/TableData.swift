internal import Nabla

/// The examples of a table for training and for testing, with their inputs encoded as the training rows tell.
struct TableData<Scalar: RealScalar> {
  let training: Dataset<Scalar>
  let test: Dataset<Scalar>
  let featureNames: [String]?
  let encoding: InputEncoding?
  /// Whether the targets are numbers that were found to be probabilities.
  let hasProbabilities: Bool

  /// - Throws: `DataError` for what cannot be used.
  init(
    _ table: DelimitedText, _ columns: TableColumns, _ choice: DataChoice, likelihood: String?, path: String
  ) throws {
    let fraction = choice.testFraction ?? DataChoice.defaultTestFraction
    func form(_ columns: TableColumns, _ table: DelimitedText) throws(DataError) -> TargetForm {
      try columns.targetForm(of: table, kind: choice.kind, likelihood: likelihood)
    }
    // Tables of numbers alone, which may be large, are read once.
    var plain: (form: TargetForm, data: Dataset<Scalar>)?
    if choice.encoding.categories.isEmpty {
      do {
        let form = try form(columns, table)
        plain = (form, try columns.dataset(of: table, form.kind, classNames: form.classNames, as: Scalar.self))
      } catch let error as DataError {
        guard error.line != nil, let fit = try FitTable(table, columns, choice.encoding, path: path) else {
          throw error.hinting(at: table, columns)
        }
        self = try Self(fit, form: form(fit.columns, fit.table), choice, fraction)
        return
      }
    } else if let fit = try FitTable(table, columns, choice.encoding, path: path) {
      self = try Self(fit, form: form(fit.columns, fit.table), choice, fraction)
      return
    }
    let (target, data) =
      try plain
      ?? {
        let form = try form(columns, table)
        return (form, try columns.dataset(of: table, form.kind, classNames: form.classNames, as: Scalar.self))
      }()
    if let file = try Self.testData(columns, target, data.classNames, choice) {
      (training, test) = (data, file)
    } else {
      (training, test) = LoadedData.divided(data, fraction)
    }
    featureNames = columns.inputNames
    encoding = nil
    hasProbabilities = target.areProbabilities
  }

  /// The encoding is fitted on the training rows, and applied to all.
  private init(_ fit: FitTable, form: TargetForm, _ choice: DataChoice, _ fraction: Double) throws {
    let all = Array(0..<fit.table.rowCount)
    var rows = (training: all, test: [Int]())
    if choice.test == nil {
      rows = try fit.columns.targetData(of: fit.table, form).splitRows(
        fraction: 1 - fraction, seed: DataChoice.splitSeed, stratified: form.kind != .values)
    }
    let columns = try fit.columns(fittedOn: rows.training)
    let data = try columns.dataset(of: fit.table, form.kind, classNames: form.classNames, as: Scalar.self)
    if let file = try Self.testData(columns, form, data.classNames, choice) {
      (training, test) = (data, file)
    } else {
      (training, test) = (data.rows(at: rows.training), data.rows(at: rows.test))
    }
    encoding = columns.encoding
    featureNames = columns.encoding?.inputNames
    hasProbabilities = form.areProbabilities
  }

  /// The examples of a table for testing, where there is one.
  private static func testData(
    _ columns: TableColumns, _ form: TargetForm, _ classNames: [String]?, _ choice: DataChoice
  ) throws -> Dataset<Scalar>? {
    guard case .table(let path)? = choice.test else { return nil }
    var table = try choice.format.table(contentsOf: path)
    let columns = try columns.found(in: table)
    if let encoding = columns.encoding, encoding.dropsMissing {
      let left = Set(encoding.rowsWithMissing(in: table, places: columns.inputs))
      let kept = (0..<table.rowCount).filter { !left.contains($0) }
      if kept.count < table.rowCount {
        FitTable.say(table, without: kept, path)
        table = table.rows(at: kept)
      }
    }
    let data = try columns.dataset(of: table, form.kind, classNames: classNames, as: Scalar.self)
    if form.areProbabilities, case .values(let values) = data.targets {
      try columns.check(values, of: table, .bernoulli)
    }
    return data
  }
}

extension TableColumns {
  /// The targets of a table, with no inputs.
  func targetData(of table: DelimitedText, _ form: TargetForm) throws -> Dataset<Double> {
    let kind = form.kind == .classes && targets.count > 1 ? .oneHot : form.kind
    return try Dataset(
      table, x: Matrix(rows: table.rowCount, columns: 0), targets: targets, kind: kind, classNames: form.classNames)
  }
}

extension DataError {
  /// The error about a table of numbers, with the option that goes on in spite of it where it is about a missing value.
  func hinting(at table: DelimitedText, _ columns: TableColumns) -> DataError {
    guard kind == .notANumber || kind == .labelOutOfRange || kind == .notFinite, let row, let column,
      columns.targets.contains(column) || columns.inputs.contains(column), table.isMissingNumber(table[row, column])
    else { return self }
    return hinting(table.typedColumn(column))
  }
}
