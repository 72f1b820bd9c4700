internal import Nabla

/// `nabla evaluate`: tests a saved model.
struct EvaluateCommand: Command {
  static let description = CommandDescription(
    name: "evaluate", summary: "Test a saved network on data.",
    operands: [.init(name: "MODEL", help: "A file that 'nabla train --save' wrote.")],
    groups: [
      DataChoice.group(
        target:
          "The target column, by name or by index from 0; several are separated by commas. By default that of the "
          + "model, by its name where the table has a header, and else the last.",
        testFraction:
          "Test on this share of the examples only, chosen as in training. By default on all; of the built-in "
          + "digits, on those that the model was not trained on."),
      OptionGroup(
        title: "Results",
        options: [
          Option(
            name: "top", values: ["K"],
            help: "Of classes, print also the share of the examples whose own is among the K with the largest outputs.")
        ] + ImportanceChoice.options),
      OptionGroup(title: "Computation", options: ExecutionChoice.options),
    ],
    examples: [
      ("nabla evaluate digits.safetensors --digits", "The test part of the digits."),
      ("nabla evaluate digits.safetensors --digits --top 3", "How often the digit is one of three guesses, too."),
      ("nabla evaluate iris.safetensors --csv more.csv --target species", "All examples of a table."),
      ("nabla evaluate iris.safetensors --csv more.csv --importance --figure importance.svg", "Which columns matter."),
    ])

  /// The note of a model that says what share of the built-in digits it was not trained on.
  static let testFractionNote = "test-fraction"

  private let path: String
  private let data: DataChoice
  private let top: Int?
  private let importance: ImportanceChoice?
  private let execution: Execution

  init(_ arguments: Arguments) throws(UsageError) {
    path = arguments.operands[0]
    data = try DataChoice(arguments)
    top = try arguments.count("top")
    importance = try ImportanceChoice(arguments)
    if data.source != .digits, data.testFraction == nil,
      let option = ["ordered", "groups"].first(where: arguments.contains)
    {
      throw UsageError("'--\(option)' goes with '--test-fraction F' here: it says how the examples are divided")
    }
    try Files.checkDifferent(
      reading: data.files + [path],
      writing: ["figure", "importance-json"].compactMap { option in arguments.value(option).map { (option, $0) } })
    execution = try ExecutionChoice(arguments).execution
  }

  func run() throws {
    try importance?.check()
    switch try SavedModel(contentsOf: path, execution: execution) {
    case .single(let model): try evaluate(model)
    case .double(let model): try evaluate(model)
    }
  }

  private func evaluate<S: RealScalar>(_ model: Model<S>) throws {
    var rows: SparseRows?
    if case .libsvm(let path) = data.source {
      let found = try SparseRows(contentsOf: path)
      if found.isMostlyZeros, importance == nil, model.takesSparse { return try evaluate(model, found) }
      rows = found
    }
    let examples = try examples(for: model, rows)
    try Processes.check(files: [path] + data.files)
    guard examples.inputs.columns == model.network.architecture.inputs else {
      throw CommandError(
        "\(data.name) has \(examples.inputs.columns) inputs, but the model \(model.network.architecture.inputs)")
    }
    guard examples.count > 0 else { throw CommandError("\(data.name): there are no examples for testing") }
    for remark in model.extrapolations(examples.inputs, names: nil) { Console.error("nabla: \(data.name): \(remark)") }
    let score = try Score(of: model, on: examples, outputs: model.predictTogether(examples.inputs), top: top)
    for line in Self.uncertainty(of: model, on: examples) { Console.print(line) }
    try importance?.write(model, on: examples, score)
    score.print()
  }

  /// The same on rows that are mostly zeros, which are left out.
  private func evaluate<S: RealScalar>(_ model: Model<S>, _ rows: SparseRows) throws {
    let (targets, names) = try rows.targets(
      areClasses: data.areClasses ?? model.isClassifier, classNames: model.classNames, of: S.self)
    var examples = try SparseDataset(
      inputs: rows.sparseMatrix(columns: model.network.architecture.inputs, of: S.self), targets: targets,
      classNames: names)
    if let fraction = data.testFraction {
      examples = examples.rows(
        at: try data.division.part(targets.targets(of: Double.self), groups: nil, test: fraction, data.name).test)
    }
    guard examples.count > 0 else { throw CommandError("\(data.name): there are no examples for testing") }
    let outputs = model.network.predict(examples.inputs)
    try Score(of: model, on: examples.withoutInputs, outputs: outputs, top: top).print()
  }

  /// Of a model that says how sure it is: how many targets its intervals hold, or how good its averaged probabilities are.
  private static func uncertainty<S: RealScalar>(of model: Model<S>, on data: Dataset<S>) -> [String] {
    guard let distribution = model.distribution(data.inputs) else { return [] }
    switch data.targets {
    case .classes(let actual):
      guard model.network.architecture.likelihood.hasProbabilities else { return [] }
      let scores = ClassificationScores(Matrix<S>(distribution.mean), actual: actual)
      return [
        "averaged over the weights: log-loss " + String(fourDecimals: scores.logLoss) + ", calibration error "
          + String(fourDecimals: scores.calibration().error)
      ]
    case .values(let targets), .incomplete(let targets):
      return [0.5, 0.9].flatMap { level -> [String] in
        guard let interval = distribution.newDataInterval(level: level) else { return [] }
        let t = Matrix<Double>(targets)
        return zip(model.answerNames, interval.coverage(of: t)).map { name, share in
          "\(Int(level * 100)) % intervals hold \(String(fourDecimals: share)) of \(name)"
        }
      }
    }
  }

  /// The test part of data that has one, and else all examples.
  private func examples<S: RealScalar>(for model: Model<S>, _ rows: SparseRows?) throws -> Dataset<S> {
    switch data.source {
    case .table(let path):
      let choice = data.divided(as: model.notes, data.testFraction != nil)
      let (examples, groups) = try model.examples(of: data.format.table(contentsOf: testPath ?? path), choice)
      return try part(of: examples, groups, choice.division)
    case .idx(let images, let labels):
      if case .idx(let images, let labels)? = data.test { return try .idx(images: images, labels: labels) }
      return try part(of: .idx(images: images, labels: labels))
    case .npz(let path, let arrays):
      return try part(
        of: .npz(path, inputs: arrays?[0], targets: arrays?[1], areClasses: data.areClasses ?? model.isClassifier)
          .checked(for: model.network.architecture.likelihood, data.source))
    case .npy(let inputs, let targets):
      return try part(
        of: .npy(inputs: inputs, targets: targets, areClasses: data.areClasses ?? model.isClassifier)
          .checked(for: model.network.architecture.likelihood, data.source))
    case .libsvm(let path):
      return try part(
        of: (rows ?? SparseRows(contentsOf: path)).dataset(
          columns: model.network.architecture.inputs, areClasses: data.areClasses ?? model.isClassifier,
          classNames: model.classNames
        ).checked(for: model.network.architecture.likelihood, data.source))
    case .digits:
      var choice = data
      choice.testFraction = try choice.testFraction ?? model.notedTestFraction(path)
      return try LoadedData<S>(choice).test
    case .fashionMNIST, .folder:
      return try LoadedData<S>(data).test
    }
  }

  private var testPath: String? {
    if case .table(let path)? = data.test { path } else { nil }
  }

  /// The part for testing, where a share is given.
  private func part<S: RealScalar>(
    of examples: Dataset<S>, _ groups: [Int]? = nil, _ division: DivisionChoice? = nil
  ) throws -> Dataset<S> {
    guard let fraction = data.testFraction else { return examples }
    let rows = try (division ?? data.division).part(examples.targets, groups: groups, test: fraction, data.name)
    let part = examples.rows(at: rows.test)
    guard part.count > 0 else { throw CommandError("\(data.name): there are no examples for testing") }
    return part
  }
}

extension DataChoice {
  /// The options with what some of them mean where there is a model already.
  static func group(target: String, testFraction: String) -> OptionGroup {
    let help = [
      "target": target, "test-fraction": testFraction,
      "classes": "The target column has classes, as it has by default where the model tells classes apart.",
      "regression": "The target columns have numbers, as they have by default where the model predicts numbers.",
    ]
    return OptionGroup(
      title: group.title,
      options: (group.options + trainedOptions).map {
        Option(name: $0.name, values: $0.values, help: help[$0.name] ?? $0.help)
      })
  }
}

extension Model {
  /// The share of the built-in digits that the model of a file was not trained on, where it has a note of it.
  func notedTestFraction(_ path: String) throws -> Double? {
    let name = EvaluateCommand.testFractionNote
    guard let note = notes[name] else { return nil }
    guard let fraction = Double(note), fraction > 0, fraction < 1 else {
      throw CommandError(
        "\(path): expected a number between 0 and 1 as the note '\(name)', found '\(note.prefix(40))'; "
          + "'--test-fraction F' takes its place")
    }
    return fraction
  }
}
