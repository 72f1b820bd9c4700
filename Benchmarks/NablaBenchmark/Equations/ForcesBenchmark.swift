internal import Nabla

/// Energies fitted with their forces, against energies alone of as many examples and of four times as many; and what a gradient
/// of the former costs.
enum ForcesBenchmark: Benchmark {
  static let name = "forces"
  static let summary = "energies fitted with and without forces: errors, and the cost of a gradient"
  static let options: Set = ["--of", "--threads", "--seeds"]

  static let all: [any Potential] = [MuellerBrown(), MorseTrimer()]
  static var names: [String] { all.map { type(of: $0).name } }

  static func run(_ options: Options, _ report: Report) throws(UsageError) {
    for potential in all where options.of == nil || options.of == type(of: potential).name {
      for seed in 1...options.seeds { report.add(compare(potential, UInt64(seed), options)) }
    }
  }

  private static func compare(_ potential: any Potential, _ seed: UInt64, _ options: Options) -> ForcesRecord {
    let n = potential.examples
    let test = potential.places(1000, seed: 999)
    let exact = energies(potential, test)
    let d = test.columns
    var network = Network<Double>(inputs: d, likelihood: .gaussian, execution: Execution(threads: options.threads)) {
      for units in potential.hidden { Dense(units, .tanh) }
    }
    network.initialize(.glorot, seed: seed)
    let value: [InputDerivative] = [.value]
    let slopes = value + (0..<d).map { .first($0) }
    func fit(_ count: Int, _ derivatives: [InputDerivative]) -> Double {
      let places = potential.places(count, seed: seed)
      let objective = objective(potential, network, places, derivatives)
      do {
        let result = try objective.minimized(
          from: objective.start, by: LevenbergMarquardt(.cholesky),
          limits: MinimizationLimits(gradientNorm: 1e-9, iterations: 200))
        let found = objective.network(at: result.x).predict(test)
        return (zip(found.elements, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) } / 1000).squareRoot()
      } catch {
        preconditionFailure("\(error)")
      }
    }
    return ForcesRecord(
      of: type(of: potential).name, seed: Int(seed), threads: options.threads, layers: [d] + potential.hidden + [1],
      examples: n, error: fit(n, value), errorOfFourfold: fit(4 * n, value), errorWithForces: fit(n, slopes),
      costOfGradient: cost(potential, network, slopes, options))
  }

  /// The median time of a gradient with forces over that of a plain one, both of 1000 examples.
  private static func cost(
    _ potential: any Potential, _ network: Network<Double>, _ slopes: [InputDerivative], _ options: Options
  ) -> Double {
    let places = potential.places(1000, seed: 7)
    let data = Matrix(column: energies(potential, places))
    let objective = objective(potential, network, places, slopes)
    let x = objective.start
    let meter = Meter(seconds: options.seconds ?? 0.3)
    var gradient = x
    let workspace = Workspace<Double>()
    let plain = meter.measure {
      network.valueWithGradient(places, data, into: &gradient, using: workspace)
    }
    let whole = meter.measure { objective.valueWithGradient(at: x, into: &gradient) }
    return whole.medianSeconds / plain.medianSeconds
  }

  private static func objective(
    _ potential: any Potential, _ network: Network<Double>, _ places: Matrix<Double>, _ derivatives: [InputDerivative]
  ) -> DifferentialObjective {
    let numbers = (0..<places.rows).flatMap { n -> ArraySlice<Double> in
      potential.energyAndSlopes(Array(places[row: n])).prefix(derivatives.count)
    }
    return DifferentialObjective(
      network,
      terms: [
        .measurements(
          of: derivatives, at: places,
          equal: Matrix(rows: places.rows, columns: derivatives.count, elements: numbers),
          weight: 1 / Double(places.rows))
      ])
  }

  private static func energies(_ potential: any Potential, _ places: Matrix<Double>) -> [Double] {
    (0..<places.rows).map { potential.energyAndSlopes(Array(places[row: $0]))[0] }
  }
}

/// An energy of coordinates.
protocol Potential: Sendable {
  static var name: String { get }
  var hidden: [Int] { get }
  /// How many examples with forces there are.
  var examples: Int { get }
  func places(_ count: Int, seed: UInt64) -> Matrix<Double>
  /// The energy and its derivatives in the coordinates.
  func energyAndSlopes(_ x: [Double]) -> [Double]
}

/// K. Müller and L. D. Brown's surface with three minima, Theoretica Chimica Acta 53, 1979, over 100, where it is below 1.
struct MuellerBrown: Potential {
  static let name = "mueller-brown"
  let hidden = [16, 16]
  let examples = 150

  private static let wells: [(A: Double, a: Double, b: Double, c: Double, x: Double, y: Double)] = [
    (-2, -1, 0, -10, 1, 0), (-1, -1, 0, -10, 0, 0.5), (-1.7, -6.5, 11, -6.5, -0.5, 1.5), (0.15, 0.7, 0.6, 0.7, -1, 1),
  ]

  func places(_ count: Int, seed: UInt64) -> Matrix<Double> {
    let candidates = Points.uniform(10 * count, in: [-1.5...1.2, -0.2...2], seed: seed)
    let rows = (0..<candidates.rows).filter { energyAndSlopes(Array(candidates[row: $0]))[0] < 1 }.prefix(count)
    return Matrix(rows: rows.count, columns: 2, elements: rows.flatMap { Array(candidates[row: $0]) })
  }

  func energyAndSlopes(_ x: [Double]) -> [Double] {
    var result = [0.0, 0, 0]
    for w in Self.wells {
      let (u, v): (Double, Double) = (x[0] - w.x, x[1] - w.y)
      let e: Double = w.A * exp(w.a * u * u + w.b * u * v + w.c * v * v)
      result[0] += e
      result[1] += e * (2 * w.a * u + w.b * v)
      result[2] += e * (w.b * u + 2 * w.c * v)
    }
    return result
  }
}

/// Three atoms in the plane with Morse's potential between each two, shaken about a triangle of sides 1.
struct MorseTrimer: Potential {
  static let name = "trimer"
  let hidden = [20, 20]
  let examples = 150

  func places(_ count: Int, seed: UInt64) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    let rest: [Double] = [0, 0, 1, 0, 0.5, 0.75.squareRoot()]
    return Matrix(
      rows: count, columns: 6,
      elements: (0..<count).flatMap { _ in rest.map { $0 + 0.1 * generator.normal() } })
  }

  func energyAndSlopes(_ x: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: 7)
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
      let (u, v): (Double, Double) = (x[2 * i] - x[2 * j], x[2 * i + 1] - x[2 * j + 1])
      let r = (u * u + v * v).squareRoot()
      let decay: Double = exp(-2 * (r - 1))
      result[0] += (1 - decay) * (1 - decay)
      let slope: Double = 4 * (1 - decay) * decay / r
      for (k, part) in [(2 * i, u), (2 * i + 1, v)] { result[1 + k] += slope * part }
      for (k, part) in [(2 * j, u), (2 * j + 1, v)] { result[1 + k] -= slope * part }
    }
    return result
  }
}

/// Errors of fits of one potential from one seed.
struct ForcesRecord: Record {
  var kind = ForcesBenchmark.name
  let of: String
  let seed: Int
  let threads: Int
  let layers: [Int]
  let examples: Int
  /// The root mean square error of the energy on 1000 other places: plain, plain with four times as many examples, with forces.
  let error: Double
  let errorOfFourfold: Double
  let errorWithForces: Double
  /// In plain gradients.
  let costOfGradient: Double

  static let columns = [
    (title: "potential", width: 13), (title: "seed", width: 4), (title: "layers", width: 10),
    (title: "examples", width: 8), (title: "plain", width: 8), (title: "4 × as many", width: 11),
    (title: "with forces", width: 11), (title: "cost", width: 14),
  ]

  var rows: [[String]] {
    [
      [
        of, "\(seed)", text(layers: layers), "\(examples)", scientific(error),
        scientific(errorOfFourfold), scientific(errorWithForces), text(costOfGradient, digits: 2) + " gradients",
      ]
    ]
  }
}
