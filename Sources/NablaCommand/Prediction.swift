internal import Nabla

/// What a model makes of the rows of a table, as columns of a file: what identifies each row, its class, its outputs, and what
/// became of it where that is known.
struct Prediction<Scalar: RealScalar> {
  /// A column with its name.
  var columns: [(name: String, values: [Cell])] = []
  let count: Int

  /// A field of the file.
  enum Cell {
    case text(String)
    case number(Scalar)
    /// True or false.
    case truth(Bool)

    /// As a field of a CSV file; what is undefined is empty.
    var csv: String {
      switch self {
      case .text(let text): csvField(text)
      case .number(let value): value.isNaN ? "" : "\(value)"
      case .truth(let value): "\(value)"
      }
    }

    /// As JSON, which has no word for infinite numbers.
    var json: String {
      switch self {
      case .text(let text): String(decoding: JSON.encoded(text), as: UTF8.self)
      case .number(let value): value.isFinite ? "\(value)" : "null"
      case .truth(let value): "\(value)"
      }
    }
  }

  /// The class and the outputs of each row, or the outputs alone.
  ///
  /// - Parameter threshold: above which probability of the second of two classes it is the answer; one half where none is said.
  init(_ outputs: Matrix<Scalar>, from model: Model<Scalar>, threshold: Double?) {
    count = outputs.rows
    if let parts = HeadPrediction.parts(of: model) {
      for part in parts { columns += part.columns(outputs) }
      return
    }
    if let probabilities = model.network.architecture.likelihood.classProbabilities(outputs) {
      let names = model.levelNames
      columns.append(("class", Model<Scalar>.classes(of: probabilities).map { .text(names[$0]) }))
      for (k, name) in names.enumerated() { add("probability of \(name)", probabilities, k) }
      return
    }
    guard model.isClassifier else {
      for (k, name) in model.outputNames.enumerated() { add(name, outputs, k) }
      return
    }
    let names = model.classNames ?? model.classIndices
    // Numbers that were fitted to 0 and 1 are no probabilities.
    let kind = model.network.architecture.likelihood.hasProbabilities ? "probability of" : "output for"
    columns.append(("class", model.classes(of: outputs, threshold: threshold).map { .text(names[$0]) }))
    for (k, name) in (outputs.columns == 1 ? [names[1]] : names).enumerated() { add("\(kind) \(name)", outputs, k) }
  }

  private mutating func add(_ name: String, _ outputs: Matrix<Scalar>, _ k: Int) {
    columns.append((name, (0..<count).map { .number(outputs[$0, k]) }))
  }

  /// Adds how sure each output is: of numbers the deviation of new ones, that of the mean, and the interval of new ones; of other
  /// outputs their own deviation and interval.
  mutating func add(_ distribution: PredictiveDistribution, level: Double, of model: Model<Scalar>) {
    let interval = distribution.newDataInterval(level: level) ?? distribution.meanInterval(level: level)
    let isNumber = model.network.architecture.likelihood.hasVariance
    let classes = model.classNames ?? model.classIndices
    let names =
      model.isClassifier && !isNumber
      ? (distribution.mean.columns == 1 ? [classes[1]] : classes) : model.outputNames
    for (k, name) in names.enumerated() {
      if isNumber, let deviation = distribution.newDataDeviation { add("deviation of \(name)", Matrix(deviation), k) }
      add("deviation of \(isNumber ? "mean " : "")\(name)", Matrix(distribution.meanDeviation), k)
      add("lower \(name)", Matrix(interval.lower), k)
      add("upper \(name)", Matrix(interval.upper), k)
    }
  }

  /// Puts columns of the table before all others, as they stand there.
  mutating func identify(by places: [Int], of table: DelimitedText) {
    let identifiers = places.map { place in
      (
        table.columnNames?[place] ?? "column\(place)",
        (0..<count).map { row in Cell.text(table[row, place]) }
      )
    }
    columns = identifiers.map { (name: $0.0, values: $0.1) } + columns
  }

  /// Adds the targets of the rows, and how far the outputs are from them: t − y, or whether the class is right; nothing where a
  /// target is missing.
  mutating func compare(
    _ outputs: Matrix<Scalar>, with targets: KnownTargets<Scalar>, of model: Model<Scalar>, threshold: Double?
  ) {
    switch targets {
    case .numbers(let targets):
      if let parts = HeadPrediction.parts(of: model) {
        for part in parts { columns += part.comparison(outputs, targets) }
        return
      }
      let answers = model.network.architecture.likelihood.answers(outputs)
      for (k, name) in model.answerNames.enumerated() {
        columns.append(("actual \(name)", (0..<count).map { .number(targets[$0, k]) }))
        columns.append(("residual of \(name)", (0..<count).map { .number(targets[$0, k] - answers[$0, k]) }))
      }
    case .classes(let actual, let names): add(actual, names, outputs, model, threshold)
    }
  }

  /// Adds the classes of the rows, and whether the answers are right.
  private mutating func add(
    _ actual: [Int?], _ names: [String], _ outputs: Matrix<Scalar>, _ model: Model<Scalar>, _ threshold: Double?
  ) {
    let found =
      model.network.architecture.likelihood.classProbabilities(outputs).map { Model<Scalar>.classes(of: $0) }
      ?? model.classes(of: outputs, threshold: threshold)
    columns.append(("actual class", actual.map { .text($0.map { names[$0] } ?? "") }))
    columns.append(("right", zip(actual, found).map { pair in pair.0.map { .truth($0 == pair.1) } ?? .text("") }))
  }

  /// A CSV file with a header.
  var csv: [String] {
    [columns.map { csvField($0.name) }.joined(separator: ",")]
      + (0..<count).map { row in columns.map { $0.values[row].csv }.joined(separator: ",") }
  }

  /// A JSON object on each line.
  var jsonLines: [String] {
    let names = columns.map { String(decoding: JSON.encoded($0.name), as: UTF8.self) }
    return (0..<count).map { row in
      "{" + columns.indices.map { "\(names[$0]):\(columns[$0].values[row].json)" }.joined(separator: ",") + "}"
    }
  }
}
