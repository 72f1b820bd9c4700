extension LinearProblem {
  /// The errors of ridges on the examples left out.
  ///
  /// Every part is reduced to its triangle once, and the other parts' triangles are decomposed once for all candidates, whose
  /// error is ‖[R C; 0 E] [−w; 1]‖² of the part's own, without another look at the data.
  func validation(_ groups: [OutputGroup], _ folds: [[Int]]) throws(SolverError) -> RidgeSearch.Validation {
    var paths: [(path: RidgePath, left: LeastSquares)] = []
    for group in groups {
      let (parts, scales) =
        switch group.form {
        case .tall: (folds.map { reduced(group.columns, group.outputs, rows: $0) }, group.scales)
        case .wide(let design): (folds.map { design.reduced(self, group.outputs, rows: $0) }, design.reducedScales)
        }
      for left in parts.indices {
        let others = parts.indices.filter { $0 != left }.map { parts[$0] }
        paths.append((try RidgePath(LeastSquares.combined(others), scales: scales), parts[left]))
      }
    }
    let (all, total) = (paths, totalWeight * Double(outputs))
    return RidgeSearch.Validation(folds: folds.count) { candidates in
      candidates.map { lambda in
        all.reduce(0) { $0 + $1.left.residuals($1.path.coefficients(ridge: lambda)).reduce(0, +) } / total
      }
    }
  }
}

extension LeastSquares {
  /// The problem of all rows of several ones.
  fileprivate static func combined(_ parts: [LeastSquares]) -> LeastSquares {
    let (p, k) = (parts[0].p, parts[0].c.columns)
    let q = p + k
    let height = q + 1
    var stacked = ColumnMatrix(rows: parts.count * height, columns: q)
    for (index, part) in parts.enumerated() {
      for j in 0..<p {
        for i in 0..<p { stacked[index * height + i, j] = part.r[i, j] }
      }
      for j in 0..<k {
        for i in 0..<p { stacked[index * height + i, p + j] = part.c[i, j] }
        // Only ‖E e_k‖ matters for the fit, and it does not for w at all.
        stacked[index * height + p + j, p + j] = part.unexplained[j].squareRoot()
      }
    }
    let triangle = QRFactorization(stacked, using: parts[0].routines).r
    var square = ColumnMatrix(rows: q, columns: q)
    for j in 0..<q {
      for i in 0..<min(triangle.rows, q) { square[i, j] = triangle[i, j] }
    }
    return LeastSquares(triangle: square, design: p, using: parts[0].routines)
  }
}
