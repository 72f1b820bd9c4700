internal import Nabla

/// What keeps a network from learning its examples by heart, as the options say.
struct RegularizationChoice {
  let regularization: Regularization
  let dropout: Dropout
  let gradientLimit: Double?
  private let penaltyChange: Change
  private let dropoutChange: Change
  private let labelSmoothing: Double
  private let balancesClasses: Bool

  /// How strengths change in a run.
  private enum Change: String, CaseIterable {
    case constant, cosine

    func schedule(epochs: Int) -> Schedule { self == .cosine ? .cosine(epochs: Double(epochs)) : .constant }
  }

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "weight-decay", values: ["L"],
      help:
        "What a step takes of each weight, over the learning rate; biases are spared, but not by adamw, which decays "
        + "by 0.01 by default."),
    Option(name: "l2", values: ["L"], help: "The penalty L/2 w^2 on each weight; biases are spared."),
    Option(name: "l1", values: ["L"], help: "The penalty L |w| on each weight; biases are spared."),
    Option(
      name: "penalty-schedule", values: ["NAME"],
      help: "How decay and penalties change: constant, or cosine, down to 0 at the end of the run (default: constant)."),
    Option(name: "dropout", values: ["P"], help: "The probability with which a hidden unit is left out of a step."),
    Option(
      name: "dropout-schedule", values: ["NAME"], help: "How that changes: constant or cosine (default: constant)."),
    Option(name: "label-smoothing", values: ["E"], help: "The share of each label that all classes get equally."),
    Option(name: "balance-classes", help: "Weigh examples so that all classes count the same."),
    Option(name: "clip", values: ["NORM"], help: "The largest norm of a step's gradient; longer ones are scaled."),
  ]

  /// - Parameter layers: What single layers have of their own.
  init(_ arguments: Arguments, _ layers: LayerChoice) throws(UsageError) {
    let decay = try Self.amount(arguments, "weight-decay") ?? 0
    let all = Regularization.Penalty(
      l2: try Self.amount(arguments, "l2") ?? 0, l1: try Self.amount(arguments, "l1") ?? 0,
      decay: arguments.value("optimizer") == OptimizerChoice.Rule.adamw.rawValue ? 0 : decay)
    regularization = Regularization(
      all,
      layers: layers.decays.mapValues { decay in Regularization.Penalty(l2: all.l2, l1: all.l1, decay: decay) })
    dropout = Dropout(try Self.share(arguments, "dropout"), layers: layers.dropouts)
    penaltyChange = try Self.change(arguments, "penalty-schedule", of: ["weight-decay", "l2", "l1", "layer-decay"])
    if penaltyChange != .constant, arguments.value("optimizer") == OptimizerChoice.Rule.adamw.rawValue {
      throw UsageError("'--penalty-schedule' is not for the optimizer adamw, which decays by itself; take adam")
    }
    dropoutChange = try Self.change(arguments, "dropout-schedule", of: ["dropout", "layer-dropout"])
    labelSmoothing = try Self.share(arguments, "label-smoothing")
    balancesClasses = arguments.contains("balance-classes")
    gradientLimit = try arguments.positive("clip")
  }

  func penaltySchedule(epochs: Int) -> Schedule { penaltyChange.schedule(epochs: epochs) }
  func dropoutSchedule(epochs: Int) -> Schedule { dropoutChange.schedule(epochs: epochs) }

  /// - Parameter strengths: The options that say what changes.
  private static func change(
    _ arguments: Arguments, _ option: String, of strengths: [String]
  ) throws(UsageError) -> Change {
    if arguments.contains(option), !strengths.contains(where: arguments.contains) {
      throw UsageError("'--\(option)' goes with \(strengths.map { "'--\($0)'" }.joined(separator: ", "))")
    }
    return try arguments.choice(option, Change.allCases.map { ($0.rawValue, $0) }) ?? .constant
  }

  /// A number that is not negative.
  static func amount(_ arguments: Arguments, _ option: String) throws(UsageError) -> Double? {
    try arguments.real(option, "a number from 0") { $0 >= 0 }
  }

  private static func share(_ arguments: Arguments, _ option: String) throws(UsageError) -> Double {
    try arguments.real(option, "a number from 0 to below 1") { $0 >= 0 && $0 < 1 } ?? 0
  }

  /// The training data with the weights and labels that the options ask for.
  func prepared<S: RealScalar>(_ data: Dataset<S>, _ likelihood: Likelihood) throws -> Dataset<S> {
    var data = data
    if balancesClasses {
      guard case .classes = data.targets else {
        throw CommandError("'--balance-classes' is for targets that are classes, with the likelihood 'categorical'")
      }
      data = data.weighted(by: .balanced)
    }
    if labelSmoothing > 0 {
      guard likelihood.takesClasses else {
        throw CommandError("'--label-smoothing' is for the likelihood 'categorical', not for '\(likelihood.name)'")
      }
      data = data.smoothed(by: labelSmoothing, classes: likelihood.outputs)
    }
    return data
  }
}
