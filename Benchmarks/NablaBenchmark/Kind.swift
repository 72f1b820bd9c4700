internal import Nabla

/// One thing that the program measures: a row of the table that `--help` prints.
struct Kind: Sendable {
  let name: String
  let summary: String
  /// The options that it takes, `--json` and `--seconds` left out, which all take.
  let options: Set<String>
  let run: @Sendable (Options, Report) throws(UsageError) -> Void
  /// Whether it takes a file, which is given behind its name.
  var takesFile = false

  /// Whether it measures what a backend computes.
  var takesBackends: Bool { options.contains("--backend") }

  /// Every kind, in the order of `--help`. A new operator is one file with an `OperatorBenchmark`, and one row here.
  static let all = [
    Kind(GradientBenchmark.self),
    Kind(StepBenchmark.self),
    Kind(PredictBenchmark.self),
    Kind(PerExampleBenchmark.self),
    Kind(JacobianBenchmark.self),
    Kind(HessianVectorBenchmark.self),
    Kind(HessianBenchmark.self),
    Kind(EvidenceBenchmark.self),
    Kind(SolveBenchmark.self),
    Kind(InsideBenchmark.self),
    Kind(EquationBenchmark.self),
    Kind(DiffusivityBenchmark.self),
    Kind(ForcesBenchmark.self),
    Kind(MinimizeBenchmark.self),
    scaling,
    gemm,
    read,
    coverage,
    Kind(ProcessesBenchmark.self),
  ]

  static let scaling = Kind(
    name: "scaling",
    summary: "backpropagation against finite differences, |w| from 10² to 10⁶",
    options: Options.all.subtracting(["--layers", "--optimizer", "--calls"]), run: ScalingBenchmark.run)

  static let coverage = Kind(
    name: "coverage",
    summary: "how many targets and means 50 and 90 % intervals hold, over 1000 linear and 300 network data sets",
    options: CoverageBenchmark.options, run: CoverageBenchmark.run)

  static let gemm = Kind(
    name: "gemm",
    summary: "the machine's roof: square matrix products by OpenBLAS",
    options: ["--precision", "--threads"], run: GemmBenchmark.run)

  static let read = Kind(
    name: "read",
    summary: "a delimited file of numbers to a matrix: read FILE",
    options: ReadBenchmark.options, run: ReadBenchmark.run, takesFile: true)
}

/// What a kind has: the type is a namespace.
protocol Benchmark: SendableMetatype {
  /// The kind's name on the command line.
  static var name: String { get }
  /// What is measured, for `--help`.
  static var summary: String { get }
  /// The options that it takes.
  static var options: Set<String> { get }

  static func run(_ options: Options, _ report: Report) throws(UsageError)
}

extension Kind {
  init<B: Benchmark>(_: B.Type) {
    self.init(name: B.name, summary: B.summary, options: B.options, run: B.run)
  }
}

/// An operator on a network that is timed call by call, in either precision.
///
/// Everything that a call needs is made by `measure`, outside the clock.
protocol OperatorBenchmark: Benchmark {
  /// Times the operator on a network and batch, and traps where its result is not finite.
  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) throws(UsageError) -> Measurement

  /// The floating-point operations of a call, by `FlopCount`.
  static func flops(_ count: FlopCount) -> Double

  /// The same where it depends on the options.
  static func flops(_ count: FlopCount, _ options: Options) -> Double
}

extension OperatorBenchmark {
  static var options: Set<String> { Options.all.subtracting(["--optimizer"]) }

  static func flops(_ count: FlopCount, _ options: Options) -> Double { flops(count) }

  static func run(_ options: Options, _ report: Report) throws(UsageError) {
    switch options.precision {
    case .single: try run(Float.self, options, report)
    case .double: try run(Double.self, options, report)
    }
  }

  private static func run<Scalar: RealScalar>(
    _: Scalar.Type, _ options: Options, _ report: Report
  ) throws(UsageError) {
    let workload = Workload<Scalar>(layers: options.layers, batch: options.batch ?? 128, options)
    let measurement = try measure(workload, options, Meter(seconds: options.seconds ?? 2, calls: options.calls))
    report.add(
      CallRecord(
        kind: name, layers: options.layers, batch: workload.batch, options: options, takes: Self.options,
        parameters: workload.network.architecture.parameterCount,
        flops: flops(FlopCount(workload.network.architecture, batch: workload.batch), options), measurement: measurement
      ))
  }
}
