/// The linear model r + Jp of residuals at a point, ready for any ellipsoid ‖Dp‖ ≤ Δ.
///
/// It is solved in z = Np, N being the norms of the columns of J, so that what is taken for zero in JN⁻¹ does not depend on
/// the variables' units; in z the ellipsoid is ‖Sz‖ ≤ Δ with S = DN⁻¹, which is at least 1.
struct LinearModel: Sendable {
  private enum Solver: Sendable {
    /// In z.
    case damped(any DampedModel)
    /// In Sz, in which the ellipsoid is a ball.
    case spectral(TrustRegionSubproblem)
  }

  private let solver: Solver
  /// The variables that take part.
  private let places: [Int]
  /// N and S for these.
  private let norms: [Double]
  private let metric: [Double]
  private let dimension: Int
  /// ½ Σ ‖J_j‖² x_j².
  let scale: Double

  /// The model, or nil where numbers overflow.
  ///
  /// - Parameters:
  ///   - count: The number of residuals, of which the rows may be combinations.
  ///   - norms: Those of the columns, finite.
  ///   - scales: D.
  ///   - radius: Δ: a column that no step in this ellipsoid makes felt in the residuals is left out.
  init?(
    _ jacobian: ColumnMatrix, _ r: [Double], residuals count: Int, norms: [Double], scales: [Double], radius: Double,
    at x: [Double], by factorization: LevenbergMarquardt.Factorization
  ) {
    let (m, n) = (jacobian.rows, jacobian.columns)
    dimension = n
    scale = zip(norms, x).reduce(0) { $0 + $1.0 * $1.1 * ($1.0 * $1.1) } / 2
    // Along one variable the step is at most Δ / D_j, and the residuals change by N_j Δ / D_j.
    let felt = 0x1p-60 * DenseVector.norm(r)
    let places = norms.indices.filter { norms[$0] > 0 && norms[$0] * (radius / scales[$0]) > felt }
    self.places = places
    self.norms = places.map { norms[$0] }
    metric = places.map { scales[$0] / norms[$0] }
    var part = places.count == n ? jacobian : ColumnMatrix(rows: m, columns: places.count)
    if places.count < n {
      for (k, j) in places.enumerated() { part[column: k] = jacobian[column: j] }
    }
    part.divideColumns(by: self.norms)
    guard !places.isEmpty else {
      solver = .spectral(.init(eigenvalues: [], eigenvectors: [], coefficients: [], noise: 0, dimension: 0))
      return
    }
    switch factorization {
    case .qr:
      guard let solver = Self.orthogonal(part, r, residuals: count, metric) else { return nil }
      self.solver = solver
    case .cholesky:
      guard let model = DampedNormalEquations(part, r, metric: metric) else { return nil }
      solver = .damped(model)
    }
  }

  /// The minimum in ‖Sz‖ ≤ Δ, in the coordinates of the solver.
  func solution(radius: Double) -> TrustRegionSubproblem.Solution {
    switch solver {
    case .damped(let model): model.solution(radius: radius)
    case .spectral(let model):
      places.isEmpty ? .init(step: [], reduction: 0, isAtBoundary: false) : model.solution(radius: radius)
    }
  }

  /// The step in the variables.
  func step(_ solution: TrustRegionSubproblem.Solution) -> [Double] {
    var step = [Double](repeating: 0, count: dimension)
    for (k, z) in scaledStep(solution).enumerated() { step[places[k]] = z / norms[k] }
    return step
  }

  /// ‖Dp‖.
  func length(_ solution: TrustRegionSubproblem.Solution) -> Double {
    DenseVector.norm(zip(metric, scaledStep(solution)).map { $0 * $1 })
  }

  /// z.
  private func scaledStep(_ solution: TrustRegionSubproblem.Solution) -> [Double] {
    switch solver {
    case .damped: solution.step
    case .spectral: zip(solution.step, metric).map { $0 / $1 }
    }
  }

  /// By J = QR and R alone, where all its singular values are beyond rounding, and else by these.
  private static func orthogonal(
    _ jacobian: ColumnMatrix, _ residuals: [Double], residuals count: Int, _ metric: [Double]
  ) -> Solver? {
    let n = jacobian.columns
    let qr = QRFactorization(jacobian)
    let column = ColumnMatrix(rows: jacobian.rows, columns: 1, elements: residuals)
    let rotated = Array(qr.transposedQ(times: column).elements.prefix(n))
    let r = qr.r
    let noise = Double(max(count, n)) * 0x1p-52
    if let model = DampedTriangle(r, rotated: rotated, metric: metric, noise: noise) { return .damped(model) }
    return bySingularValues(r, rotated, metric, noise: noise)
  }

  /// With RS⁻¹ = UΣVᵀ, minimises ‖Σc + Uᵀr‖ for ‖c‖ ≤ Δ, c being VᵀSz.
  ///
  /// What the residuals do not determine, singular values up to `noise` times the largest, takes no part.
  private static func bySingularValues(
    _ r: ColumnMatrix, _ rotated: [Double], _ metric: [Double], noise: Double
  ) -> Solver? {
    var scaled = r
    scaled.divideColumns(by: metric)
    guard let decomposition = SingularValueDecomposition(scaled) else { return nil }
    let n = r.columns
    let s = decomposition.values
    let parts = decomposition.u.times(rotated, transposed: true)
    let v = decomposition.vTransposed
    let order = s.indices.filter { s[$0] > noise * s[0] }
    return .spectral(
      subproblem(order.map { s[$0] }, order.map { parts[$0] }, order.map { i in (0..<n).map { v[i, $0] } }))
  }

  /// The eigenvalues are s² with the eigenvectors `axes`, and γ = s · part.
  private static func subproblem(_ s: [Double], _ parts: [Double], _ axes: [[Double]]) -> TrustRegionSubproblem {
    // Ascending, as eigenvalues are.
    let order = s.indices.reversed().filter { s[$0] > 0 }
    return TrustRegionSubproblem(
      eigenvalues: order.map { s[$0] * s[$0] }, eigenvectors: order.flatMap { axes[$0] },
      coefficients: order.map { s[$0] * parts[$0] }, noise: 0, dimension: axes.first?.count ?? 0)
  }
}

extension ColumnMatrix {
  /// The Jacobian of residuals at x, m × n, with the residuals.
  init(jacobianOf objective: any ResidualObjective, at x: [Double], residuals: inout [Double]) {
    var jacobian = Matrix<Double>(rows: objective.residualCount, columns: objective.dimension)
    jacobian.withUnsafeMutableElements { objective.residuals(at: x, into: &residuals, jacobian: $0) }
    self.init(jacobian)
  }

  /// Divides each column by a number.
  mutating func divideColumns(by divisors: [Double]) {
    let rows = rows
    withUnsafeMutable { elements in
      for (j, divisor) in divisors.enumerated() {
        for i in 0..<rows { elements[j * rows + i] /= divisor }
      }
    }
  }
}
