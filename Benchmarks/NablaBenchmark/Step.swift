internal import Nabla

/// One whole optimiser step: the gradient of a batch's error, and the optimiser's change of the parameters by its mean.
///
/// Call after call takes the same batch, so the error falls. Counted are the gradient's flops.
enum StepBenchmark: OperatorBenchmark {
  static let name = "step"
  static let summary = "one optimiser step: gradient of a batch and change of the parameters"
  static let options = Options.all

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) -> Measurement {
    // Opened here, so that the optimiser's own type is known inside the clock.
    func run(_ optimizer: some Optimizer<Scalar>) -> Measurement {
      withSteps(of: optimizer, on: workload) { meter.measure($0) }
    }
    // The rate is small, so that no error diverges in as many steps as there is time for.
    return switch options.optimizer {
    case .sgd: run(.sgd(learningRate: 1e-4))
    case .momentum: run(.momentum(learningRate: 1e-5))
    case .adam: run(.adam(learningRate: 1e-5))
    }
  }

  /// Gives `body` a function that takes one step after another, by the processes of a group, and returns the error before it.
  static func withSteps<Scalar: RealScalar, Result>(
    of optimizer: some Optimizer<Scalar>, on workload: Workload<Scalar>, by group: ProcessGroup = .single,
    _ body: (_ step: () -> Double) -> Result
  ) -> Result {
    var network = workload.network
    network.execution.group = group
    var optimizer = optimizer
    let workspace = Workspace<Scalar>()
    let scale = 1 / Scalar(workload.batch)
    var w = network.parameters
    var gradient = [Scalar](repeating: .nan, count: w.count)
    let parked = gradient
    let result = body {
      network.parameters = w
      let loss = network.valueWithGradient(workload.inputs, workload.targets, into: &gradient, using: workspace)
      // While the network holds another array, `w` is the only reference to its memory and is changed in place.
      network.parameters = parked
      var span = w.mutableSpan
      optimizer.step(&span, gradient: gradient.span, scale: scale)
      return loss
    }
    precondition(w.allSatisfy(\.isFinite), "the parameters are not finite")
    return result
  }

  static func flops(_ count: FlopCount) -> Double { count.gradient }
}
