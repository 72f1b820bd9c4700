/// A nearly best point of a quadratic model inside a ball by factorisations: min gᵀs + ½ sᵀHs for ‖s‖ ≤ Δ.
///
/// It is s(μ) = −(H + μ1)⁻¹g with μ = 0 where that is inside, and else with a μ for which H + μ1 is positive definite and ‖s‖ within
/// a fifth of Δ: by Newton's method on 1/Δ − 1/‖s(μ)‖ in a bracket. Where s(μ) is shorter than that, a few solutions with the factor
/// give a direction z in which H is curved downwards most (inverse iteration); s + τz fills the ball, and is the answer where z
/// is so nearly an eigenvector that no point of the ball is better by more than a quarter (Moré and Sorensen's lemma 3.13). Else
/// zᵀHz bounds μ from below.
///
/// From the μ and z of the step before that takes some two factorisations, where all eigenvalues cost thirty.
///
/// - Complexity: n³/3 flops a factorisation.
///
/// Source: J. J. Moré and D. C. Sorensen, "Computing a trust region step", SIAM Journal on Scientific and Statistical
/// Computing 4, 1983.
struct ShiftedHessian {
  /// What a step leaves for the next one.
  struct Memory: Sendable, Hashable {
    /// The μ of the last step on the border.
    fileprivate(set) var shift = 0.0
    /// The last z; empty before the first.
    fileprivate(set) var axis: [Double] = []
  }

  private let hessian: ColumnMatrix
  private let gradient: [Double]
  /// ‖H‖ in Frobenius's norm: no eigenvalue is larger.
  private let size: Double

  /// How many μ > 0 are tried.
  private static let mostShifts = 12
  /// How far ‖s‖ may be from Δ, as a part of it.
  private static let slack = 0.2

  /// - Parameters:
  ///   - hessian: H, symmetric and finite.
  ///   - gradient: g.
  init(_ hessian: ColumnMatrix, _ gradient: [Double]) {
    precondition(hessian.rows == gradient.count && hessian.columns == gradient.count)
    (self.hessian, self.gradient) = (hessian, gradient)
    size = DenseVector.norm(hessian.elements)
  }

  /// The point for a ball of this radius; nil where eigenvalues have to tell, as where H is singular to rounding.
  func solution(radius: Double, _ memory: inout Memory) -> TrustRegionSubproblem.Solution? {
    let length = DenseVector.norm(gradient)
    let least = gradient.indices.reduce(Double.infinity) { min($0, hessian[$1, $1]) }
    // The lowest eigenvalue is not above the least of the diagonal.
    var lower = max(0, -least, length / radius - size)
    var upper = max(length / radius + size, lower)
    var shift = memory.shift
    if least > 0, let factor = CholeskyFactorization(hessian) {
      let whole = step(factor, shift: 0)
      if whole.length <= radius {
        return factor.isWellConditioned && whole.reduction > 0
          ? solution(whole.p, whole.reduction, isInside: true) : nil
      }
      // From the left Newton's method does not pass the root.
      lower = max(lower, next(whole, radius))
      shift = lower
    } else if !(shift > lower && shift < upper) {
      shift = middle(lower, upper)
    }
    var growth = 2.0
    for _ in 0..<Self.mostShifts {
      guard upper - lower > 1e-14 * upper, shift.isFinite else { return nil }
      guard let factor = shifted(by: shift) else {
        lower = shift
        // A little more where the μ of the step before was nearly enough, and soon much more.
        shift = min(growth * shift, middle(lower, upper))
        growth *= growth
        continue
      }
      let found = step(factor, shift: shift)
      guard found.reduction > 0 else { return nil }
      if (found.length - radius).magnitude <= Self.slack * radius {
        memory.shift = shift
        return solution(found.p, found.reduction, isInside: false)
      }
      if found.length > radius {
        lower = shift
      } else {
        upper = shift
        let curvature = improve(&memory.axis, factor)
        // A direction in which H is 0 to rounding is no way down.
        guard upper > 1e-10 * size else { return nil }
        if curvature < -1e-12 * size {
          lower = max(lower, -curvature)
          if let filled = filled(found, memory.axis, curvature: curvature, radius: radius) {
            memory.shift = shift
            return filled
          }
        }
      }
      shift = inside(next(found, radius), lower, upper)
    }
    return nil
  }

  private func shifted(by shift: Double) -> CholeskyFactorization? {
    var matrix = hessian
    for i in gradient.indices { matrix[i, i] += shift }
    return CholeskyFactorization(matrix)
  }

  /// Newton's method on 1/Δ − 1/‖s(μ)‖.
  private func next(_ step: DampedStep, _ radius: Double) -> Double {
    step.damping + (step.length - radius) / radius * step.inverseSlope
  }

  private func inside(_ shift: Double, _ lower: Double, _ upper: Double) -> Double {
    shift > lower && shift < upper ? shift : middle(lower, upper)
  }

  /// A place in a bracket that may span many orders of magnitude.
  private func middle(_ lower: Double, _ upper: Double) -> Double { max(1e-3 * upper, (lower * upper).squareRoot()) }

  /// Two steps of inverse iteration with H + μ1; returns zᵀHz.
  private func improve(_ axis: inout [Double], _ factor: CholeskyFactorization) -> Double {
    // At first any vector that no eigenvector is orthogonal to but by chance.
    if axis.count != gradient.count { axis = gradient.indices.map { Double._Primitives.cos(Double($0)) } }
    for _ in 0..<2 {
      axis = factor.solve(axis)
      DenseVector.scale(&axis, by: 1 / DenseVector.norm(axis))
    }
    return DenseVector.dot(axis, hessian.times(axis))
  }

  /// s + τz on the border where that is good enough: τ² (zᵀHz + μ) ≤ σ(2 − σ) (sᵀ(H + μ1)s + μΔ²) with σ(2 − σ) = 0.2, which
  /// leaves at least (1 − σ)² = 0.8 of the best reduction.
  private func filled(
    _ step: DampedStep, _ axis: [Double], curvature: Double, radius: Double
  ) -> TrustRegionSubproblem.Solution? {
    let along = DenseVector.dot(step.p, axis)
    // Of both ends of the line s + τz in the ball the nearer one.
    let root = (along * along + (radius - step.length) * (radius + step.length)).squareRoot()
    let tau = along > 0 ? root - along : -root - along
    let bound = step.damping * radius * radius - DenseVector.dot(step.p, gradient)
    guard tau * tau * (curvature + step.damping) <= 0.2 * bound else { return nil }
    let p = DenseVector.sum(step.p, tau, axis)
    let reduction = -DenseVector.dot(p, gradient) - DenseVector.dot(p, hessian.times(p)) / 2
    return reduction > 0 ? solution(p, reduction, isInside: false) : nil
  }

  /// (H + μ1) s = −g makes the reduction −gᵀs − ½ sᵀHs = −½ gᵀs + ½ μ‖s‖².
  private func step(_ factor: CholeskyFactorization, shift: Double) -> DampedStep {
    let s = factor.solve(DenseVector.negative(gradient))
    return DampedStep(
      damping: shift, p: s, scaled: s, half: factor.halfSolve(s),
      reduction: (shift * DenseVector.dot(s, s) - DenseVector.dot(gradient, s)) / 2)
  }

  private func solution(_ step: [Double], _ reduction: Double, isInside: Bool) -> TrustRegionSubproblem.Solution {
    .init(step: step, reduction: reduction, isAtBoundary: !isInside)
  }
}
