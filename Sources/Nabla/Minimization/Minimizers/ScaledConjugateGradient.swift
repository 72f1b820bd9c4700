/// Møller's scaled conjugate gradients: the step along each direction from the exact curvature, without a line search.
///
/// With δ = pᵀHp + λ‖p‖² the step is α = pᵀ(−g) / δ. The scale λ grows where δ is not positive or where the quadratic model
/// predicts badly, and shrinks where it predicts well. Møller estimates Hp from two gradients; here it is exact.
///
/// - Complexity: a gradient and a Hessian-vector product an iteration, some three gradients in all; 3 n numbers.
///
/// Source: M. F. Møller, "A scaled conjugate gradient algorithm for fast supervised learning", Neural Networks 6, 1993.
public struct ScaledConjugateGradient: Minimizer {
  /// λ at the start and after a stall, in units of the curvature along the direction there.
  private let firstScale: Double
  /// λ, nil where it is to be chosen by the curvature along p: at first and after a stall.
  private var scale: Double?
  /// p, empty before the first iteration.
  private var direction: [Double] = []
  /// pᵀHp + λ‖p‖².
  private var curvature = 0.0
  private var product: [Double] = []
  private var sinceRestart = 0
  private var rejections = 0

  /// Scaled conjugate gradients that begin with λ = `scale` times the curvature along the first direction.
  ///
  /// - Precondition: `scale` is positive.
  public init(scale: Double = 1e-6) {
    precondition(scale > 0, "a scale of \(scale)")
    firstScale = scale
  }

  /// One trial step.
  public mutating func step<O: Objective>(
    _ objective: inout CountedObjective<O>, from point: MinimizationPoint
  ) -> MinimizationStep {
    if direction.isEmpty { restart(at: point) }
    var slope = DenseVector.dot(point.gradient, direction)
    if !(slope < 0) {
      restart(at: point)
      slope = -point.gradientNorm * point.gradientNorm
    }
    let square = DenseVector.dot(direction, direction)
    if product.isEmpty { product = objective.hessianVectorProduct(at: point.x, along: direction) }
    // The curvature along p, and where there is none, that which makes ‖x‖ the step.
    let own = DenseVector.dot(direction, product).magnitude / square
    let unit = own > 0 ? own : point.gradientNorm / max(DenseVector.norm(point.x), 1)
    var scale = self.scale ?? firstScale * unit
    curvature = DenseVector.dot(direction, product) + scale * square
    if !(curvature > 0) {
      // λ̄ = 2 (λ − δ / ‖p‖²) makes δ = −δ + λ‖p‖² positive.
      scale = 2 * (scale - curvature / square)
      curvature = DenseVector.dot(direction, product) + scale * square
      guard curvature > 0 else { return stall(at: point) }
    }
    let step = -slope / curvature
    let trial = objective.point(at: DenseVector.sum(point.x, step, direction))
    // Δ = 2δ (E(w) − E(w + αp)) / μ², the reduction over that of the quadratic with the curvature δ.
    let comparison = trial.isFinite ? -2 * curvature * trial.change(from: point) / (slope * slope) : -1
    guard comparison > 0 else {
      self.scale = min(scale + curvature * (1 - max(comparison, -9)) / square, .greatestFiniteMagnitude)
      rejections += 1
      return rejections > 60 || trial.x == point.x ? stall(at: point) : .rejected
    }
    rejections = 0
    sinceRestart += 1
    if comparison >= 0.75 { scale = max(scale / 4, 1e-15 * unit) }
    if comparison < 0.25 { scale += curvature * (1 - comparison) / square }
    self.scale = scale
    product = []
    if sinceRestart >= max(point.x.count, 2) {
      restart(at: trial)
    } else {
      // β = (‖r‖² − rᵀr₀) / μ.
      let beta =
        (DenseVector.dot(trial.gradient, trial.gradient) - DenseVector.dot(trial.gradient, point.gradient)) / -slope
      direction = DenseVector.sum(DenseVector.negative(trial.gradient), beta, direction)
    }
    return .moved(trial)
  }

  private mutating func restart(at point: MinimizationPoint) {
    direction = DenseVector.negative(point.gradient)
    product = []
    sinceRestart = 0
  }

  /// Nothing along p; a direction that is not the gradient's gets one more chance.
  private mutating func stall(at point: MinimizationPoint) -> MinimizationStep {
    guard sinceRestart > 0 else { return .stalled }
    restart(at: point)
    rejections = 0
    scale = nil
    return .rejected
  }
}

extension Minimizer where Self == ScaledConjugateGradient {
  /// Møller's scaled conjugate gradients.
  public static var scaledConjugateGradient: ScaledConjugateGradient { ScaledConjugateGradient() }
}
