/// What training does to whole vectors of parameters: the steps of optimisers, penalties, and the length of a gradient.
///
/// w are the parameters, g the sum of a batch's gradients and `scale` what makes it their mean; all vectors have n numbers.
/// `ReferenceBackend+Parameters` is the executable specification.
protocol ParameterBackend: Sendable {
  /// w ← w + αx.
  func add<S: RealScalar>(_ alpha: S, _ x: UnsafePointer<S>, to w: UnsafeMutablePointer<S>, count n: Int)

  /// v ← μv + g, w ← w − ηv; with Nesterov's look ahead w ← w − η(g + μv).
  func momentumStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, momentum: S, looksAhead: Bool,
    _ v: UnsafeMutablePointer<S>)

  /// v ← v + g², w ← w − ηg / (√v + ε).
  func adagradStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, epsilon: S,
    _ v: UnsafeMutablePointer<S>)

  /// v ← ρv + (1 − ρ)g², w ← w − ηg / (√v + ε).
  func rmsPropStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, decay: S, epsilon: S,
    _ v: UnsafeMutablePointer<S>)

  /// m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g², w ← keep · w − η (m/c₁) / (√(v/c₂) + ε).
  func adamStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, rate: S, keep: S,
    _ constants: AdamConstants<S>,
    _ m: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>)

  /// m and v as in Adam, w ← w − (η_g g + η_m m) / (√(v/c₂) + ε).
  func nadamStep<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, _ g: UnsafePointer<S>, scale: S, gradientRate: S, meanRate: S,
    _ constants: AdamConstants<S>, _ m: UnsafeMutablePointer<S>, _ v: UnsafeMutablePointer<S>)

  /// g ← g + λ₂w + λ₁ sign w, then w ← keep · w.
  func penalize<S: RealScalar>(
    _ n: Int, _ w: UnsafeMutablePointer<S>, l2: S, l1: S, keep: S, _ g: UnsafeMutablePointer<S>)

  /// Σ x², in `Double`.
  func sumOfSquares<S: RealScalar>(_ n: Int, _ x: UnsafePointer<S>) -> Double
}

/// The constants of Adam's running means.
struct AdamConstants<S: RealScalar> {
  /// β₁ and β₂.
  let firstDecay: S
  let secondDecay: S
  let epsilon: S
  /// c₁ = 1 − β₁ᵗ and c₂ = 1 − β₂ᵗ.
  let firstCorrection: S
  let secondCorrection: S
}
