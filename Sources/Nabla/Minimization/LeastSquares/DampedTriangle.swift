/// Damped steps from J = QR without squaring: p(μ) minimises ‖Rp + Qᵀr‖² + μ‖Sp‖², by the QR factorisation of [R; √μ S].
///
/// - Complexity: n³/3 flops for the condition, and 2n³/3 for each μ tried: none for a step in the ellipsoid, some three for
///   one on it.
struct DampedTriangle: DampedModel {
  /// R, n × n.
  private let r: ColumnMatrix
  /// The diagonal of S.
  private let metric: [Double]
  /// The first n numbers of −Qᵀr.
  private let target: [Double]
  private let routines: any LinearAlgebraRoutines.Type
  private let whole: DampedStep
  let gradientNorm: Double

  /// The steps of a triangle with the first n numbers of Qᵀr, or nil where a singular value of R may be below `noise` times
  /// the largest: a step without damping would go far where no residual says how far.
  ///
  /// - Parameter metric: The diagonal of S, positive numbers; ones by default.
  init?(
    _ r: ColumnMatrix, rotated: [Double], metric: [Double]? = nil, noise: Double,
    using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest
  ) {
    let n = r.columns
    guard r.rows == n, (0..<n).allSatisfy({ r[$0, $0] != 0 }) else { return nil }
    // s₁ ≤ ‖R‖ and 1/sₙ ≤ ‖R⁻¹‖ in Frobenius's norm.
    let inverse = r.invertedTriangle(upper: true, using: routines)
    guard DenseVector.norm(r.elements) * DenseVector.norm(inverse.elements) * noise < 1 else { return nil }
    let metric = metric ?? Array(repeating: 1, count: n)
    self.r = r
    self.metric = metric
    self.routines = routines
    target = DenseVector.negative(rotated)
    let gradient = r.times(rotated, transposed: true, using: routines)
    gradientNorm = DenseVector.norm(zip(gradient, metric).map { $0 / $1 })
    guard gradientNorm.isFinite else { return nil }
    whole = Self.step(r, target, of: r, metric, damping: 0, routines)
  }

  func longest() -> DampedStep { whole }

  func step(damping: Double) -> DampedStep? {
    let n = r.columns
    // The right-hand side is one column more.
    var upper = ColumnMatrix(rows: n + 1, columns: n + 1)
    var lower = ColumnMatrix(rows: n, columns: n + 1)
    let root = damping.squareRoot()
    for j in 0..<n {
      for i in 0...j { upper[i, j] = r[i, j] }
      upper[j, n] = target[j]
      lower[j, j] = root * metric[j]
    }
    upper.withUnsafeMutable { a in lower.withUnsafeMutable { routines.qr(ofTriangles: n, n + 1, a, $0) } }
    return Self.step(
      upper.leading(n, n), Array(upper[column: n].prefix(n)), of: r, metric, damping: damping, routines)
  }

  /// The step T⁻¹c with TᵀT = RᵀR + μS². It makes the reduction ½‖Rp‖² + μ‖Sp‖².
  private static func step(
    _ triangle: ColumnMatrix, _ c: [Double], of r: ColumnMatrix, _ metric: [Double], damping: Double,
    _ routines: any LinearAlgebraRoutines.Type
  ) -> DampedStep {
    func solve(_ b: [Double], transposed: Bool) -> [Double] {
      triangle.solvingTriangle(
        ColumnMatrix(rows: b.count, columns: 1, elements: b), upper: true, transposed: transposed, using: routines
      ).elements
    }
    let p = solve(c, transposed: false)
    let moved = r.times(p, using: routines)
    let scaled = zip(metric, p).map { $0 * $1 }
    return DampedStep(
      damping: damping, p: p, scaled: scaled, half: solve(zip(metric, scaled).map { $0 * $1 }, transposed: true),
      reduction: DenseVector.dot(moved, moved) / 2 + damping * DenseVector.dot(scaled, scaled))
  }
}
