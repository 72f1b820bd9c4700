internal import Nabla

extension LoadedData {
  /// The divisions of a cross-validation, each made when it is asked for: every example is in one of `k` parts, and each part is
  /// tested on in turn. Parts are made without chance, classes evenly in each.
  ///
  /// - Throws: where the data cannot be used, or has its own examples for testing.
  static func folds(_ choice: DataChoice, _ k: Int, likelihood: Likelihood?) throws -> [() throws -> LoadedData] {
    guard case .table(let path) = choice.source else { return try folds(of: whole(choice), choice.name, k) }
    let table = try choice.format.table(contentsOf: path)
    let columns = try choice.encoding.columns(of: table, targets: choice.targets, path: path)
    try TableColumns.checkDifferent((columns.inputNames ?? []) + (columns.targetNames ?? []), in: path)
    let prepared = try PreparedTable<Scalar>(table, columns, choice, likelihood: likelihood, path: path)
    let targets = try prepared.targets()
    let parts = try Self.parts(targets, k, path)
    return (0..<k).map { part in
      {
        let rows = parts.indices.filter { parts[$0] != part }
        let data = try TableData(prepared, training: rows, test: parts.indices.filter { parts[$0] == part })
        return LoadedData(
          name: path, data, targetNames: columns.targetNames, classCount: targets.classCount)
      }
    }
  }

  private static func folds(of data: Dataset<Scalar>, _ name: String, _ k: Int) throws -> [() throws -> LoadedData] {
    let targets = data.targets.targets(of: Double.self)
    let parts = try parts(targets, k, name)
    return (0..<k).map { part in
      {
        LoadedData(
          name: name, training: data.rows(at: parts.indices.filter { parts[$0] != part }),
          test: data.rows(at: parts.indices.filter { parts[$0] == part }), classCount: data.classCount)
      }
    }
  }

  /// The part of each example.
  private static func parts(_ targets: Targets<Double>, _ k: Int, _ name: String) throws -> [Int] {
    guard k <= targets.count else {
      throw CommandError("\(name): '--folds \(k)' of \(targets.count) examples leaves parts without any")
    }
    if case .classes(let classes) = targets { return Folds.stratified(classes, k) }
    return Folds.consecutive(targets.count, k)
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
