import Testing

@testable import Nabla

/// What is left of a training whose error is lost.
@Suite struct DivergenceTests {
  private func training(rate: Double, validation: Validation<Double>? = nil) throws -> Training<Double> {
    let data = try Dataset<Double>(inputs: Matrix(column: [1, 2, 3]), targets: Matrix(column: [1, 2, 3]))
    return Training(
      Network<Double>(inputs: 1, likelihood: .gaussian), on: data, optimizer: .sgd(learningRate: rate),
      validation: validation)
  }

  /// One step an epoch makes parameters of 1e200, or infinite ones: they are not kept.
  @Test(arguments: [1e200, 1.7e308])
  func oneStepThatDivergesIsUndone(rate: Double) throws {
    try TemporaryFolder.with { folder in
      let path = folder.file("run.checkpoint")
      var run = try training(rate: rate)
      let start = run.network.parameters
      let error = #expect(throws: TrainingError.self) { try run.run(epochs: 5, checkpoints: Checkpoints(path)) }
      guard case .diverged(epoch: 1, batch: 1, _)? = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(run.network.parameters == start && run.epochs == 0 && run.meanLoss.isFinite)
      // The checkpoint is as good, and training goes on from it.
      var resumed = try training(rate: rate)
      try resumed.resume(from: path)
      #expect(resumed.network.parameters == start && resumed.epochs == 0)
      resumed.use(GradientDescent(learningRate: 0.05))
      let before = resumed.meanLoss
      try resumed.run(epochs: 20)
      #expect(resumed.epochs == 20 && resumed.meanLoss < before)
    }
  }

  /// Steps that grow for hundreds of epochs: what is kept is the last epoch with a finite loss.
  @Test func slowDivergenceKeepsAnEpochWithAFiniteLoss() throws {
    var run = try training(rate: 1)
    #expect(throws: TrainingError.self) { for _ in 0..<5000 { try run.epoch() } }
    #expect(run.epochs > 10 && run.meanLoss.isFinite)
    var other = try training(rate: 1)
    try other.run(epochs: run.epochs)
    #expect(other.network.parameters == run.network.parameters)
    #expect(other.history.epochs.map(\.loss) == run.history.epochs.map(\.loss))
    #expect(other.progress.steps == run.progress.steps)
  }

  @Test func validationThatIsNotFiniteIsDivergence() throws {
    let far = try Dataset<Double>(inputs: Matrix(column: [1e300]), targets: Matrix(column: [1]))
    var run = try training(rate: 0.01, validation: Validation(on: far))
    let start = run.network.parameters
    #expect(throws: TrainingError.self) { try run.epoch() }
    #expect(run.network.parameters == start && run.epochs == 0)
  }

  /// The optimiser that was given up in the midst of an epoch does not come back with its beginning.
  @Test func divergenceKeepsTheOptimizerThatIsUsed() throws {
    func training() -> Training<Double> {
      Training(
        TrainingScenario.network(), on: TrainingScenario.classes(30), optimizer: Momentum<Double>(learningRate: 0.1),
        batch: 7)
    }
    var running = training()
    let start = running.network.parameters
    running.beginEpoch()
    try running.step()
    var resumed = training()
    try resumed.resume(running.checkpoint())
    resumed.use(Adam<Double>(learningRate: 0.01))
    resumed.network.parameters[0] = .infinity
    #expect(throws: TrainingError.self) { try resumed.epoch() }
    #expect(resumed.network.parameters == start)
    #expect(resumed.optimizer is Adam<Double> && resumed.baseRate == 0.01)
  }

  @Test func trainingWithoutExamplesResumes() throws {
    let none = try Dataset<Double>(inputs: Matrix(rows: 0, columns: 2), targets: [Int]())
    var training = Training(TrainingScenario.network(), on: none, optimizer: Momentum<Double>(learningRate: 0.1))
    try training.resume(training.checkpoint())
    #expect(throws: TrainingError.noExamples) { try training.epoch() }
  }
}
