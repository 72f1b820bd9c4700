internal import Nabla

/// The Jacobian of the outputs in the inputs, for every example, into the caller's memory.
enum JacobianBenchmark: OperatorBenchmark {
  static let name = "jacobian"
  static let summary = "the Jacobian of the outputs in the inputs, or with --of parameters in the parameters"
  static let options = Options.all.subtracting(["--optimizer"]).union(["--of"])

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) throws(UsageError) -> Measurement {
    let network = workload.network
    let architecture = network.architecture
    let columns = options.jacobianOf == .inputs ? architecture.inputs : architecture.parameterCount
    guard workload.batch * architecture.outputs * columns <= 1 << 27 else {
      throw UsageError("\(workload.batch) Jacobians of \(architecture.outputs) × \(columns) are too large to measure")
    }
    let workspace = Workspace<Scalar>()
    var jacobian = BatchedMatrix<Scalar>(count: workload.batch, rows: architecture.outputs, columns: columns)
    let measurement = meter.measure {
      switch options.jacobianOf {
      case .inputs: network.jacobian(at: workload.inputs, into: &jacobian, using: workspace)
      case .parameters: network.parameterJacobian(at: workload.inputs, into: &jacobian, using: workspace)
      }
      return Double(jacobian[0, 0, 0])
    }
    precondition(jacobian.elements.allSatisfy(\.isFinite), "the Jacobian is not finite")
    return measurement
  }

  static func flops(_ count: FlopCount) -> Double { count.inputJacobian }

  static func flops(_ count: FlopCount, _ options: Options) -> Double {
    switch options.jacobianOf {
    case .inputs: count.inputJacobian
    case .parameters: count.parameterJacobian
    }
  }
}
