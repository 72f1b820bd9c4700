/// What a training does beside plain steps of its optimiser; nothing by default.
///
/// ```swift
/// let options = TrainingOptions(schedule: .cosine(epochs: 20, warmUp: 1), dropout: 0.2, gradientLimit: 1)
/// ```
///
/// Class weights and label smoothing belong to the data: see `Dataset.weighted(by:)` and `Dataset.smoothed(by:classes:)`.
public struct TrainingOptions: Sendable, Hashable, Codable {
  /// How the learning rate changes.
  public var schedule: Schedule
  /// Penalties on parameters, and weight decay.
  public var regularization: Regularization
  /// How the strengths of penalties and decay change: factors of all of them.
  public var penaltySchedule: Schedule
  /// Layers with a learning rate of their own, by name: factors f of the training's η, and of weight decay with it. The step of
  /// such a layer is f times that with η, as for each optimiser here with the rate fη.
  public var layerRates: [String: Double]
  /// Which units are left out.
  public var dropout: Dropout
  /// How the probabilities of dropout change: a factor of all of them.
  public var dropoutSchedule: Schedule
  /// c, the largest norm of the mean gradient, penalties included: a longer one is scaled by c / ‖g‖. Nil for no limit.
  ///
  /// Source: R. Pascanu, T. Mikolov and Y. Bengio, ICML 2013.
  public var gradientLimit: Double?
  /// When to end a run early.
  public var stopping: EarlyStopping?

  /// These options.
  ///
  /// - Precondition: the constants make sense; the message says which do not.
  public init(
    schedule: Schedule = .constant, regularization: Regularization = Regularization(), dropout: Dropout = .none,
    gradientLimit: Double? = nil, stopping: EarlyStopping? = nil, layerRates: [String: Double] = [:],
    penaltySchedule: Schedule = .constant, dropoutSchedule: Schedule = .constant
  ) {
    for schedule in [schedule, penaltySchedule, dropoutSchedule] {
      if let problem = schedule.problem { preconditionFailure(problem) }
    }
    for (name, schedule) in [("penalties", penaltySchedule), ("dropout", dropoutSchedule)] {
      precondition(schedule.dependsOnStepsAlone, "a schedule of \(name) that follows the watched value")
    }
    precondition(dropoutSchedule.isAtMostOne, "a schedule of dropout whose factors exceed 1")
    precondition(gradientLimit ?? 1 > 0, "a limit of \(gradientLimit ?? 1) for the gradient's norm is not positive")
    for (name, factor) in layerRates {
      precondition(factor >= 0 && factor.isFinite, "a learning rate of layer '\(name)' times \(factor)")
    }
    self.schedule = schedule
    self.layerRates = layerRates
    self.regularization = regularization
    self.dropout = dropout
    self.gradientLimit = gradientLimit
    self.stopping = stopping
    self.penaltySchedule = penaltySchedule
    self.dropoutSchedule = dropoutSchedule
  }
}

/// Ends a run when the watched value has not improved for some epochs, and gives back the best parameters.
///
/// The watched value is the one on the training's `validation` data, and without such data the mean loss of the epoch.
public struct EarlyStopping: Sendable, Hashable, Codable {
  /// How many epochs in a row may pass without improvement before the run ends.
  public var patience: Int
  /// By how much a value must be better than the best one to count as an improvement.
  public var minimumChange: Double

  /// Stopping after `patience` epochs without improvement.
  ///
  /// - Precondition: `patience` ≥ 1 and `minimumChange` ≥ 0.
  public init(patience: Int = 5, minimumChange: Double = 0) {
    precondition(patience >= 1 && minimumChange >= 0, "a patience of \(patience), a change of \(minimumChange)")
    self.patience = patience
    self.minimumChange = minimumChange
  }
}
