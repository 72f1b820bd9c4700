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
/// The same network, data, optimiser, options and seed give the same bits, on any number of threads. Where the network's
/// `execution` has a group of processes, each makes the same training and calls it alike; they share the examples of every
/// batch, which come in the order of one process, and the bits do not depend on their number.
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

  /// The examples that it learns from; without their inputs where these are streamed.
  let data: Dataset<Scalar>
  /// The inputs, where they are sparse.
  var sparse: SparseMatrix<Scalar>?
  /// The inputs, where they are read when they are needed.
  var streamed: StreamedInputs<Scalar>?
  /// The order of examples.
  let shuffling: Shuffling
  /// The number of examples whose weight is not 0, n.
  let count: Int
  /// The number of examples a step.
  let batch: Int
  /// The weight of all examples.
  let totalWeight: Double
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
  /// Whether the processes of the group were seen to train the same.
  var isAgreed = false

  /// The examples whose weight is not 0; nil where they are all.
  let members: [Int]?
  /// What a step consists of.
  var gradientStep: GradientStep<Scalar>
  var order: [Int]
  var validationWorkspace = Workspace<Scalar>()

  /// Training of `network` on `data`.
  ///
  /// - Parameters:
  ///   - network: Where to start; see `Network.initialize`.
  ///   - data: n examples that fit the network.
  ///   - optimizer: The rule of a step.
  ///   - batch: The number of examples a step; all of them by default.
  ///   - seed: Determines the order of the examples, and the units that are dropped.
  ///   - options: What else is done.
  ///   - shuffling: In which order the examples of an epoch come.
  ///   - validation: Data to watch the training on.
  /// - Precondition: the data fits the network, `batch` ≥ 1, and the options name layers of the network.
  public init(
    _ network: Network<Scalar>, on data: Dataset<Scalar>, optimizer: some Optimizer<Scalar>, batch: Int? = nil,
    seed: UInt64 = 1, options: TrainingOptions = TrainingOptions(), shuffling: Shuffling = .all,
    validation: Validation<Scalar>? = nil
  ) {
    network.checkShapes(data.inputs, data.targets, weights: data.weights)
    self.init(
      network, data, nil, optimizer: optimizer, batch: batch, seed: seed, options: options, shuffling: shuffling,
      validation: validation)
  }

  /// - Precondition: the shapes are checked.
  init(
    _ network: Network<Scalar>, _ data: Dataset<Scalar>, _ streamed: StreamedInputs<Scalar>?,
    optimizer: some Optimizer<Scalar>, batch: Int?, seed: UInt64, options: TrainingOptions, shuffling: Shuffling,
    validation: Validation<Scalar>?
  ) {
    precondition((batch ?? 1) >= 1, "a batch of \(batch ?? 1) examples")
    shuffling.check()
    self.streamed = streamed
    self.shuffling = shuffling
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
    gradientStep = GradientStep(network.architecture, options, batch: self.batch, seed: seed)
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
    try agree()
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
    if let sparse {
      return network.loss(sparse, data.targets, weights: data.weights, using: workspace) / totalWeight
    }
    if let streamed { return streamedMeanLoss(streamed, using: workspace) }
    return network.loss(data.inputs, data.targets, weights: data.weights, using: workspace) / totalWeight
  }
}
