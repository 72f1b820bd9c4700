/// A step p(μ) with what the search for μ needs.
struct DampedStep: Sendable {
  let damping: Double
  let p: [Double]
  /// ‖Sp‖.
  let length: Double
  /// How much Newton's method on 1/Δ − 1/‖Sp(μ)‖ adds to μ, times Δ / (‖Sp‖ − Δ): ‖Sp‖² / (S²p)ᵀ(JᵀJ + μS²)⁻¹S²p.
  let inverseSlope: Double
  /// ½‖r‖² − ½‖r + Jp‖².
  let reduction: Double

  /// - Parameters:
  ///   - scaled: Sp.
  ///   - half: L⁻¹S²p with LLᵀ = JᵀJ + μS².
  init(damping: Double, p: [Double], scaled: [Double], half: [Double], reduction: Double) {
    self.damping = damping
    self.p = p
    self.reduction = reduction
    length = DenseVector.norm(scaled)
    let half = DenseVector.norm(half)
    inverseSlope = half > 0 ? (length / half) * (length / half) : 0
  }
}

/// Where the μ is for which a step is as long as Δ: the root of 1/Δ − 1/‖Sp(μ)‖, which is nearly linear in μ.
struct DampingBracket {
  var lower: Double
  var upper: Double
  /// Δ.
  let radius: Double

  /// Whether more than rounding lies between its ends.
  var isOpen: Bool { upper - lower > 1e-14 * upper }

  /// A place in a bracket that may span many orders of magnitude.
  var middle: Double { max(1e-3 * upper, (lower * upper).squareRoot()) }

  func contains(_ damping: Double) -> Bool { damping > lower && damping < upper }

  /// Where Newton's method goes from a step, inside the bracket or not; from the left of the root it does not pass it.
  func newton(from step: DampedStep) -> Double {
    step.damping + (step.length - radius) / radius * step.inverseSlope
  }

  /// The next μ to try after a step: Newton's, or the middle where that is outside.
  func next(after step: DampedStep) -> Double {
    let damping = newton(from: step)
    return contains(damping) ? damping : middle
  }
}
