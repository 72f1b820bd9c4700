internal import Nabla

/// An exact solution with its report: least squares, or Newton's method for a logistic or softmax regression.
///
/// `--layers` has inputs and outputs only. Targets follow a linear model, so that the fit has something to find.
enum SolveBenchmark: OperatorBenchmark {
  static let name = "solve"
  static let summary = "the exact solution of a regression, with its report (--layers inputs,outputs)"
  static let options = Options.all.subtracting(["--optimizer", "--activation"])

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) throws(UsageError) -> Measurement {
    guard options.layers.count == 2 else {
      throw UsageError("solve takes --layers with inputs and outputs only, such as 50,1")
    }
    let (network, x) = (workload.network, workload.inputs)
    let t = targets(x, options)
    var largest = 0.0
    var meter = meter
    meter.minimumSamples = 3
    let measurement = meter.measure {
      do {
        let fit = try network.solve(x, t)
        largest = max(largest, fit.summary.gradientNorm)
        return Double(fit.network.parameters[0])
      } catch {
        preconditionFailure("\(error)")
      }
    }
    let bound = 1e-9 * Double(x.rows)
    precondition(largest <= bound, "a derivative of \(largest) is left, more than \(bound)")
    return measurement
  }

  /// ±0.3 x summed with alternating signs, with normal noise, or the outcome or class that follows from it.
  private static func targets<Scalar: RealScalar>(_ x: Matrix<Scalar>, _ options: Options) -> Targets<Scalar> {
    let K = options.layers[1]
    var generator = SeededGenerator(seed: 3)
    func signal(_ i: Int, _ k: Int) -> Double {
      x[row: i].enumerated().reduce(0) { $0 + (($1.offset + k) % 2 == 0 ? 0.3 : -0.3) * Double($1.element) }
    }
    switch options.likelihood {
    case .gaussian, .bernoulli:
      let isBinary = options.likelihood == .bernoulli
      return .values(
        Matrix(
          rows: x.rows, columns: K,
          elements: (0..<x.rows * K).map { index in
            let value = signal(index / K, index % K)
            guard isBinary else { return Scalar(value + generator.normal()) }
            return generator.uniform() < sigmoid(value) ? 1 : 0
          }))
    case .categorical:
      return .classes(
        (0..<x.rows).map { i in
          let noisy = (0..<K).map { signal(i, $0) + 2 * generator.normal() }
          return noisy.indices.max { noisy[$0] < noisy[$1] }!
        })
    }
  }

  static func flops(_ count: FlopCount) -> Double { count.forward }

  /// Least squares are A = QR of the inputs, the constant and the targets; iterations of other likelihoods are not counted.
  static func flops(_ count: FlopCount, _ options: Options) -> Double {
    guard options.likelihood == .gaussian else { return flops(count) }
    let columns = Double(options.layers[0] + options.layers[1] + 1)
    return 2 * Double(options.batch ?? 128) * columns * columns
  }
}
