internal import Nabla

/// A whole minimisation of a network's error to a norm of the gradient, from a start and on examples that follow from a formula, so that
/// `scripts/peers/minimizers.py` has SciPy do the same.
///
/// Inputs are x_ij = 2 frac((i + 1) √p_j) − 1 with the primes p_j, targets t_ik = sin(3 Σⱼ x_ij / √d + k), and weight m of a layer
/// from a to b units √(6/(a + b)) (2 frac((m + 1)² φ) − 1) with φ = (√5 − 1)/2, m counted over all parameters; biases are 0.
/// The error is the mean of ½ Σₖ (y − t)² and ½ 10⁻⁴ Σ w² over weights, without biases.
enum MinimizeBenchmark: Benchmark {
  static let name = "minimize"
  static let summary = "a minimisation to a norm of the gradient, by four minimisers, beside SciPy's in scripts/peers"
  static let options: Set = ["--of", "--layers", "--batch", "--threads", "--gradient"]
  static var names: [String] { Minimizer.allCases.map(\.rawValue) }

  private enum Minimizer: String, CaseIterable {
    case lBFGS = "lbfgs"
    case trustRegion = "trust-region"
    case newtonCG = "newton-cg"
    case levenbergMarquardt = "levenberg-marquardt"
  }

  private static let mostIterations = 20_000
  private static let l2 = 1e-4

  static func run(_ options: Options, _ report: Report) throws(UsageError) {
    guard options.layers[0] <= primes.count else {
      throw UsageError("minimize takes --layers with at most \(primes.count) inputs, not \(options.layers[0])")
    }
    let (network, data) = problem(options)
    for minimizer in Minimizer.allCases where options.of == nil || options.of == minimizer.rawValue {
      var result: MinimizationResult?
      let measurement = Meter(seconds: options.seconds ?? 2, minimumSamples: 1).measure {
        do {
          let found =
            switch minimizer {
            case .lBFGS: try minimum(of: network, on: data, to: options.gradientNorm, by: .lBFGS)
            case .trustRegion: try minimum(of: network, on: data, to: options.gradientNorm, by: .trustRegionNewton)
            case .newtonCG: try minimum(of: network, on: data, to: options.gradientNorm, by: .newtonCG)
            case .levenbergMarquardt:
              try minimum(of: network, on: data, to: options.gradientNorm, by: LevenbergMarquardt(.cholesky))
            }
          result = found
          return found.value
        } catch {
          preconditionFailure("\(error)")
        }
      }
      guard let result else { continue }
      report.add(
        MinimizeRecord(
          of: minimizer.rawValue, layers: options.layers, batch: data.count, threads: options.threads,
          parameters: network.architecture.parameterCount, medianSeconds: measurement.medianSeconds,
          minSeconds: measurement.minSeconds, value: result.value, gradientNorm: result.gradientNorm,
          iterations: result.iterations, gradients: result.evaluations.gradients))
    }
  }

  /// The first point with a gradient that is small enough, where SciPy's methods are stopped, too; `minimized` goes on where more
  /// than rounding is left to gain.
  private static func minimum(
    of network: Network<Double>, on data: Dataset<Double>, to gradientNorm: Double, by minimizer: some Nabla.Minimizer
  ) throws(MemoryBudgetError) -> MinimizationResult {
    let objective = NetworkObjective(network, on: data, l2: l2)
    var run = Minimization(
      of: objective, from: objective.start, by: minimizer,
      limits: MinimizationLimits(gradientNorm: 0, iterations: mostIterations))
    while run.point.gradientNorm > gradientNorm, try run.next() != nil {}
    return run.result
  }

  private static let primes = [2.0, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37]

  private static func fraction(_ x: Double) -> Double { x - x.rounded(.down) }

  private static func problem(_ options: Options) -> (Network<Double>, Dataset<Double>) {
    let (d, K, n) = (options.layers[0], options.layers[options.layers.count - 1], options.batch ?? 500)
    var network = Network<Double>(
      inputs: d, likelihood: .gaussian(outputs: K), execution: Execution(threads: options.threads)
    ) {
      for units in options.layers.dropFirst().dropLast() { Dense(units, .tanh) }
    }
    let phi: Double = (5.0.squareRoot() - 1) / 2
    var w = network.parameters
    for layer in network.architecture.layers {
      let size: Double = (6 / Double(layer.fanIn + layer.units)).squareRoot()
      let first = layer.blocks[0].offset
      for m in first..<first + layer.units * layer.fanIn {
        let square = Double((m + 1) * (m + 1))
        w[m] = size * (2 * fraction(square * phi) - 1)
      }
    }
    network.parameters = w
    var (x, t) = (Matrix<Double>(rows: n, columns: d), Matrix<Double>(rows: n, columns: K))
    for i in 0..<n {
      var sum = 0.0
      for j in 0..<d {
        x[i, j] = 2 * fraction(Double(i + 1) * primes[j].squareRoot()) - 1
        sum += x[i, j]
      }
      let phase: Double = 3 * sum / Double(d).squareRoot()
      for k in 0..<K { t[i, k] = sin(phase + Double(k)) }
    }
    do {
      return (network, try Dataset(inputs: x, targets: t))
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

/// What one minimisation came to.
struct MinimizeRecord: Record {
  var kind = MinimizeBenchmark.name
  let of: String
  let layers: [Int]
  let batch: Int
  let threads: Int
  let parameters: Int
  let medianSeconds: Double
  let minSeconds: Double
  let value: Double
  let gradientNorm: Double
  let iterations: Int
  let gradients: Int

  static let columns = [
    (title: "kind", width: 10), (title: "minimiser", width: 20), (title: "layers", width: 16),
    (title: "batch", width: 6), (title: "parameters", width: 10), (title: "median", width: 10),
    (title: "error", width: 12), (title: "gradient", width: 9), (title: "iterations", width: 10),
  ]

  var rows: [[String]] {
    [
      [
        kind, of, text(layers: layers), "\(batch)", "\(parameters)", text(seconds: medianSeconds), scientific(value),
        scientific(gradientNorm), "\(iterations)",
      ]
    ]
  }
}
