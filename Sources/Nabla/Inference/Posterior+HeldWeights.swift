/// Precisions at the maximum of the evidence while the weights are held.
public struct HeldWeightsMaximum: Sendable, Hashable {
  /// α and β there.
  public let hyperparameters: Hyperparameters
  /// How many nats these precisions are more probable than those before.
  public let gain: Double
  /// Newton's steps.
  public let steps: Int
  /// Whether the last step promised less than the tolerance.
  public let isConverged: Bool
}

extension Posterior {
  /// α and β that maximise the evidence while ŵ and the curvature of the error are held: what other programs call optimising the
  /// prior. Newton's method on ln α and ln β, with
  ///
  ///     ∂/∂ln θ_a = ½ count_a − s_a − ½ tr(V P_a),   ∂²/∂ln θ_a ∂ln θ_b = ½ tr(V P_a V P_b) − δ_ab (s_a + ½ tr V P_a)
  ///
  /// where P_a is the part of A that θ_a multiplies, s_a what it adds to S, and V = A⁻¹, with the Gauss–Newton part of the curvature:
  /// the held ŵ is no minimum of S for other precisions, and with the exact Hessian ln p would grow without bound where A becomes
  /// singular. `maximizingEvidence` finds weights and precisions together; this is a fast look at where it will go.
  ///
  /// - Parameters:
  ///   - tolerance: How many nats a further step may promise at the end.
  ///   - mostSteps: The most steps.
  /// - Returns: nil where a flat direction makes A singular, or the form is of low rank.
  /// - Complexity: with one α and at most one β, 4|w|³/3 flops once, on one thread; else |w|³ flops a step on all threads, and
  ///   2|w|³ more on one for each of several β.
  public func precisionsHoldingWeights(tolerance: Double = 1e-6, mostSteps: Int = 50) -> HeldWeightsMaximum? {
    guard form.isDense else { return nil }
    let held = HeldWeights(self)
    guard var point = held.point(at: hyperparameters.logarithms) else { return nil }
    let start = point.value
    var steps = 0
    while true {
      let longest = 3.0
      let move = EvidenceDerivatives.ascent(point.gradient, point.hessian, longest: longest)
      let gain = DenseVector.dot(move, point.gradient) / 2
      var next: HeldWeights.Point?
      if steps < mostSteps, move.allSatisfy(\.isFinite) {
        var part = 1.0
        while next == nil, part > 1e-3 {
          let trial = held.point(at: DenseVector.sum(point.theta, part, move))
          if let trial, trial.value >= point.value { next = trial }
          part /= 2
        }
      }
      guard gain > tolerance, let next else {
        return HeldWeightsMaximum(
          hyperparameters: hyperparameters.with(logarithms: point.theta), gain: point.value - start,
          steps: steps, isConverged: gain <= tolerance)
      }
      point = next
      steps += 1
    }
  }
}

extension Posterior.Form {
  /// Whether A is at hand as a matrix.
  var isDense: Bool {
    switch self {
    case .hessian, .gaussNewton, .diagonal, .lastLayer: true
    case .lowRank: false
    }
  }
}
