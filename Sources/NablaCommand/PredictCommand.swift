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
        help:
          "A table of inputs, or an array of NumPy with a row for each. Columns are found by their names where model and "
          + "table have them; others are ignored."
      ),
    ],
    groups: [
      OptionGroup(
        title: "Data",
        options: [
          Option(
            name: "libsvm", help: "FILE has rows 'label index:value …' of LIBSVM, as 'nabla train --libsvm' takes them."
          )
        ] + TableFormat.options),
      OptionGroup(
        title: "Output",
        options: [
          Option(
            name: "id", values: ["COLUMN"],
            help: "Columns of the table that are written before all others, by name, index or pattern."),
          Option(
            name: "residuals",
            help:
              "Write the targets too, which the table has then, and how far the outputs are from them; nothing where one is missing."
          ),
          Option(
            name: "out-of", values: ["COLUMN"],
            help: "With '--residuals', the targets are numbers of successes, and this column has those of the trials."),
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
      ("nabla predict news.safetensors new.svm --libsvm > topics.csv", "The classes of rows that are mostly zeros."),
      ("nabla predict iris.safetensors flowers.csv > species.csv", "The class and the probability of each."),
      (
        "nabla predict titanic.safetensors new.csv --id PassengerId --json",
        "A JSON object for each row, with its number."
      ),
    ])

  private let modelPath: String
  private let tablePath: String
  private let format: TableFormat
  private let isSparse: Bool
  private let identifiers: [String]?
  private let hasResiduals: Bool
  private let trials: String?
  private let threshold: Double?
  private let hasBands: Bool
  private let level: Double?
  private let printsJSON: Bool
  private let execution: Execution

  init(_ arguments: Arguments) throws(UsageError) {
    modelPath = arguments.operands[0]
    tablePath = arguments.operands[1]
    format = try TableFormat(arguments)
    isSparse = arguments.contains("libsvm")
    if isSparse, let option = TableFormat.options.map(\.name).first(where: arguments.contains) {
      throw UsageError("'--\(option)' is for tables, and '--libsvm' says that the file is none")
    }
    identifiers = try arguments.columns("id")
    hasResiduals = arguments.contains("residuals")
    trials = arguments.value("out-of")
    if trials != nil, !hasResiduals || isSparse {
      throw UsageError("'--out-of' goes with '--residuals' of a table")
    }
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
    let inputs = try inputs(of: model)
    if inputs.sparse == nil {
      for remark in model.extrapolations(inputs.x, names: model.featureNames) {
        Console.complain("\(tablePath): \(remark)")
      }
    }
    let distribution = hasBands ? model.distribution(inputs.x) : nil
    if hasBands && distribution == nil {
      throw CommandError(
        "\(modelPath): the model does not say how sure it is, which '--bands' needs; 'nabla train --evidence --save' makes "
          + "one that does")
    }
    let outputs = distribution.map { Matrix<S>($0.mean) } ?? inputs.outputs(of: model)
    if threshold != nil, !model.isClassifier || model.classCount != 2 {
      throw CommandError("'--threshold' is for models that tell two classes apart")
    }
    var prediction = Prediction(outputs, from: model, threshold: threshold)
    if let distribution { prediction.add(distribution, level: level ?? 0.9, of: model) }
    if let identifiers {
      guard let table = inputs.table else {
        throw CommandError("\(tablePath): '--id' names columns of a table, which the file is not")
      }
      prediction.identify(by: try TableColumns.indices(typed: identifiers, in: table), of: table)
    }
    if hasResiduals {
      prediction.compare(
        outputs, with: try inputs.targets(of: model, trials: trials, path: tablePath), of: model, threshold: threshold)
    }
    Console.print(data: (printsJSON ? prediction.jsonLines : prediction.csv).joined(separator: "\n"))
  }

  /// The rows of the file, of whichever kind it is.
  private func inputs<S: RealScalar>(of model: Model<S>) throws -> PredictionInputs<S> {
    if isSparse { return try PredictionInputs(libsvm: tablePath, for: model, needsZeros: hasBands) }
    if NPYFile.isOne(tablePath) { return try PredictionInputs(npy: tablePath, for: model) }
    return try PredictionInputs(format.table(contentsOf: tablePath), for: model, path: tablePath)
  }
}
