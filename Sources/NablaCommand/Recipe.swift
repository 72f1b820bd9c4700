internal import Nabla

/// What networks of tables are and how they are trained where no option says it. The networks, the schedule and the three
/// restraints were tried on the development tables of `scripts/benchmark-peers --tables`.
///
/// | | `--fast` | default | `--best` |
/// | --- | --- | --- | --- |
/// | network | 64 tanh | the mean of 4 of 96, 96 gelu | the mean of 6 of 96, 96 gelu |
/// | learning rate | 0.001, constant | by one cycle up to that of `Restraint` | the same |
/// | epochs | 30, or 3000 steps | 100, at least 500 steps, at most 3 million examples | the same |
/// | regularisation | none | dropout, weight decay and fewer epochs as `Restraint` says | the same |
/// | precision | double | single for the epochs, double for all else | the same |
///
/// Each of the networks leaves out another part of the examples; on two of the parts the restraints are compared. With more than
/// 5000 examples there is no comparison, each learns from all of them, and the default has 2.
struct Recipe {
  enum Effort: String {
    case fast, standard, best
  }

  let effort: Effort
  /// Whether options say how to train.
  private let hasOwnTraining: Bool

  /// The options that choose it.
  static let options = [
    Option(
      name: "fast",
      help: "For tables: a small network and about 3000 steps, without what the default does against "
        + "overfitting."),
    Option(
      name: "best",
      help: "For tables: the mean of 6 networks (see '--committee' and '--ensemble') where the default has 4."),
    Option(
      name: "minutes", values: ["M"],
      help: "End the training after M minutes. Where '--epochs' does not say how many epochs there are, as many are "
        + "planned as will fit, the schedule with them."),
  ]

  /// Options after which the rest is as with `--fast`, unless `--best` is said: what is typed about the training is all of it.
  private static let ownTraining = [
    "optimizer", "learning-rate", "batch", "epochs", "schedule", "starts", "weight-decay", "l2", "l1", "dropout",
    "label-smoothing", "validation-fraction", "patience", "polish", "evidence", "stream",
  ]

  /// What trains one network, where `--best` trains several.
  static let withoutBest = ["stream", "starts", "checkpoint", "polish", "evidence"]

  /// The recipe that a command line chooses.
  init(_ arguments: Arguments, isTable: Bool) throws(UsageError) {
    let named = try arguments.exclusive(["fast", "best"])
    guard isTable else {
      if let named { throw UsageError("'--\(named)' is for tables; give one by '--csv FILE'") }
      (effort, hasOwnTraining) = (.fast, true)
      return
    }
    if named == "best" {
      for option in Self.withoutBest where arguments.contains(option) {
        throw UsageError("'--best' and '--\(option)' exclude each other: '--best' trains several networks")
      }
    }
    let isLinear = arguments.value("hidden") == "none"
    hasOwnTraining = isLinear || Self.ownTraining.contains { arguments.contains($0) }
    effort = named.flatMap { Effort(rawValue: $0) } ?? (hasOwnTraining ? .fast : .standard)
  }

  /// How many networks leave out a part of the examples each.
  var members: Int { effort == .best ? 6 : 4 }
  /// On how many of the parts restraints are compared.
  static let compared = 2

  /// With more examples than these the mild restraint is taken as it is.
  private static let mostCompared = 5000

  /// Whether the restraint is a matter of comparison: nothing that is typed decides it, and there is time for it.
  func compares<S: RealScalar>(_ data: Dataset<S>) -> Bool {
    effort != .fast && !hasOwnTraining && (12...Self.mostCompared).contains(data.count) && data.targets.isComplete
  }

  /// The command line with what the recipe says of everything that it leaves open, the numbers of epochs and examples a step
  /// excepted.
  ///
  /// - Parameter committee: How many networks leave out a part of the examples each, where restraints are compared.
  func completed(_ arguments: Arguments, _ restraint: Restraint, committee: Int? = nil) -> Arguments {
    var result = arguments
    func fill(_ option: String, _ value: String) {
      if !result.contains(option) { result.fill(option, [value]) }
    }
    guard effort != .fast else { return arguments }
    if !["ensemble", "committee", "checkpoint"].contains(where: arguments.contains) {
      if let committee {
        fill("committee", "\(committee)")
      } else {
        fill("ensemble", effort == .best ? "6" : "2")
      }
    }
    fill("hidden", "96,96")
    fill("activation", Activation.gelu.name)
    if !arguments.contains("optimizer") { fill("learning-rate", "\(restraint.learningRate)") }
    fill("schedule", "one-cycle")
    fill("dropout", "\(restraint.dropout)")
    fill("weight-decay", "\(restraint.weightDecay)")
    return result
  }

  /// The examples a step and the epochs for `count` examples, where the options do not say them.
  func settings(
    isImageSet: Bool, count: Int, batch own: Int?, _ restraint: Restraint
  ) -> (batch: Int, epochs: Int) {
    switch effort {
    case .fast:
      return TrainingChoice.defaults(isImageSet: isImageSet, count: count, batch: own)
    case .standard, .best:
      let batch = own ?? (count < 500 ? 16 : count < 2000 ? 32 : count < 20_000 ? 64 : count < 100_000 ? 128 : 256)
      let steps = max((count + batch - 1) / batch, 1)
      let most = max(min(100, 3_000_000 / max(count, 1)), 10, 500 / steps)
      return (batch, max(Int(restraint.share * Double(most)), 1))
    }
  }
}

/// How strongly the networks of a table are held back from learning their examples by heart: tables with much noise want more
/// of it than tables with little, whatever their size.
enum Restraint: CaseIterable {
  case mild, strong, strongest

  /// The largest learning rate of the cycle.
  var learningRate: Double {
    switch self {
    case .mild: 0.005
    case .strong: 0.003
    case .strongest: 0.002
    }
  }

  /// The probability with which a hidden unit is left out of a step.
  var dropout: Double {
    switch self {
    case .mild: 0.1
    case .strong: 0.3
    case .strongest: 0.5
    }
  }

  /// What a step takes of each weight, over the learning rate.
  var weightDecay: Double {
    switch self {
    case .mild: 0.02
    case .strong: 0.2
    case .strongest: 1
    }
  }

  /// The share of the epochs that are made.
  var share: Double {
    switch self {
    case .mild: 1
    case .strong: 0.6
    case .strongest: 0.3
    }
  }
}
