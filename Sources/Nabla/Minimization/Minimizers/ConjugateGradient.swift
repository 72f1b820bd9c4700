/// Nonlinear conjugate gradients with Polak and Ribière's β, not below zero, and a strong Wolfe line search.
///
///     d ← −g + max(0, gᵀ(g − g₀) / g₀ᵀg₀) d₀
///
/// Where d does not lead down enough, it begins anew along −g.
///
/// - Complexity: some two gradients an iteration, 3 n numbers.
///
/// Source: J. C. Gilbert and J. Nocedal, "Global convergence properties of conjugate gradient methods for optimization",
/// SIAM Journal on Optimization 2, 1992.
public struct ConjugateGradient: Minimizer {
  /// The line search.
  public var search: StrongWolfeSearch
  private var direction: [Double] = []
  private var gradientBefore: [Double] = []
  /// αφ′(0) of the last iteration: the next one tries the step of the same first-order change.
  private var slopeTimesStep = 0.0

  /// Conjugate gradients with a line search that is strict enough for them.
  public init(search: StrongWolfeSearch = StrongWolfeSearch(curvature: 0.1)) {
    self.search = search
  }

  /// One line search.
  public mutating func step<O: Objective>(
    _ objective: inout CountedObjective<O>, from point: MinimizationPoint
  ) -> MinimizationStep {
    let g = point.gradient
    let steepest = DenseVector.negative(g)
    var isFresh = gradientBefore.isEmpty
    if isFresh {
      direction = steepest
    } else {
      let before = DenseVector.dot(gradientBefore, gradientBefore)
      let beta = max(0, (DenseVector.dot(g, g) - DenseVector.dot(g, gradientBefore)) / before)
      direction = DenseVector.sum(steepest, beta, direction)
      let slope = DenseVector.dot(g, direction)
      if !(slope <= -1e-4 * point.gradientNorm * DenseVector.norm(direction)) {
        direction = steepest
        isFresh = true
      }
    }
    while true {
      let slope = DenseVector.dot(g, direction)
      let first = slopeTimesStep < 0 ? slopeTimesStep / slope : objective.firstStep(from: point)
      if let found = search(&objective, from: point, along: direction, firstStep: first) {
        gradientBefore = g
        slopeTimesStep = found.step * slope
        return .moved(found.point)
      }
      guard !isFresh else { return .stalled }
      direction = steepest
      slopeTimesStep = 0
      isFresh = true
    }
  }
}

extension Minimizer where Self == ConjugateGradient {
  /// Nonlinear conjugate gradients (Polak and Ribière).
  public static var conjugateGradient: ConjugateGradient { ConjugateGradient() }
}
