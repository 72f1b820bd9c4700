internal import Nabla

/// The cost of a gradient against the number of parameters: backpropagation, O(|w|), and central differences, O(|w|²).
enum ScalingBenchmark {
  /// Large enough for work, not calls, to take the time of the smallest network too.
  static let defaultBatch = 128

  /// Chains 16-h-16 of h = 3 … 30 000 hidden units, 33h + 16 parameters: 10² to 10⁶ in steps of about 10^⅓.
  ///
  /// Inputs and outputs stay as they are, so the shapes of the products stay thin. Were all layers to grow, the rate of
  /// matrix products would grow with them, from 3 to 35 GFLOP/s, and the times would show BLAS's efficiency more than the
  /// number of operations, which is what the exponents are about.
  static let sizes = [3, 6, 14, 30, 65, 140, 300, 650, 1400, 3000, 6500, 14_000, 30_000].map { h in [16, h, 16] }

  /// All parameters are differenced where that takes at most this long.
  private static let longestWholeSeconds = 1.0
  /// Otherwise at least this many are, and more where that takes less than a seventh of the measuring time.
  private static let leastSample = 8

  @Sendable static func run(_ options: Options, _ report: Report) throws(UsageError) {
    switch options.precision {
    case .single: run(Float.self, options, report)
    case .double: run(Double.self, options, report)
    }
  }

  private static func run<Scalar: RealScalar>(_: Scalar.Type, _ options: Options, _ report: Report) {
    let seconds = options.seconds ?? 0.5
    let records = sizes.map { layers in
      let workload = Workload<Scalar>(layers: layers, batch: options.batch ?? defaultBatch, options)
      let record = measure(workload, layers, options, seconds: seconds)
      report.add(record)
      return record
    }
    report.add(ScalingFit(records, options))
  }

  private static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ layers: [Int], _ options: Options, seconds: Double
  ) -> ScalingRecord {
    let count = workload.network.architecture.parameterCount
    let backpropagation = GradientBenchmark.measure(workload, options, Meter(seconds: seconds)).medianSeconds

    func differences(_ parameters: Int, _ meter: Meter) -> Double {
      meter.measure {
        let gradient = workload.network.finiteDifferenceGradient(
          workload.inputs, workload.targets, parameters: 0..<parameters)
        return Double(gradient[0])
      }.medianSeconds
    }
    // A first look, at a few parameters, tells how many can be afforded.
    let look = min(count, leastSample)
    let each = differences(look, Meter(seconds: seconds / 10, minimumSamples: 1)) / Double(look)
    let isWhole = each * Double(count) <= longestWholeSeconds
    let sample = isWhole ? count : min(count, max(leastSample, Int(seconds / 7 / each)))
    let time = differences(sample, Meter(seconds: seconds, minimumSamples: 3))
    return ScalingRecord(
      layers: layers, batch: workload.batch, options, parameters: count, backpropagationSeconds: backpropagation,
      finiteDifferenceSeconds: time * Double(count) / Double(sample), sampled: isWhole ? nil : sample)
  }
}
