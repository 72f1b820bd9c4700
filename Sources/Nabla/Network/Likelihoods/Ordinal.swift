/// E = −ln P(t) of ordered classes t = 0 … K − 1 with P(t ≥ k) = σ(η − θ_k): the cumulative logit model of proportional odds
/// (P. McCullagh, Journal of the Royal Statistical Society B 42, 1980).
///
/// The K − 1 outputs of a target are the predictor η and the logarithms c_k of the gaps between the thresholds: θ₁ = 0, which the
/// predictor's bias stands for, and θ_k = θ_(k−1) + e^(c_k), so that thresholds are in order whatever the parameters are. By
/// default gaps have biases only, and are the model's parameters; a mask of the output layer can let them depend on inputs.
///
/// With u = η − θ_t, d = e^(c_(t+1)) and v = u − d the error is ln(1 + e⁻ᵘ) + ln(1 + eᵛ) − ln(1 − e⁻ᵈ), of the first class
/// ln(1 + e^η) and of the last the first term alone: no difference of probabilities is taken.
struct OrdinalLikelihood: RealTargetKind {
  let classes: Int

  var name: String { "ordinal" }
  var parameters: [Double] { [Double(classes)] }
  var parameterForm: LikelihoodParameterForm? {
    LikelihoodParameterForm(spelling: "CLASSES", expected: "a whole number of classes from 2 to 1000")
  }

  func family(with parameters: [Double]) -> Likelihood.Family? {
    guard parameters.count == 1, parameters[0] >= 2, parameters[0] <= 1000 else { return nil }
    return Int(exactly: parameters[0]).map { .ordinal(classes: $0) }
  }

  var outputsPerTarget: Int { classes - 1 }
  var fewestOutputs: Int { classes - 1 }
  var isInNats: Bool { true }
  func normalization(_ t: Double) -> Double? { 0 }
  func takesOffset(_ number: Int) -> Bool { number == 0 }
  func isConstant(_ number: Int) -> Bool { number > 0 }

  func outputNames(of target: String) -> [String] {
    ["predictor of \(target)"] + (2..<max(classes, 2)).map { "log gap below \($0) of \(target)" }
  }

  func expectation(insteadOf t: Double) -> String? {
    t >= 0 && t < Double(classes) && t == t.rounded() ? nil : "a class, a whole number from 0 to \(classes - 1)"
  }

  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S> {
    drawn(examples, columns) { Double(Int.random(in: 0..<classes, using: &generator)) }
  }

  /// The mean of the class, Σ_k P(t ≥ k).
  func answer(_ y: [Double]) -> Double { reaches(y[...]).reduce(0, +) }

  /// P(t ≥ k) for k = 1 … K − 1.
  private func reaches(_ y: ArraySlice<Double>) -> [Double] {
    var u = y[y.startIndex]
    return y.indices.map { k in
      if k > y.startIndex { u -= Double._Primitives.exp(y[k]) }
      return 1 / (1 + Double._Primitives.exp(-u))
    }
  }

  /// −ln P, the share of targets that are the most probable class, and the ranked probability score Σ_k (P(t ≥ k) − [t ≥ k])²
  /// (E. S. Epstein, Journal of Applied Meteorology 8, 1969).
  func measures(_ y: Matrix<Double>, _ t: Matrix<Double>) -> [LikelihoodMeasure] {
    let logarithm = mean(y, t) { y, t in error(place(t)) { y[y.startIndex + $0] } }
    let accuracy = mean(y, t) { y, t in
      let errors = (0..<classes).map { k in error(k) { y[y.startIndex + $0] } }
      return errors.firstIndex(of: errors.min() ?? 0) == place(t) ? 1 : 0
    }
    let score = mean(y, t) { y, t in
      reaches(y).enumerated().reduce(0) { sum, pair in
        let difference: Double = pair.element - (place(t) > pair.offset ? 1 : 0)
        return sum + difference * difference
      }
    }
    return [
      LikelihoodMeasure(name: "mean of -ln p", value: logarithm),
      LikelihoodMeasure(name: "share of most probable classes that are right", value: accuracy),
      LikelihoodMeasure(name: "ranked probability score", value: score),
    ]
  }

  // MARK: One target; `y` gives its outputs

  /// The class that a number is, or −1 for none, of which everything is NaN.
  @inline(__always)
  func place<S: RealScalar>(_ t: S) -> Int { t >= 0 && t < S(classes) ? Int(t) : -1 }

  /// What the derivatives of one target's error are made of.
  private struct Part<S: RealScalar> {
    /// E.
    var error: S = 0
    /// σ(−u) and its slope; 0 for the first class.
    var (below, belowSlope): (S, S) = (0, 0)
    /// σ(v) and its slope; 0 for the last class.
    var (above, aboveSlope): (S, S) = (0, 0)
    /// Of a class between others d, d/(eᵈ − 1) and the second derivative of −ln(1 − e⁻ᵈ) in ln d.
    var (gap, ratio, bend): (S, S, S) = (0, 0, 0)
  }

  @inline(__always)
  private func part<S: RealScalar>(_ t: Int, _ y: (Int) -> S) -> Part<S> {
    var result = Part<S>()
    guard t >= 0 else {
      (result.error, result.below, result.belowSlope) = (.nan, .nan, .nan)
      return result
    }
    var u: S = y(0)
    for k in stride(from: 1, to: t, by: 1) { u -= S._Primitives.exp(y(k)) }
    if t > 0 {
      let own = Self.softplus(-u)
      result.error = own.value
      (result.below, result.belowSlope) = (own.first, own.second)
    }
    guard t < classes - 1 else { return result }
    var v: S = u
    if t > 0 {
      let logarithm: S = y(t)
      let gap: S = S._Primitives.exp(logarithm)
      v -= gap
      result.gap = gap
      // As far as squares of a small d count, −ln(1 − e⁻ᵈ) = −ln d + d/2.
      result.error += gap < 0x1p-30 ? gap / 2 - logarithm : -S._Primitives.log(-S._Primitives.expm1(-gap))
      result.ratio = gap == 0 ? 1 : gap > 800 ? 0 : gap / S._Primitives.expm1(gap)
      result.bend = Self.product(result.ratio, Self.excess(gap))
    }
    let own = Self.softplus(v)
    result.error += own.value
    (result.above, result.aboveSlope) = (own.first, own.second)
    return result
  }

  /// ln(1 + eᵃ), σ(a) and σ(a)σ(−a).
  @inline(__always)
  private static func softplus<S: RealScalar>(_ a: S) -> (value: S, first: S, second: S) {
    let e: S = S._Primitives.exp(-a.magnitude)
    let (large, small): (S, S) = (1 / (1 + e), e / (1 + e))
    return (max(a, 0) + S._Primitives.log1p(e), a > 0 ? large : small, large * small)
  }

  /// d/(1 − e⁻ᵈ) − 1, by the terms of its numerator where these cancel.
  @inline(__always)
  private static func excess<S: RealScalar>(_ d: S) -> S {
    guard d < 1 else { return d / -S._Primitives.expm1(-d) - 1 }
    guard d > 0 else { return 0 }
    var term: S = d / 2
    var sum: S = term
    var n: S = 3
    while term.magnitude > S.ulpOfOne * sum / 4 {
      term *= -d / n
      sum += term
      n += 1
    }
    return sum * (d / -S._Primitives.expm1(-d))
  }

  /// E.
  @inline(__always)
  func error<S: RealScalar>(_ t: Int, _ y: (Int) -> S) -> S { part(t, y).error }

  /// Writes q − p for η, (p − q)e^c for the gaps below, and −dq − d/(eᵈ − 1) for that of the class itself, with p = σ(−u) and
  /// q = σ(v).
  @inline(__always)
  func writeGradient<S: RealScalar>(_ t: Int, _ y: (Int) -> S, _ write: (Int, S) -> Void) {
    let part = part(t, y)
    let pull: S = part.above - part.below
    write(0, pull)
    for k in 1..<max(classes - 1, 1) {
      if k < t {
        write(k, pull == 0 ? 0 : -pull * S._Primitives.exp(y(k)))
      } else if k == t {
        write(k, -(part.above == 0 ? 0 : part.gap * part.above) - part.ratio)
      } else {
        write(k, 0)
      }
    }
  }

  /// Writes (∂²E/∂y∂yᵀ) x.
  @inline(__always)
  private func multiplyExact<S: RealScalar>(_ t: Int, _ y: (Int) -> S, _ x: (Int) -> S, _ write: (Int, S) -> Void) {
    let part = part(t, y)
    var change: S = x(0)
    for k in stride(from: 1, to: t, by: 1) { change -= S._Primitives.exp(y(k)) * x(k) }
    let isInner = t > 0 && t < classes - 1
    let changeAbove: S = isInner ? change - part.gap * x(t) : change
    let pull: S = part.above - part.below
    let bend: S = Self.product(part.belowSlope, change) + Self.product(part.aboveSlope, changeAbove)
    write(0, bend)
    for k in 1..<max(classes - 1, 1) {
      if k < t {
        write(k, -S._Primitives.exp(y(k)) * (pull * x(k) + bend))
      } else if k == t {
        let ofGap: S = Self.product(Self.product(part.aboveSlope, changeAbove), part.gap)
        write(k, (part.bend - Self.product(part.above, part.gap)) * x(k) - ofGap)
      } else {
        write(k, 0)
      }
    }
  }

  /// Writes (∂²E/∂y∂yᵀ) x, or its mean over the classes, Σ_t P(t) g_t g_tᵀ x with the gradients g_t.
  @inline(__always)
  func multiply<S: RealScalar>(
    _ t: Int, _ kind: OutputCurvatureKind, _ y: (Int) -> S, _ x: (Int) -> S, _ write: (Int, S) -> Void
  ) {
    guard kind == .expected else { return multiplyExact(t, y, x, write) }
    let count = outputsPerTarget
    withUnsafeTemporaryAllocation(of: S.self, capacity: 2 * count) { memory in
      memory.initialize(repeating: 0)
      for other in 0..<classes {
        let probability: S = S._Primitives.exp(-error(other, y))
        guard probability > 0 else { continue }
        var along: S = 0
        writeGradient(other, y) { memory[count + $0] = $1 }
        for k in 0..<count { along += memory[count + k] * x(k) }
        for k in 0..<count { memory[k] += probability * along * memory[count + k] }
      }
      for k in 0..<count { write(k, memory[k]) }
    }
  }

  /// A product of which a slope that is 0 makes 0.
  @inline(__always)
  private static func product<S: RealScalar>(_ slope: S, _ x: S) -> S { slope == 0 ? 0 : slope * x }
}
