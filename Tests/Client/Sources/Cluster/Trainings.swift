import Nabla

/// Each optimiser with dropout, weights, a mask, targets that are missing, orders of both kinds and a last batch that is
/// short; a network whose layers threads share; several runs.
func trainings(_ execution: Execution) throws {
  let optimizers: [(name: String, optimizer: any Optimizer<Double>)] = [
    ("gradient descent", GradientDescent()), ("momentum", Momentum()), ("Nesterov", Nesterov()), ("Adam", Adam()),
    ("AdamW", AdamW()), ("NAdam", NAdam()), ("RMSProp", RMSProp()), ("Adagrad", Adagrad()),
  ]
  let (network, data): (Network<Double>, Dataset<Double>) = try masked(execution)
  for (i, (name, optimizer)) in optimizers.enumerated() {
    line(name, try parameters(network, data, optimizer, dropout: i % 2 == 0 ? 0.2 : 0, inBlocks: i % 3 == 0))
  }
  let single: (network: Network<Float>, data: Dataset<Float>) = try masked(execution)
  line("Adam in single precision", try parameters(single.network, single.data, Adam(), dropout: 0.2, inBlocks: false))

  let x: Matrix<Float> = inputs(1620, 40, seed: 3)
  let t = Matrix(column: signal(x, seed: 4).map { Float($0) })
  let examples = try Dataset(inputs: x, targets: t)
  var wide = Network<Float>(inputs: 40, likelihood: .gaussian, execution: execution) {
    Dense(162, .relu)
    Dense(162, .tanh)
  }
  wide.initialize(.glorot, seed: 5)
  var training = Training(
    wide, on: examples, optimizer: .adam(), batch: 1600, seed: 6, validation: Validation(on: examples.rows(at: 0..<300))
  )
  let epoch = try training.epoch()
  line("a network whose layers are shared", training.network.parameters)
  line("its errors", [epoch.loss, epoch.validation ?? .nan])

  var small = Network<Float>(inputs: 40, likelihood: .gaussian, execution: execution) { Dense(4, .tanh) }
  small.initialize(.glorot, seed: 7)
  let runs = Training.runs(
    of: small, on: examples.rows(at: 0..<300), seeds: 1...5, epochs: 2, batch: 64, optimizer: .momentum())
  line("several runs", runs.flatMap { $0.network.parameters })
}

/// A network with a mask, and examples of which some do not count and some lack a target.
func masked<S: RealScalar>(_ execution: Execution) throws -> (Network<S>, Dataset<S>) {
  let n = 900
  let x: Matrix<S> = inputs(n, 24, seed: 1)
  let t = signal(x, seed: 2)
  let elements = t.enumerated().flatMap { i, a in [S(a), i % 7 == 0 ? .nan : S(a * a)] }
  let data = try Dataset(
    inputs: x, targets: Targets.incomplete(Matrix(rows: n, columns: 2, elements: elements)), weights: weights(n))
  var network = Network<S>(inputs: 24, likelihood: .gaussian(outputs: 2), execution: execution) {
    Dense(96, .tanh)
    Dense(24, .relu, mask: ConnectionMask(units: 24, inputs: 96) { ($0 + $1) % 3 > 0 })
  }
  network.initialize(.glorot, seed: 3)
  return (network, data)
}

/// What an epoch of two batches comes to.
private func parameters<O: Optimizer>(
  _ network: Network<O.Scalar>, _ data: Dataset<O.Scalar>, _ optimizer: O, dropout: Double, inBlocks: Bool
) throws -> [O.Scalar] {
  let options = TrainingOptions(
    schedule: .exponential(factor: 0.9), regularization: Regularization(.l2(1e-4)), dropout: Dropout(dropout))
  var training = Training(
    network, on: data, optimizer: optimizer, batch: 560, seed: 7, options: options,
    shuffling: inBlocks ? .blocks(size: 64, window: 4) : .all)
  _ = try training.epoch()
  return training.network.parameters
}
