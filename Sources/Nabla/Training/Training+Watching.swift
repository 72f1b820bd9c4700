extension Training {
  /// Whether the watched value has not improved for as long as `EarlyStopping` allows.
  public var isStopped: Bool { options.stopping.map { progress.waiting >= $0.patience } ?? false }

  /// The epoch with the best watched value, where values are watched: with validation data or early stopping.
  public var bestEpoch: Int? { progress.bestEpoch }

  /// Sets the network to the parameters of the best epoch, where values are watched and an epoch is done.
  ///
  /// The optimiser's state stays as it is.
  public mutating func restoreBest() {
    guard let bestParameters else { return }
    network.parameters = bestParameters
    previousEpoch = nil
  }

  /// Takes note of an epoch's watched value.
  mutating func watch(_ report: EpochReport) {
    let value = report.validation ?? report.loss
    let largerIsBetter = report.validation != nil && validation?.metric.largerIsBetter ?? false
    progress.plateau.observe(value, largerIsBetter: largerIsBetter, options.schedule)
    guard validation != nil || options.stopping != nil else { return }
    let change = options.stopping?.minimumChange ?? 0
    let isBetter =
      largerIsBetter ? value > progress.bestValue + change : value < progress.bestValue - change
    if progress.bestEpoch == nil ? !value.isNaN : isBetter {
      progress.bestEpoch = report.number
      progress.bestValue = value
      progress.waiting = 0
      bestParameters = network.parameters
    } else {
      progress.waiting += 1
    }
  }
}
