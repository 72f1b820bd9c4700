internal import Nabla

/// The exact Hessian of a batch's error, into the caller's matrix.
enum HessianBenchmark: OperatorBenchmark {
  static let name = "hessian"
  static let summary = "the exact Hessian of the error in all parameters"

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) throws(UsageError) -> Measurement {
    let network = workload.network
    let count = network.architecture.parameterCount
    guard count <= 20_000 else { throw UsageError("the Hessian of \(count) parameters is too large to measure") }
    let workspace = Workspace<Scalar>()
    var hessian = Matrix<Scalar>(rows: count, columns: count)
    let measurement = meter.measure {
      network.hessian(workload.inputs, workload.targets, into: &hessian, using: workspace)
      return Double(hessian[0, 0])
    }
    precondition(hessian.elements.allSatisfy(\.isFinite), "the Hessian is not finite")
    return measurement
  }

  static func flops(_ count: FlopCount) -> Double { count.hessian }
}
