/// The normal distribution at s ≥ 0, with all digits in both of its tails.
///
/// λ = φ(s)/Φ(−s), the inverse of Mills' ratio, grows like s + 1/s. So what it exceeds s by is what is computed: as a
/// Chebyshev series in (s − 3)/(s + 3) over all s at once, to 4e-17 (scripts/kernels/mills.py; the mapping is that of
/// M. M. Shepherd and J. G. Laframboise, Mathematics of Computation 36, 1981). From it the rest follows in sums of positive terms.
struct NormalTail<S: RealScalar> {
  private let s: S
  /// λ − s, which is the derivative of ln λ.
  let excess: S
  /// φ(s).
  let density: S

  /// - Precondition: s ≥ 0.
  @inline(__always)
  init(_ s: S) {
    self.s = s
    // 1 at infinity, too.
    let u: S = 1 - 6 / (s + 3)
    var (next, other): (S, S) = (0, 0)
    for c in millsSeries {
      let own: S = 2 * u * next - other + S(c)
      (next, other) = (own, next)
    }
    // Clenshaw's last step is half of the others.
    let sum: S = next - u * other
    excess = sum / (1 + s)
    density = Self.density(s)
  }

  /// φ(s) = e^(−s²/2)/√(2π), with s² in two parts, of which the large one is exact.
  @inline(__always)
  private static func density(_ s: S) -> S {
    // Beyond, it is 0 in either precision.
    guard s < 40 else { return 0 }
    let head: S = (16 * s).rounded(.down) / 16
    let rest: S = (s - head) * (s + head) / 2
    let factor: S = S(0.398_942_280_401_432_677_94) * S._Primitives.exp(-rest)
    return S._Primitives.exp(-head * head / 2) * factor
  }

  /// λ = φ(s)/Φ(−s).
  var ratio: S { s + excess }
  /// Φ(−s).
  var probability: S { density / ratio }
  /// φ(s)/Φ(s).
  var upperRatio: S { density / (1 - probability) }
  /// −ln Φ(s).
  var upperLogarithm: S { -S._Primitives.log1p(-probability) }
  /// −ln Φ(−s).
  var lowerLogarithm: S { s * s / 2 + (S(0.918_938_533_204_672_741_78) + S._Primitives.log(ratio)) }
}

/// The series, highest order first.
let millsSeries: [Double] = [
  -3.68954387542144536707e-17, 1.79324897609510551319e-16, 1.46924430789575347487e-15, 3.47050291895217091907e-15,
  -1.29733609489406061836e-14, -1.01989017527951759848e-13, -7.36197373229373817375e-14, 1.42450007442525434571e-12,
  4.30919016207356076772e-12, -1.21844951445002369864e-11, -8.43785359423106786904e-11, 2.66616013200176739709e-11,
  1.20097745599390928077e-9, 1.35772876890693954366e-9, -1.42735544443059312258e-8, -3.47379542633640265837e-8,
  1.51095233558193877878e-7, 5.93103756936111868518e-7, -0.00000151250603981714738991, -0.00000873459352736009255999,
  0.0000158435866148219172545, 0.000121425717600575152657, -0.00020699932937505385704, -0.00166821828095940830029,
  0.00396431160523996484764, 0.0220411405316544989661, -0.116517643466736665111, 0.0805715464844643361213,
  1.01168814256922737097,
]
