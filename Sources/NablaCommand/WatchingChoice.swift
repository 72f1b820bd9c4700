internal import Nabla

/// On what a training is watched, and when it ends early, as the options say.
struct WatchingChoice {
  private let fraction: Double?
  /// Whether each network of a committee has a part to be watched on.
  private let isCommittee: Bool
  private let metric: Metric
  let stopping: EarlyStopping?

  /// The metric, where there are examples to watch.
  var metricName: String? { fraction == nil && !isCommittee ? nil : metric.rawValue }

  /// Whether a larger value of the metric is a better one.
  var largerIsBetter: Bool { metricName != nil && metric.largerIsBetter }

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "validation-fraction", values: ["F"],
      help:
        "The share of the training examples that is kept to watch the training on: groups as a whole, and of examples "
        + "with an order the last."),
    Option(
      name: "metric", values: ["NAME"],
      help: "What is computed on them: \(Metric.allCases.map(\.rawValue).joined(separator: ", ")) (default: loss)."),
    Option(
      name: "patience", values: ["N"],
      help: "End when N epochs have not improved the value, or without validation the loss, and keep the best network."),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    fraction = try arguments.real("validation-fraction", "a number between 0 and 1") { $0 > 0 && $0 < 1 }
    metric = try arguments.choice("metric", Metric.allCases.map { ($0.rawValue, $0) }) ?? .loss
    stopping = try arguments.count("patience").map { EarlyStopping(patience: $0) }
    isCommittee = arguments.contains("committee")
    if isCommittee { _ = try arguments.exclusive(["committee", "validation-fraction"]) }
    if arguments.contains("metric"), fraction == nil, !isCommittee {
      throw UsageError("'--metric' is computed on validation examples; '--validation-fraction F' says how many")
    }
  }

  /// The examples to learn from, and those to watch the training on: each class in both by its share, groups as a whole, and of
  /// examples with an order the last.
  func divided<S: RealScalar>(
    _ data: Dataset<S>, _ heldOut: HeldOutDivision, seed: UInt64
  ) throws -> (training: Dataset<S>, validation: Validation<S>?) {
    guard let fraction else { return (data, nil) }
    let rows = try heldOut.part(of: data, fraction: fraction, seed: seed)
    guard data.hasWeight(in: rows) else {
      throw CommandError(
        "'--validation-fraction \(fraction)' of \(data.count) examples leaves a part without any"
          + (data.weights == nil ? "" : " of a positive weight"))
    }
    return (data.rows(at: rows.training), try validation(on: data.rows(at: rows.test)))
  }

  /// What a network is watched on.
  func validation<S: RealScalar>(on data: Dataset<S>) throws(CommandError) -> Validation<S> {
    guard metric.suits(data.targets) else {
      throw CommandError("the metric '\(metric.rawValue)' does not suit the targets")
    }
    return Validation(on: data, metric: metric)
  }
}
