/// The normal equations (JᵀJ + μS²) p = −Jᵀr by Cholesky's factorisation.
///
/// Where JᵀJ is singular to rounding, the whole step is that of JᵀJ + νI with ν of that rounding, so that what the residuals do
/// not determine hardly moves: the columns of J should be of about one length.
///
/// - Complexity: m n² flops for JᵀJ, and n³/3 for each μ tried: one for a step in the ellipsoid, some three more for one on it.
struct DampedNormalEquations: DampedModel {
  /// JᵀJ.
  private let gram: ColumnMatrix
  /// Jᵀr.
  private let gradient: [Double]
  /// The diagonal of S.
  private let metric: [Double]
  private let threads: Int
  var gradientNorm: Double { DenseVector.norm(zip(gradient, metric).map { $0 / $1 }) }

  /// The equations of a Jacobian with its residuals, or nil where they overflow.
  ///
  /// - Parameters:
  ///   - metric: The diagonal of S, positive numbers; ones by default.
  ///   - threads: How many threads a factorisation may take.
  init?(_ jacobian: ColumnMatrix, _ r: [Double], metric: [Double]? = nil, threads: Int = 1) {
    self.init(
      gram: jacobian.gram(), gradient: jacobian.times(r, transposed: true), metric: metric, threads: threads)
  }

  /// The equations with JᵀJ and Jᵀr, or nil where these overflow.
  init?(gram: ColumnMatrix, gradient: [Double], metric: [Double]? = nil, threads: Int = 1) {
    let metric = metric ?? Array(repeating: 1, count: gradient.count)
    self.gram = gram
    self.gradient = gradient
    self.metric = metric
    self.threads = threads
    guard gram.isFinite, gradient.allSatisfy(\.isFinite) else { return nil }
  }

  func longest() -> DampedStep {
    if let factor = CholeskyFactorization(gram, threads: threads), factor.isWellConditioned {
      return Self.step(factor, gradient, metric)
    }
    let n = gram.columns
    let largest = (0..<n).reduce(0) { max($0, gram[$1, $1]) }
    let ones = [Double](repeating: 1, count: n)
    // With J = 0 any ν will do.
    var ridge = largest > 0 ? CholeskyFactorization.pivotTolerance(n) * largest : 1
    while ridge <= max(largest, 1) {
      if let factor = factor(ones, ridge) {
        return Self.step(factor, gradient, metric, ridge: ridge)
      }
      ridge *= 8
    }
    // Numbers near the largest may overflow in any factorisation: then there is no step.
    let none = [Double](repeating: 0, count: n)
    return DampedStep(damping: 0, p: none, scaled: none, half: none, reduction: 0)
  }

  func step(damping: Double) -> DampedStep? {
    factor(metric, damping).map { Self.step($0, gradient, metric, damping: damping) }
  }

  private func factor(_ metric: [Double], _ damping: Double) -> CholeskyFactorization? {
    var damped = gram
    for i in 0..<damped.columns { damped[i, i] += damping * metric[i] * metric[i] }
    return CholeskyFactorization(damped, threads: threads)
  }

  /// (JᵀJ + μS² + νI) p = −g makes the reduction −gᵀp − ½ pᵀJᵀJp = −½ gᵀp + ½ μ‖Sp‖² + ½ ν‖p‖².
  private static func step(
    _ factor: CholeskyFactorization, _ gradient: [Double], _ metric: [Double], damping: Double = 0, ridge: Double = 0
  ) -> DampedStep {
    let p = factor.solve(DenseVector.negative(gradient))
    let scaled = zip(metric, p).map { $0 * $1 }
    let squares = damping * DenseVector.dot(scaled, scaled) + ridge * DenseVector.dot(p, p)
    return DampedStep(
      damping: damping, p: p, scaled: scaled, half: factor.halfSolve(zip(metric, scaled).map { $0 * $1 }),
      reduction: (squares - DenseVector.dot(gradient, p)) / 2)
  }
}
