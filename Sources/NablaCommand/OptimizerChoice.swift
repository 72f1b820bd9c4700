internal import Nabla

/// Which rule makes the steps, as the options say.
struct OptimizerChoice {
  /// A rule for the steps.
  enum Rule: String, CaseIterable {
    case adam, adamw, nadam, rmsprop, adagrad, nesterov, momentum, sgd

    var defaultLearningRate: Double {
      switch self {
      case .adam, .adamw, .rmsprop: 0.001
      case .nadam: 0.002
      case .adagrad: 0.01
      case .nesterov, .momentum: 0.05
      case .sgd: 0.1
      }
    }
  }

  var rule: Rule
  var learningRate: Double
  /// AdamW's own decay, of all parameters.
  var weightDecay: Double?

  /// The options that `init` reads.
  static let options = [
    Option(
      name: "optimizer", values: ["NAME"],
      help: Rule.allCases.map(\.rawValue).joined(separator: ", ") + " (default: adam)."),
    Option(
      name: "learning-rate", values: ["RATE"],
      help: "The size of the steps (default: "
        + Rule.allCases.map { "\($0.defaultLearningRate) for \($0.rawValue)" }.joined(separator: ", ") + ")."),
  ]

  init(_ arguments: Arguments) throws(UsageError) {
    rule = try arguments.choice("optimizer", Rule.allCases.map { ($0.rawValue, $0) }) ?? .adam
    learningRate = try arguments.positive("learning-rate") ?? rule.defaultLearningRate
    if rule == .adamw { weightDecay = try RegularizationChoice.amount(arguments, "weight-decay") }
  }

  /// The optimiser in a precision.
  ///
  /// - Throws: `UsageError` for a number that the precision rounds to 0 or to infinity.
  func optimizer<S: RealScalar>(as scalar: S.Type) throws(UsageError) -> any Optimizer<S> {
    let rate = S(learningRate)
    guard rate > 0, rate.isFinite else {
      throw UsageError("'--learning-rate' of \(learningRate) is no positive number in \(S.precisionName) precision")
    }
    let decay = S(weightDecay ?? 0.01)
    guard decay.isFinite else {
      throw UsageError("'--weight-decay' of \(weightDecay ?? 0.01) is no number in \(S.precisionName) precision")
    }
    switch rule {
    case .adam: return Adam(learningRate: rate)
    case .adamw: return AdamW(learningRate: rate, weightDecay: decay)
    case .nadam: return NAdam(learningRate: rate)
    case .rmsprop: return RMSProp(learningRate: rate)
    case .adagrad: return Adagrad(learningRate: rate)
    case .nesterov: return Nesterov(learningRate: rate)
    case .momentum: return Momentum(learningRate: rate)
    case .sgd: return GradientDescent(learningRate: rate)
    }
  }
}
