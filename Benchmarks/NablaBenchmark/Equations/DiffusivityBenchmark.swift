internal import Nabla

/// The diffusivity θ of a rod from 60 temperatures with noise, again and again with other noise: how often its interval of 95 %
/// covers the truth.
enum DiffusivityBenchmark: Benchmark {
  static let name = "diffusivity"
  static let summary = "a heat equation's coefficient from noisy measurements: how often 95 % intervals cover it"
  static let options: Set = ["--threads", "--repetitions"]

  private static let truth = 0.1
  private static let noise = 0.02

  /// u_t = θ u_xx.
  private struct Residual: DifferentialResidual {
    let derivatives: [InputDerivative] = [.first(1), .second(0, 0)]
    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      p.derivative(0) - p.coefficient(0) * p.derivative(1)
    }
  }

  /// The temperature at the start, sin πx + ½ sin 2πx, and ends that are kept at 0.
  private struct Rod: HardConstraint {
    func offset<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N {
      let a: N = N(.pi) * x[0]
      return sin(a) + sin(a + a) / 2
    }
    func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { x[1] * x[0] * (1 - x[0]) }
  }

  static func run(_ options: Options, _ report: Report) throws(UsageError) {
    let clock = ContinuousClock()
    let start = clock.now
    let box = [0.0...1, 0.0...1]
    let inside = Points.sobol(150, in: box)
    let places = Points.uniform(60, in: box, seed: 1)
    let exact = (0..<places.rows).map { temperature(places[$0, 0], places[$0, 1]) }
    var network = Network<Double>(
      inputs: 2, likelihood: .gaussian, execution: Execution(threads: options.threads)
    ) { Dense(24, .tanh) }
    network.initialize(.glorot, seed: 1)
    var estimates: [Double] = []
    var errors: [Double] = []
    var covered = 0
    for repetition in 1...options.repetitions {
      var generator = SeededGenerator(seed: UInt64(repetition))
      let measured = exact.map { $0 + noise * generator.normal() }
      let objective = DifferentialObjective(
        network,
        terms: [
          .residual(Residual(), at: inside, weight: 1 / 150),
          .measurements(at: places, equal: Matrix(column: measured), weight: 1 / 60),
        ], coefficients: [0.2], constraint: Rod())
      do {
        let result = try objective.minimized(
          from: objective.start, by: LevenbergMarquardt(.cholesky),
          limits: MinimizationLimits(gradientNorm: 1e-9, iterations: 200)
        )
        let found = objective.estimates(at: result.x)
        estimates.append(found.values[0])
        errors.append(found.standardErrors[0])
        if found.interval(0).contains(truth) { covered += 1 }
      } catch {
        preconditionFailure("\(error)")
      }
    }
    func mean(_ x: [Double]) -> Double { x.reduce(0, +) / Double(x.count) }
    let center = mean(estimates)
    report.add(
      DiffusivityRecord(
        threads: options.threads, repetitions: options.repetitions, covered: Double(covered) / Double(estimates.count),
        truth: truth, meanEstimate: center, spread: mean(estimates.map { ($0 - center) * ($0 - center) }).squareRoot(),
        meanStandardError: mean(errors), seconds: (clock.now - start) / .seconds(1)))
  }

  private static func temperature(_ x: Double, _ t: Double) -> Double {
    let rate: Double = truth * .pi * .pi
    let slow: Double = exp(-rate * t) * sin(.pi * x)
    return slow + exp(-4 * rate * t) * sin(2 * .pi * x) / 2
  }
}

/// How intervals fared.
struct DiffusivityRecord: Record {
  var kind = DiffusivityBenchmark.name
  let threads: Int
  let repetitions: Int
  /// The share of the intervals that have the truth in them.
  let covered: Double
  let truth: Double
  let meanEstimate: Double
  /// The standard deviation of the estimates.
  let spread: Double
  let meanStandardError: Double
  let seconds: Double

  static let columns = [
    (title: "repetitions", width: 11), (title: "covered", width: 8), (title: "truth", width: 7),
    (title: "mean", width: 8), (title: "spread", width: 8), (title: "standard error", width: 14),
    (title: "seconds", width: 8),
  ]

  var rows: [[String]] {
    [
      [
        "\(repetitions)", text(100 * covered, digits: 1) + " %", text(truth, digits: 3), text(meanEstimate, digits: 5),
        text(spread, digits: 5), text(meanStandardError, digits: 5), text(seconds, digits: 1),
      ]
    ]
  }
}
