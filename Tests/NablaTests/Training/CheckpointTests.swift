import Foundation
import Testing

@testable import Nabla

@Suite struct CheckpointTests {
  private static let options = TrainingOptions(
    schedule: .plateau(factor: 0.5, patience: 0), regularization: Regularization(.init(l2: 1e-3, decay: 1e-2)),
    dropout: 0.2, gradientLimit: 0.5, stopping: EarlyStopping(patience: 50))

  private func training<S: RealScalar>(
    _ optimizer: some Optimizer<S>, batch: Int? = 7, seed: UInt64 = 3, options: TrainingOptions = options,
    data: Dataset<S> = TrainingScenario.classes(30), network: Network<S> = TrainingScenario.network()
  ) -> Training<S> {
    Training(
      network, on: data, optimizer: optimizer, batch: batch, seed: seed, options: options,
      validation: Validation(on: TrainingScenario.classes(12, seed: 8)))
  }

  /// Everything that a run ends with, but the times.
  private func outcome<S: RealScalar>(_ training: Training<S>) -> [Double] {
    var numbers: [Double] = [Double(training.progress.steps), training.progress.plateau.factor]
    numbers.append(Double(training.bestEpoch ?? 0))
    for vector in [
      training.network.parameters, training.optimizer.state.vectors.elements, training.bestParameters ?? [],
    ] {
      numbers += vector.map { Double($0) }
    }
    for epoch in training.history.epochs { numbers += [epoch.loss, epoch.learningRate, epoch.validation ?? -1] }
    return numbers
  }

  /// After every step of three epochs: saved, loaded into a fresh training, and run to the end, the bits are the same.
  private func expectSameBits<S: RealScalar>(_ optimizer: some Optimizer<S>, batch: Int? = 7) throws {
    var whole = training(optimizer, batch: batch)
    try whole.run(epochs: 3)
    let expected = outcome(whole)
    var running = training(optimizer, batch: batch)
    var count = 0
    while running.epochs < 3 {
      running.beginEpoch()
      while running.isInEpoch {
        try running.step()
        guard running.isInEpoch else { break }
        var resumed = training(optimizer, batch: batch)
        try resumed.resume(try SafetensorsFile(bytes: running.checkpoint().bytes()))
        try resumed.run(epochs: 3)
        #expect(outcome(resumed) == expected, "\(optimizer.summary), step \(running.progress.steps)")
        count += 1
      }
      _ = try running.endEpoch()
      var resumed = training(optimizer, batch: batch)
      try resumed.resume(try SafetensorsFile(bytes: running.checkpoint().bytes()))
      try resumed.run(epochs: 3)
      #expect(outcome(resumed) == expected, "\(optimizer.summary), epoch \(running.epochs)")
      count += 1
    }
    #expect(count == 3 * running.stepsPerEpoch)
  }

  @Test func resumedRunsHaveTheSameBits() throws {
    try expectSameBits(GradientDescent<Double>(learningRate: 0.3))
    try expectSameBits(Momentum<Float>(learningRate: 0.1))
    try expectSameBits(Nesterov<Double>(learningRate: 0.1), batch: 1)
    try expectSameBits(Adagrad<Double>(), batch: 30)
    try expectSameBits(RMSProp<Float>(), batch: nil)
    try expectSameBits(Adam<Float>())
    try expectSameBits(AdamW<Double>())
    try expectSameBits(NAdam<Double>())
  }

  /// An epoch that diverges after a restart goes back to its beginning, as it would have without.
  @Test func divergenceAfterARestartGoesBackToTheEpochsBeginning() throws {
    var running = training(Momentum<Double>(learningRate: 0.1))
    try running.epoch()
    let before = running.network.parameters
    running.beginEpoch()
    try running.step()
    var resumed = training(Momentum<Double>(learningRate: 0.1))
    try resumed.resume(running.checkpoint())
    #expect(resumed.network.parameters != before)
    resumed.network.parameters[0] = .infinity
    #expect(throws: TrainingError.self) { try resumed.epoch() }
    #expect(resumed.network.parameters == before && resumed.epochs == 1)
    // And it goes on from there.
    try running.epoch()
    try resumed.epoch()
    #expect(resumed.epochs == 2 && resumed.network.parameters == running.network.parameters)
  }

  @Test func damageIsRefused() throws {
    try TemporaryFolder.with { folder in
      var running = training(Adam<Float>())
      running.beginEpoch()
      try running.step()
      let path = folder.file("run.checkpoint")
      try running.save(checkpoint: path)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["run.checkpoint"])
      let bytes = try [UInt8](Data(contentsOf: URL(filePath: path)))
      var fresh = training(Adam<Float>())
      let parameters = fresh.network.parameters
      var generator = SeededGenerator(seed: 1)
      for _ in 0..<200 {
        var damaged = bytes
        damaged[Int.random(in: 0..<bytes.count, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
        let damagedPath = try folder.write(damaged, to: "damaged")
        #expect(throws: ModelFileError.self) { try fresh.resume(from: damagedPath) }
        let cut = try folder.write(Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &generator))), to: "cut")
        #expect(throws: ModelFileError.self) { try fresh.resume(from: cut) }
      }
      #expect(throws: ModelFileError.self) { try fresh.resume(from: folder.file("none")) }
      #expect(fresh.network.parameters == parameters && fresh.progress.position == 0)
      try fresh.resume(from: path)
      #expect(fresh.progress.position == 7)
    }
  }

  @Test func checkpointsOfOtherTrainingsAreRefused() throws {
    var running = training(Adam<Float>())
    try running.epoch()
    let file = running.checkpoint()
    func expectRefusal<S: RealScalar>(_ other: Training<S>, _ part: String) {
      var other = other
      let error = #expect(throws: ModelFileError.self) { try other.resume(file) }
      #expect(error?.kind == .foreign && error?.part == part, "\(error.map { "\($0)" } ?? "no error")")
    }
    expectRefusal(training(Adam<Float>(), batch: 8), "batch")
    expectRefusal(training(Adam<Float>(), seed: 4), "seed")
    expectRefusal(training(Adam<Float>(learningRate: 0.01)), "learning rate")
    expectRefusal(training(Adam<Float>(secondDecay: 0.99)), "optimizer")
    expectRefusal(training(NAdam<Float>()), "optimizer")
    expectRefusal(training(Adam<Double>()), "precision")
    expectRefusal(training(Adam<Float>(), options: TrainingOptions()), "options")
    expectRefusal(training(Adam<Float>(), data: TrainingScenario.classes(31)), "number of examples")
    expectRefusal(training(Adam<Float>(), data: TrainingScenario.classes(30, seed: 2)), "data, by its hash")
    expectRefusal(training(Adam<Float>(), network: TrainingScenario.network(.sin)), "metadata 'architecture'")
    var unwatched = training(Adam<Float>())
    unwatched.validation = nil
    expectRefusal(unwatched, "validation")
    var trained = training(Adam<Float>())
    let model = try Model(running.network).file()
    let error = #expect(throws: ModelFileError.self) { try trained.resume(model) }
    #expect(error?.kind == .foreign)
  }

  @Test func runsSaveAtTheirIntervals() throws {
    try TemporaryFolder.with { folder in
      let path = folder.file("run.checkpoint")
      for interval in [Checkpoints.Interval.epochs(2), .batches(3), .seconds(1e-9)] {
        var run = training(Adam<Float>())
        var saved: [Int] = []
        try run.run(epochs: 4, checkpoints: Checkpoints(path, every: interval)) { _, _, _ in
          var seen = training(Adam<Float>())
          if (try? seen.resume(from: path)) != nil { saved.append(seen.progress.steps) }
        }
        // A batch's call sees the last file that was saved before it: five steps make an epoch.
        switch interval {
        case .epochs: #expect(Set(saved) == [10])
        case .batches: #expect(Set(saved) == [3, 6, 9, 12, 15, 18])
        case .seconds: #expect(Set(saved) == Set(1...19))
        }
        var end = training(Adam<Float>())
        try end.resume(from: path)
        #expect(end.epochs == 4 && end.bestParameters == run.bestParameters)
        try FileManager.default.removeItem(atPath: path)
      }
      var run = training(Adam<Float>())
      let error = #expect(throws: ModelFileError.self) {
        try run.run(epochs: 1, checkpoints: Checkpoints(folder.file("no/such/folder")))
      }
      #expect(error?.kind == .unwritable)
    }
  }

  /// A state with infinite numbers, which JSON does not have, comes back to the last bit.
  @Test func textKeepsEveryNumber() throws {
    var progress = TrainingProgress(generator: SeededGenerator(seed: .max))
    progress.bestValue = .infinity
    progress.total = -.infinity
    progress.seconds = 0.1 + 0.2
    progress.totalWeight = .leastNonzeroMagnitude
    var file = SafetensorsFile(tensors: [:])
    file.metadata["progress"] = Checkpoint.text(progress)
    #expect(try Checkpoint.value(TrainingProgress.self, "progress", in: file) == progress)
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<2000 {
      progress.total = Double(bitPattern: generator.next())
      guard progress.total.isFinite else { continue }
      progress.generator = generator
      file.metadata["progress"] = Checkpoint.text(progress)
      #expect(try Checkpoint.value(TrainingProgress.self, "progress", in: file) == progress)
    }
  }
}
