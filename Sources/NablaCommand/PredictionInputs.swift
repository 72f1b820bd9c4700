internal import Nabla

/// What became of the rows that a model predicts.
enum KnownTargets<Scalar: RealScalar> {
  /// Numbers, NaN where one is missing.
  case numbers(Matrix<Scalar>)
  /// Classes, nil where one is missing.
  case classes([Int?], names: [String])
}

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

  /// The targets, by their names in the model; of rows of LIBSVM the labels. Those of a table may be missing.
  ///
  /// - Parameter trials: The column of the numbers of trials, where the target is one of successes.
  func targets(of model: Model<Scalar>, trials: String?, path: String) throws -> KnownTargets<Scalar> {
    if let rows {
      let found = try rows.targets(areClasses: model.isClassifier, classNames: model.classNames, of: Scalar.self)
      switch found.targets {
      case .values(let values), .incomplete(let values): return .numbers(values)
      case .classes(let classes):
        return .classes(classes, names: found.classNames ?? model.classNames ?? model.classIndices)
      }
    }
    guard let table, let names = model.targetNames, table.columnNames != nil else {
      throw CommandError("\(path): '--residuals' finds the targets by their names, which model and table must have")
    }
    let targets = try TableColumns.indices(of: names, in: table)
    var columns = TableColumns(table, inputs: [], targets: targets)
    columns.mayLackTargets = true
    let likelihood = model.network.architecture.likelihood
    if let heads = HeadColumns(of: model) {
      try heads.check(columns, path: path)
      let found: Targets<Scalar> = try heads.targets(of: table, columns: targets, mayLack: true, as: Scalar.self)
      return .numbers(found.numbers ?? Matrix(rows: table.rowCount, columns: 0))
    }
    if let trials {
      guard likelihood.classCoding == .binary, targets.count == 1 else {
        throw CommandError(
          "'--out-of' is for models of one probability, and this one's likelihood is \(likelihood.name)")
      }
      columns.setTrials(try TableColumns.index(typed: trials, in: table), in: table)
      let counts = try columns.counts(of: table, as: Scalar.self)
      // None of no trials is no share.
      return .numbers(
        Matrix(
          column: counts.map { counts in zip(counts.shares.elements, counts.weights).map { $1 > 0 ? $0 : .nan } } ?? [])
      )
    }
    if likelihood.orderedClasses != nil {
      columns.levels = model.classNames
      let places = try columns.numbers(of: table)
      try columns.check(.incomplete(places), of: table, likelihood)
      return .classes(places.elements.map { $0.isNaN ? nil : Int($0) }, names: model.levelNames)
    }
    // As for 'evaluate', a model without names of classes may have been trained on probabilities.
    let areProbabilities =
      likelihood.classCoding == .binary && model.classNames == nil && columns.haveProbabilities(in: table)
    guard model.isClassifier, !areProbabilities else {
      return .numbers(Matrix<Scalar>(try columns.numbers(of: table)))
    }
    // Several columns have a class each.
    let classNames = model.classNames ?? model.classIndices
    let present = (0..<table.rowCount).filter { row in
      targets.allSatisfy { classNames.contains(table[row, $0]) || !table.missingMarks.contains(table[row, $0]) }
    }
    let found = try Dataset<Scalar>(
      table.rows(at: present), x: Matrix(rows: present.count, columns: 0), targets: targets,
      kind: targets.count > 1 ? .oneHot : .classes, classNames: classNames)
    var classes: [Int?] = Array(repeating: nil, count: table.rowCount)
    if case .classes(let places) = found.targets { for (row, place) in zip(present, places) { classes[row] = place } }
    return .classes(classes, names: classNames)
  }

  /// The columns of a table that are the inputs of a model whose inputs are columns of numbers.
  private static func columns(of model: Model<Scalar>, _ table: DelimitedText, path: String) throws -> [Int] {
    if let names = model.featureNames, table.columnNames != nil {
      return try TableColumns.indices(of: names, in: table)
    }
    let inputs = model.network.architecture.inputs
    let columns = (0..<table.columnCount).filter { $0 != table.rowNamesColumn }
    guard columns.count == inputs else {
      if let known = model.inputsAsInTraining(of: table) {
        let others = columns.filter { !known.contains($0) }.map { "\($0)" }
        Console.complain(
          "\(path): without names, the columns are taken as in the training: \(others.joined(separator: ", ")) "
            + "(counted from 0) \(others.count == 1 ? "is no input" : "are no inputs")")
        return known
      }
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
