/// Where a training is: all that a checkpoint keeps beside the vectors of parameters.
struct TrainingProgress: Sendable, Hashable, Codable {
  /// The steps done in all epochs.
  var steps = 0
  /// The examples done in the epoch.
  var position = 0
  /// The error of those examples, each before its step, and their weight.
  var total = 0.0
  var totalWeight = 0.0
  /// The time that the epoch has taken so far.
  var seconds = 0.0
  /// Gives the order of the examples of the next epoch.
  var generator: SeededGenerator
  var history = TrainingHistory()
  var plateau = PlateauState()
  /// The epoch with the best watched value.
  var bestEpoch: Int?
  var bestValue = 0.0
  /// The epochs since.
  var waiting = 0

  init(generator: SeededGenerator) { self.generator = generator }

  /// The mean error of the epoch so far.
  var meanLoss: Double { total / totalWeight }

  /// No epoch has begun.
  mutating func leaveEpoch() {
    position = 0
    total = 0
    totalWeight = 0
    seconds = 0
  }
}

/// What a training goes back to when the step of an epoch shows to have diverged in the next one.
struct PreviousEpoch<Scalar: RealScalar>: Sendable {
  var start: EpochStart<Scalar>
  /// The progress then, without the history, which only grew by that epoch.
  var progress: TrainingProgress
  var bestParameters: [Scalar]?
}

/// What a training goes back to when an epoch diverges.
struct EpochStart<Scalar: RealScalar>: Sendable {
  var parameters: [Scalar]
  var optimizer: any Optimizer<Scalar>
  var generator: SeededGenerator
  var steps: Int
}
