internal import Nabla

/// `nabla predict`: writes the predictions of a saved model for a table.
struct PredictCommand: Command {
  static let description = CommandDescription(
    name: "predict",
    summary:
      "Write the predictions of a saved network for a table to standard output, as CSV with a header or as JSON.",
    operands: [
      .init(name: "MODEL", help: "A file that 'nabla train --save' wrote."),
      .init(
        name: "FILE",
        help: "A table of inputs. Columns are found by their names where model and table have them; others are ignored."
      ),
    ],
    groups: [
      OptionGroup(title: "Data", options: TableFormat.options),
      OptionGroup(
        title: "Output",
        options: [
          Option(
            name: "id", values: ["COLUMN"],
            help: "Columns of the table that are written before all others, by name, index or pattern."),
          Option(
            name: "residuals",
            help: "Write the targets too, which the table has then, and how far the outputs are from them."),
          Option(
            name: "threshold", values: ["P"],
            help: "Of two classes, answer the second where its probability is above P (default: 0.5)."),
          Option(
            name: "bands",
            help:
              "Write also how sure the outputs are, of a model that 'nabla train --evidence' saved: standard deviations, "
              + "and the ends of intervals; probabilities are averaged over the weights."),
          Option(
            name: "level", values: ["P"],
            help: "The probability that an interval holds a new number, or the mean of a probability (default: 0.9)."),
          Option(name: "json", help: "Write a JSON object on each line in the place of CSV."),
        ]),
      OptionGroup(title: "Computation", options: ExecutionChoice.options),
    ],
    examples: [
      ("nabla predict houses.safetensors new.csv --bands", "Prices with 90 % intervals."),
      ("nabla predict iris.safetensors flowers.csv > species.csv", "The class and the probability of each."),
      (
        "nabla predict titanic.safetensors new.csv --id PassengerId --json",
        "A JSON object for each row, with its number."
      ),
    ])

  private let modelPath: String
  private let tablePath: String
  private let format: TableFormat
  private let identifiers: [String]?
  private let hasResiduals: Bool
  private let threshold: Double?
  private let hasBands: Bool
  private let level: Double?
  private let printsJSON: Bool
  private let execution: Execution

  init(_ arguments: Arguments) throws(UsageError) {
    modelPath = arguments.operands[0]
    tablePath = arguments.operands[1]
    format = try TableFormat(arguments)
    identifiers = try arguments.columns("id")
    hasResiduals = arguments.contains("residuals")
    threshold = try arguments.real("threshold", "a number between 0 and 1") { $0 > 0 && $0 < 1 }
    hasBands = arguments.contains("bands")
    level = try arguments.real("level", "a number between 0 and 1") { $0 > 0 && $0 < 1 }
    if level != nil && !hasBands { throw UsageError("'--level' needs '--bands'") }
    printsJSON = arguments.contains("json")
    execution = try ExecutionChoice(arguments).execution
  }

  func run() throws {
    switch try SavedModel(contentsOf: modelPath, execution: execution) {
    case .single(let model): try predict(model)
    case .double(let model): try predict(model)
    }
  }

  private func predict<S: RealScalar>(_ model: Model<S>) throws {
    let table = try format.table(contentsOf: tablePath)
    let x: Matrix<S>
    if let encoding = model.encoding {
      let encoded: EncodedInputs<S> = try encoding.inputs(of: table)
      for remark in encoded.remarks { Console.complain("\(tablePath): \(remark)") }
      x = encoded.matrix
    } else {
      x = try table.matrix(plainColumns(of: model, table).map { .index($0) }, of: S.self)
    }
    for remark in model.extrapolations(x, names: model.featureNames) { Console.complain("\(tablePath): \(remark)") }
    let distribution = hasBands ? model.distribution(x) : nil
    if hasBands && distribution == nil {
      throw CommandError(
        "\(modelPath): the model does not say how sure it is, which '--bands' needs; 'nabla train --evidence --save' makes "
          + "one that does")
    }
    let outputs = distribution.map { Matrix<S>($0.mean) } ?? model.predict(x)
    if threshold != nil, !model.isClassifier || model.classCount != 2 {
      throw CommandError("'--threshold' is for models that tell two classes apart")
    }
    var prediction = Prediction(outputs, from: model, threshold: threshold)
    if let distribution { prediction.add(distribution, level: level ?? 0.9, of: model) }
    prediction.identify(by: try identifiers.map { try TableColumns.indices(typed: $0, in: table) } ?? [], of: table)
    if hasResiduals {
      prediction.compare(outputs, with: try targets(of: model, table), of: model, threshold: threshold)
    }
    Console.print(data: (printsJSON ? prediction.jsonLines : prediction.csv).joined(separator: "\n"))
  }

  /// The targets of the table, by their names in the model.
  private func targets<S: RealScalar>(of model: Model<S>, _ table: DelimitedText) throws -> Dataset<S> {
    guard let names = model.targetNames, table.columnNames != nil else {
      throw CommandError(
        "\(tablePath): '--residuals' finds the targets by their names, which model and table must have")
    }
    let targets = try TableColumns.indices(of: names, in: table)
    if let heads = HeadColumns(of: model) {
      let columns = TableColumns(table, inputs: [], targets: targets)
      try heads.check(columns, path: tablePath)
      return try Dataset(
        inputs: Matrix(rows: table.rowCount, columns: 0),
        targets: heads.targets(of: table, columns: targets, mayLack: true, as: S.self))
    }
    let kind: DelimitedText.TargetKind = !model.isClassifier ? .values : targets.count > 1 ? .oneHot : .classes
    let x = Matrix<S>(rows: table.rowCount, columns: 0)
    return try Dataset(table, x: x, targets: targets, kind: kind, classNames: model.classNames)
  }

  /// The columns of a table that are the inputs of a model whose inputs are columns of numbers.
  private func plainColumns<S: RealScalar>(of model: Model<S>, _ table: DelimitedText) throws -> [Int] {
    if let names = model.featureNames, table.columnNames != nil {
      return try TableColumns.indices(of: names, in: table)
    }
    let inputs = model.network.architecture.inputs
    let columns = (0..<table.columnCount).filter { $0 != table.rowNamesColumn }
    guard columns.count == inputs else {
      throw CommandError(
        "\(tablePath): expected \(inputs) column\(inputs == 1 ? "" : "s"), the inputs of the model, found \(columns.count)"
      )
    }
    return columns
  }
}
