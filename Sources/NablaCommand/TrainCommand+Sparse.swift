internal import Nabla

extension TrainCommand {
  /// Options that need the zeros of sparse rows, too; rows with them are trained on as others are.
  static let dense = [
    "folds", "search", "starts", "polish", "evidence", "figures", "validation-fraction", "metric", "patience",
    "label-smoothing", "balance-classes", "scale", "embedding", "feature-scales", "ensemble", "committee",
  ]

  /// What is taken where the options do not say it: a step is over all weights, however few inputs an example has.
  static let sparseDefaults = (epochs: 10, batch: 256)

  /// Trains on rows that are mostly zeros, which the first layer leaves out, and tests on some that are left out.
  func runSparse<S: RealScalar>(_ rows: SparseRows, _ scalar: S.Type) throws {
    let (targets, names) = try rows.targets(areClasses: data.areClasses, of: S.self)
    _ = try Dataset(inputs: Matrix<S>(rows: rows.labels.count, columns: 0), targets: targets)
      .checked(for: network.likelihood, data.source)
    let all = try SparseDataset(inputs: rows.sparseMatrix(of: S.self), targets: targets, classNames: names)
    let division = try data.division.part(
      targets.targets(of: Double.self), groups: nil, test: data.testFraction ?? DataChoice.defaultTestFraction,
      data.name)
    guard !division.training.isEmpty, !division.test.isEmpty else {
      throw CommandError("\(data.name): there are too few examples to leave some for a test")
    }
    let (training, test) = (all.rows(at: division.training), all.rows(at: division.test))
    let loaded = LoadedData(
      name: data.name, training: training.withoutInputs, test: test.withoutInputs,
      classCount: all.withoutInputs.classCount,
      hasProbabilities: targets.numbers != nil && network.likelihood?.classCoding == .binary)
    let problem = try TrainingProblem(loaded, likelihood: network.likelihood, scaling: .unscaled)
    let examples = try SparseDataset(inputs: training.inputs, targets: problem.training.targets)

    let start = network.network(
      inputs: all.inputs.columns, likelihood: problem.likelihood, hidden: [64], activation: hiddenActivation,
      execution: execution, as: S.self)
    let batch = self.training.batch ?? Self.sparseDefaults.batch
    let epochs = self.training.epochs ?? Self.sparseDefaults.epochs
    if !isQuiet {
      Console.print(
        "\(data.name.visible): \(training.count) training and \(test.count) test examples, \(all.inputs.values.count) numbers "
          + "that are not 0")
      Console.print("\(start), \(S.precisionName) precision")
    }
    Interruption.watch()
    let (rough, history, failure) = try self.training.train(
      start, sparse: examples, epochs: epochs, batch: batch, isQuiet: isQuiet)
    Interruption.share()
    var network = rough
    network.execution.group = .single
    describe(network)
    if problem.likelihood.hasVariance { network.fitNoiseVariance(on: examples) }
    let model = Model(
      network, classNames: names, notes: notes(data.name, start, epochs: epochs, batch: batch))
    guard try keep(model, history, failure, of: epochs) else { return }
    self.training.sayIfCutShort(history, of: epochs)
    report(check(network, on: examples.rows(at: 0..<min(examples.count, 4)).dense))
    try Score(of: model, on: test.withoutInputs, outputs: network.predict(test.inputs)).print()
  }
}

extension TrainingChoice {
  /// Trains on sparse examples, as `train` does on others.
  fileprivate func train<S: RealScalar>(
    _ network: Network<S>, sparse data: SparseDataset<S>, epochs: Int, batch: Int, isQuiet: Bool
  ) throws -> (network: Network<S>, history: TrainingHistory, failure: TrainingError?) {
    let training = Training(
      network, on: data, optimizer: try optimizer.optimizer(as: S.self), batch: batch, seed: seed,
      options: try options(epochs: epochs))
    return try finished(training, epochs: epochs, isQuiet: isQuiet, until: isOver)
  }
}
