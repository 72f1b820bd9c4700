extension Training {
  private typealias Name = Checkpoint.TensorName
  private typealias Key = Checkpoint.Key

  /// Saves all that is needed to go on: parameters, the optimiser's state, the generator, the place in the epoch, the
  /// history and the best parameters.
  ///
  /// The file is written beside its place and renamed, so that a file of that name is whole at any moment, whatever kills the
  /// process; a symbolic link stays, and what it leads to is replaced.
  ///
  /// - Throws: `ModelFileError` if the system refuses.
  /// - Complexity: O(|w|), and O(n · (d + K)) the first time, for a hash of the data.
  public mutating func save(checkpoint path: String) throws(ModelFileError) {
    do throws(ModelFileError) {
      try checkpoint().write(to: path)
    } catch {
      throw error.about(path)
    }
  }

  /// Goes on where a checkpoint was saved: the rest of the run has the bits of one that was never stopped.
  ///
  /// This training must have been made as the other one was, from the same data, network architecture, optimiser, batch,
  /// seed, options and validation; its parameters and progress are replaced.
  ///
  /// - Throws: `ModelFileError` if the file cannot be read, is damaged, is no checkpoint, or is one of another training;
  ///   the message says of which part. This training is then as it was.
  /// - Complexity: as `save`.
  public mutating func resume(from path: String) throws(ModelFileError) {
    let file = try SafetensorsFile(contentsOf: path)
    do throws(ModelFileError) {
      try resume(file)
    } catch {
      throw error.about(path)
    }
  }

  /// What the training is.
  mutating func identity() -> Checkpoint.Identity {
    let data = fingerprint ?? self.data.fingerprint
    fingerprint = data
    return Checkpoint.Identity(
      precision: Scalar.precisionName, examples: self.data.count, data: data,
      validation: validation.map { "\($0.metric.rawValue) on \($0.data.fingerprint)" } ?? "none", batch: batch,
      seed: seed, optimizer: optimizer.summary, learningRate: Double(baseRate), options: options)
  }

  /// The state as tensors and text.
  mutating func checkpoint() -> SafetensorsFile {
    let count = network.parameters.count
    var tensors = [Name.parameters: vector(network.parameters)]
    func add(_ state: OptimizerState<Scalar>, _ name: String) {
      guard state.vectors.rows > 0 else { return }
      tensors[name] = .init(shape: [state.vectors.rows, count], elements: state.vectors.elements)
    }
    add(optimizer.state, Name.optimizer)
    if let bestParameters { tensors[Name.best] = vector(bestParameters) }
    if let epochStart {
      tensors[Name.startParameters] = vector(epochStart.parameters)
      add(epochStart.optimizer.state, Name.startOptimizer)
    }
    let state = Checkpoint.Progress(
      training: progress, optimizer: .init(optimizer),
      start: epochStart.map { .init(generator: $0.generator, steps: $0.steps, optimizer: .init($0.optimizer)) })
    var file = SafetensorsFile(
      tensors: tensors,
      metadata: [
        Key.format: Checkpoint.format, Key.version: Checkpoint.version,
        Key.architecture: Checkpoint.text(network.architecture), Key.training: Checkpoint.text(identity()),
        Key.progress: Checkpoint.text(state),
      ])
    file.metadata[Key.checksum] = file.checksum(except: Key.checksum)
    return file
  }

  private func vector(_ elements: [Scalar]) -> SafetensorsFile.Tensor {
    .init(shape: [elements.count], elements: elements)
  }
}

// MARK: - Resuming

extension Training {
  /// Takes over the state of a file.
  mutating func resume(_ file: SafetensorsFile) throws(ModelFileError) {
    try check(file)
    let state = try Checkpoint.value(Checkpoint.Progress.self, Key.progress, in: file)
    try check(state)
    var resumed = self
    resumed.network.parameters = try file.elements(Name.parameters, shape: [network.parameters.count])
    resumed.optimizer = try restored(state.optimizer, Name.optimizer, in: file)
    resumed.progress = state.training
    resumed.bestParameters =
      state.training.bestEpoch == nil ? nil : try file.elements(Name.best, shape: [network.parameters.count])
    resumed.epochStart = nil
    resumed.previousEpoch = nil
    if let start = state.start {
      resumed.epochStart = EpochStart(
        parameters: try file.elements(Name.startParameters, shape: [network.parameters.count]),
        optimizer: try restored(start.optimizer, Name.startOptimizer, in: file), generator: start.generator,
        steps: start.steps)
      // The order of the examples is drawn again, from the generator at the beginning of the epoch.
      resumed.progress.generator = start.generator
      resumed.shuffle()
      guard resumed.progress.generator == state.training.generator else {
        throw Self.invalid("a generator that has drawn the order of the epoch", "another one")
      }
    }
    self = resumed
  }

  /// Checks that a file is a checkpoint of this training.
  private mutating func check(_ file: SafetensorsFile) throws(ModelFileError) {
    func check(_ key: String, _ expected: String, _ words: String) throws(ModelFileError) {
      guard file.metadata[key] == expected else {
        throw ModelFileError(
          .foreign, part: "metadata '\(key)'", expected: "\(words), '\(expected)'",
          found: file.metadata[key].map { "'\($0.prefix(40))'" } ?? "nothing")
      }
    }
    try check(Key.format, Checkpoint.format, "a checkpoint saved by Nabla")
    try check(Key.version, Checkpoint.version, "a checkpoint of this version")
    let checksum = file.checksum(except: Key.checksum)
    guard file.metadata[Key.checksum] == checksum else {
      throw ModelFileError(
        .wrongChecksum,
        expected:
          "contents with the checksum '\(file.metadata[Key.checksum]?.prefix(8) ?? "")', as when they were saved",
        found: "'\(checksum)'; the file is damaged or was changed")
    }
    guard file.metadata[Key.architecture] == Checkpoint.text(network.architecture) else {
      throw ModelFileError(
        .foreign, part: "metadata '\(Key.architecture)'", expected: "a checkpoint of the same network",
        found: "one of another network")
    }
    let identity = try Checkpoint.value(Checkpoint.Identity.self, Key.training, in: file)
    if let (part, own, other) = self.identity().difference(from: identity) {
      throw ModelFileError(
        .foreign, part: part, expected: "a checkpoint of this training, which has '\(own)'",
        found: "'\(other.prefix(400))'")
    }
  }

  /// Checks the numbers of a state; a file with a right checksum has them so unless it was made by hand.
  private func check(_ state: Checkpoint.Progress) throws(ModelFileError) {
    let p = state.training
    guard Self.isCount(p.steps), p.position >= 0, p.position < max(count, 1), p.position % max(batch, 1) == 0,
      Self.isCount(p.waiting), p.bestEpoch.map(Self.isCount) ?? true
    else {
      throw Self.invalid("a place in the epoch", "step \(p.steps), example \(p.position) of \(count)")
    }
    let numbers = p.history.epochs.map(\.number)
    guard numbers == Array(1..<numbers.count + 1) else {
      throw Self.invalid("a history of epochs 1, 2, …", "another order")
    }
    let amounts = [p.seconds, p.totalWeight] + p.history.epochs.flatMap { [$0.seconds, $0.learningRate] }
    guard amounts.allSatisfy({ $0 >= 0 && $0.isFinite }), !p.total.isNaN, p.plateau.isValid,
      p.history.epochs.allSatisfy({ $0.loss.isFinite && Self.isCount($0.examples) })
    else {
      throw Self.invalid("sums, times and factors that are finite and not negative", "others")
    }
    for record in [state.optimizer] + (state.start.map { [$0.optimizer] } ?? []) {
      guard Self.isCount(record.steps), record.learningRate >= 0, record.learningRate.isFinite,
        record.product >= 0, record.product <= 1
      else {
        throw Self.invalid(
          "an optimizer after some steps",
          "step \(record.steps), learning rate \(record.learningRate), product \(record.product)")
      }
    }
    if let start = state.start, !(Self.isCount(start.steps) && start.steps <= p.steps) {
      throw Self.invalid("an epoch that began at or before step \(p.steps)", "step \(start.steps)")
    }
    guard (state.start == nil) == (p.position == 0) else {
      throw Self.invalid("the beginning of an epoch exactly in its midst", "example \(p.position)")
    }
  }

  /// The optimiser of this training in the state of a file.
  private func restored(
    _ record: Checkpoint.OptimizerRecord, _ name: String, in file: SafetensorsFile
  ) throws(ModelFileError) -> any Optimizer<Scalar> {
    var restored = optimizer
    var state = OptimizerState<Scalar>()
    state.steps = record.steps
    state.product = record.product
    let count = network.parameters.count
    let rows = rowsOfState()
    if rows > 0 && (record.steps > 0 || file.tensors[name] != nil) {
      state.vectors = Matrix(
        rows: rows, columns: count, elements: try file.elements(name, shape: [rows, count]))
    } else if let tensor = file.tensors[name] {
      throw ModelFileError(
        .unexpected, part: "tensor '\(name)'", expected: "none, as this optimizer remembers no vectors",
        found: "one of the shape \(tensor.shape)")
    }
    restored.state = state
    restored.learningRate = Scalar(record.learningRate)
    return restored
  }

  /// How many vectors the optimiser remembers of the parameters: what a first step makes.
  private func rowsOfState() -> Int {
    var probe = optimizer
    probe.state = OptimizerState()
    var parameters = network.parameters
    let gradient = Array(repeating: 0 as Scalar, count: parameters.count)
    var span = parameters.mutableSpan
    probe.step(&span, gradient: gradient.span, scale: 1)
    return probe.state.vectors.rows
  }

  /// Whether a number can be a number of steps or epochs, to which more are added.
  private static func isCount(_ n: Int) -> Bool { n >= 0 && n <= 1 << 53 }

  private static func invalid(_ expected: String, _ found: String) -> ModelFileError {
    ModelFileError(.invalidDescription, part: "metadata '\(Key.progress)'", expected: expected, found: found)
  }
}
