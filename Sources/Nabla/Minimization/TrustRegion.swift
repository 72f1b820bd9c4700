/// The radius within which a quadratic model is believed, and how it follows from the model's success.
struct TrustRegion: Sendable, Hashable {
  /// The radius Δ; `nil` before the first step.
  var radius: Double?
  private var rejections = 0

  init(radius: Double? = nil) { self.radius = radius }

  /// The radius to begin with: long enough for scales of some units, never beyond the gradient's first-order reach.
  mutating func radius(at point: MinimizationPoint) -> Double {
    if let radius { return radius }
    let first = max(1, DenseVector.norm(point.x) / 10)
    radius = first
    return first
  }

  /// Accepts or rejects a trial by the ratio of the reduction to the model's, and changes the radius.
  ///
  /// - Parameters:
  ///   - trial: The point tried.
  ///   - point: The point it was tried from.
  ///   - predicted: The reduction of the model, positive.
  ///   - isAtBoundary: Whether the step was cut short by the radius.
  mutating func judge(
    _ trial: MinimizationPoint, from point: MinimizationPoint, predicted: Double, isAtBoundary: Bool
  ) -> MinimizationStep {
    let length = DenseVector.norm(DenseVector.difference(trial.x, point.x))
    guard length > 0 else { return .stalled }
    let ratio = trial.isFinite && predicted > 0 ? -trial.change(from: point) / predicted : -1
    guard ratio > 1e-4 else {
      // A model that is badly wrong says little about how much shorter the step must be.
      radius = length * (trial.isFinite ? 0.25 : 0.1)
      rejections += 1
      return rejections > 100 ? .stalled : .rejected
    }
    rejections = 0
    if ratio < 0.25 {
      radius = length * 0.25
    } else if ratio > 0.75 && isAtBoundary {
      radius = max(radius ?? 0, length * (ratio > 0.9 && ratio < 1.1 ? 4 : 2))
    }
    return .moved(trial)
  }
}
