extension Training {
  /// Whether the watched value has not improved for as long as `EarlyStopping` allows.
  public var isStopped: Bool { options.stopping.map { progress.waiting >= $0.patience } ?? false }

  /// The epoch with the best watched value, where values are watched: with validation data or early stopping.
  ///
  /// The watched value is the validation's metric after the epoch. Without validation it is the mean error of the training
  /// data: where epochs have one step and no units are dropped, that of the epoch's report, which the network had at the
  /// epoch's beginning; elsewhere that of the network after the epoch.
  public var bestEpoch: Int? { progress.bestEpoch }

  /// Sets the network to the parameters that had the best watched value, where values are watched and an epoch is done.
  ///
  /// Where the loss of an epoch is that of its beginning, the network as it is stays if its error is less than any that was
  /// watched. The optimiser's state stays as it is.
  ///
  /// - Complexity: O(|w|), and one evaluation of the training data where the network's error is not known yet.
  public mutating func restoreBest() {
    guard let bestParameters else { return }
    if watchesBeginnings && network.parameters != bestParameters && meanLoss < progress.bestValue { return }
    network.parameters = bestParameters
    previousEpoch = nil
  }

  /// Whether the watched value of an epoch is its loss, which is that of the parameters at its beginning.
  private var watchesBeginnings: Bool { validation == nil && stepsPerEpoch == 1 && gradientStep.dropped == nil }

  /// Takes note of an epoch's watched value, and of the parameters that have it.
  mutating func watch(_ report: EpochReport) {
    let largerIsBetter = report.validation != nil && validation?.metric.largerIsBetter ?? false
    progress.plateau.observe(
      report.validation ?? report.loss, largerIsBetter: largerIsBetter, options.schedule)
    guard validation != nil || options.stopping != nil else { return }
    // The loss of an epoch of several steps is that of no network: each step's is of other parameters.
    let value = report.validation ?? (watchesBeginnings ? report.loss : meanLoss(using: validationWorkspace))
    let change = options.stopping?.minimumChange ?? 0
    let isBetter =
      largerIsBetter ? value > progress.bestValue + change : value < progress.bestValue - change
    if progress.bestEpoch == nil ? !value.isNaN : isBetter {
      progress.bestEpoch = report.number
      progress.bestValue = value
      progress.waiting = 0
      bestParameters = watchesBeginnings ? epochStart?.parameters : network.parameters
    } else {
      progress.waiting += 1
    }
  }
}
