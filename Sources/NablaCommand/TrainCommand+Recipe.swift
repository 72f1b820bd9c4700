internal import Nabla

/// What a training came to.
struct TrainingResult<Scalar: RealScalar> {
  let network: Network<Scalar>
  let history: TrainingHistory
  /// Why it ended early, if it did.
  let failure: TrainingError?
  let epochs: Int
  let batch: Int

  init(
    _ trained: (network: Network<Scalar>, history: TrainingHistory, failure: TrainingError?), epochs: Int, batch: Int
  ) {
    (network, history, failure) = trained
    (self.epochs, self.batch) = (epochs, batch)
  }

  /// The same with the network in another precision.
  init<Other: RealScalar>(_ other: TrainingResult<Other>) {
    self.init((Network(other.network), other.history, other.failure), epochs: other.epochs, batch: other.batch)
  }
}

extension TrainCommand {
  /// Trains as the options say, and the recipe of what they leave open.
  ///
  /// - Returns: What it came to, and the command with all that was decided.
  /// - Throws: Where there is no network to keep.
  func trained<S: RealScalar>(
    _ problem: TrainingProblem<S>, _ start: Network<S>, isQuiet: Bool
  ) throws -> (command: TrainCommand, result: TrainingResult<S>) {
    guard chosenPrecision == .mixed else {
      return try trained(problem.training, problem.heldOut, start, isQuiet: isQuiet)
    }
    let (command, result) = try trained(
      Dataset<Float>(problem.training), problem.heldOut, Network<Float>(start), isQuiet: isQuiet)
    return (command, TrainingResult(result))
  }

  private func trained<S: RealScalar>(
    _ data: Dataset<S>, _ heldOut: HeldOutDivision, _ start: Network<S>, isQuiet: Bool
  ) throws -> (command: TrainCommand, result: TrainingResult<S>) {
    guard !evidence.compares else {
      let settings = settings(count: data.count)
      return (
        self,
        TrainingResult(
          (start, TrainingHistory(), nil), epochs: training.epochs ?? settings.epochs, batch: settings.batch)
      )
    }
    let clock = ContinuousClock()
    let begun = clock.now
    defer {
      if !isQuiet {
        Console.print(String(tenths: (clock.now - begun) / .seconds(1), before: "trained in ", after: " s"))
      }
    }
    let (command, committee) = try restrained(data, heldOut, start, isQuiet: isQuiet)
    if let committee { return (command, committee) }
    let (batch, most) = command.settings(count: data.count)
    let training = command.training
    let networks = training.ensemble ?? training.committee ?? training.starts ?? 1
    let epochs = try training.epochs ?? training.fitting(most, start, data, batch, networks: networks)
    let trained = try training.train(
      start, on: data, heldOut, epochs: epochs, batch: batch, initialization: initialization, isQuiet: isQuiet)
    return (command, TrainingResult(trained, epochs: epochs, batch: batch))
  }

  /// The examples a step and the epochs for `count` examples, where the options do not say them.
  func settings(count: Int) -> (batch: Int, epochs: Int) {
    recipe.settings(isImageSet: data.isImageSet, count: count, batch: training.batch, restraint)
  }

  /// The command with the restraint of the least error on the parts that members of a committee leave out of the training data,
  /// and the mean of that committee, unless a network of all examples is asked for; the test data has no part in it.
  private func restrained<S: RealScalar>(
    _ data: Dataset<S>, _ heldOut: HeldOutDivision, _ start: Network<S>, isQuiet: Bool
  ) throws -> (command: TrainCommand, committee: TrainingResult<S>?) {
    let count = training.committee ?? min(recipe.members, heldOut.mostParts(of: data.count))
    guard recipe.compares(data), count > 1 else { return (self, nil) }
    let parts = try heldOut.parts(count, of: data, seed: network.seed)
    guard parts.allSatisfy(data.hasWeight(in:)) else { return (self, nil) }
    return try RestraintComparison(
      commands: try Restraint.allCases.map { try with($0, committee: count) }, start: start, data: data, parts: parts,
      compared: min(Recipe.compared, count)
    ).best(isQuiet: isQuiet)
  }

  private func with(_ restraint: Restraint, committee count: Int) throws(UsageError) -> TrainCommand {
    var command = self
    command.restraint = restraint
    command.arguments = recipe.completed(merged, restraint, committee: count)
    command.training = try TrainingChoice(command.arguments, network, hidden: hiddenCount, end: training.end)
    return command
  }
}
