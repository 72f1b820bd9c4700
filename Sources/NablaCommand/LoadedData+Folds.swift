internal import Nabla

extension LoadedData {
  /// The divisions of a cross-validation, each made when it is asked for: every example is in one of `k` parts, and each part is
  /// tested on in turn. Parts are made without chance.
  ///
  /// - Throws: where the data cannot be used, or has its own examples for testing.
  static func folds(_ choice: DataChoice, _ k: Int, likelihood: Likelihood?) throws -> [() throws -> LoadedData] {
    guard case .table(let path) = choice.source else {
      return try folds(of: whole(choice).checked(for: likelihood, choice.source), choice, k, likelihood)
    }
    return try folds(ofTable: path, choice, k, likelihood: likelihood, isInner: false)
  }

  /// The same of the examples that are for training where the data is divided once.
  static func innerFolds(_ choice: DataChoice, _ k: Int, likelihood: Likelihood?) throws -> [() throws -> LoadedData] {
    guard case .table(let path) = choice.source else {
      return try folds(of: LoadedData(choice, likelihood: likelihood).training, choice, k, likelihood)
    }
    return try folds(ofTable: path, choice, k, likelihood: likelihood, isInner: true)
  }

  private static func folds(
    ofTable path: String, _ choice: DataChoice, _ k: Int, likelihood: Likelihood?, isInner: Bool
  ) throws -> [() throws -> LoadedData] {
    let table = try choice.format.table(contentsOf: path)
    let columns = try choice.encoding.columns(of: table, targets: choice.targets, path: path)
    try TableColumns.checkDifferent((columns.inputNames ?? []) + (columns.targetNames ?? []), in: path)
    let prepared = try PreparedTable<Scalar>(table, columns, choice, likelihood: likelihood, path: path)
    let targets = try prepared.targets()
    var rows = Array(0..<targets.count)
    if isInner, choice.test == nil {
      let fraction = choice.testFraction ?? DataChoice.defaultTestFraction
      rows = try choice.division.part(targets, groups: prepared.groups, test: fraction, path).training.sorted()
    }
    let groups = prepared.groups.map { groups in rows.map { groups[$0] } }
    return try choice.division.folds(k, targets.rows(at: rows), groups: groups, path).map { part in
      {
        let data = try TableData(
          prepared, training: part.training.map { rows[$0] }, test: part.test.map { rows[$0] })
        return LoadedData(
          name: path, data, targetNames: columns.targetNames, classCount: targets.classCount,
          isOrdered: choice.division.isOrdered)
      }
    }
  }

  private static func folds(
    of data: Dataset<Scalar>, _ choice: DataChoice, _ k: Int, _ likelihood: Likelihood?
  ) throws -> [() throws -> LoadedData] {
    let targets = data.targets.targets(of: Double.self)
    return try choice.division.folds(k, targets, groups: nil, choice.name).map { part in
      {
        LoadedData(
          name: choice.name, training: data.rows(at: part.training), test: data.rows(at: part.test),
          classCount: data.classCount,
          hasProbabilities: data.targets.numbers != nil && likelihood?.classCoding == .binary,
          heldOut: HeldOutDivision(isOrdered: choice.division.isOrdered, name: choice.name))
      }
    }
  }

  /// All examples of data that has no table's columns.
  private static func whole(_ choice: DataChoice) throws -> Dataset<Scalar> {
    switch choice.source {
    case .digits: return .digits()
    case .npz(let path, let arrays):
      return try .npz(path, inputs: arrays?[0], targets: arrays?[1], areClasses: choice.areClasses)
    case .npy(let inputs, let targets):
      return try .npy(inputs: inputs, targets: targets, areClasses: choice.areClasses)
    case .libsvm(let path): return try .libsvm(path, areClasses: choice.areClasses)
    case .idx(let images, let labels): return try .idx(images: images, labels: labels)
    case .fashionMNIST, .folder, .table:
      throw CommandError("'--folds' is for data without test examples of its own")
    }
  }
}
