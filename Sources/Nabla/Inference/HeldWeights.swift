/// The evidence as a function of the precisions alone.
struct HeldWeights {
  private let posterior: Posterior
  /// The places among the variables of each group.
  private let members: [[Int]]
  private let squares: [Double]
  private let curvature: HeldCurvature

  /// The Gauss–Newton part of the curvature.
  private enum HeldCurvature {
    /// H_k for each β; for likelihoods without β that of the error.
    case matrices([ColumnMatrix])
    /// The eigenvalues of the only H: with one α, A = αI + βH has its eigenvectors for all α and β.
    case spectrum([Double])
  }

  struct Point {
    let theta: [Double]
    /// The log evidence, but for a constant.
    let value: Double
    let gradient: [Double]
    let hessian: [[Double]]
  }

  init(_ posterior: Posterior) {
    self.posterior = posterior
    let (positions, groups, x) = (posterior.positions, posterior.groups, posterior.laplace.mode)
    members = (0..<groups.count).map { g in positions.indices.filter { groups.membership[positions[$0]] == g } }
    squares = members.map { $0.reduce(0) { $0 + x[$1] * x[$1] } }
    let frozen = posterior.network.architecture.parameterPositions(outside: positions)
    let betas = posterior.hyperparameters.betas
    let hasSpectrum = members.count == 1 && betas.count <= 1
    let errors = (0..<max(1, betas.count)).map { k in
      let scales: [Double]? = betas.count > 1 ? betas.indices.map { $0 == k ? 1 : 0 } : nil
      return ScaledError(posterior.network, on: posterior.data, scales: scales, frozen: frozen)
    }
    if posterior.form == .diagonal {
      let diagonals = errors.map { $0.diagonal(at: x, .gaussNewton) }
      curvature = hasSpectrum ? .spectrum(diagonals[0]) : .matrices(diagonals.map { ColumnMatrix(diagonal: $0) })
    } else {
      let matrices = errors.map { $0.curvature(at: x, .gaussNewton) }
      let eigen = hasSpectrum ? SymmetricEigenvalues(matrices[0]) : nil
      // JᵀΛJ has negative eigenvalues by rounding, and where Λ has some, as at outputs that bend.
      curvature = eigen.map { .spectrum($0.values.map { max($0, 0) }) } ?? .matrices(matrices)
    }
  }

  /// Nil where A is not positive definite.
  func point(at theta: [Double]) -> Point? {
    let scales = theta.map { Double._Primitives.exp($0) }
    let (alphas, betas) = (Array(scales.prefix(members.count)), Array(scales.dropFirst(members.count)))
    let outputs = posterior.network.architecture.outputs
    let observations = posterior.data.observations(of: outputs, perOutput: betas.count > 1)
    let counts = members.map { Double($0.count) } + (betas.isEmpty ? [] : observations)
    // What each precision adds to S.
    var sums = members.indices.map { alphas[$0] * squares[$0] / 2 }
    sums += betas.indices.map { betas[$0] * posterior.errors[$0] }
    let parts: Parts?
    switch curvature {
    case .matrices(let matrices): parts = self.parts(matrices, alphas, betas)
    case .spectrum(let eigenvalues): parts = self.parts(eigenvalues, alphas[0], betas.first)
    }
    guard let parts else { return nil }
    var value = -parts.logDeterminant / 2
    for a in theta.indices { value += counts[a] / 2 * theta[a] - sums[a] }
    let gradient = theta.indices.map { (counts[$0] - parts.traces[$0]) / 2 - sums[$0] }
    let hessian = theta.indices.map { a in
      theta.indices.map { b in parts.products[a][b] / 2 - (a == b ? sums[a] + parts.traces[a] / 2 : 0) }
    }
    return Point(theta: theta, value: value, gradient: gradient, hessian: hessian)
  }

  /// What the evidence and its derivatives take from A.
  private struct Parts {
    /// ln det A.
    let logDeterminant: Double
    /// tr(V P_a).
    let traces: [Double]
    /// tr(V P_a V P_b).
    let products: [[Double]]
  }

  /// With one α, and a = α + βλ for each eigenvalue: V P_α has the eigenvalues α/a, and V βH has βλ/a.
  private func parts(_ eigenvalues: [Double], _ alpha: Double, _ beta: Double?) -> Parts? {
    let scale = beta ?? 1
    let a = eigenvalues.map { alpha + scale * $0 }
    guard let least = a.min(), let most = a.max(), least > CholeskyFactorization.pivotTolerance(a.count) * most else {
      return nil
    }
    var (ofPrior, ofData) = (0.0, 0.0)
    var (priorSquare, mixed, dataSquare) = (0.0, 0.0, 0.0)
    for (lambda, a) in zip(eigenvalues, a) {
      let (p, q) = (alpha / a, scale * lambda / a)
      ofPrior += p
      ofData += q
      priorSquare += p * p
      mixed += p * q
      dataSquare += q * q
    }
    let logDeterminant = CurvatureFactor.sumOfLogs(a)
    guard beta != nil else {
      return Parts(logDeterminant: logDeterminant, traces: [ofPrior], products: [[priorSquare]])
    }
    return Parts(
      logDeterminant: logDeterminant, traces: [ofPrior, ofData],
      products: [[priorSquare, mixed], [mixed, dataSquare]])
  }

  /// The same by A⁻¹.
  private func parts(_ curvatures: [ColumnMatrix], _ alphas: [Double], _ betas: [Double]) -> Parts? {
    let n = posterior.positions.count
    var a = ColumnMatrix(rows: n, columns: n)
    a.withUnsafeMutable { a in
      for (k, curvature) in curvatures.enumerated() {
        let beta: Double = betas.isEmpty ? 1 : betas[k]
        for (i, h) in curvature.elements.enumerated() { a[i] += beta * h }
      }
      for (g, indices) in members.enumerated() { for i in indices { a[i * n + i] += alphas[g] } }
    }
    let threads = posterior.network.execution.threads
    guard let factor = CholeskyFactorization(a, threads: threads), factor.isWellConditioned else { return nil }
    let v = factor.inverse()
    var products = groupProducts(v, alphas)
    var traces = members.enumerated().map { g, indices in alphas[g] * indices.reduce(0) { $0 + v[$1, $1] } }
    let tail =
      betas.count == 1 ? noiseProduct(products, &traces) : noiseProducts(v, curvatures, alphas, betas, &traces)
    for (g, row) in tail.groups.enumerated() { products[g] += row }
    products += tail.noises
    return Parts(logDeterminant: factor.logDeterminant, traces: traces, products: products)
  }

  /// tr(V P_g V P_h) = α_g α_h Σ V_ij² over i of g and j of h.
  private func groupProducts(_ v: ColumnMatrix, _ alphas: [Double]) -> [[Double]] {
    var result = [[Double]](repeating: [Double](repeating: 0, count: members.count), count: members.count)
    for (h, columns) in members.enumerated() {
      for j in columns {
        let column = v[column: j]
        let first = column.startIndex
        for (g, rows) in members.enumerated() {
          var sum = 0.0
          for i in rows { sum += column[first + i] * column[first + i] }
          result[g][h] += alphas[g] * alphas[h] * sum
        }
      }
    }
    return result
  }

  /// The same of groups and of β with the only β: V βH is what V diag(α) leaves of the identity. tr(V βH) is appended to `traces`.
  private func noiseProduct(
    _ products: [[Double]], _ traces: inout [Double]
  ) -> (groups: [[Double]], noises: [[Double]]) {
    let groups = products.indices.map { traces[$0] - products[$0].reduce(0, +) }
    let rest = Double(posterior.positions.count) - traces.reduce(0, +)
    traces.append(rest)
    return (groups.map { [$0] }, [groups + [rest - groups.reduce(0, +)]])
  }

  /// The same for several β, by V β_k H_k.
  private func noiseProducts(
    _ v: ColumnMatrix, _ curvatures: [ColumnMatrix], _ alphas: [Double], _ betas: [Double], _ traces: inout [Double]
  ) -> (groups: [[Double]], noises: [[Double]]) {
    guard !betas.isEmpty else { return (members.map { _ in [] as [Double] }, []) }
    let scaled = betas.indices.map { k in v.times(curvatures[k]).rowsScaled { _ in betas[k] } }
    for m in scaled { traces.append(m.trace) }
    // tr(V P_g M) = α_g Σ over i of g of (M V)_ii.
    let diagonals = scaled.map { $0.diagonal(ofProductWith: v) }
    let groups = members.enumerated().map { g, indices in
      diagonals.map { d in alphas[g] * indices.reduce(0) { $0 + d[$1] } }
    }
    let noises = scaled.indices.map { k in
      members.indices.map { groups[$0][k] }
        + scaled.map { DenseVector.dot(scaled[k].elements, $0.transposed.elements) }
    }
    return (groups, noises)
  }
}

extension ColumnMatrix {
  fileprivate var trace: Double { (0..<rows).reduce(0) { $0 + self[$1, $1] } }

  /// The diagonal of this matrix times a symmetric one.
  fileprivate func diagonal(ofProductWith b: ColumnMatrix) -> [Double] {
    var result = [Double](repeating: 0, count: rows)
    for j in 0..<columns {
      for (i, pair) in zip(self[column: j], b[column: j]).enumerated() { result[i] += pair.0 * pair.1 }
    }
    return result
  }
}
