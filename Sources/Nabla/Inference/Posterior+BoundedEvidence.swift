extension Posterior {
  /// The log evidence in which no combination of parameters is less sure than its prior lets it be:
  ///
  ///     ln p − ½ Σ ln max(νᵢ, 1),   νᵢ the eigenvalues of diag(√α) A⁻¹ diag(√α)
  ///
  /// over the parameters that have a prior. Where E is curved downwards along a direction at ŵ, as where a hidden unit is about to
  /// become idle and ŵ a saddle, A is smaller than the prior's part of it, ν is greater than 1, and Laplace's approximation gives
  /// a volume that is beyond the prior's, without bound as A becomes singular. Where all ν are at most 1, as for every model that
  /// is linear in its parameters, this is `logEvidence`; so it is for a form of low rank.
  ///
  /// - Complexity: some 4 |w|³ flops.
  public func boundedLogEvidence() -> Double {
    if case .lowRank = form { return logEvidence }
    let covariance = laplace.factor.inverse()
    let scales: [(place: Int, root: Double)] = positions.enumerated().compactMap { place, position in
      groups.membership[position].map { (place, hyperparameters.alphas[$0].squareRoot()) }
    }
    let relative = ColumnMatrix(
      rows: scales.count, columns: scales.count,
      elements: scales.flatMap { column in
        scales.map { row in row.root * covariance[row.place, column.place] * column.root }
      })
    guard let eigen = SymmetricEigenvalues(relative) else { return logEvidence }
    // What rounding makes of 1 is left out.
    return eigen.values.reduce(logEvidence) { $1 > 1 + 1e-9 ? $0 - Double._Primitives.log($1) / 2 : $0 }
  }
}
