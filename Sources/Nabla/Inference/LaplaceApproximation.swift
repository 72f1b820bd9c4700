/// Laplace's approximation of a distribution with the density e^{−S(x)}: the normal one around a minimum of S,
///
///     N(x̂, A⁻¹),  A = ∂²S/∂x∂xᵀ at x̂,     ln ∫ e^{−S} dx ≈ −S(x̂) + (n/2) ln 2π − ½ ln det A
///
/// The minimum is certified: A is positive definite, or S is flat along the directions in which it is not; these are named and
/// left out, n being the number of the others.
///
/// ```swift
/// let laplace = try LaplaceApproximation(of: objective, at: result.x)
/// print(laplace.logIntegral, laplace.standardDeviations)
/// ```
///
/// Source: C. M. Bishop, Pattern Recognition and Machine Learning, 2006, section 4.4.
public struct LaplaceApproximation: Sendable {
  /// x̂.
  public let mode: [Double]
  /// S(x̂).
  public let value: Double
  /// How much lower the parabola's minimum is than S(x̂), in nats: ½ gᵀA⁻¹g.
  public let remainingGain: Double
  /// Why directions were left out.
  public let flatDirections: [MinimumCertificate.Explanation]
  /// The directions that were left out for no known reason.
  public let unexplainedFlatDirections: Int
  /// A.
  let factor: CurvatureFactor

  /// The approximation at a minimum of any objective.
  ///
  /// - Parameters:
  ///   - objective: S.
  ///   - x: x̂, where a minimisation of S ended.
  ///   - tolerance: How many nats may be left to gain.
  ///   - memoryBudget: The bytes that the Hessian and its decomposition may take.
  /// - Throws: `LaplaceError` where x is no minimum, or the Hessian too large.
  /// - Complexity: a gradient, a Hessian and n³/3 flops; some 10 n³ more where the Hessian is not positive definite.
  public init(
    of objective: some Objective, at x: [Double], tolerance: Double = 1e-6, memoryBudget: Int = defaultMemoryBudget
  ) throws(LaplaceError) {
    try self.init(
      certifying: objective, at: x, tolerance: tolerance, memoryBudget: memoryBudget, flatDirections: { [] },
      hessian: {
        ColumnMatrix(rows: x.count, columns: x.count, elements: objective.hessian(at: x).elements)
      })
  }

  /// The same with candidates for flat directions, and the Hessian from elsewhere.
  init(
    certifying objective: some Objective, at x: [Double], tolerance: Double, memoryBudget: Int, threads: Int = 1,
    flatDirections: () -> [FlatDirection], hessian: () -> ColumnMatrix
  ) throws(LaplaceError) {
    let n = objective.dimension
    do {
      try MemoryBudgetError.check(
        "the Hessian of \(n) variables and its factor", elements: (n, n), size: 3 * MemoryLayout<Double>.stride,
        scratch: objective.hessianScratch, budget: memoryBudget,
        alternative: "a posterior of low rank or a diagonal one needs less")
    } catch { throw .memory(error) }
    var gradient = [Double](repeating: 0, count: n)
    let value = objective.valueWithGradient(at: x, into: &gradient)
    let matrix = hessian()
    guard value.isFinite, gradient.allSatisfy(\.isFinite), matrix.isFinite else { throw .notFinite }
    let gradientNorm = DenseVector.norm(gradient)
    mode = x
    self.value = value
    if let cholesky = CholeskyFactorization(matrix, threads: threads), cholesky.isWellConditioned {
      let half = cholesky.halfSolve(gradient)
      remainingGain = DenseVector.dot(half, half) / 2
      guard remainingGain <= tolerance else {
        throw .notStationary(gain: remainingGain, gradientNorm: gradientNorm)
      }
      self.flatDirections = []
      unexplainedFlatDirections = 0
      factor = .dense(cholesky)
      return
    }
    guard let eigen = SymmetricEigenvalues(matrix, vectors: true), let vectors = eigen.vectors else {
      throw .notFinite
    }
    // ‖g‖² ≤ 2 λ_max · gain.
    let gradientTolerance = (2 * tolerance * eigen.largestMagnitude).squareRoot()
    let certificate = objective.certify(
      at: x, gradientTolerance: gradientTolerance, relativeTolerance: 1e-12, memoryBudget: .max, mostSteps: 1,
      flatDirections: flatDirections)
    let zero = certificate.eigenvalueTolerance
    let kept = eigen.values.indices.filter { eigen.values[$0] > zero }
    let values = kept.map { eigen.values[$0] }
    let basis = ColumnMatrix(
      rows: n, columns: kept.count, elements: kept.flatMap { Array(vectors[column: $0]) })
    let part = basis.times(gradient, transposed: true)
    remainingGain = zip(part, values).reduce(0) { $0 + $1.0 * $1.0 / $1.1 } / 2
    switch certificate.verdict {
    case .minimum, .flatMinimum, .flat: break
    case .notStationary: throw .notStationary(gain: remainingGain, gradientNorm: gradientNorm)
    case .saddle, .receding, .unknown: throw .notMinimum(certificate)
    }
    guard remainingGain <= tolerance else { throw .notStationary(gain: remainingGain, gradientNorm: gradientNorm) }
    self.flatDirections = certificate.explanations
    unexplainedFlatDirections = certificate.unexplainedZeros
    factor = .spectral(values: values, vectors: basis)
  }

  /// An approximation with another matrix in the place of A.
  init(
    mode: [Double], value: Double, remainingGain: Double, flat: [MinimumCertificate.Explanation] = [],
    unexplained: Int = 0, factor: CurvatureFactor
  ) {
    self.mode = mode
    self.value = value
    self.remainingGain = remainingGain
    flatDirections = flat
    unexplainedFlatDirections = unexplained
    self.factor = factor
  }

  /// The number of variables.
  public var dimension: Int { mode.count }

  /// The number n of directions that are not flat.
  public var rank: Int { factor.rank }

  /// ln det A on these directions.
  public var logDeterminant: Double { factor.logDeterminant }

  /// ln ∫ e^{−S} dx, along the directions that are not flat.
  public var logIntegral: Double {
    -value + Double(rank) / 2 * Double._Primitives.log(2 * .pi) - logDeterminant / 2
  }

  /// A⁻¹, n × n.
  ///
  /// - Complexity: 2n³/3 flops.
  public func covariance() -> Matrix<Double> {
    Matrix(rows: dimension, columns: dimension, elements: factor.inverse().elements)
  }

  /// The standard deviation of each variable: the roots of the diagonal of A⁻¹.
  ///
  /// - Complexity: 2n³/3 flops; O(n) for a diagonal A, and O(n r) for one of rank r.
  public func standardDeviations() -> [Double] { factor.inverseDiagonal().map { $0.squareRoot() } }

  /// Draws from the normal distribution, one a row: the same seed gives the same ones.
  ///
  /// - Complexity: n² flops a sample.
  public func samples(_ count: Int, seed: UInt64) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    let z = ColumnMatrix(
      rows: dimension, columns: count, elements: (0..<dimension * count).map { _ in generator.normal() })
    var elements = factor.correlated(z).elements
    for i in elements.indices { elements[i] += mode[i % dimension] }
    return Matrix(rows: count, columns: dimension, elements: elements)
  }
}
