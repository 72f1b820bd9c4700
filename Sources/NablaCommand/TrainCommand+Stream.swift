internal import Nabla

extension TrainCommand {
  /// Options that need all examples in memory.
  static let unstreamed = [
    "folds", "test", "starts", "polish", "figures", "validation-fraction", "metric", "label-smoothing", "evidence",
    "balance-classes", "ensemble", "committee", "minutes", "embedding", "feature-scales",
  ]

  /// Trains on examples that are read a part at a time, and tests on blocks of them that are left out.
  func runStreamed<S: RealScalar>(_ scalar: S.Type) throws {
    if let path { try Files.check(path) }
    try training.checkpoint.check()
    try record.check()
    let named = network.likelihood ?? (data.kind == .classes ? .categorical(classes: 2) : nil)
    let source = try data.stream(for: named)
    let (targets, likelihood, classNames, weights) = try source.targetsAndWeights(as: scalar, for: named)
    // Classes are neither scaled nor do they vary, whatever they are fitted as.
    let areNumbers = classNames == nil || likelihood.orderedClasses != nil
    try Processes.check(files: data.files, isStreamed: true)
    let division = StreamedDivision(source.count, fraction: data.testFraction ?? DataChoice.defaultTestFraction)
    guard !division.test.isEmpty else {
      throw CommandError("\(data.name): there are too few examples to leave some for a test")
    }
    let found = try source.inputs(fittedOn: division.training)
    try TableColumns.checkDifferent((found.names ?? []) + (source.targetNames ?? []), in: data.name)
    // What is mostly zeros would be so no longer.
    let isScaled = ownScaling == nil ? !found.rows.isMostlyZeros : scaling != .unscaled
    let all =
      found.isChecked || (found.rows.isMostlyZeros && !isScaled)
      ? try StreamedDataset(inputs: found.rows, checked: targets, weights: weights)
      : try StreamedDataset(inputs: found.rows, targets: targets, weights: weights)

    let examples = try division.examples(division.training, of: all)
    let offsets = source.hasOffset ? 1 : 0
    let scaler = isScaled ? try Scaler<S>(fitting: examples.inputs).sparing(offsets: offsets) : nil
    let targetScaler: Scaler<S>? =
      if isScaled, areNumbers, likelihood.scalesTargets, case .values(let values) = examples.targets {
        Scaler(fitting: values)
      } else { nil }
    let inputs: any RowSource = scaler.map { ScaledRows(examples.inputs, by: $0) } ?? examples.inputs
    let trainingInputs: any RowSource =
      if source.hasOffset, let scaler, let targetScaler {
        ScaledRows(examples.inputs, by: scaler.sparing(offsets: 1, scale: targetScaler.scales[0]))
      } else { inputs }
    let scaled = try StreamedDataset<S>(
      inputs: trainingInputs, checked: targetScaler.map { examples.targets.scaled(by: $0) } ?? examples.targets,
      weights: examples.weights)

    let start = network.network(
      inputs: found.rows.columnCount, hasOffset: source.hasOffset, likelihood: likelihood, hidden: [64],
      activation: hiddenActivation, execution: execution, as: S.self)
    var (epochs, batch) = Self.sparseDefaults
    if !inputs.isMostlyZeros {
      let settings = TrainingChoice.defaults(isImageSet: false, count: scaled.count, batch: training.batch)
      (epochs, batch) = (settings.epochs, settings.batch)
    }
    (epochs, batch) = (training.epochs ?? epochs, training.batch ?? batch)
    if !isQuiet {
      Console.print(
        "\(data.name.visible): \(scaled.count) training and \(division.testCount) test examples, read a part at a time")
      Console.print("\(start), \(S.precisionName) precision")
    }
    Interruption.watch()
    let (rough, history, failure) = try training.train(
      start, streaming: scaled, isPreloaded: isPreloaded, epochs: epochs, batch: batch, isQuiet: isQuiet)
    Interruption.share()
    var trained = rough
    trained.execution.group = .single
    describe(trained)
    if let targetScaler { trained.unscaleOutputs(targetScaler) }
    let plain = try StreamedDataset<S>(inputs: inputs, checked: examples.targets, weights: examples.weights)
    if likelihood.hasVariance, areNumbers { try trained.fitNoiseVariance(on: plain) }
    let model = Model(
      trained, scaler: scaler, classNames: classNames, featureNames: found.names, encoding: found.encoding,
      targetNames: source.targetNames, notes: notes(data.name, start, epochs: epochs, batch: batch))
    guard try keep(model, history, failure, of: epochs) else { return }
    report(check(trained, on: try plain.dataset(rows: 0..<min(scaled.count, 8))))
    try Score(of: model, testedOn: division.examples(division.test, of: all), areNumbers ? nil : classNames)
      .print()
  }
}

extension Score {
  /// The score of a model on examples that are read a part at a time.
  ///
  /// - Parameter classNames: Where the targets are classes, their names.
  fileprivate init<S: RealScalar>(of model: Model<S>, testedOn data: StreamedDataset<S>, _ classNames: [String]?) throws
  {
    var outputs: [S] = []
    for first in stride(from: 0, to: data.count, by: 4096) {
      let rows = first..<min(first + 4096, data.count)
      if data.inputs.isMostlyZeros, model.scaler == nil {
        outputs += model.network.predict(try data.inputs.sparseMatrix(rows: rows, of: S.self)).elements
      } else {
        outputs += model.predict(try data.inputs.matrix(rows: rows)).elements
      }
    }
    let examples = try Dataset<S>(
      inputs: Matrix(rows: data.count, columns: 0),
      targets: classNames == nil ? data.targets : .classes(data.targets.classIndices), weights: data.weights)
    let columns = outputs.count / max(data.count, 1)
    try self.init(
      of: model, on: examples.named(classNames),
      outputs: Matrix(rows: data.count, columns: columns, elements: outputs))
  }
}

/// Which of the examples that are read a part at a time are for training, and which for testing: blocks of 1024 rows, or of a
/// hundredth of a small table, drawn by the seed of all divisions; at most 65 536 rows, which are in memory, for testing.
struct StreamedDivision {
  let training: [Range<Int>]
  let test: [Range<Int>]

  init(_ n: Int, fraction: Double) {
    let size = max(1, min(1024, n / 100))
    let blocks = stride(from: 0, to: n, by: size).map { $0..<min($0 + size, n) }
    var generator = SeededGenerator(seed: DataChoice.splitSeed)
    let count = min(Int((fraction * Double(blocks.count)).rounded()), max((1 << 16) / size, 1), blocks.count - 1)
    let chosen = Set(generator.permutation(of: blocks.count).prefix(max(count, 0)))
    training = blocks.indices.filter { !chosen.contains($0) }.map { blocks[$0] }
    test = chosen.sorted().map { blocks[$0] }
  }

  var testCount: Int { test.reduce(0) { $0 + $1.count } }

  func examples<S: RealScalar>(
    _ ranges: [Range<Int>], of data: StreamedDataset<S>
  ) throws(DataError) -> StreamedDataset<S> {
    return try StreamedDataset(
      inputs: RowRanges(data.inputs, ranges), checked: data.targets.rows(at: ranges.lazy.joined()),
      weights: data.weights.map { weights in ranges.flatMap { weights[$0] } })
  }
}

extension TrainingChoice {
  /// Trains on examples that are read when they are needed, as `train` does on those in memory; or once, to the same bits.
  fileprivate func train<S: RealScalar>(
    _ network: Network<S>, streaming data: StreamedDataset<S>, isPreloaded: Bool, epochs: Int, batch: Int, isQuiet: Bool
  ) throws -> (network: Network<S>, history: TrainingHistory, failure: TrainingError?) {
    let (optimizer, options) = (try optimizer.optimizer(as: S.self), try options(epochs: epochs))
    let training: Training<S>
    if !isPreloaded {
      training = Training(network, on: data, optimizer: optimizer, batch: batch, seed: seed, options: options)
    } else if data.inputs.isMostlyZeros {
      let inputs: SparseMatrix<S> = try data.inputs.sparseMatrix(rows: 0..<data.count, of: S.self)
      training = Training(
        network, on: try SparseDataset(inputs: inputs, targets: data.targets, weights: data.weights),
        optimizer: optimizer, batch: batch, seed: seed, options: options, shuffling: .blocks)
    } else {
      training = Training(
        network, on: try data.dataset(rows: 0..<data.count), optimizer: optimizer, batch: batch, seed: seed,
        options: options, shuffling: .blocks)
    }
    return try finished(training, epochs: epochs, isQuiet: isQuiet)
  }
}
