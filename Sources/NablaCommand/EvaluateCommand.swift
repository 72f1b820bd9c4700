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
      return try part(of: model.dataset(of: data.format.table(contentsOf: testPath ?? path), data))
    case .idx(let images, let labels):
      if case .idx(let images, let labels)? = data.test { return try .idx(images: images, labels: labels) }
      return try part(of: .idx(images: images, labels: labels))
    case .npz(let path, let arrays):
      return try part(
        of: .npz(path, inputs: arrays?[0], targets: arrays?[1], areClasses: data.areClasses ?? model.isClassifier))
    case .npy(let inputs, let targets):
      return try part(of: .npy(inputs: inputs, targets: targets, areClasses: data.areClasses ?? model.isClassifier))
    case .libsvm(let path):
      return try part(
        of: (rows ?? SparseRows(contentsOf: path)).dataset(
          columns: model.network.architecture.inputs, areClasses: data.areClasses ?? model.isClassifier,
          classNames: model.classNames))
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
  private func part<S: RealScalar>(of examples: Dataset<S>) throws -> Dataset<S> {
    guard let fraction = data.testFraction else { return examples }
    let part = LoadedData.divided(examples, data.division, fraction).test
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
      options: group.options.map { Option(name: $0.name, values: $0.values, help: help[$0.name] ?? $0.help) })
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

  /// The examples of a table as this model takes them. Rows with missing values are left out where they were in the training,
  /// or where that is asked for.
  func dataset(of whole: DelimitedText, _ choice: DataChoice) throws -> Dataset<Scalar> {
    guard choice.kind != .classes || isClassifier else { throw CommandError(reasonAgainstClasses) }
    let trials = try choice.encoding.trials.map { try TableColumns.index(typed: $0, in: whole) }
    guard trials == nil || network.architecture.likelihood.classCoding == .binary else {
      throw CommandError(
        "'--out-of' is for models of one probability, and this one's likelihood is \(network.architecture.likelihood.name)"
      )
    }
    var columns = try columns(of: whole, targets: choice.targets, without: trials)
    columns.setTrials(trials, in: whole)
    if network.architecture.likelihood.orderedClasses != nil { columns.levels = classNames }
    columns.mayLackTargets = choice.encoding.allowsMissingTargets
    columns.heads = HeadColumns(of: self)
    try columns.heads?.check(columns, path: whole.source ?? "the table")
    let table = try complete(whole, columns, choice)
    if network.architecture.likelihood.classCoding == .binary,
      !isClassifier || choice.kind == .values || trials != nil
        || (choice.kind == nil && classNames == nil && columns.haveProbabilities(in: table))
    {
      let data = try columns.dataset(of: table, .values, as: Scalar.self)
      try columns.check(data.targets, of: table, network.architecture.likelihood)
      return data
    }
    func dataset(_ classNames: [String]?) throws -> Dataset<Scalar> {
      let data = try columns.dataset(
        of: table, choice.kind ?? (isClassifier ? .classes : .values), classNames: classNames, as: Scalar.self)
      try columns.check(data.targets, of: table, network.architecture.likelihood)
      return data
    }
    guard isClassifier, classNames == nil else { return try dataset(classNames) }
    // Classes without names are most often called by their indices; else the labels are taken in their order.
    do {
      return try dataset(classIndices)
    } catch let error as DataError where error.kind == .labelOutOfRange {
      let data = try dataset(nil)
      guard data.classNames?.contains(where: classIndices.contains) != true else { throw error }
      return data
    }
  }

  /// The columns of a table that are this model's inputs and targets: by its names where both sides have them.
  ///
  /// - Parameter other: A column that is neither.
  func columns(of table: DelimitedText, targets: [String]?, without other: Int? = nil) throws -> TableColumns {
    var columns = try TableColumns(of: table, targets: targets, without: other.map { [$0] } ?? [])
    columns.encoding = encoding
    guard let names = table.columnNames else {
      if let encoding { columns.inputs = try encoding.places(in: table, without: columns.targets) }
      return columns
    }
    if targets == nil, let targetNames {
      columns.targets = try TableColumns.indices(of: targetNames, in: table)
      columns.targetNames = targetNames
      columns.inputs = names.indices.filter { !columns.targets.contains($0) }
    }
    if let encoding {
      columns.inputs = try encoding.places(in: table, without: columns.targets)
    } else if let featureNames {
      columns.inputs = try TableColumns.indices(of: featureNames, in: table)
    }
    columns.inputNames = columns.inputs.map { names[$0] }
    if let shared = columns.targets.first(where: columns.inputs.contains) {
      throw CommandError("the column '\(names[shared])' is an input of the model, so it cannot be the target too")
    }
    return columns
  }

  /// The rows of a table that have no missing value among the columns whose rows are left out then.
  private func complete(_ table: DelimitedText, _ columns: TableColumns, _ choice: DataChoice) throws -> DelimitedText {
    let rule = choice.encoding.rules.missing
    let drops = rule == .drop || encoding?.dropsMissing == true
    var isKept = Array(repeating: true, count: table.rowCount)
    if drops {
      let encoders =
        encoding ?? InputEncoding(columns: columns.inputs.map { _ in ColumnEncoder(name: nil, kind: .number) })
      for row in encoders.rowsWithMissing(in: table, places: columns.inputs, replaced: rule == .drop) {
        isKept[row] = false
      }
    }
    if drops || rule != .refuse || encoding?.columns.contains(where: { $0.replacement != nil }) == true {
      for target in columns.targets {
        for (row, isMissing) in table.typedColumn(target).isMissing.enumerated() where isMissing { isKept[row] = false }
      }
    }
    let rows = isKept.indices.filter { isKept[$0] }
    guard rows.count < table.rowCount else { return table }
    let path = table.source ?? "the table"
    guard !rows.isEmpty else { throw CommandError("\(path): no row is without a missing value") }
    FitTable.say(table, without: rows, path)
    return table.rows(at: rows)
  }
}
