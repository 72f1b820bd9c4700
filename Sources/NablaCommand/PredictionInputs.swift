internal import Nabla

/// The rows that a model is to predict, as the inputs that it takes.
struct PredictionInputs<Scalar: RealScalar> {
  /// The inputs; rows of LIBSVM that are mostly zeros have `sparse` in their place.
  let x: Matrix<Scalar>
  /// The inputs without their zeros.
  private(set) var sparse: SparseMatrix<Scalar>?
  /// The table that they are from, where it is one.
  private(set) var table: DelimitedText?
  /// The rows of LIBSVM that they are from.
  private let rows: SparseRows?

  /// The inputs of a table, by the names of its columns where the model has some.
  init(_ table: DelimitedText, for model: Model<Scalar>, path: String) throws {
    if let encoding = model.encoding {
      let encoded: EncodedInputs<Scalar> = try encoding.inputs(of: table)
      for remark in encoded.remarks { Console.complain("\(path): \(remark)") }
      x = encoded.matrix
    } else {
      x = try table.matrix(Self.columns(of: model, table, path: path).map { .index($0) }, of: Scalar.self)
    }
    self.table = table
    rows = nil
  }

  /// The rows of a file of LIBSVM.
  ///
  /// - Parameter needsZeros: whether they are wanted with their zeros in any case.
  init(libsvm path: String, for model: Model<Scalar>, needsZeros: Bool) throws {
    let rows = try SparseRows(contentsOf: path)
    try Self.check(model, path)
    let inputs = model.network.architecture.inputs
    if rows.isMostlyZeros, !needsZeros, model.takesSparse {
      sparse = try rows.sparseMatrix(columns: inputs)
      x = Matrix(rows: rows.labels.count, columns: 0)
    } else {
      x = try rows.matrix(columns: inputs)
    }
    self.rows = rows
  }

  /// An array of NumPy, a row for each example.
  init(npy path: String, for model: Model<Scalar>) throws {
    try Self.check(model, path)
    x = try NPYFile(contentsOf: path).matrix()
    rows = nil
    let inputs = model.network.architecture.inputs
    guard x.columns == inputs else {
      throw DataError(
        .countMismatch, source: path, expected: "\(DataError.count(inputs, "column")), the inputs of the model",
        found: "\(x.columns)")
    }
  }

  /// Refuses a model of the columns of a table.
  private static func check(_ model: Model<Scalar>, _ path: String) throws(CommandError) {
    guard model.encoding == nil else {
      throw CommandError("\(path): the model makes its inputs from columns of a table, which the file is not")
    }
  }

  /// The model's outputs.
  func outputs(of model: Model<Scalar>) -> Matrix<Scalar> {
    if let sparse { model.network.predict(sparse) } else { model.predict(x) }
  }

  /// The targets, by their names in the model; of rows of LIBSVM the labels.
  func targets(of model: Model<Scalar>, path: String) throws -> Dataset<Scalar> {
    if let rows {
      let found = try rows.targets(areClasses: model.isClassifier, classNames: model.classNames, of: Scalar.self)
      return try Dataset(
        inputs: Matrix(rows: rows.labels.count, columns: 0), targets: found.targets, classNames: found.classNames)
    }
    guard let table, let names = model.targetNames, table.columnNames != nil else {
      throw CommandError("\(path): '--residuals' finds the targets by their names, which model and table must have")
    }
    let targets = try TableColumns.indices(of: names, in: table)
    let x = Matrix<Scalar>(rows: table.rowCount, columns: 0)
    if let heads = HeadColumns(of: model) {
      let columns = TableColumns(table, inputs: [], targets: targets)
      try heads.check(columns, path: path)
      return try Dataset(
        inputs: x, targets: heads.targets(of: table, columns: targets, mayLack: true, as: Scalar.self))
    }
    if model.network.architecture.likelihood.orderedClasses != nil, model.classNames != nil {
      var columns = TableColumns(table, inputs: [], targets: targets)
      columns.levels = model.classNames
      return try Dataset(inputs: x, targets: Targets.values(Matrix<Scalar>(columns.numbers(of: table))))
    }
    let kind: DelimitedText.TargetKind = !model.isClassifier ? .values : targets.count > 1 ? .oneHot : .classes
    return try Dataset(table, x: x, targets: targets, kind: kind, classNames: model.classNames)
  }

  /// The columns of a table that are the inputs of a model whose inputs are columns of numbers.
  private static func columns(of model: Model<Scalar>, _ table: DelimitedText, path: String) throws -> [Int] {
    if let names = model.featureNames, table.columnNames != nil {
      return try TableColumns.indices(of: names, in: table)
    }
    let inputs = model.network.architecture.inputs
    let columns = (0..<table.columnCount).filter { $0 != table.rowNamesColumn }
    guard columns.count == inputs else {
      throw CommandError(
        "\(path): expected \(inputs) column\(inputs == 1 ? "" : "s"), the inputs of the model, found \(columns.count)"
      )
    }
    return columns
  }
}

extension Model {
  /// Whether its first layer can leave zeros out: nothing is made of inputs before it.
  var takesSparse: Bool {
    scaler == nil && network.architecture.basisFunctions == nil && network.architecture.offsets == 0
  }
}
