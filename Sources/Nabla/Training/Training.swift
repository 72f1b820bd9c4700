/// Gradient descent on the error of a network, an epoch at a time.
///
/// ```swift
/// var training = Training(network, on: images, optimizer: .adam(learningRate: 1e-3), batch: 128, seed: 1)
/// for _ in 1...10 { print(try training.epoch()) }
/// network = training.network
/// ```
///
/// The step of a batch follows its mean error, (1/Σᵢwᵢ) Σᵢ wᵢEᵢ, so that a learning rate suits batches of any size.
/// With `batch: nil` every step uses all examples (batch gradient descent), with `batch: 1` one (on-line); otherwise the
/// examples are shuffled anew each epoch by a generator started from the seed, and the last batch may be short.
///
/// The same network, data, optimiser and seed give the same bits, on any number of threads.
public struct Training<Scalar: RealScalar> {
  /// The network as trained so far.
  public private(set) var network: Network<Scalar>
  /// The number of finished epochs.
  public private(set) var epochs = 0

  let data: Dataset<Scalar>
  private var optimizer: any Optimizer<Scalar>
  private let batch: Int
  private var generator: SeededGenerator
  private var gradient: [Scalar]
  private var order: [Int]
  private var workspace = Workspace<Scalar>()

  /// Training of `network` on `data`.
  ///
  /// - Parameters:
  ///   - network: Where to start; see `Network.initialize`.
  ///   - data: n examples that fit the network.
  ///   - optimizer: The rule of a step.
  ///   - batch: The number of examples a step; all of them by default.
  ///   - seed: Determines the order of the examples.
  /// - Precondition: the data fits the network, and `batch` ≥ 1.
  public init(
    _ network: Network<Scalar>, on data: Dataset<Scalar>, optimizer: some Optimizer<Scalar>, batch: Int? = nil,
    seed: UInt64 = 1
  ) {
    precondition((batch ?? 1) >= 1, "a batch of \(batch ?? 1) examples")
    network.checkShapes(data.inputs, data.targets, weights: data.weights)
    self.network = network
    self.data = data
    self.optimizer = optimizer
    self.batch = min(batch ?? data.count, max(data.count, 1))
    generator = SeededGenerator(seed: seed)
    gradient = Array(repeating: 0, count: network.architecture.parameterCount)
    order = Array(0..<data.count)
  }

  /// One pass over the data.
  ///
  /// - Parameter progress: Called after each batch with the examples done, the examples in all and the mean error of the
  ///   epoch so far.
  /// - Throws: `TrainingError.diverged` when a batch's error is not finite. The network, the optimiser and the shuffle are
  ///   then as before the call, so that training can go on, for example with another optimiser.
  /// - Complexity: about 6 n |w| flops and n / batch steps of the optimiser.
  public mutating func epoch(
    progress: ((_ done: Int, _ of: Int, _ loss: Double) -> Void)? = nil
  ) throws(TrainingError) -> EpochReport {
    let clock = ContinuousClock()
    let start = clock.now
    let before = (network.parameters, optimizer, generator, order)
    // A copy of this value shares the workspace until one of the two trains on.
    if !isKnownUniquelyReferenced(&workspace) { workspace = Workspace() }
    if batch < data.count { order = generator.permutation(of: data.count) }

    var total = 0.0
    var totalWeight = 0.0
    for (number, first) in stride(from: 0, to: data.count, by: batch).enumerated() {
      let range = first..<min(first + batch, data.count)
      let loss = step(range, &totalWeight)
      guard loss.isFinite else {
        (network.parameters, optimizer, generator, order) = before
        throw .diverged(epoch: epochs + 1, batch: number + 1, loss: "\(loss)")
      }
      total += loss
      progress?(range.upperBound, data.count, total / totalWeight)
    }
    guard totalWeight > 0 else { throw .noExamples }
    epochs += 1
    return EpochReport(
      number: epochs, loss: total / totalWeight, seconds: (clock.now - start) / .seconds(1), examples: data.count)
  }

  /// Goes on with another optimiser, from the parameters as they are.
  public mutating func use(_ optimizer: some Optimizer<Scalar>) {
    self.optimizer = optimizer
  }

  /// One step on the examples at `range` of the order; returns their error before it and adds their weights up.
  private mutating func step(_ range: Range<Int>, _ totalWeight: inout Double) -> Double {
    let weight =
      data.weights.map { weights in range.reduce(0) { $0 + Double(weights[order[$1]]) } }
      ?? Double(range.count)
    let loss = Self.evaluate(
      network, data, range.count == data.count ? nil : order[range], into: &gradient, workspace)
    totalWeight += weight
    guard loss.isFinite && weight > 0 else { return loss }
    network.step(&optimizer, gradient: gradient, scale: Scalar(1 / weight))
    return loss
  }

  /// The error of the examples in `order`, or of all, and its gradient.
  private static func evaluate(
    _ network: Network<Scalar>, _ data: Dataset<Scalar>, _ order: ArraySlice<Int>?, into gradient: inout [Scalar],
    _ workspace: Workspace<Scalar>
  ) -> Double {
    gradient.withUnsafeMutableBufferPointer { gradient in
      network.withExamplesUnchecked(data.inputs, data.targets, weights: data.weights) { examples in
        guard let order else { return network.evaluate(examples, gradient: gradient.baseAddress, workspace) }
        return order.withUnsafeBufferPointer { order in
          network.evaluate(examples.rows(order), gradient: gradient.baseAddress, workspace)
        }
      }
    }
  }
}

extension Network {
  /// One step of an optimiser on the parameters, in place; masked weights stay 0.
  mutating func step(_ optimizer: inout any Optimizer<Scalar>, gradient: [Scalar], scale: Scalar) {
    updateParameters { (w: inout MutableSpan<Scalar>) in
      optimizer.step(&w, gradient: gradient.span, scale: scale)
    }
  }
}
