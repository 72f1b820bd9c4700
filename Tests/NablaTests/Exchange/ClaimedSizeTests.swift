import Testing

@testable import Nabla

/// Sizes and states that a file claims, with a right checksum, are checked before they are believed.
@Suite struct ClaimedSizeTests {
  private func problem(_ base: BasisFunctions, inputs: Int = 2) -> String? {
    let error = #expect(throws: ArchitectureError.self) {
      try Architecture(inputs: inputs, likelihood: .gaussian, specifications: [.basisFunctions(base)])
    }
    return error?.description
  }

  @Test func basisFunctionsBeyondAllBounds() {
    for harmonics in [-1 << 62, -1, 1 << 62, Int.max, Int.min] {
      #expect(problem(.fourier(harmonics: harmonics, period: 1)) != nil)
    }
    // Parts whose sum or product is small, or beyond what whole numbers hold.
    let huge = BasisFunctions.polynomial(degree: 1 << 40)
    #expect(
      problem(.joined([.fourier(harmonics: -1 << 62, period: 1), .fourier(harmonics: 1 << 62, period: 1)])) != nil)
    #expect(problem(.product(huge, huge)) != nil)
    #expect(problem(.polynomial(degree: Int.max)) != nil)
    #expect(problem(.bSpline(degree: Int.max, breakpoints: [0, 1])) != nil)
    #expect(problem(.interactions(order: Int.max), inputs: 1 << 30) != nil)
    #expect(
      problem(.gaussian(centers: Matrix(rows: 0, columns: 0), width: 1))
        == "basis functions: there are no basis functions")
  }

  // MARK: - Checkpoints

  private func training(_ optimizer: some Optimizer<Double>) -> Training<Double> {
    Training(
      TrainingScenario.network(), on: TrainingScenario.classes(30), optimizer: optimizer, batch: 7, seed: 3)
  }

  /// The error of resuming from the checkpoint of an epoch and a step, changed and with a right checksum.
  private func error(
    _ optimizer: some Optimizer<Double>, _ change: (inout SafetensorsFile) throws -> Void
  ) throws -> ModelFileError? {
    var running = training(optimizer)
    try running.epoch()
    running.beginEpoch()
    try running.step()
    var file = running.checkpoint()
    try change(&file)
    file.metadata[Checkpoint.Key.checksum] = file.checksum(except: Checkpoint.Key.checksum)
    var resumed = training(optimizer)
    return #expect(throws: ModelFileError.self) { try resumed.resume(file) }
  }

  @Test(arguments: [Checkpoint.TensorName.optimizer, Checkpoint.TensorName.startOptimizer])
  func vectorsOfAnotherOptimizer(name: String) throws {
    let count = TrainingScenario.network(as: Double.self).parameters.count
    for rows in [0, 1, 3, 7] {
      let found = try error(Adam()) {
        $0.tensors[name] = .init(shape: [rows, count], elements: Array(repeating: 0.5, count: rows * count))
      }
      #expect(found?.part == "tensor '\(name)'", "\(rows) rows")
    }
    #expect(try error(Adam()) { $0.tensors[name] = nil }?.kind == .missing)
    #expect(
      try error(GradientDescent()) {
        $0.tensors[name] = .init(shape: [1, count], elements: Array(repeating: 0.5, count: count))
      }?.kind == .unexpected)
  }

  @Test func statesThatNoTrainingHas() throws {
    let changes: [(String, String)] = [
      ("\"steps\":6", "\"steps\":9223372036854775807"), ("\"steps\":6", "\"steps\":-1"),
      ("\"learningRate\":0.001", "\"learningRate\":\"nan\""), ("\"product\":1", "\"product\":\"inf\""),
      ("\"number\":1", "\"number\":2"), ("\"waiting\":0", "\"waiting\":9223372036854775807"),
    ]
    for (old, new) in changes {
      let found = try error(Adam()) { file in
        let text = try #require(file.metadata[Checkpoint.Key.progress])
        let changed = text.replacing(old, with: new)
        #expect(changed != text, "there is no \(old) in \(text)")
        file.metadata[Checkpoint.Key.progress] = changed
      }
      #expect(found?.kind == .invalidDescription, "\(new)")
    }
  }

  /// From a state of zeros only zeros come, among which no order can be drawn.
  @Test func generatorOfZeros() throws {
    let found = try error(Adam()) { file in
      let text = try #require(file.metadata[Checkpoint.Key.progress])
      let changed = text.replacing(#/"state":\[[0-9,]*\]/#, with: "\"state\":[0,0,0,0]")
      #expect(changed != text, "there is no state in \(text)")
      file.metadata[Checkpoint.Key.progress] = changed
    }
    #expect(found?.kind == .invalidDescription)
  }
}
