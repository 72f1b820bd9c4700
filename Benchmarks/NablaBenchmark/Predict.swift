internal import Nabla

/// The outputs of a batch, into the caller's matrix.
enum PredictBenchmark: OperatorBenchmark {
  static let name = "predict"
  static let summary = "the outputs of a batch"

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) -> Measurement {
    let network = workload.network
    let workspace = Workspace<Scalar>()
    var outputs = Matrix<Scalar>(rows: workload.batch, columns: network.architecture.outputs, repeating: .nan)
    let measurement = meter.measure {
      network.predict(workload.inputs, into: &outputs, using: workspace)
      return Double(outputs[0, 0])
    }
    precondition(outputs.elements.allSatisfy(\.isFinite), "the outputs are not finite")
    return measurement
  }

  static func flops(_ count: FlopCount) -> Double { count.forward }
}
