internal import Foundation

/// One run out of several from different starts.
public struct Run<Scalar: RealScalar>: Sendable {
  /// The seed of the start and of the order of the examples.
  public let seed: UInt64
  /// The network at the end, with early stopping the best one; or as it was before the epoch in which it diverged.
  public let network: Network<Scalar>
  /// The reports of the epochs.
  public let history: TrainingHistory
  /// The mean error on the training data at the end.
  public let loss: Double
  /// The metric on the validation data at the end, where there is validation.
  public let validation: Double?
  /// Why the run ended early, if it did.
  public let failure: TrainingError?
}

/// Several runs, best first.
public struct Runs<Scalar: RealScalar>: Sendable, RandomAccessCollection, CustomStringConvertible {
  private let runs: [Run<Scalar>]

  /// Sorts runs: by the watched value if there is validation, else, or where that is undefined, by the final loss; those
  /// that diverged come last, and of equal ones the first seed comes first.
  package init(_ runs: [Run<Scalar>], largerIsBetter: Bool) {
    let keyed = runs.enumerated().map { offset, run in
      let watched = run.validation.flatMap { $0.isNaN ? nil : largerIsBetter ? -$0 : $0 }
      let value = watched ?? run.loss
      let group = run.failure != nil || value.isNaN ? 2 : watched == nil && run.validation != nil ? 1 : 0
      return (key: (group, value.isNaN ? .infinity : value, offset), run: run)
    }
    self.runs = keyed.sorted { $0.key < $1.key }.map(\.run)
  }

  /// 0.
  public var startIndex: Int { 0 }
  /// The number of runs.
  public var endIndex: Int { runs.count }
  /// Run `i`, the best one first.
  public subscript(i: Int) -> Run<Scalar> { runs[i] }

  /// The best run.
  public var best: Run<Scalar> { runs[0] }

  /// A table, a line a run: its place, seed, number of epochs, final loss, value on the validation data, and why it
  /// failed, if it did.
  public var description: String {
    let hasValidation = runs.contains { $0.validation != nil }
    let header = "run  seed                  epochs  loss        " + (hasValidation ? "validation" : "")
    let lines = runs.enumerated().map { i, run in
      let seed = "\(run.seed)".padding(toLength: 20, withPad: " ", startingAt: 0)
      let validation = run.validation.map { $0.isNaN ? "undefined" : String(format: "%.6g", $0) } ?? ""
      let failure = run.failure.map { " \($0)" } ?? ""
      return String(format: "%3d  ", i + 1) + seed + String(format: "  %6d  ", run.history.epochs.count)
        + String(format: "%.6g", run.loss).padding(toLength: 12, withPad: " ", startingAt: 0) + validation + failure
    }
    return ([header] + lines).map(\.withoutTrailingSpaces).joined(separator: "\n")
  }
}

extension Training {
  /// Several runs from several starts, best first: a network's error has many minima, and gradient descent finds a near
  /// one.
  ///
  /// Runs go in parallel, each on one thread, where the network's `execution` allows as many threads, and are spread over the
  /// processes of its group; the bits of the result do not depend on it.
  ///
  /// - Parameters:
  ///   - network: The network, whose parameters do not matter.
  ///   - data: The training data.
  ///   - seeds: One run for each.
  ///   - initialization: How the weights of each run begin.
  ///   - epochs: The epochs of each run, at most.
  ///   - batch: The number of examples a step; all by default.
  ///   - optimizer: Where each run's optimiser begins.
  ///   - options: What each run does beside plain steps.
  ///   - validation: Data to watch the runs on, by which the best one is chosen.
  ///   - isOver: Asked after each batch of each run, from its thread, whether to end all of them here.
  /// - Precondition: the data fits the network, and there is at least one seed and one epoch.
  public static func runs(
    of network: Network<Scalar>, on data: Dataset<Scalar>, seeds: some Collection<UInt64>,
    initialization: Initialization = .glorot, epochs: Int, batch: Int? = nil, optimizer: some Optimizer<Scalar>,
    options: TrainingOptions = TrainingOptions(), validation: Validation<Scalar>? = nil,
    until isOver: (@Sendable () -> Bool)? = nil
  ) -> Runs<Scalar> {
    runs(
      of: network, seeds: seeds, initialization: initialization, epochs: epochs, batch: batch, optimizer: optimizer,
      options: options, largerIsBetter: validation?.metric.largerIsBetter ?? false, until: isOver
    ) { _ in (data, validation) }
  }

  /// The same where each run has examples of its own.
  ///
  /// - Parameter examples: The training and the validation data of run i, called from the run's thread.
  package static func runs<Failure: Error>(
    of network: Network<Scalar>, seeds: some Collection<UInt64>, initialization: Initialization, epochs: Int,
    batch: Int?, optimizer: some Optimizer<Scalar>, options: TrainingOptions, largerIsBetter: Bool,
    until isOver: (@Sendable () -> Bool)?,
    examples: @Sendable (Int) throws(Failure) -> (training: Dataset<Scalar>, validation: Validation<Scalar>?)
  ) throws(Failure) -> Runs<Scalar> {
    let plans = seeds.map { RunPlan(seed: $0, epochs: epochs, batch: batch, optimizer: optimizer, options: options) }
    return Runs(
      try runs(of: network, plans, initialization: initialization, until: isOver, examples: examples),
      largerIsBetter: largerIsBetter)
  }

  /// The runs of these plans in their order, where each has examples of its own.
  ///
  /// - Parameter examples: The training and the validation data of run i, called from the run's thread.
  package static func runs<Failure: Error>(
    of network: Network<Scalar>, _ plans: [RunPlan<Scalar>], initialization: Initialization,
    until isOver: (@Sendable () -> Bool)?,
    examples: @Sendable (Int) throws(Failure) -> (training: Dataset<Scalar>, validation: Validation<Scalar>?)
  ) throws(Failure) -> [Run<Scalar>] {
    precondition(!plans.isEmpty, "no runs")
    let group = network.execution.group
    // Every process has each so many-th plan, and all get all runs.
    let own = plans.indices.filter { $0 % group.size == group.rank }
    let threads = min(network.execution.threads, own.count)
    var runs: [Result<Run<Scalar>, Failure>?] = Array(repeating: nil, count: own.count)
    runs.withUnsafeMutableBufferPointer { runs in
      // Each run has a place of its own, which the compiler cannot see.
      nonisolated(unsafe) let runs = runs
      Parallel.forEach(own.count, threads: threads) { i, _ in
        let plan = plans[own[i]]
        var start = network
        start.execution.group = .single
        if threads > 1 { start.execution = start.execution.alone }
        start.initialize(initialization, seed: plan.seed)
        runs[i] = Result { () throws(Failure) in
          let (data, validation) = try examples(own[i])
          var training = plan.training(start, on: data, validation: validation)
          return training.run(
            epochs: plan.epochs, execution: network.execution, validation: validation, until: isOver)
        }
      }
    }
    var finished: [Run<Scalar>] = []
    for run in runs { finished.append(try run!.get()) }
    return RunRecord.exchanged(finished, at: own, of: network, count: plans.count)
  }

  private mutating func run(
    epochs: Int, execution: Execution, validation: Validation<Scalar>?, until isOver: (@Sendable () -> Bool)?
  ) -> Run<Scalar> {
    var failure: TrainingError?
    do throws(TrainingError) {
      let clock = ContinuousClock()
      training: while self.epochs < epochs && !isStopped && !(isOver?() ?? false) {
        let start = clock.now
        beginEpoch()
        while isInEpoch {
          try step()
          if isInEpoch, isOver?() ?? false { break training }
        }
        progress.seconds = (clock.now - start) / .seconds(1)
        _ = try endEpoch()
      }
    } catch {
      failure = error
    }
    if options.stopping != nil { restoreBest() }
    let (loss, value) = (meanLoss, validation?.value(of: network))
    network.execution = execution
    return Run(
      seed: seed, network: network, history: history, loss: loss, validation: value, failure: failure)
  }
}
