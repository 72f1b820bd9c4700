/// E = −ln Σ_m π_m e^(−½(s_m + (t − μ_m)² e^−s_m)) with π = softmax(a): a target is of one of M normal distributions, each with its
/// share, mean and variance (C. M. Bishop, Mixture density networks, 1994).
///
/// The outputs of a target are the M logarithms a of the shares, up to a constant, the M means μ, and the M logarithms s of the
/// variances. With l_m = a_m − ½(s_m + (t − μ_m)² e^−s_m) the error is ln Σ eᵃ − ln Σ eˡ, and γ = softmax(l) says how probable it is
/// that the target is of each distribution.
struct MixtureLikelihood: RealTargetKind {
  let components: Int

  var name: String { "mixture" }
  var parameters: [Double] { [Double(components)] }
  var parameterForm: LikelihoodParameterForm? {
    LikelihoodParameterForm(spelling: "COMPONENTS", expected: "a whole number of components from 1 to 10000")
  }

  func family(with parameters: [Double]) -> Likelihood.Family? {
    guard parameters.count == 1, parameters[0] >= 1, parameters[0] <= 10_000 else { return nil }
    return Int(exactly: parameters[0]).map { .mixture(components: $0) }
  }

  var outputsPerTarget: Int { 3 * components }
  var fewestOutputs: Int { 3 * components }
  var isInNats: Bool { true }
  func normalization(_ t: Double) -> Double? { constant }
  /// −ln p less E.
  private var constant: Double { 0.5 * Double._Primitives.log(2 * .pi) }

  func outputNames(of target: String) -> [String] {
    ["log share", "mean", "log variance"].flatMap { part in
      (1...components).map { "\(part) \($0) of \(target)" }
    }
  }

  func takesOffset(_ number: Int) -> Bool { number / components == 1 }

  /// The mean, Σ π μ.
  func answer(_ y: [Double]) -> Double { MixtureDensity(y).mean }

  func outputChange(_ number: Int, mean: Double, scale: Double) -> (factor: Double, shift: Double)? {
    if number < components { return (1, 0) }
    return number < 2 * components ? (scale, mean) : (1, 2 * Double._Primitives.log(scale))
  }

  /// −ln p, the continuous ranked probability score, and the share of targets in the central intervals.
  func measures(_ y: Matrix<Double>, _ t: Matrix<Double>) -> [LikelihoodMeasure] {
    let coverage = [0.5, 0.95].map { level in
      LikelihoodMeasure(
        name: "share of targets in \(Int(level * 100)) % intervals",
        value: mean(y, t) { y, t in
          (MixtureDensity(Array(y)).probability(below: t) - 0.5).magnitude <= level / 2 ? 1 : 0
        })
    }
    return [
      LikelihoodMeasure(
        name: "mean of -ln p",
        value: mean(y, t) { y, t in
          let y = Array(y)
          return self.error(t) { y[$0] } + constant
        }),
      LikelihoodMeasure(
        name: "continuous ranked probability score", value: mean(y, t) { MixtureDensity(Array($0)).rankedScore($1) }),
    ] + coverage
  }

  // MARK: One target; `y` gives its outputs

  /// What the terms of a target have in common: the largest a and l, and the sums of powers from there.
  private struct Sums<S: RealScalar> {
    var (topShare, topExponent): (S, S) = (-.infinity, -.infinity)
    var (shares, exponents): (S, S) = (0, 0)
  }

  /// e^−s/2, u = (t − μ) e^−s/2, and a − ½(s + u²) from the largest a.
  @inline(__always)
  private func part<S: RealScalar>(_ m: Int, _ t: S, _ top: S, _ y: (Int) -> S) -> (root: S, u: S, exponent: S) {
    let (mean, s): (S, S) = (y(components + m), y(2 * components + m))
    let root = S._Primitives.exp(-s / 2)
    let r: S = t - mean
    let u: S = r == 0 ? 0 : r * root
    return (root, u, (y(m) - top) - (s + u * u) / 2)
  }

  @inline(__always)
  private func sums<S: RealScalar>(_ t: S, _ y: (Int) -> S) -> Sums<S> {
    var sums = Sums<S>()
    for m in 0..<components { sums.topShare = max(sums.topShare, y(m)) }
    for m in 0..<components { sums.topExponent = max(sums.topExponent, part(m, t, sums.topShare, y).exponent) }
    for m in 0..<components {
      sums.shares += S._Primitives.exp(y(m) - sums.topShare)
      sums.exponents += S._Primitives.exp(part(m, t, sums.topShare, y).exponent - sums.topExponent)
    }
    return sums
  }

  /// E.
  @inline(__always)
  private func error<S: RealScalar>(_ sums: Sums<S>) -> S {
    S._Primitives.log(sums.shares) - S._Primitives.log(sums.exponents) - sums.topExponent
  }

  private func error<S: RealScalar>(_ t: S, _ y: (Int) -> S) -> S { error(sums(t, y)) }

  /// Writes π − γ, −γ(t − μ)e^−s and ½γ(1 − u²).
  @inline(__always)
  private func writeGradient<S: RealScalar>(_ sums: Sums<S>, _ t: S, _ y: (Int) -> S, _ write: (Int, S) -> Void) {
    for m in 0..<components {
      let own = part(m, t, sums.topShare, y)
      let share: S = S._Primitives.exp(y(m) - sums.topShare) / sums.shares
      let gamma: S = S._Primitives.exp(own.exponent - sums.topExponent) / sums.exponents
      write(m, share - gamma)
      write(components + m, -gamma * own.u * own.root)
      write(2 * components + m, gamma * (1 - own.u * own.u) / 2)
    }
  }

  /// Writes (∂²E/∂y∂yᵀ) x. Its mean is that of targets together with the distribution they are of: diag(π) − ππᵀ for a, πe^−s for
  /// μ and ½π for s, as the mean over targets alone has no closed form; it is no less in any direction.
  @inline(__always)
  private func multiply<S: RealScalar>(
    _ t: S, _ y: (Int) -> S, kind: OutputCurvatureKind, _ x: (Int) -> S, _ write: (Int, S) -> Void
  ) {
    let sums = sums(t, y)
    let M = components
    var (meanOfShares, meanChange): (S, S) = (0, 0)
    func gamma(_ exponent: S) -> S { S._Primitives.exp(exponent - sums.topExponent) / sums.exponents }
    /// How l changes along x.
    func change(_ m: Int, _ own: (root: S, u: S, exponent: S)) -> S {
      let ofMean: S = own.u * own.root * x(M + m)
      let ofSpread: S = (own.u * own.u - 1) / 2 * x(2 * M + m)
      return x(m) + ofMean + ofSpread
    }
    for m in 0..<M {
      let share: S = S._Primitives.exp(y(m) - sums.topShare) / sums.shares
      meanOfShares += share * x(m)
      guard kind == .exact else { continue }
      let own = part(m, t, sums.topShare, y)
      meanChange += gamma(own.exponent) * change(m, own)
    }
    for m in 0..<M {
      let share: S = S._Primitives.exp(y(m) - sums.topShare) / sums.shares
      let ofShares: S = share * (x(m) - meanOfShares)
      let own = part(m, t, sums.topShare, y)
      guard kind == .exact else {
        write(m, ofShares)
        let ofMean: S = share * own.root * own.root
        write(M + m, ofMean * x(M + m))
        write(2 * M + m, share / 2 * x(2 * M + m))
        continue
      }
      let gamma = gamma(own.exponent)
      let change: S = gamma * (change(m, own) - meanChange)
      let (pull, square): (S, S) = (own.u * own.root, own.u * own.u)
      write(m, ofShares - change)
      let ofMean: S = own.root * own.root * x(M + m) + pull * x(2 * M + m)
      write(M + m, gamma * ofMean - change * pull)
      let ofSpread: S = pull * x(M + m) + square / 2 * x(2 * M + m)
      write(2 * M + m, gamma * ofSpread + change * (1 - square) / 2)
    }
  }

  // MARK: The error at any output

  @specialized(where S == Double)
  @specialized(where S == Float)
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
    var sum: S = 0
    for first in stride(from: 0, to: y.count, by: outputsPerTarget) {
      sum += error(sums(t[first]) { y[first + $0] })
    }
    return sum
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
    gradient.withUnsafeMutableBufferPointer { gradient in
      for first in stride(from: 0, to: y.count, by: outputsPerTarget) {
        writeGradient(sums(t[first]) { y[first + $0] }, t[first], { y[first + $0] }) { gradient[first + $0] = $1 }
      }
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>
  ) {
    result.withUnsafeMutableBufferPointer { result in
      for first in stride(from: 0, to: y.count, by: outputsPerTarget) {
        multiply(t[first], { y[first + $0] }, kind: kind, { x[first + $0] }) { result[first + $0] = $1 }
      }
    }
  }

  // MARK: The error at pre-activations

  @specialized(where S == Double)
  @specialized(where S == Float)
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double {
    sumOverTargets(a, targets, delta: delta) { a, t, wantsDelta, write in
      let sums = self.sums(t, a)
      if wantsDelta { writeGradient(sums, t, a, write) }
      return error(sums)
    }
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>
  ) {
    multiplyOverTargets(a, targets, x, into: result) { a, t, x, write in multiply(t, a, kind: kind, x, write) }
  }
}

extension Likelihood {
  /// Targets that are each of one of several normal distributions, whose shares, means and variances the outputs say: a mixture
  /// density network; by default of one target. A target has 3M outputs: M logarithms of shares, M means and M logarithms of
  /// variances.
  ///
  /// - Precondition: 1 ≤ `components` ≤ 10 000.
  public static func mixture(components: Int, targets: Int = 1) -> Likelihood {
    Likelihood(.mixture(components: components), outputs: 3 * components * targets)
  }
}
