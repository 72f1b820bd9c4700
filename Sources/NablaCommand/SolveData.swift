internal import Nabla

/// The table of a regression: inputs, targets and weights.
struct SolveData {
  let x: Matrix<Double>
  let t: Targets<Double>
  let weights: [Double]?
  /// What is added to the pre-activations.
  let offsets: [Double]?
  /// The column that it is from, and its name where the table has names.
  let offset: OffsetChoice?
  let offsetName: String?
  let likelihood: Likelihood
  /// The names of the inputs, and of the columns that they are made of.
  let inputNames: [String]
  let columnNames: [String]
  /// How the columns become inputs, where they are more than numbers.
  let encoding: InputEncoding?
  let targetNames: [String]
  /// The names of the classes, where the targets are classes.
  let classNames: [String]?
  /// The class of each example, where the targets are classes.
  let classes: [Int]?
  /// The group of each example, where there are groups.
  let groups: [Int]?
  /// Where the columns are more than numbers, what fits their encoding to other rows.
  private let fit: FitTable?
  let path: String
  /// The line of each example.
  private let lines: [Int]

  /// What explains what.
  var title: String { "\(targetNames.joined(separator: ", ")) by \(columnNames.joined(separator: ", "))" }

  /// - Parameter hasBias: whether a level of each column of categories is the reference.
  init(
    table whole: DelimitedText, path: String, targets: [String]?, encoding choice: EncodingChoice,
    offset: OffsetChoice?, likelihood named: Likelihood?, hasBias: Bool
  ) throws {
    self.path = path
    var choice = choice
    choice.rules.hasReferences = hasBias
    // Where an output is a number, all targets are: classes would need a column each.
    let isOfNumbers = named.map { $0.classCoding == nil || $0.classCoding == .oneHot } ?? false
    func data(_ columns: TableColumns, _ table: DelimitedText) throws -> Dataset<Double> {
      _ = try offset?.numbers(of: table)
      let form = try columns.targetForm(
        of: table, kind: isOfNumbers ? .values : nil, likelihood: named,
        orClassesBy: "--likelihood categorical")
      return try columns.dataset(of: table, form.kind, classNames: form.classNames, as: Double.self)
    }
    typealias Found = (table: DelimitedText, columns: TableColumns, data: Dataset<Double>, fit: FitTable?)
    func fitted(_ columns: TableColumns) throws -> Found? {
      guard let fit = try FitTable(whole, columns, choice, path: path) else { return nil }
      let columns = try fit.columns(fittedOn: Array(0..<fit.table.rowCount))
      return (fit.table, columns, try data(columns, fit.table), fit)
    }
    if let offset { choice.excluded.append(offset.column) }
    var chosen = try choice.columns(of: whole, targets: targets, path: path)
    try offset?.check(choice, chosen, in: whole, path: path)
    chosen.knownOffset = try offset.map { try TableColumns.index(typed: $0.column, in: whole) }
    let found: Found
    if !choice.categories.isEmpty || !choice.rules.references.isEmpty, let typed = try fitted(chosen) {
      found = typed
    } else {
      do {
        found = (whole, chosen, try data(chosen, whole), nil)
      } catch let error as DataError {
        guard error.line != nil, let typed = try fitted(chosen) else { throw error.hinting(at: whole, chosen) }
        found = typed
      }
    }
    let (table, columns, data, fit) = found
    self.fit = fit
    groups = try columns.groups(of: table)
    lines = table.lines
    encoding = columns.encoding
    inputNames = columns.encoding?.inputNames ?? columns.inputs.map { table.columnNames?[$0] ?? "column\($0)" }
    columnNames = columns.inputs.map { table.columnNames?[$0] ?? "column\($0)" }
    targetNames = columns.targets.map { table.columnNames?[$0] ?? "column\($0)" }
    x = data.inputs
    weights = data.weights
    self.offset = offset
    offsets = try offset.map { try $0.numbers(of: table) }
    offsetName = try offset?.name(in: table)
    switch data.targets {
    case .values(let values), .incomplete(let values):
      let chosen = (named ?? .gaussian).with(targets: values.columns)
      try columns.check(data.targets, of: table, chosen)
      (t, self.likelihood, classNames, classes) = (data.targets, chosen, nil, nil)
    case .classes(let classes):
      let names = data.classNames ?? []
      guard names.count >= 2 else {
        throw CommandError("\(path): the target has one value only, '\(names.first ?? "")'")
      }
      classNames = names
      self.classes = classes
      let chosen = named ?? (names.count == 2 ? .bernoulli : .categorical(classes: names.count))
      guard let coding = chosen.classCoding, let outputs = coding.outputs(classes: names.count) else {
        throw CommandError("\(path): a \(chosen.name) likelihood takes two classes, but there are \(names.count)")
      }
      (t, self.likelihood) = (coding.targets(classes, count: names.count), chosen.with(targets: outputs))
    }
  }

  /// The columns of examples that are read a part at a time.
  ///
  /// - Parameters:
  ///   - x: The inputs in memory; without rows where they stay in their file.
  ///   - offset: Their offsets, which only tables have.
  init(
    _ source: any StreamSource, _ inputs: SourceInputs, x: Matrix<Double>? = nil, offset: FoundOffset? = nil,
    likelihood named: Likelihood?
  ) throws {
    path = source.name
    lines = []
    encoding = inputs.encoding
    (groups, fit) = (nil, nil)
    columnNames = source.inputNames
    inputNames = inputs.names ?? columnNames
    self.x = x ?? Matrix(rows: 0, columns: inputs.rows.columnCount)
    (self.offset, offsets, offsetName) = (offset?.choice, offset?.numbers, offset?.name)
    (t, likelihood, classNames, weights) = try source.targetsAndWeights(
      as: Double.self, for: named, standard: { $0 == 2 ? .bernoulli : .categorical(classes: $0) }, namingClasses: true)
    classes = classNames == nil ? nil : t.classIndices
    let columns = classNames == nil ? likelihood.targets : 1
    targetNames = source.targetNames ?? (columns == 1 ? ["target"] : (0..<columns).map { "target\($0)" })
  }

  /// The inputs of all examples, encoded as some rows tell, with their names.
  func inputs(fittedOn rows: [Int]) throws -> (x: Matrix<Double>, names: [String]) {
    guard let fit else { return (x, inputNames) }
    let columns = try fit.columns(fittedOn: rows)
    return (try columns.inputMatrix(of: fit.table, as: Double.self), columns.encoding?.inputNames ?? columnNames)
  }

  /// The solver's error with its place in the file: what is not finite by now are values of basis functions of the inputs.
  func placed(_ error: SolverError, _ base: BasisFunctions?) -> any Error {
    if case .missingClass(let value, let output) = error, let classNames {
      return CommandError(
        "\(path): class '\(classNames[value])' has no example with a positive weight, so its bias has no best value, with or "
          + "without a ridge: \(output == nil && classNames.count > 2 ? "leave the class out" : "there is nothing to tell it from")"
      )
    }
    guard case .unusableNumber("features", let row, let column, let value) = error, let base else {
      return CommandError("\(path): \(named(error))")
    }
    return DataError(
      .notFinite, source: path, line: lines.isEmpty ? nil : lines[row], row: row,
      expected: "finite values of the basis functions",
      found: "\(base.names(inputs: inputNames)[column]) = \(value)")
  }
}

extension Targets {
  /// The class of each example, of targets that are classes in any coding.
  var classIndices: [Int] {
    switch self {
    case .classes(let classes): classes
    case .values(let values), .incomplete(let values):
      (0..<values.rows).map { row in
        let own = values[row: row]
        return own.count == 1 ? Int(values[row, 0]) : (own.firstIndex(of: 1) ?? own.startIndex) - own.startIndex
      }
    }
  }
}
