/// The radius within which a quadratic model is believed, and how it follows from the model's success.
struct TrustRegion: Sendable, Hashable {
  /// The radius Δ; `nil` before the first step.
  var radius: Double?
  private var rejections = 0

  init(radius: Double? = nil) { self.radius = radius }

  /// The radius Δ; at first the larger one of ‖x‖ / 10 and the length of the step to where the parabola along −g has its
  /// minimum, both of which have the unit of the variables.
  ///
  /// - Parameter curvature: That along the gradient.
  mutating func radius(at point: MinimizationPoint, curvature: @autoclosure () -> Double) -> Double {
    if let radius { return radius }
    let parabola = point.gradientNorm / curvature().magnitude
    let first = max(parabola.isFinite ? parabola : 0, DenseVector.norm(point.x) / 10, .leastNormalMagnitude)
    radius = first
    return first
  }

  /// Accepts or rejects a trial by the ratio of the reduction to the model's, and changes the radius.
  ///
  /// - Parameters:
  ///   - trial: The point tried.
  ///   - point: The point it was tried from.
  ///   - predicted: The reduction of the model, positive.
  ///   - length: The length of the step in the radius's norm, by default the Euclidean one.
  ///   - isAtBoundary: Whether the step was cut short by the radius.
  mutating func judge(
    _ trial: MinimizationPoint, from point: MinimizationPoint, predicted: Double, length: Double? = nil,
    isAtBoundary: Bool
  ) -> MinimizationStep {
    guard trial.x != point.x else { return .stalled }
    var length = length ?? DenseVector.norm(DenseVector.difference(trial.x, point.x))
    // A model that overflowed says nothing about its step: only the radius is known.
    if !length.isFinite { length = radius ?? 1 }
    let isModeled = predicted > 0 && predicted.isFinite
    let reduction = trial.isFinite ? -trial.change(from: point) : -.infinity
    let ratio = isModeled ? reduction / predicted : -1
    guard ratio > 1e-4 else {
      // The minimum of the parabola through both values and the model's slope, not too near and not too far.
      let shrink = isModeled && reduction.isFinite ? predicted / (2 * (predicted - reduction)) : 0.1
      radius = length * min(max(shrink, 0.1), 0.5)
      rejections += 1
      return rejections > 100 ? .stalled : .rejected
    }
    if ratio < 0.25 {
      radius = length * 0.5
    } else if ratio > 0.75 && isAtBoundary && rejections == 0 {
      // Not right after a rejection, where the longer step has just failed.
      radius = max(radius ?? 0, 2 * length)
    }
    rejections = 0
    return .moved(trial)
  }
}
