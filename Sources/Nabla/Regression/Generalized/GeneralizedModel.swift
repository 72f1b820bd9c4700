/// One generalized linear model of a network: which columns it has, in which coordinates it is fitted, and what it finds.
struct GeneralizedModel<Scalar: RealScalar> {
  let output: Int
  /// The design's columns in use.
  let columns: [Int]
  let basis: LogitBasis
  private let owner: LinearProblem<Scalar>
  private let tiles: DesignTiles
  private let targets: [Double]

  init(output k: Int, of owner: LinearProblem<Scalar>, hasRidge: Bool) throws(SolverError) {
    self.owner = owner
    output = k
    columns = owner.design.connectedColumns(output: k)
    targets = (0..<owner.design.count).map { owner.targets[$0, k] }
    let threads = owner.network.execution.threads
    var tiles = DesignTiles(owner.design, columns: columns, threads: threads)
    tiles.group = owner.network.execution.group
    basis = try LogitBasis(tiles, weights: owner.weights, hasRidge: hasRidge, owner.tallColumns(columns))
    self.tiles = basis.matrix.map { tiles.times($0, using: owner.routines, threads: threads) } ?? tiles
  }

  /// The error of these coordinates with a ridge over the columns times `scales`.
  func problem(_ kind: any GeneralizedLinearKind, _ lambda: Double, _ scales: [Double]) -> GeneralizedProblem {
    var penalty: ColumnMatrix?
    if lambda > 0 {
      let plain = ColumnMatrix(diagonal: columns.map { lambda * scales[$0] * scales[$0] })
      penalty = basis.matrix.map { $0.times(plain.times($0), transposed: true) } ?? plain
    }
    return GeneralizedProblem(
      design: tiles, kind: kind, targets: targets, offset: owner.offsets?.of(output: output), penalty: penalty,
      routines: owner.routines, threads: owner.network.execution.threads)
  }

  /// Newton's method from the parameters given, or from its own start.
  func solve(
    _ problem: GeneralizedProblem, _ weights: [Double]?, from start: [Double]? = nil
  ) throws(NewtonFailure) -> NewtonResult {
    try NewtonSolver(
      problem: problem, weights: weights, isFree: Array(repeating: true, count: problem.count),
      watchesSeparation: problem.penalty == nil
    ).solve(from: start ?? problem.start(weights: weights))
  }

  /// The network's parameters of the columns.
  var parameters: [Int] { columns.map { owner.design.parameter($0, output: output) } }

  /// w = Bγ.
  func weights(of gamma: [Double]) -> [Double] { basis.matrix?.times(gamma, using: owner.routines) ?? gamma }

  /// B C Bᵀ.
  func covariance(of own: ColumnMatrix) -> ColumnMatrix {
    guard let b = basis.matrix else { return own }
    return b.times(own.times(b, transposedOther: true, using: owner.routines), using: owner.routines)
  }

  /// The deviance of a network with a bias alone, or of its offset where the network has none.
  func nullDeviance(_ kind: any GeneralizedLinearKind) throws(NewtonFailure) -> Double {
    let rows = owner.design.count
    let ones = DesignTiles(rows: rows, columns: 1, threads: 1) { range, result in
      result.update(repeating: 1, count: range.count)
    }
    let problem = GeneralizedProblem(
      design: ones, kind: kind, targets: targets, offset: owner.offsets?.of(output: output), penalty: nil,
      routines: owner.routines, threads: owner.network.execution.threads)
    let gamma = owner.design.hasBias ? try solve(problem, owner.weights).gamma : nil
    return problem.sum(gamma, weights: owner.weights) { kind.deviance(at: $0, $1) }.0
  }
}
