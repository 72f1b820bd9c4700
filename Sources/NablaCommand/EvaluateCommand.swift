internal import Nabla

/// `nabla evaluate`: tests a saved model.
struct EvaluateCommand: Command {
  static let description = CommandDescription(
    name: "evaluate", summary: "Test a saved network on data.",
    operands: [.init(name: "MODEL", help: "A file that 'nabla train --save' wrote.")],
    groups: [DataChoice.group, OptionGroup(title: "Computation", options: ExecutionChoice.options)],
    examples: [
      ("nabla evaluate digits.safetensors --digits", "The test part of the digits."),
      ("nabla evaluate iris.safetensors --csv more.csv --target species", "All examples of a table."),
    ])

  /// The note of a model that says what share of the built-in digits it was not trained on.
  static let testFractionNote = "test-fraction"

  private let path: String
  private let data: DataChoice
  private let execution: Execution

  init(_ arguments: Arguments) throws(UsageError) {
    path = arguments.operands[0]
    data = try DataChoice(arguments)
    execution = try ExecutionChoice(arguments).execution
  }

  func run() throws {
    switch try SavedModel(contentsOf: path, execution: execution) {
    case .single(let model): try evaluate(model)
    case .double(let model): try evaluate(model)
    }
  }

  private func evaluate<S: RealScalar>(_ model: Model<S>) throws {
    let examples = try examples(for: model)
    guard examples.inputs.columns == model.network.architecture.inputs else {
      throw CommandError(
        "\(data.name) has \(examples.inputs.columns) inputs, but the model \(model.network.architecture.inputs)")
    }
    try Score(of: model, on: examples).print()
  }

  /// The test part of data that has one, and else all examples.
  private func examples<S: RealScalar>(for model: Model<S>) throws -> Dataset<S> {
    switch data.source {
    case .table(let path):
      let table = try DelimitedText(contentsOf: testPath ?? path)
      return part(
        of: try model.columns(of: table, targets: data.targets).dataset(
          of: table, data.kind ?? (model.isClassifier ? .classes : .values),
          classNames: model.isClassifier ? model.classNames : nil, as: S.self))
    case .idx(let images, let labels):
      if case .idx(let images, let labels)? = data.test { return try .idx(images: images, labels: labels) }
      return part(of: try .idx(images: images, labels: labels))
    case .digits:
      var choice = data
      choice.testFraction = choice.testFraction ?? model.notes[Self.testFractionNote].flatMap { Double($0) }
      return try LoadedData<S>(choice).test
    case .fashionMNIST, .folder:
      return try LoadedData<S>(data).test
    }
  }

  private var testPath: String? {
    if case .table(let path)? = data.test { path } else { nil }
  }

  /// The part for testing, where a share is given.
  private func part<S: RealScalar>(of examples: Dataset<S>) -> Dataset<S> {
    data.testFraction.map { LoadedData.divided(examples, $0).test } ?? examples
  }
}

extension Model {
  /// The columns of a table that are this model's inputs and targets: by its names where both sides have them.
  func columns(of table: DelimitedText, targets: [String]?) throws -> TableColumns {
    let isNamed = targetNames.map { names in names.allSatisfy { table.columnNames?.contains($0) ?? false } } ?? false
    var columns = try TableColumns(of: table, targets: targets ?? (isNamed ? targetNames : nil))
    if let featureNames, table.columnNames != nil {
      columns.inputs = try TableColumns.indices(of: featureNames, in: table)
    }
    return columns
  }
}
