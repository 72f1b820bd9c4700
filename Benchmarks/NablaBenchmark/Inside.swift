internal import Nabla

/// Derivatives of ½ Σ r² with r = −Δu − f at points of the unit cube, an error that contains derivatives in the inputs: its
/// gradient, the Jacobian of the residuals, or a product with its Hessian.
enum InsideBenchmark: OperatorBenchmark {
  static let name = "inside"
  static let summary = "the gradient, or with --of jacobian or hvp another derivative, of ½ Σ (−Δu − f)²"
  static let options: Set = [
    "--layers", "--batch", "--precision", "--threads", "--backend", "--activation", "--calls", "--of",
  ]

  /// −Δu − f with f = dπ² Π sin πx_i, whose solution with u = 0 on the boundary is Π sin πx_i.
  private struct Poisson: DifferentialResidual {
    let inputs: Int
    let derivatives: [InputDerivative] = [.laplacian]

    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      let pi = N(.pi)
      var f: N = N(Double(inputs)) * pi * pi
      for i in 0..<inputs { f *= sin(pi * p.x(i)) }
      return -p.derivative(0) - f
    }
  }

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) throws(UsageError) -> Measurement {
    guard let network = workload.network as? Network<Double> else {
      throw UsageError("inside is measured with --precision double")
    }
    guard network.architecture.outputs == 1 else {
      throw UsageError("inside takes --layers with one output, not \(network.architecture.outputs)")
    }
    let d = network.architecture.inputs
    var generator = SeededGenerator(seed: 2)
    let points = Matrix(
      rows: workload.batch, columns: d, elements: (0..<workload.batch * d).map { _ in generator.uniform() })
    let objective = DifferentialObjective(network, terms: [.residual(Poisson(inputs: d), at: points)])
    let x = objective.start
    var result = [Double](repeating: .nan, count: x.count)
    let measurement: Measurement
    switch options.insideOf {
    case .gradient:
      measurement = meter.measure { objective.valueWithGradient(at: x, into: &result) }
    case .hvp:
      let v = x.map { _ in generator.normal() }
      measurement = meter.measure {
        objective.hessianVectorProduct(at: x, along: v, into: &result)
        return result[0]
      }
    case .jacobian:
      guard workload.batch * x.count <= 1 << 27 else {
        throw UsageError("a Jacobian of \(workload.batch) × \(x.count) is too large to measure")
      }
      guard let squares = objective.leastSquares else { preconditionFailure("the error is no sum of squares") }
      var residuals = [Double](repeating: 0, count: workload.batch)
      var jacobian = [Double](repeating: .nan, count: workload.batch * x.count)
      measurement = meter.measure {
        jacobian.withUnsafeMutableBufferPointer { squares.residuals(at: x, into: &residuals, jacobian: $0) }
        return residuals[0]
      }
      result = jacobian
    }
    precondition(result.allSatisfy(\.isFinite), "the derivatives are not finite")
    return measurement
  }

  static func flops(_ count: FlopCount) -> Double { 0 }

  /// Of S = d + 2 streams, all but one of which the inputs have.
  static func flops(_ count: FlopCount, _ options: Options) -> Double {
    let hidden = (count.inputs + 2) * (count.weights - count.inputWeights)
    let first = (count.inputs + 1) * count.inputWeights
    switch options.insideOf {
    case .gradient, .jacobian: return 6 * hidden + 4 * first
    case .hvp: return 16 * hidden + 6 * first
    }
  }
}
