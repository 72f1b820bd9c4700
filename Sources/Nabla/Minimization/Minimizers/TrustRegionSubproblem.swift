/// The exact minimum of a quadratic model inside a ball: min gᵀs + ½ sᵀHs for ‖s‖ ≤ Δ.
///
/// In the eigenvectors of H, with eigenvalues λᵢ and γᵢ = qᵢᵀg, the solution is s = −Σ γᵢ / (λᵢ + μ) qᵢ for the one
/// μ ≥ max(0, −λ₁) with μ (Δ − ‖s‖) = 0, found by Newton's method on 1/Δ − 1/‖s(μ)‖. In the hard case, where g has no part
/// along the lowest eigenvectors and s(−λ₁) is shorter than Δ, a multiple of the lowest eigenvector fills the ball.
///
/// The decomposition serves any number of radii, so that a rejected step costs no second one.
///
/// Source: J. J. Moré and D. C. Sorensen, "Computing a trust region step", SIAM Journal on Scientific and Statistical
/// Computing 4, 1983.
struct TrustRegionSubproblem {
  /// λ, in increasing order.
  let eigenvalues: [Double]
  /// The eigenvectors one after the other, n numbers each.
  let eigenvectors: [Double]
  /// γ.
  private let coefficients: [Double]
  /// Eigenvalues up to this are taken for zero: they take no part in a Newton step.
  private let noise: Double
  /// The number of variables n.
  private let dimension: Int

  /// A solution.
  struct Solution {
    var step: [Double]
    /// −(gᵀs + ½ sᵀHs).
    var reduction: Double
    var isAtBoundary: Bool
    /// μ where it is known, for a search near by; else 0.
    var shift = 0.0
  }

  /// - Parameters:
  ///   - eigenvalues: n numbers in increasing order.
  ///   - eigenvectors: The eigenvectors one after the other, n numbers each.
  ///   - gradient: g.
  init(eigenvalues: [Double], eigenvectors: [Double], gradient: [Double]) {
    let n = gradient.count
    var coefficients = [Double](repeating: 0, count: n)
    eigenvectors.withUnsafeBufferPointer { q in
      for i in 0..<n {
        var sum = 0.0
        for j in 0..<n { sum += q[i * n + j] * gradient[j] }
        coefficients[i] = sum
      }
    }
    let magnitude = max((eigenvalues.first ?? 0).magnitude, (eigenvalues.last ?? 0).magnitude)
    // Computed eigenvalues are right to about this.
    self.init(
      eigenvalues: eigenvalues, eigenvectors: eigenvectors, coefficients: coefficients,
      noise: magnitude * Double(n) * 0x1p-52, dimension: n)
  }

  /// A subproblem whose γ is known, perhaps with fewer eigenvectors than variables: the rest of the space takes no part.
  init(
    eigenvalues: [Double], eigenvectors: [Double], coefficients: [Double], noise: Double, dimension: Int
  ) {
    self.eigenvalues = eigenvalues
    self.eigenvectors = eigenvectors
    self.coefficients = coefficients
    self.noise = noise
    self.dimension = dimension
  }

  /// The minimum in the ball of this radius.
  func solution(radius: Double) -> Solution {
    let lowest = eigenvalues.first ?? 0
    let least = max(0, -lowest)
    let hard = parts(shift: least, noise: noise)
    let length = DenseVector.norm(hard)
    if length <= radius && (lowest > noise || isFlatAlongLowest) {
      guard lowest < -noise else { return solution(hard, isAtBoundary: false) }
      var filled = hard
      filled[0] += (radius * radius - length * length).squareRoot() * (coefficients[0] > 0 ? -1 : 1)
      return solution(filled, isAtBoundary: true)
    }
    let shift = secularRoot(radius: radius, least: least)
    return solution(parts(shift: shift, noise: 0), isAtBoundary: true)
  }

  /// Whether g has no part along the eigenvectors of the lowest eigenvalue, as far as that can be told.
  private var isFlatAlongLowest: Bool {
    let total = DenseVector.norm(coefficients)
    return eigenvalues.indices.allSatisfy { i in
      eigenvalues[i] > min(eigenvalues[0], 0) + 2 * noise || coefficients[i].magnitude <= 1e-14 * total
    }
  }

  /// −γᵢ / (λᵢ + μ), 0 where the denominator is noise.
  private func parts(shift: Double, noise: Double) -> [Double] {
    eigenvalues.indices.map { i in
      let below = eigenvalues[i] + shift
      return below > noise ? -coefficients[i] / below : 0
    }
  }

  /// The μ > `least` with ‖s(μ)‖ = Δ: Newton's method on 1/Δ − 1/‖s(μ)‖, which is nearly linear, kept in a bracket.
  private func secularRoot(radius: Double, least: Double) -> Double {
    // ‖s(μ)‖ ≤ ‖γ‖ / (λ₁ + μ), so the root is not beyond this.
    var upper = max(
      DenseVector.norm(coefficients) / radius - eigenvalues[0], least * (1 + 1e-15) + .leastNormalMagnitude)
    var lower = least
    var shift = lower + (upper - lower) * 1e-3
    for _ in 0..<200 {
      var (square, slope) = (0.0, 0.0)
      for i in eigenvalues.indices where coefficients[i] != 0 {
        let below = eigenvalues[i] + shift
        let part = coefficients[i] / below
        square += part * part
        slope += part * part / below
      }
      let length = square.squareRoot()
      if (length - radius).magnitude <= 1e-10 * radius { break }
      if length > radius { lower = shift } else { upper = shift }
      guard upper - lower > 1e-16 * upper else { break }
      let next = shift + (length - radius) / radius * square / slope
      shift = next > lower && next < upper ? next : lower + (upper - lower) / 2
    }
    return shift
  }

  private func solution(_ parts: [Double], isAtBoundary: Bool) -> Solution {
    let n = dimension
    var step = [Double](repeating: 0, count: n)
    var reduction = 0.0
    eigenvectors.withUnsafeBufferPointer { q in
      for i in parts.indices where parts[i] != 0 {
        reduction -= parts[i] * (coefficients[i] + eigenvalues[i] * parts[i] / 2)
        for j in 0..<n { step[j] += parts[i] * q[i * n + j] }
      }
    }
    return Solution(step: step, reduction: reduction, isAtBoundary: isAtBoundary)
  }
}
