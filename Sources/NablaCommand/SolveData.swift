internal import Nabla

/// The table of a regression: inputs, targets and weights.
struct SolveData {
  let x: Matrix<Double>
  let t: Targets<Double>
  let weights: [Double]?
  /// What is added to the pre-activations.
  let offset: [Double]?
  let likelihood: Likelihood
  let inputNames: [String]
  let targetNames: [String]
  /// The names of the classes, where the targets are classes.
  let classNames: [String]?
  private let path: String
  /// The line of each example.
  private let lines: [Int]

  /// What explains what.
  var title: String { "\(targetNames.joined(separator: ", ")) by \(inputNames.joined(separator: ", "))" }

  init(
    table: DelimitedText, path: String, targets: [String]?, inputs: [String]?, weights: String?,
    offset: OffsetChoice?, likelihood named: Likelihood?
  ) throws {
    self.path = path
    lines = table.lines
    let weightColumn = try weights.map { try TableColumns.indices(typed: [$0], in: table)[0] }
    let offsetColumn = try offset.map { try TableColumns.indices(typed: [$0.column], in: table)[0] }
    var columns = try TableColumns(
      of: table, targets: targets, without: [weightColumn, offsetColumn].compactMap { $0 })
    columns.inputs = try inputs.map { try TableColumns.indices(typed: $0, in: table) } ?? columns.inputs
    for (part, name, column) in [
      ("weights", weights, weightColumn),
      (offset?.isExposure == true ? "exposure" : "offset", offset?.column, offsetColumn),
    ] {
      guard let name, let column, (columns.inputs + columns.targets).contains(column) else { continue }
      let other = columns.targets.contains(column) ? "a target" : "an input"
      throw CommandError("\(path): the column of the \(part), '\(name)', is \(other) too")
    }
    if let twice = columns.inputs.first(where: columns.targets.contains) {
      throw CommandError("\(path): column \(twice) is an input and a target")
    }
    guard !columns.inputs.isEmpty else { throw CommandError("\(path): there are no columns for inputs") }
    func name(_ column: Int) -> String { table.columnNames?[column] ?? "column\(column)" }
    inputNames = columns.inputs.map(name)
    targetNames = columns.targets.map(name)

    // Where an output is a number, all targets are: classes would need a column each.
    let isOfNumbers = named.map { $0.classCoding == nil || $0.classCoding == .oneHot } ?? false
    let form = try columns.targetForm(
      of: table, kind: isOfNumbers ? .values : nil, likelihood: named,
      orClassesBy: "--likelihood categorical")
    let data = try columns.dataset(of: table, form.kind, classNames: form.classNames, as: Double.self)
    x = data.inputs
    self.offset = try offsetColumn.map { try offset?.numbers(of: table, column: $0) ?? [] }
    self.weights = try weightColumn.map { try Self.weights(in: table, column: $0) }
    switch data.targets {
    case .values(let values):
      let chosen = (named ?? .gaussian).with(targets: values.columns)
      try columns.check(data.targets, of: table, chosen)
      (t, self.likelihood, classNames) = (.values(values), chosen, nil)
    case .classes(let classes):
      let names = data.classNames ?? []
      guard names.count >= 2 else {
        throw CommandError("\(path): the target has one value only, '\(names.first ?? "")'")
      }
      classNames = names
      let chosen = named ?? (names.count == 2 ? .bernoulli : .categorical(classes: names.count))
      guard let coding = chosen.classCoding, let outputs = coding.outputs(classes: names.count) else {
        throw CommandError("\(path): a \(chosen.name) likelihood takes two classes, but there are \(names.count)")
      }
      (t, self.likelihood) = (coding.targets(classes, count: names.count), chosen.with(targets: outputs))
    }
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
      .notFinite, source: path, line: lines[row], row: row, expected: "finite values of the basis functions",
      found: "\(base.names(inputs: inputNames)[column]) = \(value)")
  }

  // The solver would refuse negative weights too, but it knows no lines and no names.

  private static func weights(in table: DelimitedText, column: Int) throws(DataError) -> [Double] {
    let weights: [Double] = try table.matrix([.index(column)]).elements
    if let row = weights.firstIndex(where: { $0 < 0 }) {
      throw table.fieldError(.negativeWeight, row: row, column: column, expected: "a weight of at least 0")
    }
    return weights
  }
}
