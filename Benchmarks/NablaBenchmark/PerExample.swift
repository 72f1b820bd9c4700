internal import Nabla

/// The gradient of every example of a batch, into the caller's matrix.
enum PerExampleBenchmark: OperatorBenchmark {
  static let name = "per-example"
  static let summary = "the gradient of every example's error in all parameters"

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) throws(UsageError) -> Measurement {
    let network = workload.network
    let count = network.architecture.parameterCount
    guard workload.batch * count <= 1 << 27 else {
      throw UsageError("\(workload.batch) gradients of \(count) numbers are too large to measure")
    }
    let workspace = Workspace<Scalar>()
    var gradients = Matrix<Scalar>(rows: workload.batch, columns: count)
    let measurement = meter.measure {
      network.perExampleGradients(workload.inputs, workload.targets, into: &gradients, using: workspace)
      return Double(gradients[0, 0])
    }
    precondition(gradients.elements.allSatisfy(\.isFinite), "a gradient is not finite")
    return measurement
  }

  static func flops(_ count: FlopCount) -> Double { count.perExample }
}
