/// A network with its data and the groups of its prior, to be trained and looked at with any precisions.
struct PosteriorProblem {
  let network: Network<Double>
  let data: Dataset<Double>
  /// The groups that have variables.
  let groups: PriorGroups
  let form: Posterior.Form
  private let frozen: [Int]
  private let kept: [Int]
  private let groupCount: Int
  var threads: Int { network.execution.threads }

  init(_ network: Network<Double>, on data: Dataset<Double>, groups: PriorGroups, form: Posterior.Form) {
    self.network = network
    self.data = data
    self.form = form
    switch form {
    case .hessian, .gaussNewton, .diagonal, .lowRank: frozen = []
    case .lastLayer:
      frozen = network.architecture.parameterPositions(outside: network.architecture.outputLayer.parameterRange)
    }
    let variables = network.architecture.parameterPositions(outside: frozen + network.architecture.maskedPositions)
    (self.groups, kept) = groups.restricted(to: variables)
    groupCount = groups.count
  }

  /// The precisions of the groups that have variables.
  func restricted(_ hyperparameters: Hyperparameters) -> Hyperparameters {
    guard hyperparameters.alphas.count == groupCount else { return hyperparameters }
    return Hyperparameters(alphas: kept.map { hyperparameters.alphas[$0] }, betas: hyperparameters.betas)
  }

  func objective(_ network: Network<Double>, _ hyperparameters: Hyperparameters) -> PosteriorObjective {
    PosteriorObjective(network, on: data, groups: groups, hyperparameters: hyperparameters, frozen: frozen)
  }

  /// The posterior of a network at a minimum.
  func posterior(
    of network: Network<Double>, hyperparameters: Hyperparameters, tolerance: Double, memoryBudget: Int
  ) throws(LaplaceError) -> Posterior {
    let objective = objective(network, hyperparameters)
    let laplace = try laplace(objective, tolerance: tolerance, memoryBudget: memoryBudget)
    return try Posterior(objective, network: network, data: data, form: form, laplace: laplace)
  }

  private func laplace(
    _ objective: PosteriorObjective, tolerance: Double, memoryBudget: Int
  ) throws(LaplaceError) -> LaplaceApproximation {
    let x = objective.start
    func certified() throws(LaplaceError) -> LaplaceApproximation {
      try LaplaceApproximation(
        certifying: objective, at: x, tolerance: tolerance, memoryBudget: memoryBudget, threads: threads,
        flatDirections: { objective.flatDirections(at: x) }, hessian: { objective.matrix(at: x, .hessian) })
    }
    switch form {
    case .hessian, .lastLayer: return try certified()
    case .gaussNewton:
      let exact = try certified()
      guard let factor = CurvatureFactor(positivePartOf: objective.matrix(at: x, .gaussNewton), threads: threads) else {
        throw .notFinite
      }
      return LaplaceApproximation(
        mode: x, value: exact.value, remainingGain: exact.remainingGain, flat: exact.flatDirections,
        unexplained: exact.unexplainedFlatDirections, factor: factor)
    case .diagonal:
      let diagonal = zip(objective.error.diagonal(at: x, .hessian), objective.penalties).map {
        objective.factor * $0 + $1
      }
      if let flat = diagonal.firstIndex(where: { !($0 > 0) }) { throw .noPrior(parameter: objective.positions[flat]) }
      return try byProducts(objective, .diagonal(diagonal), tolerance: tolerance)
    case .lowRank(let rank):
      if let i = objective.penalties.firstIndex(of: 0) { throw .noPrior(parameter: objective.positions[i]) }
      let found = LowRankCurvature(
        diagonal: objective.penalties, rank: rank, block: network.architecture.outputs, mostSteps: 2 * rank + 20
      ) { v in
        objective.error.product(at: x, along: v, curvature: .hessian).map { objective.factor * $0 }
      }
      guard let found else { throw .notFinite }
      return try byProducts(objective, .lowRank(found), tolerance: tolerance)
    }
  }

  /// Certifies by the ends of the spectrum.
  private func byProducts(
    _ objective: PosteriorObjective, _ factor: CurvatureFactor, tolerance: Double
  ) throws(LaplaceError) -> LaplaceApproximation {
    let x = objective.start
    var gradient = [Double](repeating: 0, count: x.count)
    let value = objective.valueWithGradient(at: x, into: &gradient)
    guard value.isFinite, gradient.allSatisfy(\.isFinite) else { throw .notFinite }
    let half = factor.halfSolve(ColumnMatrix(rows: gradient.count, columns: 1, elements: gradient)).elements
    let gain = DenseVector.dot(half, half) / 2
    guard gain <= tolerance else {
      throw .notStationary(gain: gain, gradientNorm: DenseVector.norm(gradient))
    }
    let certificate = objective.certify(at: x, gradientTolerance: .infinity, memoryBudget: 0)
    switch certificate.verdict {
    case .minimum, .flatMinimum, .flat, .notStationary: break
    case .saddle, .receding, .unknown: throw .notMinimum(certificate)
    }
    return LaplaceApproximation(
      mode: x, value: value, remainingGain: gain, flat: certificate.explanations, factor: factor)
  }
}

extension CurvatureFactor {
  /// The factor of a positive semidefinite matrix on the span of its positive part, or nil where it is not finite.
  init?(positivePartOf matrix: ColumnMatrix, threads: Int) {
    if let cholesky = CholeskyFactorization(matrix, threads: threads), cholesky.isWellConditioned {
      self = .dense(cholesky)
      return
    }
    guard let eigen = SymmetricEigenvalues(matrix, vectors: true), let vectors = eigen.vectors else { return nil }
    let kept = eigen.values.indices.filter { eigen.values[$0] > 1e-12 * eigen.largestMagnitude }
    self = .spectral(
      values: kept.map { eigen.values[$0] },
      vectors: ColumnMatrix(
        rows: matrix.rows, columns: kept.count, elements: kept.flatMap { Array(vectors[column: $0]) }))
  }
}
