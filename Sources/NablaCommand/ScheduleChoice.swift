internal import Nabla

/// How the learning rate changes, as the options say.
struct ScheduleChoice {
  private enum Name: String, CaseIterable {
    case constant, step, exponential, cosine, plateau
    case oneCycle = "one-cycle"
  }

  private let name: Name
  private let warmUp: Double
  private let factor: Double?
  private let every: Double?
  private let patience: Int?

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "schedule", values: ["NAME"],
      help: "How the learning rate changes: constant, step, exponential, cosine, one-cycle or plateau (default: "
        + "constant)."),
    Option(
      name: "warm-up", values: ["EPOCHS"], help: "Epochs in which the rate rises first, with cosine (default: 0)."),
    Option(
      name: "factor", values: ["F"],
      help: "What the rate is multiplied by: at each drop of step and plateau (default: 0.1), an epoch of exponential "
        + "(default: 0.9)."),
    Option(name: "every", values: ["EPOCHS"], help: "Epochs between the drops of step (default: a third of all)."),
    Option(
      name: "plateau-patience", values: ["N"],
      help: "Epochs without improvement before plateau drops the rate (default: 10)."),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    name = try arguments.choice("schedule", Name.allCases.map { ($0.rawValue, $0) }) ?? .constant
    warmUp = try arguments.real("warm-up", "a number of epochs from 0") { $0 >= 0 } ?? 0
    factor = try arguments.positive("factor")
    every = try arguments.positive("every")
    patience = try arguments.integer("plateau-patience", in: 0..., "a whole number from 0")
    let uses: [String: [Name]] = [
      "warm-up": [.cosine], "factor": [.step, .exponential, .plateau], "every": [.step], "plateau-patience": [.plateau],
    ]
    for (option, names) in uses.sorted(by: { $0.key < $1.key })
    where arguments.contains(option) && !names.contains(name) {
      let words = names.map(\.rawValue).joined(separator: ", ")
      throw UsageError("'--\(option)' goes with the schedules \(words), not with '\(name.rawValue)'")
    }
  }

  /// The schedule of a run of so many epochs.
  func schedule(epochs: Int) throws -> Schedule {
    let all = Double(epochs)
    let schedule: Schedule =
      switch name {
      case .constant: .constant
      case .step: .step(every: every ?? max(all / 3, 1), factor: factor ?? 0.1)
      case .exponential: .exponential(factor: factor ?? 0.9)
      case .cosine: .cosine(epochs: all, warmUp: warmUp)
      case .oneCycle: .oneCycle(epochs: all)
      case .plateau: .plateau(factor: factor ?? 0.1, patience: patience ?? 10)
      }
    if let problem = schedule.problem { throw UsageError(problem) }
    return schedule
  }
}
