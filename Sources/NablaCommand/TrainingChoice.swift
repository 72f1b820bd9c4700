internal import Nabla

/// How a network is trained, as the options say; what is not said depends on the data.
struct TrainingChoice {
  let optimizer: OptimizerChoice
  let schedule: ScheduleChoice
  let layers: LayerChoice
  let regularization: RegularizationChoice
  let watching: WatchingChoice
  let checkpoint: CheckpointChoice
  let batch: Int?
  let epochs: Int?
  let starts: Int?
  /// How many networks are trained for their mean.
  let ensemble: Int?
  /// How many networks are trained for their mean, each without one of as many parts of the examples.
  let committee: Int?
  /// When the training is to be over.
  let end: ContinuousClock.Instant?
  let seed: UInt64

  /// What is taken for sets of images of tens of thousands of examples, and for others.
  static let defaults = (images: (batch: 128, epochs: 12), other: (batch: 32, epochs: 30))
  /// A small set is gone through so often that there are about as many steps as this.
  static let leastSteps = 3000

  /// The batch and the epochs for `count` examples, where the options do not say them.
  static func defaults(isImageSet: Bool, count: Int, batch: Int?) -> (batch: Int, epochs: Int) {
    let settings = isImageSet ? defaults.images : defaults.other
    let batch = batch ?? settings.batch
    return (batch, max(settings.epochs, leastSteps / max((count + batch - 1) / batch, 1)))
  }

  /// The options that `init` reads, the groups of regularisation, watching and checkpoints excepted.
  static let options =
    OptimizerChoice.options + [
      Option(
        name: "batch", values: ["N"],
        help: "The number of examples a step (default: \(defaults.images.batch) for image sets, "
          + "\(defaults.other.batch) else)."),
      Option(
        name: "epochs", values: ["N"],
        help: "How often all examples are gone through (default: \(defaults.images.epochs) for image sets, "
          + "\(defaults.other.epochs) else, or more to make \(leastSteps) steps)."),
    ] + ScheduleChoice.options + [
      Option(
        name: "starts", values: ["K"],
        help: "Train from K starts, each on one thread, with the seeds that follow on '--seed', and keep the best."),
      Option(
        name: "ensemble", values: ["K"],
        help:
          "Train K networks, with the seeds that follow on '--seed', and save their mean as one network: the mean of "
          + "the outputs before the output's activation."),
      committeeOption,
      SettingsFile.option,
    ]

  /// - Parameters:
  ///   - hidden: The number of hidden layers of the network.
  ///   - begun: When a training is to be over whose time has begun before.
  init(
    _ arguments: Arguments, _ network: NetworkChoice, hidden: Int, end begun: ContinuousClock.Instant? = nil
  ) throws(UsageError) {
    let seed = network.seed
    optimizer = try OptimizerChoice(arguments)
    schedule = try ScheduleChoice(arguments)
    layers = try LayerChoice(arguments, network, hidden: hidden)
    regularization = try RegularizationChoice(arguments, layers)
    watching = try WatchingChoice(arguments)
    checkpoint = try CheckpointChoice(arguments)
    batch = try arguments.count("batch")
    epochs = try arguments.count("epochs")
    starts = try arguments.count("starts", upTo: 10_000)
    ensemble = try arguments.count("ensemble", upTo: 10_000)
    committee = try arguments.count("committee", upTo: 10_000)
    if let committee, committee < 2 { throw UsageError("'--committee' is of 2 networks or more") }
    let minutes = try arguments.positive("minutes")
    end = begun ?? minutes.map { ContinuousClock().now + .seconds(60 * min($0, 1e7)) }
    self.seed = seed
    for (option, count) in [("starts", starts), ("ensemble", ensemble), ("committee", committee)] {
      guard let count, seed.addingReportingOverflow(UInt64(count)).overflow else { continue }
      throw UsageError("'--\(option)' takes the seeds that follow on '--seed', and there are not \(count) of them")
    }
    for (name, kind) in [("ensemble", "an ensemble"), ("committee", "a committee")] where arguments.contains(name) {
      for option in ["starts", "checkpoint", "polish", "evidence"] where arguments.contains(option) {
        throw UsageError("'--\(name)' and '--\(option)' exclude each other: \(kind) is of several runs")
      }
    }
    _ = try arguments.exclusive(["ensemble", "committee"])
    if starts != nil, checkpoint.checkpoints != nil {
      throw UsageError("'--starts' and '--checkpoint' exclude each other: a checkpoint is of one run")
    }
  }

  /// What a run does beside plain steps.
  func options(epochs: Int) throws -> TrainingOptions {
    TrainingOptions(
      schedule: try schedule.schedule(epochs: epochs), regularization: regularization.regularization,
      dropout: regularization.dropout, gradientLimit: regularization.gradientLimit, stopping: watching.stopping,
      layerRates: layers.rates, penaltySchedule: regularization.penaltySchedule(epochs: epochs),
      dropoutSchedule: regularization.dropoutSchedule(epochs: epochs))
  }

  /// Trains a network and shows how far it is: a bar on a terminal, and lines anywhere, for up to 30 of the epochs.
  ///
  /// Where a signal asks the program to end, it is as trained so far, and where it diverges, as it was before that epoch,
  /// which `failure` says then.
  ///
  /// - Parameter initialization: How each of several starts begins.
  /// - Throws: Where there is no network to keep.
  func train<S: RealScalar>(
    _ network: Network<S>, on data: Dataset<S>, _ heldOut: HeldOutDivision, epochs: Int, batch: Int,
    initialization: Initialization, isQuiet: Bool
  ) throws -> (network: Network<S>, history: TrainingHistory, failure: TrainingError?) {
    if let runs = try members(
      network, on: data, heldOut, epochs: epochs, batch: batch, initialization: initialization)
    {
      return try mean(of: Runs(runs, largerIsBetter: watching.largerIsBetter), epochs: epochs, isQuiet: isQuiet)
    }
    let (options, optimizer) = (try options(epochs: epochs), try optimizer.optimizer(as: S.self))
    let parts = try watching.divided(data, heldOut, seed: seed)
    let examples = try regularization.prepared(parts.training, network.architecture.likelihood)
    if let starts {
      let runs = Training.runs(
        of: network, on: examples, seeds: seed..<seed + UInt64(starts), initialization: initialization, epochs: epochs,
        batch: batch, optimizer: optimizer, options: options, validation: parts.validation,
        until: isOver)
      if !isQuiet { Console.print("\(runs)") }
      if let failure = runs.best.failure, runs.best.history.epochs.isEmpty { throw failure }
      return (runs.best.network, runs.best.history, runs.best.failure)
    }
    let training = Training(
      network, on: examples, optimizer: optimizer, batch: batch, seed: seed, options: options,
      validation: parts.validation)
    return try finished(training, epochs: epochs, isQuiet: isQuiet, until: isOver)
  }

  /// Runs a training to its end, from its last checkpoint where there is one.
  ///
  /// - Throws: Where there is no network to keep.
  func finished<S: RealScalar>(
    _ training: consuming Training<S>, epochs: Int, isQuiet: Bool,
    until isOver: @escaping @Sendable () -> Bool = { Interruption.isRequested }
  ) throws -> (network: Network<S>, history: TrainingHistory, failure: TrainingError?) {
    if try checkpoint.resume(&training), !isQuiet {
      Console.print("resumed from \(checkpoint.checkpoints?.path.visible ?? "") after \(training.epochs) epochs")
    }
    var failure: TrainingError?
    do {
      try run(&training, epochs: epochs, isQuiet: isQuiet, until: isOver)
    } catch let error as TrainingError where training.epochs > 0 && error != .differs {
      failure = error
      if watching.stopping != nil { training.restoreBest() }
    } catch is ModelFileError {
      // The last checkpoint could not be written, as was said where it happened; the network is there.
      Outcome.note()
    }
    if let best = training.bestEpoch, watching.stopping != nil, !isQuiet { Console.print("best epoch: \(best)") }
    return (training.network, training.history, failure)
  }

  private func run<S: RealScalar>(
    _ training: inout Training<S>, epochs: Int, isQuiet: Bool, until isOver: @escaping @Sendable () -> Bool
  ) throws {
    var bar = ProgressBar()
    let showsBar = Console.isTerminal && !isQuiet
    var epoch = training.epochs + 1
    defer { bar.clear() }
    try training.run(
      epochs: epochs, checkpoints: checkpoint.checkpoints,
      progress: { done, examples, loss in
        if showsBar { bar.update(epoch: epoch, of: epochs, done: done, of: examples, loss: loss) }
      },
      report: { report in
        bar.clear()
        if !isQuiet, epoch == 1 || epoch == epochs || epoch % ((epochs + 29) / 30) == 0 { Console.print("\(report)") }
        epoch += 1
      },
      unsaved: { error in
        bar.clear()
        Console.complain("the state could not be saved, and the training goes on: \(error)")
      },
      until: isOver)
  }
}
