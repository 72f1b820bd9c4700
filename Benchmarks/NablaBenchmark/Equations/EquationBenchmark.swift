internal import Nabla

/// Differential equations solved from five starts each: the relative L2 error against the known solution, and how long it took.
enum EquationBenchmark: Benchmark {
  static let name = "equations"
  static let summary = "differential equations solved: relative L2 error and seconds, from five seeds"
  static let options: Set = ["--of", "--threads", "--seeds"]

  static let all: [any Equation] = [
    PoissonEquation(), HeatEquation(), HelmholtzEquation(), BeamEquation(), KortewegDeVriesEquation(),
    BurgersEquation(),
  ]
  static var names: [String] { all.map { type(of: $0).name } }

  static func run(_ options: Options, _ report: Report) throws(UsageError) {
    for equation in all where options.of == nil || options.of == type(of: equation).name {
      for seed in 1...options.seeds {
        report.add(solve(equation, seed: UInt64(seed), threads: options.threads, seconds: options.seconds ?? 15))
      }
    }
  }

  /// Levenberg and Marquardt's method from one start. The clock stands while the error is looked at.
  private static func solve<E: Equation>(
    _ equation: E, seed: UInt64, threads: Int, seconds: Double
  ) -> EquationRecord {
    let clock = ContinuousClock()
    var used = 0.0
    func timed<R>(_ body: () -> R) -> R {
      let start = clock.now
      defer { used += (clock.now - start) / .seconds(1) }
      return body()
    }
    let test = Points.grid(equation.box, counts: equation.box.map { _ in 81 })
    let exact = (0..<test.rows).map { equation.solution(Array(test[row: $0])) }
    let size = norm(exact)
    var marks: [Double?] = EquationRecord.marks.map { _ in nil }
    var error = Double.infinity
    var history: [[Double]] = []
    // A look takes longer than an iteration, so one follows every 3 % of the time.
    var nextLook = 0.0
    func look(_ objective: DifferentialObjective, _ x: [Double]) {
      let found = objective.solution(at: x).predict(test)
      error = norm(zip(found.elements, exact).map { $0 - $1 }) / size
      for (i, mark) in EquationRecord.marks.enumerated() where marks[i] == nil && error <= mark { marks[i] = used }
      if error < 0.8 * (history.last?[1] ?? .infinity) { history.append([used, error]) }
    }

    var points = Points.sobol(equation.points, in: equation.box)
    let network = equation.start(seed: seed, threads: threads)
    var objective = timed { equation.objective(network, at: points) }
    var (x, iterations) = (objective.start, 0)
    for round in 1...equation.rounds {
      if round > 1 {
        (objective, points) = timed {
          let candidates = Points.uniform(10 * equation.added, in: equation.box, seed: seed &* 100 &+ UInt64(round))
          let norms = objective.residualNorms(ofTerm: 0, at: candidates, x: x)
          let more = Points.joined(points, Points.largest(equation.added, of: candidates, by: norms))
          return (equation.objective(objective.network(at: x), at: more), more)
        }
      }
      var run = timed {
        Minimization(
          of: objective, from: x, by: LevenbergMarquardt(.cholesky),
          limits: MinimizationLimits(
            gradientNorm: 0, iterations: round == equation.rounds ? 100_000 : equation.iterations))
      }
      while used < seconds, timed({ next(&run) }) != nil {
        iterations += 1
        x = run.point.x
        if used >= nextLook {
          look(objective, x)
          nextLook = 1.03 * used
        }
      }
    }
    look(objective, x)
    return EquationRecord(
      of: E.name, seed: Int(seed), threads: threads, layers: [equation.box.count] + equation.hidden + [1],
      parameters: network.parameters.count, points: points.rows, iterations: iterations, seconds: used, error: error,
      secondsTo1e3: marks[0], secondsTo1e5: marks[1], secondsTo1e7: marks[2], history: history)
  }

  private static func next(
    _ run: inout Minimization<DifferentialObjective, LevenbergMarquardt>
  ) -> MinimizationIterate? {
    do {
      return try run.next()
    } catch {
      preconditionFailure("\(error)")
    }
  }

  private static func norm(_ x: [Double]) -> Double { x.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}

/// What one solution took, and how near it is.
struct EquationRecord: Record {
  var kind = EquationBenchmark.name
  let of: String
  let seed: Int
  let threads: Int
  let layers: [Int]
  let parameters: Int
  /// Those of the equation, in the end.
  let points: Int
  let iterations: Int
  let seconds: Double
  /// ‖y − u‖ / ‖u‖ on a grid of 81 × 81 points.
  let error: Double
  /// The seconds until the error was this small; nil where it never was.
  let secondsTo1e3: Double?
  let secondsTo1e5: Double?
  let secondsTo1e7: Double?
  /// Seconds and the error then, where it fell by a fifth since the last ones.
  let history: [[Double]]

  static let marks = [1e-3, 1e-5, 1e-7]

  static let columns = [
    (title: "equation", width: 17), (title: "seed", width: 4), (title: "layers", width: 14),
    (title: "points", width: 6),
    (title: "iterations", width: 10), (title: "seconds", width: 7), (title: "error", width: 7),
    (title: "s to 1e-3", width: 9), (title: "to 1e-5", width: 7), (title: "to 1e-7", width: 7),
  ]

  var rows: [[String]] {
    [
      [
        of, "\(seed)", text(layers: layers), "\(points)", "\(iterations)",
        text(seconds, digits: 2), scientific(error),
      ]
        + [secondsTo1e3, secondsTo1e5, secondsTo1e7].map { $0.map { text($0, digits: 2) } ?? "never" }
    ]
  }
}
