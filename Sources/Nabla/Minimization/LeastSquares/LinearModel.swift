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
    /// No variable takes part.
    case none
  }

  /// N and S of the variables that take part.
  struct Coordinates: Sendable {
    /// The variables that take part: those of which some step in the ellipsoid makes itself felt in the residuals. Along one the
    /// step is at most Δ / D_j, and the residuals change by N_j Δ / D_j.
    let places: [Int]
    let norms: [Double]
    let metric: [Double]
    let dimension: Int
    /// ½ Σ ‖J_j‖² x_j².
    let scale: Double

    /// - Parameters:
    ///   - norms: Those of the columns of J, finite.
    ///   - scales: D.
    ///   - radius: Δ.
    ///   - residualNorm: ‖r‖.
    init(norms: [Double], scales: [Double], radius: Double, residualNorm: Double, at x: [Double]) {
      let places = norms.indices.filter {
        norms[$0] > 0 && norms[$0] * (radius / scales[$0]) > 0x1p-60 * residualNorm
      }
      self.places = places
      self.norms = places.map { norms[$0] }
      metric = places.map { scales[$0] / norms[$0] }
      dimension = norms.count
      scale = zip(norms, x).reduce(0) { $0 + $1.0 * $1.1 * ($1.0 * $1.1) } / 2
    }
  }

  private let solver: Solver
  private let coordinates: Coordinates

  /// ½ Σ ‖J_j‖² x_j².
  var scale: Double { coordinates.scale }

  /// The model, or nil where numbers overflow.
  ///
  /// - Parameters:
  ///   - count: The number of residuals, of which the rows may be combinations.
  ///   - threads: How many threads a factorisation may take.
  init?(
    _ jacobian: ColumnMatrix, _ r: [Double], residuals count: Int, _ coordinates: Coordinates,
    by factorization: LevenbergMarquardt.Factorization, threads: Int
  ) {
    let (m, n, places) = (jacobian.rows, jacobian.columns, coordinates.places)
    self.coordinates = coordinates
    var part = places.count == n ? jacobian : ColumnMatrix(rows: m, columns: places.count)
    if places.count < n {
      for (k, j) in places.enumerated() { part[column: k] = jacobian[column: j] }
    }
    part.divideColumns(by: coordinates.norms)
    guard !places.isEmpty else {
      solver = .none
      return
    }
    switch factorization {
    case .qr:
      guard let solver = Self.orthogonal(part, r, residuals: count, coordinates.metric, threads: threads)
      else { return nil }
      self.solver = solver
    case .cholesky:
      guard let model = DampedNormalEquations(part, r, metric: coordinates.metric, threads: threads) else {
        return nil
      }
      solver = .damped(model)
    }
  }

  /// The model by its normal equations, or nil where numbers overflow.
  ///
  /// - Parameters:
  ///   - gram: JᵀJ.
  ///   - gradient: Jᵀr.
  ///   - threads: How many threads a factorisation may take.
  init?(gram: consuming ColumnMatrix, gradient: [Double], _ coordinates: Coordinates, threads: Int) {
    let (places, norms) = (coordinates.places, coordinates.norms)
    self.coordinates = coordinates
    guard !places.isEmpty else {
      solver = .none
      return
    }
    // In its memory where all variables take part.
    var part = places.count == coordinates.dimension ? gram : gram.submatrix(places)
    part.divide(by: norms)
    guard
      let model = DampedNormalEquations(
        gram: part, gradient: zip(places, norms).map { gradient[$0] / $1 }, metric: coordinates.metric, threads: threads
      )
    else { return nil }
    solver = .damped(model)
  }

  /// The minimum in ‖Sz‖ ≤ Δ, in the coordinates of the solver.
  ///
  /// - Parameter guess: A μ to begin with; 0 for none.
  func solution(radius: Double, near guess: Double = 0) -> TrustRegionSubproblem.Solution {
    switch solver {
    case .damped(let model): model.solution(radius: radius, near: guess)
    case .spectral(let model): model.solution(radius: radius)
    case .none: .init(step: [], reduction: 0, isAtBoundary: false)
    }
  }

  /// The step in the variables.
  func step(_ solution: TrustRegionSubproblem.Solution) -> [Double] {
    var step = [Double](repeating: 0, count: coordinates.dimension)
    for (k, z) in scaledStep(solution).enumerated() { step[coordinates.places[k]] = z / coordinates.norms[k] }
    return step
  }

  /// ‖Dp‖.
  func length(_ solution: TrustRegionSubproblem.Solution) -> Double {
    DenseVector.norm(zip(coordinates.metric, scaledStep(solution)).map { $0 * $1 })
  }

  /// z.
  private func scaledStep(_ solution: TrustRegionSubproblem.Solution) -> [Double] {
    switch solver {
    case .damped, .none: solution.step
    case .spectral: zip(solution.step, coordinates.metric).map { $0 / $1 }
    }
  }

  /// By J = QR and R alone, where all its singular values are beyond rounding, and else by these.
  private static func orthogonal(
    _ jacobian: ColumnMatrix, _ residuals: [Double], residuals count: Int, _ metric: [Double], threads: Int
  ) -> Solver? {
    let n = jacobian.columns
    let qr = QRFactorization(jacobian, threads: threads)
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

  /// The rows and columns at these places.
  fileprivate func submatrix(_ places: [Int]) -> ColumnMatrix {
    var result = ColumnMatrix(rows: places.count, columns: places.count)
    for (k, j) in places.enumerated() {
      for (l, i) in places.enumerated() { result[l, k] = self[i, j] }
    }
    return result
  }

  /// Divides each row and each column of a square matrix by a number.
  fileprivate mutating func divide(by divisors: [Double]) {
    let (n, inverses) = (rows, divisors.map { 1 / $0 })
    withUnsafeMutable { elements in
      for (j, factor) in inverses.enumerated() {
        for (i, own) in inverses.enumerated() { elements[j * n + i] = elements[j * n + i] * own * factor }
      }
    }
  }
}
