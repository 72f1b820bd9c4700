internal import Nabla

/// `nabla predict`: writes the predictions of a saved model for a table.
struct PredictCommand: Command {
  static let description = CommandDescription(
    name: "predict",
    summary: "Write the predictions of a saved network for a table to standard output, as CSV with a header.",
    operands: [
      .init(name: "MODEL", help: "A file that 'nabla train --save' wrote."),
      .init(
        name: "FILE",
        help: "A table of inputs. Columns are found by their names where model and table have them; others are ignored."
      ),
    ],
    groups: [
      OptionGroup(title: "Data", options: TableFormat.options),
      OptionGroup(title: "Computation", options: ExecutionChoice.options),
    ],
    examples: [("nabla predict iris.safetensors flowers.csv > species.csv", "The class and the probability of each.")])

  private let modelPath: String
  private let tablePath: String
  private let format: TableFormat
  private let execution: Execution

  init(_ arguments: Arguments) throws(UsageError) {
    modelPath = arguments.operands[0]
    tablePath = arguments.operands[1]
    format = try TableFormat(arguments)
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
    let outputs = model.predict(x)
    Console.print(data: Self.lines(of: outputs, from: model).joined(separator: "\n"))
  }

  /// The columns of a table that are the inputs of a model whose inputs are columns of numbers.
  private func plainColumns<S: RealScalar>(of model: Model<S>, _ table: DelimitedText) throws -> [Int] {
    if let names = model.featureNames, table.columnNames != nil { return try TableColumns.indices(of: names, in: table) }
    let inputs = model.network.architecture.inputs
    let columns = (0..<table.columnCount).filter { $0 != table.rowNamesColumn }
    guard columns.count == inputs else {
      throw CommandError(
        "\(tablePath): expected \(inputs) column\(inputs == 1 ? "" : "s"), the inputs of the model, found \(columns.count)"
      )
    }
    return columns
  }

  /// The header and a line for each example: the class and the outputs, or the outputs alone.
  static func lines<S: RealScalar>(of outputs: Matrix<S>, from model: Model<S>) -> [String] {
    let values = (0..<outputs.rows).map { i in outputs[row: i].map { "\($0)" } }
    guard model.isClassifier else {
      let names = model.outputNames
      return ([names] + values).map { $0.map(csvField).joined(separator: ",") }
    }
    let names = model.classNames ?? model.classIndices
    // Numbers that were fitted to 0 and 1 are no probabilities.
    let kind = model.network.architecture.likelihood.hasProbabilities ? "probability of" : "output for"
    let header = ["class"] + (outputs.columns == 1 ? [names[1]] : names).map { "\(kind) \($0)" }
    let rows = zip(model.classes(of: outputs), values).map { [names[$0]] + $1 }
    return ([header] + rows).map { $0.map(csvField).joined(separator: ",") }
  }
}
