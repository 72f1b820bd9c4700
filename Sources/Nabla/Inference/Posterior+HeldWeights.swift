/// Precisions at the maximum of the evidence while the weights are held.
public struct HeldWeightsMaximum: Sendable, Hashable {
  /// α and β there.
  public let hyperparameters: Hyperparameters
  /// How many nats these precisions are more probable than those before.
  public let gain: Double
  /// Newton's steps.
  public let steps: Int
  /// Whether the last step promised less than the tolerance.
  public let isConverged: Bool
}

extension Posterior {
  /// α and β that maximise the evidence while ŵ and the curvature of the error are held: what other programs call optimising the
  /// prior. Newton's method on ln α and ln β, with
  ///
  ///     ∂/∂ln θ_a = ½ count_a − s_a − ½ tr(V P_a),   ∂²/∂ln θ_a ∂ln θ_b = ½ tr(V P_a V P_b) − δ_ab (s_a + ½ tr V P_a)
  ///
  /// where P_a is the part of A that θ_a multiplies, s_a what it adds to S, and V = A⁻¹, with the Gauss–Newton part of the curvature:
  /// the held ŵ is no minimum of S for other precisions, and with the exact Hessian ln p would grow without bound where A becomes
  /// singular. `maximizingEvidence` finds weights and precisions together; this is a fast look at where it will go.
  ///
  /// - Parameters:
  ///   - tolerance: How many nats a further step may promise at the end.
  ///   - mostSteps: The most steps.
  /// - Returns: nil where a flat direction makes A singular, or the form is of low rank.
  /// - Complexity: |w|³ flops a step on all threads, and 2|w|³ more on one for each of several β.
  public func precisionsHoldingWeights(tolerance: Double = 1e-6, mostSteps: Int = 50) -> HeldWeightsMaximum? {
    guard form.isDense else { return nil }
    let held = HeldWeights(self)
    guard var point = held.point(at: hyperparameters.logarithms) else { return nil }
    let start = point.value
    var steps = 0
    while true {
      let longest = 3.0
      let move = EvidenceDerivatives.ascent(point.gradient, point.hessian, longest: longest)
      let gain = DenseVector.dot(move, point.gradient) / 2
      var next: HeldWeights.Point?
      if steps < mostSteps, move.allSatisfy(\.isFinite) {
        var part = 1.0
        while next == nil, part > 1e-3 {
          let trial = held.point(at: DenseVector.sum(point.theta, part, move))
          if let trial, trial.value >= point.value { next = trial }
          part /= 2
        }
      }
      guard gain > tolerance, let next else {
        return HeldWeightsMaximum(
          hyperparameters: hyperparameters.with(logarithms: point.theta), gain: point.value - start,
          steps: steps, isConverged: gain <= tolerance)
      }
      point = next
      steps += 1
    }
  }
}

extension Posterior.Form {
  /// Whether A is at hand as a matrix.
  var isDense: Bool {
    switch self {
    case .hessian, .gaussNewton, .diagonal, .lastLayer: true
    case .lowRank: false
    }
  }
}

/// The evidence as a function of the precisions alone.
private struct HeldWeights {
  private let posterior: Posterior
  /// The places among the variables of each group.
  private let members: [[Int]]
  private let squares: [Double]
  /// The Gauss–Newton part of H_k; for likelihoods without β that of the error.
  private let curvatures: [ColumnMatrix]

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
    curvatures = (0..<max(1, betas.count)).map { k in
      let scales: [Double]? = betas.count > 1 ? betas.indices.map { $0 == k ? 1 : 0 } : nil
      let error = ScaledError(posterior.network, on: posterior.data, scales: scales, frozen: frozen)
      guard posterior.form != .diagonal else { return ColumnMatrix(diagonal: error.diagonal(at: x, .gaussNewton)) }
      return error.curvature(at: x, .gaussNewton)
    }
  }

  /// Nil where A is not positive definite.
  func point(at theta: [Double]) -> Point? {
    let (n, groupCount) = (posterior.positions.count, members.count)
    let scales = theta.map { Double._Primitives.exp($0) }
    let (alphas, betas) = (scales.prefix(groupCount), Array(scales.dropFirst(groupCount)))
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
    // What each precision adds to S, how many numbers it is the precision of, and tr(V P).
    let outputs = posterior.network.architecture.outputs
    let observations = posterior.data.observations(of: outputs, perOutput: betas.count > 1)
    var sums = members.indices.map { alphas[$0] * squares[$0] / 2 }
    sums += betas.indices.map { betas[$0] * posterior.errors[$0] }
    let counts = members.map { Double($0.count) } + (betas.isEmpty ? [] : observations)
    var products = groupProducts(v, Array(alphas))
    var traces = members.enumerated().map { g, indices in alphas[g] * indices.reduce(0) { $0 + v[$1, $1] } }
    let tail = betas.count == 1 ? noiseProduct(products, &traces) : noiseProducts(v, Array(alphas), betas, &traces)
    for (g, row) in tail.groups.enumerated() { products[g] += row }
    products += tail.noises
    var value = -factor.logDeterminant / 2
    for a in theta.indices { value += counts[a] / 2 * theta[a] - sums[a] }
    let gradient = theta.indices.map { (counts[$0] - traces[$0]) / 2 - sums[$0] }
    let hessian = theta.indices.map { a in
      theta.indices.map { b in products[a][b] / 2 - (a == b ? sums[a] + traces[a] / 2 : 0) }
    }
    return Point(theta: theta, value: value, gradient: gradient, hessian: hessian)
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
    _ v: ColumnMatrix, _ alphas: [Double], _ betas: [Double], _ traces: inout [Double]
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
