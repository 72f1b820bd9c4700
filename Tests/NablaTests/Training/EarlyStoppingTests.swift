import Nabla
import Testing

@Suite struct EarlyStoppingTests {
  private func training(
    _ metric: Metric, patience: Int?, minimumChange: Double = 0, rate: Double = 0.3
  ) -> Training<Double> {
    Training(
      TrainingScenario.network(as: Double.self), on: TrainingScenario.classes(15, seed: 1),
      optimizer: .momentum(learningRate: rate), batch: 5, seed: 2,
      options: TrainingOptions(
        stopping: patience.map { EarlyStopping(patience: $0, minimumChange: minimumChange) }),
      validation: Validation(on: TrainingScenario.classes(60, seed: 9), metric: metric))
  }

  /// The run ends `patience` epochs after the best one, and its parameters are those of a run of as many epochs.
  @Test(arguments: [(Metric.loss, 0.0), (.accuracy, 0), (.loss, 0.01)])
  func bestParametersAreRestored(metric: Metric, minimumChange: Double) throws {
    var stopped = training(metric, patience: 6, minimumChange: minimumChange)
    try stopped.run(epochs: 400)
    #expect(stopped.isStopped)
    let best = try #require(stopped.bestEpoch)
    #expect(stopped.epochs == best + 6)
    var other = training(metric, patience: nil)
    try other.run(epochs: best)
    #expect(stopped.network.parameters == other.network.parameters)

    let values = stopped.history.epochs.compactMap(\.validation)
    try #require(values.count == stopped.epochs)
    let sign = metric.largerIsBetter ? -1.0 : 1
    // No later value is better by more than the least change, and no six before passed without improvement.
    for value in values[best...] { #expect(sign * value >= sign * values[best - 1] - minimumChange) }
    #expect(stopped.validation?.value(of: stopped.network) == values[best - 1])
  }

  @Test func aRunThatEndsBeforeHasItsBestParameters() throws {
    var run = training(.loss, patience: 1000)
    try run.run(epochs: 60)
    #expect(!run.isStopped && run.epochs == 60)
    let best = try #require(run.bestEpoch)
    #expect(best < 60)
    #expect(run.validation?.value(of: run.network) == run.history.epochs[best - 1].validation)
  }

  /// Without validation data the loss of the epochs is watched.
  @Test func watchesTheLossWithoutValidation() throws {
    let data = try Dataset(inputs: Matrix([[1.0]]), targets: Matrix([[0.0]]))
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Output(bias: false) }
    network.parameters = [1]
    // w ← w − 2w: the loss stays the same from the beginning.
    var run = Training(
      network, on: data, optimizer: .sgd(learningRate: 2),
      options: TrainingOptions(stopping: EarlyStopping(patience: 3)))
    try run.run(epochs: 50)
    #expect(run.epochs == 4 && run.bestEpoch == 1)
    // The loss of epoch 1 is that of its beginning.
    #expect(run.network.parameters == [1])
  }

  /// With full batches the loss of an epoch is that before its step, and the parameters that had it are kept.
  @Test func restoredParametersHaveTheWatchedLoss() throws {
    let data = try Dataset(inputs: Matrix([[1.0]]), targets: Matrix([[0.0]]))
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Output(bias: false) }
    network.parameters = [2]
    // w ← −1.3 w: every step makes it worse.
    var run = Training(
      network, on: data, optimizer: .sgd(learningRate: 2.3),
      options: TrainingOptions(stopping: EarlyStopping(patience: 3)))
    try run.run(epochs: 50)
    let watched = try #require(run.history.epochs.map(\.loss).min())
    #expect(watched == 2 && run.meanLoss == watched && run.network.parameters == [2])
  }

  /// The last step of a run that gets better is not lost.
  @Test func theLastStepIsKeptWhereItIsTheBest() throws {
    let data = try Dataset(inputs: Matrix([[1.0]]), targets: Matrix([[0.0]]))
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Output(bias: false) }
    network.parameters = [2]
    var run = Training(
      network, on: data, optimizer: .sgd(learningRate: 0.5),
      options: TrainingOptions(stopping: EarlyStopping(patience: 3)))
    try run.run(epochs: 4)
    #expect(run.network.parameters == [0.125])
  }

  /// Of several steps no network has the loss of the epoch: what is watched is the error after it.
  @Test(arguments: [0.0, 0.3]) func restoredParametersOfSmallBatchesHaveTheLeastError(dropout: Double) throws {
    func training(_ patience: Int?) -> Training<Double> {
      Training(
        TrainingScenario.network(as: Double.self), on: TrainingScenario.classes(30, seed: 1),
        optimizer: .momentum(learningRate: 0.5), batch: dropout > 0 ? nil : 5, seed: 2,
        options: TrainingOptions(
          dropout: Dropout(dropout), stopping: patience.map { EarlyStopping(patience: $0) }))
    }
    var run = training(4)
    try run.run(epochs: 200)
    var other = training(nil)
    var losses: [Double] = []
    for _ in 0..<run.epochs {
      try other.epoch()
      losses.append(other.meanLoss)
    }
    let least = try #require(losses.min())
    let best = try #require(run.bestEpoch)
    #expect(run.meanLoss == least && losses[best - 1] == least)
  }

  @Test func metricsAreWhatTheyAreCalled() throws {
    let data = TrainingScenario.classes(50, as: Double.self)
    let network = TrainingScenario.network(as: Double.self)
    guard case .classes(let classes) = data.targets else {
      Issue.record("the data has no classes")
      return
    }
    let scores = ClassificationScores(network.predict(data.inputs), actual: classes)
    #expect(Validation(on: data, metric: .accuracy).value(of: network) == scores.accuracy)
    #expect(Validation(on: data, metric: .f1).value(of: network) == scores.confusionMatrix.meanF1)
    #expect(abs(Validation(on: data).value(of: network) - scores.logLoss) <= 1e-14)
    let x = Matrix([[1.0], [2], [4]])
    let numbers = try Dataset(inputs: x, targets: Matrix([[2.0], [2], [5]]))
    var line = Network<Double>(inputs: 1, likelihood: .gaussian)
    line.parameters = [1, 0]
    #expect(Validation(on: numbers, metric: .rmse).value(of: line) == (2.0 / 3).squareRoot())
    #expect(Validation(on: numbers, metric: .mae).value(of: line) == 2.0 / 3)
    #expect(abs(Validation(on: numbers, metric: .r2).value(of: line) - (1 - 2.0 / 6)) <= 1e-15)
  }
}
