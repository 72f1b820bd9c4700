internal import Foundation
internal import Nabla

/// How many new targets and mean outputs the intervals of trained models hold, over simulated data sets.
///
/// - `linear`: 1000 sets of 40 examples of a linear function of three inputs with coefficients N(0, 1) and noise of deviation 0.5.
/// - `network`: 300 sets of 80 examples of a network 2-3-1 of tanh with weights N(0, 1) and noise of deviation 0.2. The model has the
///   same sizes, and its minima from three starts are mixed by their evidence.
///
/// Precisions are those of the largest evidence. Each set has 50 new examples.
enum CoverageBenchmark {
  static let options: Set = ["--threads"]

  private static let newCount = 50
  private static let levels = [0.5, 0.9]

  /// What is simulated.
  private struct Setting {
    let models: String
    let sets: Int
    let count: Int
    let noise: Double
    let seeds: ClosedRange<UInt64>
    let groups: PriorGroups.Kind
    let network: Network<Double>

    static func all(_ options: Options) -> [Setting] {
      let execution = Execution(backend: options.backend, threads: options.threads)
      let linear = Network<Double>(inputs: 3, likelihood: .gaussian, execution: execution)
      let hidden = Network<Double>(inputs: 2, likelihood: .gaussian, execution: execution) { Dense(3, .tanh) }
      return [
        Setting(models: "linear", sets: 1000, count: 40, noise: 0.5, seeds: 1...1, groups: .one, network: linear),
        Setting(models: "network", sets: 300, count: 80, noise: 0.2, seeds: 1...3, groups: .layers, network: hidden),
      ]
    }
  }

  /// How many of the new examples of a set the intervals hold.
  private struct Count {
    var newData = 0.0
    var mean = 0.0
  }

  @Sendable static func run(_ options: Options, _ report: Report) throws(UsageError) {
    for setting in Setting.all(options) {
      var counts: [[Count]] = []
      var generator = SeededGenerator(seed: 1)
      let clock = ContinuousClock()
      let start = clock.now
      for _ in 0..<setting.sets {
        do {
          if let held = try held(by: setting, &generator) { counts.append(held) }
        } catch {
          preconditionFailure("\(error)")
        }
      }
      let seconds = (clock.now - start) / .seconds(1)
      for (l, level) in levels.enumerated() {
        report.add(
          CoverageRecord(
            setting.models, sets: setting.sets, failed: setting.sets - counts.count, level: level,
            newData: counts.map { $0[l].newData / Double(newCount) },
            mean: counts.map { $0[l].mean / Double(newCount) },
            seconds: seconds, threads: options.threads))
      }
    }
  }

  /// Nil where no run came to a minimum.
  private static func held(by setting: Setting, _ generator: inout SeededGenerator) throws -> [Count]? {
    var truth = setting.network
    truth.parameters = truth.parameters.map { _ in generator.normal() }
    let d = truth.architecture.inputs
    func inputs(_ n: Int) -> Matrix<Double> {
      Matrix(rows: n, columns: d, elements: (0..<n * d).map { _ in generator.normal() })
    }
    let x = inputs(setting.count)
    let t = truth.predict(x).elements.map { $0 + setting.noise * generator.normal() }
    let data = try Dataset(inputs: x, targets: Matrix(column: t))
    let comparison = EvidenceComparison(of: [setting.network], on: data, seeds: setting.seeds, groups: setting.groups)
    let newX = inputs(newCount)
    let newY = truth.predict(newX).elements
    let newT = newY.map { $0 + setting.noise * generator.normal() }
    guard !comparison.minima.isEmpty else { return nil }
    let predicted = comparison.predict(newX)
    return levels.map { level -> Count in
      guard let means = predicted.meanInterval(level: level), let targets = predicted.newDataInterval(level: level)
      else {
        preconditionFailure("a Gaussian network without noise")
      }
      return Count(
        newData: targets.coverage(of: Matrix(column: newT))[0] * Double(newCount),
        mean: means.coverage(of: Matrix(column: newY))[0] * Double(newCount))
    }
  }
}

/// The shares that intervals of one level hold.
struct CoverageRecord: Record {
  let kind = "coverage"
  let models: String
  let dataSets: Int
  /// Sets of which no run came to a minimum; they are not in the shares.
  let failed: Int
  let level: Double
  /// The share of new targets in their intervals, and its standard error over the sets.
  let newData: Double
  let newDataError: Double
  /// The share of true mean outputs in theirs.
  let mean: Double
  let meanError: Double
  let seconds: Double
  let threads: Int

  init(
    _ models: String, sets: Int, failed: Int, level: Double, newData: [Double], mean: [Double], seconds: Double,
    threads: Int
  ) {
    self.models = models
    dataSets = sets
    self.failed = failed
    self.level = level
    (self.newData, newDataError) = Self.mean(newData)
    (self.mean, meanError) = Self.mean(mean)
    self.seconds = seconds
    self.threads = threads
  }

  private static func mean(_ shares: [Double]) -> (Double, Double) {
    let n = Double(shares.count)
    let mean = shares.reduce(0, +) / n
    let squares = shares.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / (n * (n - 1))).squareRoot())
  }

  static let columns = [
    (title: "models", width: 8), (title: "data sets", width: 9), (title: "failed", width: 6),
    (title: "level", width: 5),
    (title: "new data", width: 15), (title: "mean", width: 15), (title: "seconds", width: 7),
  ]

  var rows: [[String]] {
    [
      [
        models, "\(dataSets)", "\(failed)", text(level, digits: 2),
        text(newData, digits: 4) + " ± " + text(newDataError, digits: 4),
        text(mean, digits: 4) + " ± " + text(meanError, digits: 4), text(seconds, digits: 1),
      ]
    ]
  }
}
