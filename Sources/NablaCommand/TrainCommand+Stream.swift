internal import Nabla

extension TrainCommand {
  /// Options that need all examples in memory.
  static let unstreamed = [
    "folds", "test", "starts", "polish", "figures", "validation-fraction", "metric", "label-smoothing", "evidence",
    "balance-classes", "exposure", "ensemble", "minutes",
  ]

  /// Trains on a table that is read a part at a time, and tests on blocks of it that are left out.
  func runStreamed<S: RealScalar>(_ scalar: S.Type) throws {
    if let path { try Files.check(path) }
    try training.checkpoint.check()
    try record.check()
    let table = try StreamedTable<S>(data.name, data.format, targets: data.targets, data.encoding)
    try TableColumns.checkDifferent(table.inputNames + table.targetNames, in: data.name)
    let named = network.likelihood ?? (data.kind == .classes ? .categorical(classes: 2) : nil)
    let (targets, likelihood, classNames) = try table.targets(for: named, path: data.name)
    try Processes.check(files: [data.name], isStreamed: true)
    let division = StreamedDivision(table.data.count, fraction: data.testFraction ?? DataChoice.defaultTestFraction)
    guard !division.test.isEmpty else {
      throw CommandError("\(data.name): there are too few examples to leave some for a test")
    }

    let examples = try division.examples(division.training, of: table, targets)
    let isScaled = scaling != .unscaled
    let hasOffset = data.encoding.offset != nil
    let scaler = isScaled ? try Scaler<S>(fitting: examples.inputs).sparing(offsets: hasOffset ? 1 : 0) : nil
    let targetScaler: Scaler<S>? =
      if isScaled, likelihood.scalesTargets, case .values(let values) = examples.targets {
        Scaler(fitting: values)
      } else { nil }
    let inputs: any RowSource = scaler.map { ScaledRows(examples.inputs, by: $0) } ?? examples.inputs
    let trainingInputs: any RowSource =
      if hasOffset, let scaler, let targetScaler {
        ScaledRows(examples.inputs, by: scaler.sparing(offsets: 1, scale: targetScaler.scales[0]))
      } else { inputs }
    let scaled = try StreamedDataset<S>(
      inputs: trainingInputs, targets: targetScaler.map { examples.targets.scaled(by: $0) } ?? examples.targets,
      weights: examples.weights)

    let start = network.network(
      inputs: table.inputNames.count, hasOffset: hasOffset, likelihood: likelihood, hidden: [64],
      activation: hiddenActivation,
      execution: execution, as: S.self)
    let settings = TrainingChoice.defaults(isImageSet: false, count: scaled.count, batch: training.batch)
    let epochs = training.epochs ?? settings.epochs
    if !isQuiet {
      Console.print(
        "\(data.name.visible): \(scaled.count) training and \(division.testCount) test examples, read a part at a time")
      Console.print("\(start), \(S.precisionName) precision")
    }
    Interruption.watch()
    let (rough, history, failure) = try training.train(
      start, streaming: scaled, epochs: epochs, batch: settings.batch, isQuiet: isQuiet)
    Interruption.share()
    var trained = rough
    trained.execution.group = .single
    describe(trained)
    if let targetScaler { trained.unscaleOutputs(targetScaler) }
    if likelihood.hasVariance {
      try trained.fitNoiseVariance(
        on: StreamedDataset(inputs: inputs, checked: examples.targets, weights: examples.weights))
    }
    let model = Model(
      trained, scaler: scaler, classNames: classNames, featureNames: table.inputNames, encoding: nil,
      targetNames: table.targetNames, notes: notes(data.name, start, epochs: epochs, batch: settings.batch))
    guard try keep(model, history, failure, of: epochs) else { return }
    let few = try StreamedDataset<S>(inputs: inputs, checked: examples.targets, weights: examples.weights)
      .dataset(rows: 0..<min(scaled.count, 8))
    report(check(trained, on: few))
    let test = try division.examples(division.test, of: table, targets)
    try Score(of: model, on: test.dataset(rows: 0..<test.count).named(classNames)).print()
  }
}

/// Which rows of a table that is read a part at a time are for training, and which for testing: blocks of 1024 rows, or of a
/// hundredth of a small table, drawn by the seed of all divisions; at most 65 536 rows, which are in memory, for testing.
private struct StreamedDivision {
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
    _ ranges: [Range<Int>], of table: StreamedTable<S>, _ targets: Targets<S>
  ) throws(DataError) -> StreamedDataset<S> {
    let rows = ranges.flatMap { Array($0) }
    return try StreamedDataset(
      inputs: RowRanges(table.data.inputs, ranges), checked: targets.rows(at: rows),
      weights: table.data.weights.map { weights in rows.map { weights[$0] } })
  }
}

extension TrainingChoice {
  /// Trains on examples that are read when they are needed, as `train` does on those in memory.
  fileprivate func train<S: RealScalar>(
    _ network: Network<S>, streaming data: StreamedDataset<S>, epochs: Int, batch: Int, isQuiet: Bool
  ) throws -> (network: Network<S>, history: TrainingHistory, failure: TrainingError?) {
    let training = Training(
      network, on: data, optimizer: try optimizer.optimizer(as: S.self), batch: batch, seed: seed,
      options: try options(epochs: epochs))
    return try finished(training, epochs: epochs, isQuiet: isQuiet)
  }
}
