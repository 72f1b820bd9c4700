/// One run out of several from different starts.
public struct Run<Scalar: RealScalar>: Sendable {
  /// The seed of the start and of the order of the examples.
  public let seed: UInt64
  /// The network at the end, or as it was before the epoch in which it diverged.
  public let network: Network<Scalar>
  /// The reports of the epochs.
  public let history: [EpochReport]
  /// The mean error on the training data at the end.
  public let loss: Double
  /// Why the run ended early, if it did.
  public let failure: TrainingError?
}

extension Training {
  /// Several runs from several starts, best first: a network's error has many minima, and gradient descent finds a near
  /// one.
  ///
  /// - Parameters:
  ///   - network: The network, whose parameters do not matter.
  ///   - data: The training data.
  ///   - seeds: One run for each.
  ///   - initialization: How the weights of each run begin.
  ///   - epochs: The epochs of each run.
  ///   - batch: The number of examples a step; all by default.
  ///   - optimizer: Where each run's optimiser begins.
  /// - Returns: The runs by increasing final loss; runs that diverged come last.
  /// - Precondition: the data fits the network, and there is at least one seed and one epoch.
  public static func runs(
    of network: Network<Scalar>, on data: Dataset<Scalar>, seeds: some Collection<UInt64>,
    initialization: Initialization = .glorot, epochs: Int, batch: Int? = nil, optimizer: some Optimizer<Scalar>
  ) -> [Run<Scalar>] {
    precondition(!seeds.isEmpty && epochs >= 1, "\(seeds.count) seeds and \(epochs) epochs make no run")
    return seeds.map { seed in
      var start = network
      start.initialize(initialization, seed: seed)
      var training = Training(start, on: data, optimizer: optimizer, batch: batch, seed: seed)
      return training.run(epochs: epochs, seed: seed)
    }
    .sorted { ($0.failure == nil ? 0 : 1, $0.loss) < ($1.failure == nil ? 0 : 1, $1.loss) }
  }

  private mutating func run(epochs: Int, seed: UInt64) -> Run<Scalar> {
    var history: [EpochReport] = []
    var failure: TrainingError?
    do throws(TrainingError) {
      for _ in 0..<epochs { history.append(try epoch()) }
    } catch {
      failure = error
    }
    return Run(seed: seed, network: network, history: history, loss: meanLoss, failure: failure)
  }

  /// The mean error an example of the network as it is.
  public var meanLoss: Double {
    let total = data.weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(data.count)
    return network.loss(data.inputs, data.targets, weights: data.weights) / total
  }
}
