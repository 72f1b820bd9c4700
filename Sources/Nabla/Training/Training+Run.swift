extension Training {
  /// Trains until `epochs` epochs are done in all, or early stopping ends the run.
  ///
  /// With early stopping in the options, the network has the best parameters at the end, also where it is `epochs` that ends
  /// the run. A further call goes on from these, with the optimiser's state of the last epoch: `run(epochs: 20)` and then
  /// `run(epochs: 40)` are not the same as `run(epochs: 40)`. The checkpoint at the end is saved before, so that a training
  /// that is resumed from it goes on as one that was never stopped.
  ///
  /// ```swift
  /// var training = Training(network, on: data, optimizer: .adam(), batch: 64, seed: 1)
  /// try training.resume(from: "run.checkpoint")    // where there is one
  /// try training.run(epochs: 50, checkpoints: Checkpoints("run.checkpoint", every: .seconds(30)), report: { print($0) })
  /// ```
  ///
  /// - Parameters:
  ///   - epochs: The number of epochs, those before the call included.
  ///   - checkpoints: Where and when the state is saved; at the end of the run always, and where it diverges. In a group the
  ///     first process saves, and the number of processes may be another one when it is resumed.
  ///   - progress: Called after each batch with the examples done in the epoch, the examples in all and the mean error of
  ///     the epoch so far.
  ///   - report: Called after each epoch.
  ///   - unsaved: Called where a checkpoint cannot be written, as on a full disk, and none has failed since the last that
  ///     could; the training goes on.
  ///   - isOver: Asked after each batch whether to end here, as where the user wants to: the state is saved as at the end. In a
  ///     group all end where one wants to.
  /// - Throws: `TrainingError.diverged` and `.noExamples`, as `epoch` does; and `ModelFileError` once all is done, where the
  ///   last checkpoint could not be written: the training is then as without the error.
  public mutating func run(
    epochs: Int, checkpoints: Checkpoints? = nil,
    progress: ((_ done: Int, _ of: Int, _ loss: Double) -> Void)? = nil, report: ((EpochReport) -> Void)? = nil,
    unsaved: ((ModelFileError) -> Void)? = nil, until isOver: (() -> Bool)? = nil
  ) throws {
    let clock = ContinuousClock()
    var due = checkpoints.map { CheckpointClock($0, clock.now) }
    var failure: ModelFileError?
    func save(_ training: inout Training) {
      guard let checkpoints, training.group.isFirst else { return }
      do throws(ModelFileError) {
        try training.save(checkpoint: checkpoints.path)
        failure = nil
      } catch {
        if failure == nil { unsaved?(error) }
        failure = error
      }
    }
    // Clocks and signals are of one process; what they ask for, all do.
    let group = group
    func all(_ condition: Bool) -> Bool { group.some(condition) }
    try agree()
    training: while self.epochs < epochs && !isStopped && !all(isOver?() ?? false) {
      var last = clock.now
      beginEpoch()
      while isInEpoch {
        try step(savingTo: checkpoints)
        let now = clock.now
        self.progress.seconds += (now - last) / .seconds(1)
        last = now
        progress?(self.progress.position, count, self.progress.meanLoss)
        // What is left of the epoch is its end, which belongs to the next checkpoint.
        guard isInEpoch else { break }
        if all(isOver?() ?? false) { break training }
        if due?.isDue(afterBatchAt: now) ?? false { save(&self) }
      }
      let finished = try finishEpoch(savingTo: checkpoints)
      report?(finished)
      if due?.isDue(afterEpochAt: clock.now) ?? false { save(&self) }
    }
    save(&self)
    if options.stopping != nil { restoreBest() }
    if let failure { throw failure }
  }

  /// One step; where it diverges, the file gets the state that was gone back to, as it may hold what has diverged.
  private mutating func step(savingTo checkpoints: Checkpoints?) throws {
    do throws(TrainingError) { try step() } catch {
      try? saveAfter(error, checkpoints)
      throw error
    }
  }

  private mutating func finishEpoch(savingTo checkpoints: Checkpoints?) throws -> EpochReport {
    do throws(TrainingError) { return try endEpoch() } catch {
      try? saveAfter(error, checkpoints)
      throw error
    }
  }

  private mutating func saveAfter(_ error: TrainingError, _ checkpoints: Checkpoints?) throws(ModelFileError) {
    guard let checkpoints, group.isFirst, case .diverged = error else { return }
    try save(checkpoint: checkpoints.path)
  }
}

/// Where and how often a run saves its state.
public struct Checkpoints: Sendable, Hashable {
  /// When it is time.
  public enum Interval: Sendable, Hashable {
    case epochs(Int)
    case batches(Int)
    case seconds(Double)
  }

  /// The file, which is replaced each time and whole at any moment.
  public var path: String
  /// When it is time.
  public var interval: Interval

  /// Checkpoints in the file `path`.
  ///
  /// - Precondition: the interval is positive.
  public init(_ path: String, every interval: Interval = .epochs(1)) {
    let isPositive =
      switch interval {
      case .epochs(let n), .batches(let n): n >= 1
      case .seconds(let t): t > 0
      }
    precondition(isPositive, "checkpoints every \(interval)")
    self.path = path
    self.interval = interval
  }
}

/// Counts until the next checkpoint.
private struct CheckpointClock {
  private let interval: Checkpoints.Interval
  private var last: ContinuousClock.Instant
  private var count = 0

  init(_ checkpoints: Checkpoints, _ now: ContinuousClock.Instant) {
    interval = checkpoints.interval
    last = now
  }

  mutating func isDue(afterBatchAt now: ContinuousClock.Instant) -> Bool {
    switch interval {
    case .epochs: return false
    case .batches(let n):
      count += 1
      guard count >= n else { return false }
    case .seconds(let t):
      guard now - last >= .seconds(t) else { return false }
    }
    count = 0
    last = now
    return true
  }

  mutating func isDue(afterEpochAt now: ContinuousClock.Instant) -> Bool {
    guard case .epochs(let n) = interval else { return isDue(afterBatchAt: now) }
    count += 1
    guard count >= n else { return false }
    count = 0
    return true
  }
}
