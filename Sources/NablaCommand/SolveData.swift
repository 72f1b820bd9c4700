internal import Nabla

/// The table of a regression: inputs, targets and weights.
struct SolveData {
  let x: Matrix<Double>
  let t: Targets<Double>
  let weights: [Double]?
  let likelihood: Likelihood
  let inputNames: [String]
  let targetNames: [String]
  /// The names of the classes, where the targets are classes.
  let classNames: [String]?

  /// What explains what.
  var title: String { "\(targetNames.joined(separator: ", ")) by \(inputNames.joined(separator: ", "))" }

  init(
    table: DelimitedText, path: String, targets: [String]?, inputs: [String]?, weights: String?, likelihood: String?
  ) throws {
    var columns = try TableColumns(of: table, targets: targets)
    let weightColumn = try weights.map { try TableColumns(of: table, targets: [$0]).targets[0] }
    let chosen = try inputs.map { try TableColumns(of: table, targets: $0).targets } ?? columns.inputs
    columns.inputs = chosen.filter { $0 != weightColumn }
    if let twice = columns.inputs.first(where: columns.targets.contains) {
      throw CommandError("\(path): column \(twice) is an input and a target")
    }
    guard !columns.inputs.isEmpty else { throw CommandError("\(path): there are no columns for inputs") }
    func name(_ column: Int) -> String { table.columnNames?[column] ?? "column\(column)" }
    inputNames = columns.inputs.map(name)
    targetNames = columns.targets.map(name)

    var kind = try columns.kind(of: table)
    if likelihood == "categorical" { kind = .classes }
    let data = try columns.dataset(of: table, kind, as: Double.self)
    x = data.inputs
    self.weights = try weightColumn.map { try table.matrix([.index($0)], of: Double.self).elements }
    switch (data.targets, likelihood) {
    case (.values(let values), "bernoulli"):
      (t, self.likelihood, classNames) = (.values(values), .bernoulli(outputs: values.columns), nil)
    case (.values(let values), _):
      (t, self.likelihood, classNames) = (.values(values), .gaussian(outputs: values.columns), nil)
    case (.classes, "gaussian"):
      throw CommandError("\(path): the target is text, so the likelihood cannot be gaussian")
    case (.classes(let classes), _):
      let names = data.classNames ?? []
      guard names.count >= 2 else {
        throw CommandError("\(path): the target has one value only, '\(names.first ?? "")'")
      }
      classNames = names
      if likelihood == "bernoulli" && names.count != 2 {
        throw CommandError("\(path): a bernoulli likelihood takes two classes, but there are \(names.count)")
      }
      if names.count == 2 && likelihood != "categorical" {
        t = .values(Matrix(column: classes.map { Double($0) }))
        self.likelihood = .bernoulli
      } else {
        (t, self.likelihood) = (.classes(classes), .categorical(classes: names.count))
      }
    }
  }
}
