internal import Foundation
internal import Nabla

/// A network that was fitted to what the targets of one input are distributed like, and the points that it was fitted to.
public struct DensityFit: Sendable {
  /// What the outputs are.
  enum Kind: Sendable, Hashable {
    /// A mean and the logarithm of a variance.
    case spread
    /// Quantiles of these levels.
    case quantiles([Double])
    /// So many normal distributions.
    case mixture(Int)

    var likelihood: Likelihood {
      switch self {
      case .spread: .heteroscedastic()
      case .quantiles(let levels): .quantile(levels: levels)
      case .mixture(let components): .mixture(components: components)
      }
    }
  }

  /// What the data is, as it is called in a figure.
  public let name: String
  /// The input and the target, as they are called in a figure.
  public let labels: (x: String, t: String)
  /// The inputs.
  public let x: [Double]
  /// The targets.
  public let t: [Double]
  /// What the outputs are.
  let kind: Kind
  /// The network, of inputs and targets that are scaled.
  let network: Network<Double>
  private let scalers: (x: Scaler<Double>, t: Scaler<Double>)

  /// The mean error on the points, in the units of the scaled targets.
  public var error: Double {
    network.loss(scalers.x(Matrix(column: x)), scalers.t(Matrix(column: t))) / Double(x.count)
  }

  /// The outputs for targets as they came, one row for each of `x`.
  func outputs(at x: [Double]) -> [[Double]] {
    let y = network.predict(scalers.x(Matrix(column: x)))
    let (mean, scale) = (scalers.t.means[0], scalers.t.scales[0])
    return x.indices.map { i in
      y[row: i].enumerated().map { k, value in
        let change = network.architecture.likelihood.outputChange(k, mean: mean, scale: scale) ?? (1, 0)
        return change.factor * value + change.shift
      }
    }
  }

  /// The motorcycle data with a spread of its own, quantiles of the Engel data, and a mixture density of the inverse of
  /// x = y + 0.3 sin 2πy with noise.
  ///
  /// - Throws: Nothing: the data is finite, and the networks need little memory.
  public static func all() throws -> [DensityFit] {
    var generator = SeededGenerator(seed: 1)
    let y = (0..<300).map { _ in generator.uniform() }
    let noisy = y.map { $0 + 0.3 * sin(2 * Double.pi * $0) + 0.1 * (2 * generator.uniform() - 1) }
    return [
      try DensityFit(
        "Motorcycle: mean and 95 % of a spread of its own", ("milliseconds", "acceleration"), Motorcycle.times,
        Motorcycle.accelerations, .spread, units: 8, l2: 1e-3),
      try DensityFit(
        "Engel: quantiles", ("income", "food"), Engel.incomes, Engel.expenditures,
        .quantiles([0.05, 0.25, 0.5, 0.75, 0.95]), units: 0, l2: 0),
      try DensityFit(
        "Inverse of x = y + 0.3 sin 2πy: three components", ("x", "y"), noisy, y, .mixture(3), units: 8,
        l2: 1e-4),
    ]
  }

  /// The best of the fits from five starts: each is brought near a minimum by Adam, and the best to it by L-BFGS where the error
  /// is smooth.
  init(
    _ name: String, _ labels: (x: String, t: String), _ x: [Double], _ t: [Double], _ kind: Kind,
    units: Int, l2: Double
  ) throws {
    (self.name, self.labels, self.x, self.t, self.kind) = (name, labels, x, t, kind)
    scalers = (Scaler(fitting: Matrix(column: x)), Scaler(fitting: Matrix(column: t)))
    let data = try Dataset(inputs: scalers.x(Matrix(column: x)), targets: scalers.t(Matrix(column: t)))
    let network = Network<Double>(inputs: 1, likelihood: kind.likelihood) {
      for _ in 0..<(units > 0 ? 1 : 0) { Dense(units, .tanh) }
    }
    let epochs = 600
    let runs = Training.runs(
      of: network, on: data, seeds: 1...5 as ClosedRange<UInt64>, initialization: .uniform(bound: 1), epochs: epochs,
      batch: 32, optimizer: .adam(learningRate: 0.01),
      options: TrainingOptions(schedule: .cosine(epochs: Double(epochs)), regularization: Regularization(.init(l2: l2)))
    )
    guard units > 0 else {
      self.network = runs.best.network
      return
    }
    let objective = NetworkObjective(runs.best.network, on: data, l2: l2)
    let found = try objective.minimized(
      from: objective.start, by: .lBFGS, limits: MinimizationLimits(gradientNorm: 1e-6, iterations: 500))
    self.network = objective.network(at: found.x)
  }
}
