/// How one of several runs is made.
package struct RunPlan<Scalar: RealScalar>: Sendable {
  let seed: UInt64
  let epochs: Int
  private let batch: Int?
  private let optimizer: any Optimizer<Scalar>
  private let options: TrainingOptions
  private let isWatched: Bool

  /// - Parameter isWatched: Whether the metric of the validation is computed after each epoch, and not at the end alone.
  /// - Precondition: there is an epoch or more.
  package init(
    seed: UInt64, epochs: Int, batch: Int?, optimizer: any Optimizer<Scalar>, options: TrainingOptions,
    isWatched: Bool = true
  ) {
    precondition(epochs >= 1, "\(epochs) epochs make no run")
    self.seed = seed
    self.epochs = epochs
    self.batch = batch
    self.optimizer = optimizer
    self.options = options
    self.isWatched = isWatched
  }

  func training(
    _ start: Network<Scalar>, on data: Dataset<Scalar>, validation: Validation<Scalar>?
  ) -> Training<Scalar> {
    Training(
      start, on: data, optimizer: optimizer, batch: batch, seed: seed, options: options,
      validation: isWatched ? validation : nil)
  }
}
