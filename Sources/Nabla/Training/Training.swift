/// Gradient descent on the error of a network, an epoch at a time.
///
/// ```swift
/// var training = Training(network, on: images, optimizer: .adam(learningRate: 1e-3), batch: 128, seed: 1)
/// for _ in 1...10 { print(try training.epoch()) }
/// network = training.network
/// ```
///
/// The step of a batch B follows its mean error, (1/|B|) Σ_B Eᵢ, so that a learning rate suits batches of any size. Where
/// examples have weights it follows (n/Σw) (1/|B|) Σ_B wᵢEᵢ, with the sum Σw over all n examples whose weight is not 0: the
/// expected step is along the gradient of the weighted mean error, and the unit of the weights does not matter. Examples of
/// weight 0 are not there.
///
/// With `batch: nil` every step uses all examples (batch gradient descent), with `batch: 1` one (on-line); otherwise the
/// examples are shuffled anew each epoch by a generator started from the seed, and the last batch may be short.
///
/// `TrainingOptions` has schedules, regularisation, dropout, clipping and early stopping; `run` trains for many epochs and
/// saves checkpoints, from which `resume` goes on as if nothing had happened.
///
/// The same network, data, optimiser, options and seed give the same bits, on any number of threads.
public struct Training<Scalar: RealScalar> {
  /// The network as trained so far.
  public internal(set) var network: Network<Scalar>
  /// What is done beside plain steps.
  public let options: TrainingOptions
  /// Data to watch the training on, after each epoch.
  ///
  /// - Precondition: the data fits the network.
  public var validation: Validation<Scalar>? {
    didSet {
      if let data = validation?.data { network.checkShapes(data.inputs, data.targets, weights: data.weights) }
    }
  }

  /// The examples that it learns from.
  let data: Dataset<Scalar>
  /// The number of examples whose weight is not 0, n.
  let count: Int
  /// The number of examples a step.
  let batch: Int
  /// The weight of all examples.
  private let totalWeight: Double
  let seed: UInt64
  var optimizer: any Optimizer<Scalar>
  /// η before the schedule's factor.
  var baseRate: Scalar
  /// Where the training is, vectors excepted.
  var progress: TrainingProgress
  /// How everything was at the beginning of the epoch that has begun, if one has.
  var epochStart: EpochStart<Scalar>?
  /// How everything was at the beginning of the epoch before, where epochs have one step: what its step did to the loss is
  /// seen only in the next one.
  var previousEpoch: PreviousEpoch<Scalar>?
  /// The parameters with the best watched value, where values are watched.
  var bestParameters: [Scalar]?

  /// A hash of the data, once it was needed.
  var fingerprint: String?

  private let terms: [Regularization.Term]
  /// The examples whose weight is not 0; nil where they are all.
  private let members: [Int]?
  /// The units that a step leaves out; nil where none are.
  private(set) var dropped: DroppedUnits<Scalar>?
  private var gradient: [Scalar]
  var order: [Int]
  private var workspace = Workspace<Scalar>()
  private(set) var validationWorkspace = Workspace<Scalar>()

  /// Training of `network` on `data`.
  ///
  /// - Parameters:
  ///   - network: Where to start; see `Network.initialize`.
  ///   - data: n examples that fit the network.
  ///   - optimizer: The rule of a step.
  ///   - batch: The number of examples a step; all of them by default.
  ///   - seed: Determines the order of the examples, and the units that are dropped.
  ///   - options: What else is done.
  ///   - validation: Data to watch the training on.
  /// - Precondition: the data fits the network, `batch` ≥ 1, and the options name layers of the network.
  public init(
    _ network: Network<Scalar>, on data: Dataset<Scalar>, optimizer: some Optimizer<Scalar>, batch: Int? = nil,
    seed: UInt64 = 1, options: TrainingOptions = TrainingOptions(), validation: Validation<Scalar>? = nil
  ) {
    precondition((batch ?? 1) >= 1, "a batch of \(batch ?? 1) examples")
    network.checkShapes(data.inputs, data.targets, weights: data.weights)
    if let data = validation?.data { network.checkShapes(data.inputs, data.targets, weights: data.weights) }
    self.network = network
    self.options = options
    self.validation = validation
    self.data = data
    let members = data.weights.map { weights in weights.indices.filter { weights[$0] != 0 } } ?? Array(0..<data.count)
    self.members = members.count < data.count ? members : nil
    count = members.count
    totalWeight = data.totalWeight
    self.batch = min(batch ?? count, max(count, 1))
    self.seed = seed
    self.optimizer = optimizer
    baseRate = optimizer.learningRate
    progress = TrainingProgress(generator: SeededGenerator(seed: seed))
    terms = options.regularization.terms(of: network.architecture)
    dropped = DroppedUnits(options.dropout, network.architecture, batch: self.batch, seed: seed)
    gradient = Array(repeating: 0, count: network.architecture.parameterCount)
    order = members
  }

  /// The number of finished epochs.
  public var epochs: Int { progress.history.epochs.count }
  /// The reports of the finished epochs.
  public var history: TrainingHistory { progress.history }
  /// The steps of an epoch.
  public var stepsPerEpoch: Int { max((count + batch - 1) / max(batch, 1), 1) }

  /// Goes on with another optimiser, from the parameters as they are.
  public mutating func use(_ optimizer: some Optimizer<Scalar>) {
    self.optimizer = optimizer
    // An epoch that diverges goes back to other parameters, but not to the optimiser that was given up.
    epochStart?.optimizer = optimizer
    previousEpoch?.start.optimizer = optimizer
    baseRate = optimizer.learningRate
  }

  /// One pass over the data, or the rest of one that was begun.
  ///
  /// - Parameter progress: Called after each batch with the examples done, the examples in all and the mean error of the
  ///   epoch so far.
  /// - Throws: `TrainingError.diverged` when a batch's error, a parameter after the epoch or the validation's loss is not
  ///   finite. The network, the optimiser and the shuffle are then as before the epoch, so that training can go on, for
  ///   example with another optimiser. Where epochs have one step (`batch: nil`), a first loss that is not finite is the
  ///   doing of the epoch before: that one is undone, and its report is no longer in the history.
  ///   `TrainingError.noExamples` when there are no examples, or all their weights are zero.
  /// - Complexity: about 6 n |w| flops and n / batch steps of the optimiser, and where there is validation data one
  ///   evaluation of it.
  @discardableResult
  public mutating func epoch(
    progress: ((_ done: Int, _ of: Int, _ loss: Double) -> Void)? = nil
  ) throws(TrainingError) -> EpochReport {
    let clock = ContinuousClock()
    let start = clock.now
    let before = self.progress.seconds
    beginEpoch()
    while isInEpoch {
      try step()
      self.progress.seconds = before + (clock.now - start) / .seconds(1)
      progress?(self.progress.position, count, self.progress.meanLoss)
    }
    return try endEpoch()
  }

  /// The mean error an example of the network as it is.
  public var meanLoss: Double { meanLoss(using: nil) }

  func meanLoss(using workspace: Workspace<Scalar>?) -> Double {
    network.loss(data.inputs, data.targets, weights: data.weights, using: workspace) / totalWeight
  }
}

// MARK: - The parts of an epoch

extension Training {
  /// Whether examples of the epoch that has begun are left.
  var isInEpoch: Bool { progress.position < count }

  /// Begins an epoch, where none has begun.
  mutating func beginEpoch() {
    // A copy of this value shares the workspaces until one of the two trains on.
    if !isKnownUniquelyReferenced(&workspace) { workspace = Workspace() }
    if !isKnownUniquelyReferenced(&validationWorkspace) { validationWorkspace = Workspace() }
    guard epochStart == nil else { return }
    epochStart = EpochStart(
      parameters: network.parameters, optimizer: optimizer, generator: progress.generator, steps: progress.steps)
    shuffle()
  }

  /// The order of the examples in the epoch that begins.
  mutating func shuffle() {
    guard batch < count else { return }
    order = progress.generator.permutation(of: count)
    if let members { for i in order.indices { order[i] = members[order[i]] } }
  }

  /// One step of the optimiser, on the next examples of the order.
  mutating func step() throws(TrainingError) {
    let range = progress.position..<min(progress.position + batch, count)
    // What the batch is divided by does not depend on its own weights, which would cancel: see the type.
    let weight = range.count == count ? totalWeight : Double(range.count) * (totalWeight / Double(count))
    dropped?.choose(step: progress.steps)
    let loss = Self.evaluate(
      network, data, range.count == count ? nil : order[range], into: &gradient, dropping: dropped, workspace)
    guard loss.isFinite else {
      if let previousEpoch, range.count == count { throw back(to: previousEpoch, loss) }
      throw backToStart(loss, batch: range.lowerBound / batch + 1)
    }
    optimizer.learningRate =
      baseRate
      * Scalar(
        progress.plateau.factor * options.schedule.factor(step: progress.steps, stepsPerEpoch: stepsPerEpoch))
    Self.penalize(
      &network, &gradient, terms, weight: weight, rate: Double(optimizer.learningRate))
    network.step(&optimizer, gradient: gradient, scale: Scalar(1 / weight * clipping(weight: weight)))
    progress.steps += 1
    progress.position = range.upperBound
    progress.total += loss
    progress.totalWeight += data.weight(of: order[range])
  }

  /// Ends an epoch whose examples are done.
  mutating func endEpoch() throws(TrainingError) -> EpochReport {
    guard progress.totalWeight > 0 else {
      leaveEpoch()
      throw .noExamples
    }
    guard network.parameters.firstNotFinite == nil else {
      let loss = meanLoss
      throw backToStart(loss.isFinite ? .nan : loss, batch: stepsPerEpoch)
    }
    let value = validation?.value(of: network, using: validationWorkspace)
    if let value, validation?.metric == .loss, !value.isFinite { throw backToStart(value, batch: stepsPerEpoch) }
    let report = EpochReport(
      number: epochs + 1, loss: progress.meanLoss, seconds: progress.seconds, examples: count,
      learningRate: Double(optimizer.learningRate), validation: value)
    if stepsPerEpoch == 1, let epochStart {
      var before = progress
      // Not shared, as what is appended to would be copied each time.
      before.history = TrainingHistory()
      before.generator = epochStart.generator
      before.steps = epochStart.steps
      before.leaveEpoch()
      previousEpoch = PreviousEpoch(start: epochStart, progress: before, bestParameters: bestParameters)
    }
    progress.history.epochs.append(report)
    watch(report)
    leaveEpoch()
    return report
  }

  private mutating func leaveEpoch() {
    epochStart = nil
    progress.leaveEpoch()
  }

  /// Goes back to the beginning of the epoch before, whose step has made the loss what it is.
  private mutating func back(to previous: PreviousEpoch<Scalar>, _ loss: Double) -> TrainingError {
    network.parameters = previous.start.parameters
    optimizer = previous.start.optimizer
    var history = progress.history
    history.epochs.removeLast()
    progress = previous.progress
    progress.history = history
    bestParameters = previous.bestParameters
    epochStart = nil
    previousEpoch = nil
    return .diverged(epoch: epochs + 1, batch: 1, loss: "\(loss)")
  }

  /// Goes back to the beginning of the epoch, as a batch's loss is not finite or its end is not.
  private mutating func backToStart(_ loss: Double, batch: Int) -> TrainingError {
    if let start = epochStart {
      network.parameters = start.parameters
      optimizer = start.optimizer
      progress.generator = start.generator
      progress.steps = start.steps
    }
    leaveEpoch()
    return .diverged(epoch: epochs + 1, batch: batch, loss: "\(loss)")
  }

  /// Adds the gradient of the penalties to the sum of a batch's, and lets weights decay; one pass over the weights.
  private static func penalize(
    _ network: inout Network<Scalar>, _ gradient: inout [Scalar], _ terms: [Regularization.Term], weight: Double,
    rate: Double
  ) {
    guard !terms.isEmpty else { return }
    let backend = network.execution.backend.chosen
    network.updateParameters { w in
      w.withUnsafeMutableBufferPointer { w in
        gradient.withUnsafeMutableBufferPointer { g in
          for term in terms {
            backend.penalize(
              term.range.count, w.baseAddress! + term.range.lowerBound, l2: Scalar(term.l2 * weight),
              l1: Scalar(term.l1 * weight), keep: Scalar(1 - rate * term.decay),
              g.baseAddress! + term.range.lowerBound)
          }
        }
      }
    }
  }

  /// c / ‖g‖ where the mean gradient is longer than the limit c, and else 1.
  private func clipping(weight: Double) -> Double {
    guard let limit = options.gradientLimit else { return 1 }
    let squares = gradient.withUnsafeBufferPointer { g in
      g.baseAddress.map { network.execution.backend.chosen.sumOfSquares(g.count, $0) } ?? 0
    }
    let norm = squares.squareRoot() / weight
    return norm > limit ? limit / norm : 1
  }

  /// The error of the examples in `order`, or of all, and its gradient.
  private static func evaluate(
    _ network: Network<Scalar>, _ data: Dataset<Scalar>, _ order: ArraySlice<Int>?, into gradient: inout [Scalar],
    dropping units: DroppedUnits<Scalar>?, _ workspace: Workspace<Scalar>
  ) -> Double {
    gradient.withUnsafeMutableBufferPointer { gradient in
      func evaluate(_ order: UnsafeBufferPointer<Int>?) -> Double {
        network.withExamplesUnchecked(data.inputs, data.targets, weights: data.weights, order: order) { examples in
          guard let units else { return network.evaluate(examples, gradient: gradient.baseAddress, workspace) }
          return network.evaluate(examples, gradient: gradient.baseAddress!, dropping: units, workspace)
        }
      }
      guard let order else { return evaluate(nil) }
      return order.withUnsafeBufferPointer { evaluate($0) }
    }
  }
}

extension Dataset {
  /// The weights of all examples together.
  var totalWeight: Double { weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(count) }

  /// The weights of some examples together.
  func weight(of examples: ArraySlice<Int>) -> Double {
    weights.map { weights in examples.reduce(0) { $0 + Double(weights[$1]) } } ?? Double(examples.count)
  }
}

extension Network {
  /// One step of an optimiser on the parameters, in place; masked weights stay 0.
  mutating func step(_ optimizer: inout any Optimizer<Scalar>, gradient: [Scalar], scale: Scalar) {
    if optimizer.state.backend != execution.backend.chosen { optimizer.state.backend = execution.backend.chosen }
    updateParameters { (w: inout MutableSpan<Scalar>) in
      optimizer.step(&w, gradient: gradient.span, scale: scale)
    }
  }
}
