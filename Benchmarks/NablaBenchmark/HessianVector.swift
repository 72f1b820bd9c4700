internal import Nabla

/// The product of the error's Hessian with a vector, into the caller's array; and how long the gradient takes beside it.
enum HessianVectorBenchmark: OperatorBenchmark {
  static let name = "hvp"
  static let summary = "the product of the Hessian with one vector, and its time over the gradient's"

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) -> Measurement {
    let network = workload.network
    let workspace = Workspace<Scalar>()
    var generator = SeededGenerator(seed: 3)
    let v = network.parameters.map { _ in Scalar(generator.normal()) }
    var product = [Scalar](repeating: .nan, count: v.count)
    // The gradient first and in the same process: the machine is the same for both. Where calls are counted it would be
    // one of the others.
    let gradient =
      meter.calls == nil ? GradientBenchmark.measure(workload, options, Meter(seconds: meter.seconds / 2)) : nil
    var measurement = meter.measure {
      network.hessianVectorProduct(workload.inputs, workload.targets, along: v, into: &product, using: workspace)
      return Double(product[0])
    }
    precondition(product.allSatisfy(\.isFinite), "the product is not finite")
    measurement.gradientRatio = gradient.map { measurement.medianSeconds / $0.medianSeconds }
    return measurement
  }

  static func flops(_ count: FlopCount) -> Double { count.hessianVector }
}
