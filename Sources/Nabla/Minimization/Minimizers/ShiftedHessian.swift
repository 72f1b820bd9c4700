/// A nearly best point of a quadratic model inside a ball by factorisations: min gᵀs + ½ sᵀHs for ‖s‖ ≤ Δ.
///
/// It is s(μ) = −(H + μ1)⁻¹g with μ = 0 where that is inside, and else with a μ for which H + μ1 is positive definite and ‖s‖ within
/// a fifth of Δ: by Newton's method on 1/Δ − 1/‖s(μ)‖ in a bracket. Where s(μ) is shorter than that, a few solutions with the factor
/// give a direction z in which H is curved downwards most (inverse iteration); s + τz fills the ball, and is the answer where z
/// is so nearly an eigenvector that no point of the ball is better by more than a quarter. Else
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
  private let threads: Int
  /// ‖H‖ in Frobenius's norm: no eigenvalue is larger.
  private let size: Double

  /// How many μ > 0 are tried.
  private static let mostShifts = 12
  /// How far ‖s‖ may be from Δ, as a part of it.
  private static let slack = 0.2

  /// - Parameters:
  ///   - hessian: H, symmetric and finite.
  ///   - gradient: g.
  init(_ hessian: ColumnMatrix, _ gradient: [Double], threads: Int = 1) {
    precondition(hessian.rows == gradient.count && hessian.columns == gradient.count)
    (self.hessian, self.gradient, self.threads) = (hessian, gradient, threads)
    size = DenseVector.norm(hessian.elements)
  }

  /// The point for a ball of this radius; nil where eigenvalues have to tell, as where H is singular to rounding.
  func solution(radius: Double, _ memory: inout Memory) -> TrustRegionSubproblem.Solution? {
    let length = DenseVector.norm(gradient)
    let least = gradient.indices.reduce(Double.infinity) { min($0, hessian[$1, $1]) }
    // The lowest eigenvalue is not above the least of the diagonal.
    let lower = max(0, -least, length / radius - size)
    var bracket = DampingBracket(lower: lower, upper: max(length / radius + size, lower), radius: radius)
    var shift = memory.shift
    if least > 0, let factor = CholeskyFactorization(hessian, threads: threads) {
      let whole = step(factor, shift: 0)
      if whole.length <= radius {
        return factor.isWellConditioned && whole.reduction > 0
          ? solution(whole.p, whole.reduction, isInside: true) : nil
      }
      bracket.lower = max(bracket.lower, bracket.newton(from: whole))
      shift = bracket.lower
    } else if !bracket.contains(shift) {
      shift = bracket.middle
    }
    var growth = 2.0
    for _ in 0..<Self.mostShifts {
      guard bracket.isOpen, shift.isFinite else { return nil }
      guard let factor = shifted(by: shift) else {
        bracket.lower = shift
        // A little more where the μ of the step before was nearly enough, and soon much more.
        shift = min(growth * shift, bracket.middle)
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
        bracket.lower = shift
      } else {
        bracket.upper = shift
        // A direction in which H is 0 to rounding is no way down.
        guard bracket.upper > 1e-10 * size else { return nil }
        let curvature = improve(&memory.axis, factor)
        if curvature < -1e-12 * size {
          bracket.lower = max(bracket.lower, -curvature)
          if let filled = filled(found, memory.axis, curvature: curvature, radius: radius) {
            memory.shift = shift
            return filled
          }
        }
      }
      shift = bracket.next(after: found)
    }
    return nil
  }

  private func shifted(by shift: Double) -> CholeskyFactorization? {
    var matrix = hessian
    for i in gradient.indices { matrix[i, i] += shift }
    return CholeskyFactorization(matrix, threads: threads)
  }

  /// Two steps of inverse iteration with H + μ1; returns zᵀHz, or NaN where numbers overflow, after which z begins anew.
  private func improve(_ axis: inout [Double], _ factor: CholeskyFactorization) -> Double {
    // At first any vector that no eigenvector is orthogonal to but by chance.
    if axis.count != gradient.count { axis = gradient.indices.map { Double._Primitives.cos(Double($0)) } }
    for _ in 0..<2 {
      axis = factor.solve(axis)
      let length = DenseVector.norm(axis)
      guard length > 0, length.isFinite else {
        axis = []
        return .nan
      }
      DenseVector.scale(&axis, by: 1 / length)
    }
    return DenseVector.dot(axis, hessian.times(axis))
  }

  /// s + τz on the border where that is good enough: where τ² (zᵀHz + μ) ≤ σ (sᵀ(H + μ1)s + μΔ²) it has at least 1 − σ of the best
  /// reduction, and σ is 0.2.
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
