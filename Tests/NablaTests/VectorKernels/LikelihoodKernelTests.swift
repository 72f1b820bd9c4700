import CVectorKernels
import Testing

@testable import Nabla

/// The losses of likelihoods that are sums over the outputs: at every level what the loops over elements give, whose values other
/// suites hold against mpmath and JAX.
@Suite("Vector kernels: likelihoods")
struct LikelihoodKernelTests {
  private typealias Loss<S> = (
    Int, Int, Int, UnsafePointer<S>?, UnsafePointer<S>?, UnsafePointer<S>?, UnsafeMutablePointer<S>?
  )
    -> Double

  @Test("Losses and error signals, also far out", arguments: KernelLevel.all)
  func losses(level: KernelLevel) {
    check(Double.self, farthest: 700)
    check(Float.self, farthest: 80)

    func check<S: KernelReal & RealScalar>(_: S.Type, farthest: Double) {
      let k = S.kernels(level.table)
      let (alpha, width): (S, S) = (0.4, S(3.0.squareRoot() * 0.7))
      let levels: [S] = [0.1, 0.5, 0.75]
      let cases: [(Likelihood, Loss<S>)] = [
        (.poisson(), k.poissonLoss),
        (.gamma(shape: 2.5), { k.gammaLoss($0, $1, $2, $3, $4, $5, $6, 2.5) }),
        (
          .negativeBinomial(dispersion: Double(alpha)),
          { k.negativeBinomialLoss($0, $1, $2, $3, $4, $5, $6, alpha, S._Primitives.log(alpha)) }
        ),
        (.student(freedom: 3, scale: 0.7), { k.studentLoss($0, $1, $2, $3, $4, $5, $6, 4, width) }),
        (.huber(limit: 1.5), { k.huberLoss($0, $1, $2, $3, $4, $5, $6, 1.5) }),
        (.quantile(levels: [0.1, 0.5, 0.75]), { k.quantileLoss($0, $1, $2, $3, $4, $5, $6, 3, levels) }),
        (.heteroscedastic(), k.heteroscedasticLoss),
        (.probit(), k.probitLoss),
        (.complementaryLogLog(), k.complementaryLogLogLoss),
      ]
      var numbers = Numbers()
      for (likelihood, loss) in cases {
        for (groups, cols, stride) in tileShapes {
          let rows = groups * likelihood.kind.outputsPerTarget
          // Of every third example far out, and of some counts 0.
          let a: [S] = (0..<rows * stride).map { i in
            numbers.next(-5, 5) * (i % 3 == 0 ? S(farthest / 5) : 1)
          }
          let t: [S] = Self.targets(likelihood, rows, stride)
          let weights: [S] = (0..<cols).map { $0 % 5 == 2 ? 0 : S($0 % 3) / 2 + 0.5 }
          compare(likelihood, loss, rows, cols, stride, a, t, nil)
          compare(likelihood, loss, rows, cols, stride, a, t, weights)
        }
      }
    }
  }

  /// Small counts, of binary targets 0, 1 and shares, some 0.
  static func targets<S: RealScalar>(_ likelihood: Likelihood, _ rows: Int, _ stride: Int) -> [S] {
    let own = likelihood.kind.outputsPerTarget
    return (0..<rows * stride).map { i in
      let count = i % 4 == 0 ? (likelihood.name.hasPrefix("gamma") ? 2 : 0) : i / stride / own * 7 % 5 + i % stride % 3
      guard likelihood.hasProbabilities else { return S(count) }
      return count < 4 ? S(min(count, 1)) : S(count) / 8
    }
  }

  /// Compares a kernel, with error signals, without, and in place, with the loops over elements.
  private func compare<S: KernelReal & RealScalar>(
    _ likelihood: Likelihood, _ loss: Loss<S>, _ rows: Int, _ cols: Int, _ stride: Int, _ a: [S], _ t: [S],
    _ weights: [S]?
  ) {
    let name = "\(likelihood.name) \(rows) x \(cols) in \(S.self)"
    var (expected, delta, same) = (a, a, a)
    func tile(_ x: UnsafeMutablePointer<S>) -> MatrixView<S> {
      MatrixView(x, rows: rows, columns: cols, stride: stride)
    }
    var (values, targets, weighting) = (a, t, weights ?? [])
    let sum = values.withUnsafeMutableBufferPointer { a in
      targets.withUnsafeMutableBufferPointer { t in
        expected.withUnsafeMutableBufferPointer { d in
          weighting.withUnsafeMutableBufferPointer { w in
            guard let a = a.baseAddress, let t = t.baseAddress, let d = d.baseAddress else { return 0.0 }
            let own = TargetTile(
              values: .values(tile(t)), weights: weights == nil ? nil : w.baseAddress.map { UnsafePointer($0) })
            return likelihood.kind.canonicalTerm(tile(a), own, delta: tile(d))
          }
        }
      }
    }
    let found = loss(rows, cols, stride, a, t, weights, &delta)
    let inPlace = same.withUnsafeMutableBufferPointer {
      loss(rows, cols, stride, UnsafePointer($0.baseAddress), t, weights, $0.baseAddress)
    }
    #expect(found == loss(rows, cols, stride, a, t, weights, nil) && found == inPlace && delta == same, "\(name)")
    // Terms of both signs are no more than some hundred, or far out alone.
    #expect(
      abs(found - sum) <= 32 * Double(S.ulpOfOne) * (abs(sum) + 1000 * Double(rows * cols)), "\(name): \(found), \(sum)"
    )
    for i in delta.indices {
      // Only near each other y and t take each other's digits.
      let scale: Double = a[i].magnitude < 30 ? 4 : 0
      let isRight = delta[i] == expected[i] || isClose(delta[i], Double(expected[i]), scale: scale, ulps: 16)
      guard !isRight else { continue }
      Issue.record("\(name), element \(i) of a = \(a[i]), t = \(t[i]): \(delta[i]), \(expected[i])")
      return
    }
  }
}
