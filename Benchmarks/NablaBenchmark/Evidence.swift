internal import Nabla

/// The posterior of a trained network with its log evidence: gradient, exact Hessian, factorisation, and what follows.
///
/// The network is trained to its most probable weights, with α = β = 1, outside the clock.
enum EvidenceBenchmark: OperatorBenchmark {
  static let name = "evidence"
  static let summary = "the posterior of a trained Gaussian network: exact Hessian, factorisation, log evidence"

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) throws(UsageError) -> Measurement {
    guard options.likelihood == .gaussian else { throw UsageError("evidence takes the likelihood gaussian only") }
    let count = workload.network.architecture.parameterCount
    guard count <= 5_000 else { throw UsageError("the evidence of \(count) parameters takes too long to measure") }
    let start = Network<Double>(workload.network)
    let groups = PriorGroups(.one, of: start.architecture)
    let precisions = Hyperparameters(alphas: [1], betas: [1])
    do {
      let data = try Dataset<Double>(inputs: Matrix(workload.inputs), targets: workload.targets)
      let trained = try Posterior.trained(start, on: data, groups: groups, hyperparameters: precisions)
      return meter.measure {
        do {
          return try Posterior(trained.network, on: data, groups: groups, hyperparameters: precisions).logEvidence
        } catch {
          preconditionFailure("\(error)")
        }
      }
    } catch {
      throw UsageError("the network has no posterior: \(error)")
    }
  }

  static func flops(_ count: FlopCount) -> Double {
    count.hessian + count.parameters * count.parameters * count.parameters / 3
  }
}
