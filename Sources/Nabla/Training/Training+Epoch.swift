/// The parts of an epoch.
extension Training {
  /// Whether examples of the epoch that has begun are left.
  var isInEpoch: Bool { progress.position < count }

  /// Begins an epoch, where none has begun.
  mutating func beginEpoch() {
    // A copy of this value shares the workspaces until one of the two trains on.
    gradientStep.ownWorkspace()
    if !isKnownUniquelyReferenced(&validationWorkspace) { validationWorkspace = Workspace() }
    guard epochStart == nil else { return }
    epochStart = EpochStart(
      parameters: network.parameters, optimizer: optimizer, generator: progress.generator, steps: progress.steps)
    shuffle()
  }

  /// The order of the examples in the epoch that begins.
  mutating func shuffle() {
    guard batch < count else { return }
    switch shuffling {
    case .all:
      order = progress.generator.permutation(of: count)
      if let members { for i in order.indices { order[i] = members[order[i]] } }
    case .blocks:
      let drawn = shuffling.order(of: data.count, by: &progress.generator)
      order = data.weights.map { weights in drawn.examples.filter { weights[$0] != 0 } } ?? drawn.examples
      streamed?.blocks = drawn.blocks
    }
  }

  /// One step of the optimiser, on the next examples of the order.
  mutating func step() throws(TrainingError) {
    let range = progress.position..<min(progress.position + batch, count)
    // What the batch is divided by does not depend on its own weights, which would cancel: see the type.
    let weight = range.count == count ? totalWeight : Double(range.count) * (totalWeight / Double(count))
    gradientStep.begin(step: progress.steps, stepsPerEpoch: stepsPerEpoch)
    let loss = try evaluate(range)
    guard loss.isFinite else {
      if let previousEpoch, range.count == count { throw back(to: previousEpoch, loss) }
      throw backToStart(loss, batch: range.lowerBound / batch + 1)
    }
    optimizer.learningRate =
      baseRate
      * Scalar(
        progress.plateau.factor * options.schedule.factor(step: progress.steps, stepsPerEpoch: stepsPerEpoch))
    gradientStep.apply(to: &network, by: &optimizer, weight: weight)
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
}
