internal import Nabla

/// Whether a table is read a part at a time, as the options say.
enum StreamChoice {
  /// The options that say how tables are written or made into numbers in ways that need all of it in memory.
  static let excluded = [
    "quotes", "skip", "units", "comment", "row-names", "encoding", "decimal", "thousands", "currency", "percent",
    "dates",
    "categories", "missing", "missing-indicator", "rare", "reference",
    "groups", "ordered", "folds", "leave-one-out",
  ]

  static let option = Option(
    name: "stream",
    help:
      "Read the table, one of numbers alone, a part at a time, so that it may be larger than memory: targets and weights are in "
      + "memory, the inputs stay in the file.")

  /// Whether the table is to be read a part at a time.
  static func isChosen(_ arguments: Arguments, without others: [String]) throws(UsageError) -> Bool {
    guard arguments.contains("stream") else { return false }
    for name in excluded + others where arguments.contains(name) {
      throw UsageError("'--stream' and '--\(name)' exclude each other: the table is not in memory")
    }
    return true
  }
}

/// A table of numbers alone that is read a part at a time: its inputs stay in the file; targets and weights are in memory.
struct StreamedTable<Scalar: RealScalar> {
  /// All columns.
  let rows: TextRows
  /// Inputs, weights, and targets as they are written.
  let data: StreamedDataset<Scalar>
  let inputNames: [String]
  let targetNames: [String]

  /// - Throws: `DataError` for what cannot be used.
  init(
    _ path: String, _ format: TableFormat, targets: [String]?, _ choice: EncodingChoice, _ offset: OffsetChoice? = nil
  ) throws {
    let rows = try TextRows(contentsOf: path, dialect: format.dialect)
    var choice = choice
    if let offset { choice.excluded.append(offset.column) }
    let columns = try choice.columns(of: rows.sample, targets: targets, path: path)
    try offset?.check(choice, columns, in: rows.sample, path: path)
    func name(_ column: Int) -> String { rows.columnNames?[column] ?? "column\(column)" }
    (inputNames, targetNames) = (columns.inputs.map(name), columns.targets.map(name))
    let all = 0..<rows.rowCount
    let values: Matrix<Scalar> = try rows.columns(columns.targets).matrix(rows: all)
    let weights = try columns.weights.map { try rows.columns([$0]).matrix(rows: all, of: Scalar.self).elements }
    if let column = columns.weights, let weights, let row = weights.firstIndex(where: { $0 < 0 }) {
      throw DataError(
        .negativeWeight, source: path, line: row + (rows.columnNames == nil ? 1 : 2), row: row, column: column,
        field: rows.columnNames?[column], expected: "a weight of at least 0", found: "\(weights[row])")
    }
    data = try StreamedDataset(inputs: rows.columns(columns.inputs), targets: values, weights: weights)
    self.rows = rows
  }

  /// The numbers of a column.
  func column(_ index: Int) throws(DataError) -> [Double] {
    try rows.columns([index]).matrix(rows: 0..<rows.rowCount, of: Double.self).elements
  }

  /// The targets for a likelihood, the likelihood for so many, and the names of classes where they are such.
  ///
  /// Numbers are classes where the likelihood is of indices, or of two classes and there are two whole numbers.
  func targets(
    for named: Likelihood?, path: String
  ) throws -> (Targets<Scalar>, Likelihood, classNames: [String]?) {
    guard case .values(let values) = data.targets else { preconditionFailure("targets that were read as numbers") }
    let likelihood = named ?? .gaussian
    let different = Self.different(values.elements)
    let areWhole = different.allSatisfy { $0 == $0.rounded() && abs($0) < 0x1p53 }
    let areClasses: Bool
    switch likelihood.classCoding {
    case .indices?: areClasses = true
    case .binary?: areClasses = values.columns == 1 && different.count == 2 && areWhole
    case .oneHot?, nil: areClasses = false
    }
    guard areClasses else { return (data.targets, likelihood.with(targets: values.columns), nil) }
    guard values.columns == 1, areWhole, (2...Self.mostClasses).contains(different.count) else {
      throw CommandError(
        "\(path): expected one column of classes, which are 2 to \(Self.mostClasses) whole numbers; found "
          + (different.count > Self.mostClasses ? "more" : "\(different.count) different numbers"))
    }
    let names = different.sorted().map { "\(Int($0))" }
    let places = Dictionary(uniqueKeysWithValues: zip(different.sorted(), names.indices))
    let classes = values.elements.compactMap { places[$0] }
    guard let coding = likelihood.classCoding, let outputs = coding.outputs(classes: names.count) else {
      throw CommandError("\(path): a \(likelihood.name) likelihood takes two classes, but there are \(names.count)")
    }
    return (coding.targets(classes, count: names.count), likelihood.with(targets: outputs), names)
  }

  private static var mostClasses: Int { 10_000 }

  /// The different ones of some numbers, as far as they may be classes, and one more.
  private static func different(_ numbers: [Scalar]) -> Set<Scalar> {
    var found: Set<Scalar> = []
    for number in numbers where found.insert(number).inserted && found.count > mostClasses { break }
    return found
  }
}
