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
  init(
    _ tiles: DesignTiles, weights: [Double]?, hasRidge: Bool, using routines: any LinearAlgebraRoutines.Type,
    threads: Int, triangle: () -> ColumnMatrix
  ) throws(SolverError) {
    let p = tiles.columns
    let gram = tiles.gram(weights: weights, using: routines, threads: threads)
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
      (singularValues, scaledSingularValues) = (problem.singularValues(), problem.scaledSingularValues())
      return
    }
    let problem = LeastSquares(triangle: triangle(), design: p, using: routines)
    (singularValues, scaledSingularValues) = (problem.singularValues(), problem.scaledSingularValues())
    let basis = try problem.orthonormalizer()
    rank = basis.rank
    matrix = hasRidge && rank < p ? nil : basis.matrix
  }
}

extension LeastSquares {
  /// B, p × rank, with ΦB orthonormal and no part of Bγ in the null space of Φ.
  func orthonormalizer() throws(SolverError) -> (matrix: ColumnMatrix, rank: Int) {
    // A problem whose targets are the coordinates themselves has B as its solution operator.
    let identity = ColumnMatrix(diagonal: Array(repeating: 1, count: p))
    var augmented = ColumnMatrix(rows: 2 * p, columns: 2 * p)
    for j in 0..<p {
      for i in 0..<p {
        augmented[i, j] = r[i, j]
        augmented[i, p + j] = identity[i, j]
      }
    }
    let solution = try LeastSquares(triangle: augmented, design: p, using: routines).solve()
    let factor = solution.factor.leading(p, solution.rank)
    return (factor, solution.rank)
  }
}
