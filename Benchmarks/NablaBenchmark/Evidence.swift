internal import Nabla

/// The posterior of a trained network with its log evidence: gradient, exact Hessian, factorisation, and what follows; or another
/// step of looking for the precisions.
///
/// The network is trained to its most probable weights, with α = β = 1, outside the clock. The targets are those of another network
/// with noise of deviation 0.3, so that there is a best precision.
enum EvidenceBenchmark: OperatorBenchmark {
  static let name = "evidence"
  static let summary =
    "the posterior of a trained Gaussian network with its log evidence, or with --of precisions or low-rank another step"
  static let options = Options.all.subtracting(["--optimizer"]).union(["--of"])

  /// The most parameters of a posterior with a matrix, and of one of low rank.
  private static let (mostDense, mostLowRank) = (5_000, 100_000)
  private static let rank = 50
  /// How many nats the training of a posterior by low rank may leave: large networks lie in long valleys, and Laplace's
  /// approximation is off by more.
  private static let lowRankTolerance = 0.1

  static func measure<Scalar: RealScalar>(
    _ workload: Workload<Scalar>, _ options: Options, _ meter: Meter
  ) throws(UsageError) -> Measurement {
    guard options.likelihood == .gaussian else { throw UsageError("evidence takes the likelihood gaussian only") }
    let count = workload.network.architecture.parameterCount
    let form: Posterior.Form
    switch options.evidenceOf {
    case .posterior, .precisions: form = .hessian
    case .lowRank: form = .lowRank(rank)
    }
    guard count <= (form == .hessian ? mostDense : mostLowRank) else {
      throw UsageError("the evidence of \(count) parameters takes too long to measure")
    }
    let start = Network<Double>(workload.network)
    let groups = PriorGroups(.one, of: start.architecture)
    let precisions = Hyperparameters(alphas: [1], betas: [1])
    do {
      let data = try Dataset<Double>(
        inputs: Matrix(workload.inputs), targets: targets(for: start, Matrix(workload.inputs)))
      let tolerance = options.evidenceOf == .lowRank ? lowRankTolerance : 1e-6
      let trained = try Posterior.trained(
        start, on: data, groups: groups, hyperparameters: precisions, form: form, tolerance: tolerance)
      return meter.measure {
        do {
          switch options.evidenceOf {
          case .posterior, .lowRank:
            return try Posterior(
              trained.network, on: data, groups: groups, hyperparameters: precisions, form: form, tolerance: tolerance
            ).logEvidence
          case .precisions:
            guard let best = trained.precisionsHoldingWeights() else { preconditionFailure("A is singular") }
            return best.gain
          }
        } catch {
          preconditionFailure("\(error)")
        }
      }
    } catch {
      throw UsageError("the network has no posterior: \(error)")
    }
  }

  private static func targets(for network: Network<Double>, _ x: Matrix<Double>) -> Targets<Double> {
    var teacher = network
    teacher.initialize(.glorot, seed: 3)
    var generator = SeededGenerator(seed: 4)
    let y = teacher.predict(x)
    return .values(Matrix(rows: y.rows, columns: y.columns, elements: y.elements.map { $0 + 0.3 * generator.normal() }))
  }

  static func flops(_ count: FlopCount) -> Double {
    count.hessian + count.parameters * count.parameters * count.parameters / 3
  }

  static func flops(_ count: FlopCount, _ options: Options) -> Double {
    switch options.evidenceOf {
    case .posterior: flops(count)
    // The number of steps depends on the data.
    case .precisions, .lowRank: 0
    }
  }
}
