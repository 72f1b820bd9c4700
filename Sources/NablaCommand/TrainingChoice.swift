internal import Nabla

/// How a network is trained, as the options say; what is not said depends on the data.
struct TrainingChoice {
  /// A rule for the steps.
  enum Rule: String, CaseIterable {
    case adam, momentum, sgd

    var defaultLearningRate: Double {
      switch self {
      case .adam: 0.001
      case .momentum: 0.05
      case .sgd: 0.1
      }
    }
  }

  var rule: Rule
  var learningRate: Double
  var batch: Int?
  var epochs: Int?
  var seed: UInt64

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

  /// The options that `init` reads.
  static let options = [
    Option(name: "optimizer", values: ["NAME"], help: "adam, momentum or sgd (default: adam)."),
    Option(
      name: "learning-rate", values: ["RATE"],
      help: "The size of the steps (default: "
        + Rule.allCases.map { "\($0.defaultLearningRate) for \($0.rawValue)" }.joined(separator: ", ") + ")."),
    Option(
      name: "batch", values: ["N"],
      help: "The number of examples a step (default: \(defaults.images.batch) for image sets, \(defaults.other.batch) "
        + "else)."),
    Option(
      name: "epochs", values: ["N"],
      help: "How often all examples are gone through (default: \(defaults.images.epochs) for image sets, "
        + "\(defaults.other.epochs) else, or more to make \(leastSteps) steps)."),
  ]

  init(_ arguments: Arguments, seed: UInt64) throws(UsageError) {
    rule = try arguments.choice("optimizer", Rule.allCases.map { ($0.rawValue, $0) }) ?? .adam
    learningRate = try arguments.positive("learning-rate") ?? rule.defaultLearningRate
    batch = try arguments.count("batch")
    epochs = try arguments.count("epochs")
    self.seed = seed
  }

  func optimizer<S: RealScalar>(as scalar: S.Type) -> any Optimizer<S> {
    switch rule {
    case .adam: Adam(learningRate: S(learningRate))
    case .momentum: Momentum(learningRate: S(learningRate))
    case .sgd: GradientDescent(learningRate: S(learningRate))
    }
  }

  /// Trains a network and shows how far it is: a bar on a terminal, and lines anywhere, for up to 30 of the epochs.
  func train<S: RealScalar>(
    _ network: Network<S>, on data: Dataset<S>, epochs: Int, batch: Int, isQuiet: Bool
  ) throws(TrainingError) -> Network<S> {
    let clock = ContinuousClock()
    let start = clock.now
    var training = Training(network, on: data, optimizer: optimizer(as: S.self), batch: batch, seed: seed)
    var bar = ProgressBar()
    let showsBar = Console.isTerminal && !isQuiet
    for epoch in 1...epochs {
      defer { bar.clear() }
      let report = try training.epoch { done, examples, loss in
        if showsBar { bar.update(epoch: epoch, of: epochs, done: done, of: examples, loss: loss) }
      }
      bar.clear()
      if !isQuiet, epoch == 1 || epoch == epochs || epoch % ((epochs + 29) / 30) == 0 { Console.print("\(report)") }
    }
    if !isQuiet {
      Console.print(String(tenths: (clock.now - start) / .seconds(1), before: "trained in ", after: " s"))
    }
    return training.network
  }
}
