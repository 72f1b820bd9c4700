internal import Nabla

/// The error of a batch and its gradient by backpropagation, into the caller's array.
enum GradientBenchmark: OperatorBenchmark {
  static let name = "gradient"
  static let summary = "the error of a batch and its gradient in all parameters"

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) -> Measurement {
    let network = workload.network
    let workspace = Workspace<Scalar>()
    var gradient = [Scalar](repeating: .nan, count: network.architecture.parameterCount)
    let measurement = meter.measure {
      network.valueWithGradient(workload.inputs, workload.targets, into: &gradient, using: workspace)
    }
    precondition(gradient.allSatisfy(\.isFinite), "the gradient is not finite")
    return measurement
  }

  static func flops(_ count: FlopCount) -> Double { count.gradient }
}
