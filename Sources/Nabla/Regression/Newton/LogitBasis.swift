/// The coordinates in which Newton's method works: w = Bγ.
///
/// Where the design is well conditioned B = I. Where it is not, B makes the columns of ΦB orthonormal, so that the Hessian
/// is as well conditioned as the probabilities allow; where the rank is lower, γ is of that length, and w has no part in
/// the null space: it is the solution of minimum norm. Under a ridge that would be the wrong one, since the bias, which is
/// not penalised, leaves the row space; there B = I, and the ridge makes the Hessian regular.
struct LogitBasis {
  /// p × r, or nil for the identity.
  let matrix: ColumnMatrix?
  let rank: Int
  let singularValues: [Double]
  let scaledSingularValues: [Double]

  /// From the design and its Gram matrix, whose Cholesky factor is R where it is well conditioned.
  init(_ tiles: DesignTiles, weights: [Double]?, hasRidge: Bool, _ design: TallColumns) throws(SolverError) {
    let (p, routines) = (tiles.columns, design.routines)
    let gram = tiles.gram(weights: weights, using: routines, threads: design.threads)
    let lengths = (0..<p).map { gram[$0, $0] > 0 ? gram[$0, $0].squareRoot() : 1 }
    var equal = gram
    for j in 0..<p {
      for i in 0..<p { equal[i, j] /= lengths[i] * lengths[j] }
    }
    let eigenvalues = SymmetricEigenvalues(equal, using: routines)?.values ?? []
    if let first = eigenvalues.first, let last = eigenvalues.last, first > 1e-8 * last,
      let cholesky = CholeskyFactorization(equal, using: routines)
    {
      var r = cholesky.lower.transposed
      for j in 0..<p {
        for i in 0..<p { r[i, j] *= lengths[j] }
      }
      matrix = nil
      rank = p
      let problem = LeastSquares(triangle: r, design: p, using: routines)
      (singularValues, scaledSingularValues) = try problem.spectra()
      return
    }
    let problem = LeastSquares(triangle: design.triangle(), design: p, using: routines)
    (singularValues, scaledSingularValues) = try problem.spectra()
    let dependence = ColumnDependence(problem.r, scaled: scaledSingularValues, lengths: problem.lengths, of: design)
    rank = dependence.rank
    // ΦF = Q for the solution operator F, and F has no part in the null space.
    matrix = hasRidge && rank < p ? nil : problem.solve(dependence).factor
  }
}
