import CVectorKernels
import Testing

@testable import Nabla

/// Products with the curvature of likelihoods whose link is not canonical: at every level what the loops over elements give, whose
/// values other suites hold against mpmath and JAX.
@Suite("Vector kernels: curvature of likelihoods")
struct CurvatureKernelTests {
  private struct Tile<S: KernelReal & RealScalar> {
    let (rows, cols, blocks): (Int, Int, Int)
    /// Those of a and t, of x, and of the products.
    let (stride, xStride, outStride): (Int, Int, Int)
    var (a, t, x): ([S], [S], [S])
    var weights: [S]?

    /// Of all that `body` gets, the last is where the products go.
    mutating func products(
      _ body: (MatrixView<S>, MatrixView<S>, UnsafePointer<S>?, MatrixView<S>, MatrixView<S>) -> Void
    ) -> [S] {
      var (result, weighting) = ([S](repeating: -7, count: rows * outStride), weights ?? [])
      a.withUnsafeMutableBufferPointer { a in
        t.withUnsafeMutableBufferPointer { t in
          x.withUnsafeMutableBufferPointer { x in
            result.withUnsafeMutableBufferPointer { result in
              weighting.withUnsafeMutableBufferPointer { w in
                guard let a = a.baseAddress, let t = t.baseAddress, let x = x.baseAddress, let to = result.baseAddress
                else { return }
                body(
                  MatrixView(a, rows: rows, columns: cols, stride: stride),
                  MatrixView(t, rows: rows, columns: cols, stride: stride),
                  weights == nil ? nil : w.baseAddress.map { UnsafePointer($0) },
                  MatrixView(x, rows: rows, columns: blocks * cols, stride: xStride),
                  MatrixView(to, rows: rows, columns: blocks * cols, stride: outStride))
              }
            }
          }
        }
      }
      return result
    }
  }

  private typealias Product<S: RealScalar> = (CurvatureTile<S>, Bool) -> Void

  @Test("Exact and expected, in several blocks and far out", arguments: KernelLevel.all)
  func curvature(level: KernelLevel) {
    check(Double.self, farthest: 700)
    check(Float.self, farthest: 80)

    func check<S: KernelReal & RealScalar>(_: S.Type, farthest: Double) {
      let k = S.kernels(level.table)
      let (alpha, width): (S, S) = (0.4, S(3.0.squareRoot() * 0.7))
      typealias Kernel = (
        Int, Int, Int, UnsafePointer<S>?, Int, UnsafePointer<S>?, Int, UnsafePointer<S>?, UnsafePointer<S>?, Int,
        UnsafeMutablePointer<S>?, Int
      ) -> Void
      // The kernels by their tiles; those of expected curvature that is constant have factors by row.
      func by(_ kernel: @escaping Kernel) -> (CurvatureTile<S>) -> Void {
        {
          kernel(
            $0.a.rows, $0.a.columns, $0.blocks, $0.a.base, $0.a.stride, $0.t.base, $0.t.stride, $0.weights, $0.x.base,
            $0.x.stride, $0.result.base, $0.result.stride)
        }
      }
      func constant(_ tile: CurvatureTile<S>, _ factors: [S]) {
        k.constantCurvature(
          tile.a.rows, tile.a.columns, tile.blocks, tile.weights, tile.x.base, tile.x.stride, tile.result.base,
          tile.result.stride, factors.count, factors)
      }
      let cases: [(Likelihood, Product<S>)] = [
        (
          .gamma(shape: 2.5),
          { tile, expected in
            guard !expected else { return constant(tile, [2.5]) }
            by { k.gammaCurvature($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 2.5) }(tile)
          }
        ),
        (
          .negativeBinomial(dispersion: Double(alpha)),
          { tile, expected in
            by {
              k.negativeBinomialCurvature(
                $0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, alpha, S._Primitives.log(alpha), expected)
            }(tile)
          }
        ),
        (
          .student(freedom: 3, scale: 0.7),
          { tile, expected in
            guard !expected else { return constant(tile, [S(4.0 / 6 / 0.7 / 0.7)]) }
            by { k.studentCurvature($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 4, width) }(tile)
          }
        ),
        (
          .quantile(levels: [0.1, 0.5, 0.75]),
          { tile, expected in constant(tile, expected ? [S(0.1 * 0.9), 0.25, S(0.75 * 0.25)] : [0]) }
        ),
        (
          .heteroscedastic(),
          { tile, expected in
            by { k.heteroscedasticCurvature($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, expected) }(tile)
          }
        ),
        (
          .probit(),
          { tile, expected in
            by { k.probitCurvature($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, expected) }(tile)
          }
        ),
        (
          .complementaryLogLog(),
          { tile, expected in
            by { k.complementaryLogLogCurvature($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, expected) }(tile)
          }
        ),
      ]
      for (likelihood, product) in cases { compare(likelihood, farthest, product) }
      // Its mean curvature, of which erf is a part, is constant as others are.
      compare(.huber(limit: 1.5), farthest, kinds: [.exact]) { tile, _ in
        by { k.huberCurvature($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1.5) }(tile)
      }
    }
  }

  private func compare<S: KernelReal & RealScalar>(
    _ likelihood: Likelihood, _ farthest: Double, kinds: [OutputCurvatureKind] = [.exact, .expected],
    _ product: Product<S>
  ) {
    var numbers = Numbers()
    let own = likelihood.kind.outputsPerTarget
    for (groups, cols, stride) in tileShapes {
      for (kind, blocks) in zip(kinds + kinds, [1, 1, 3, 3]) {
        let (rows, width) = (groups * own, blocks * cols + 2)
        var tile = Tile<S>(
          rows: rows, cols: cols, blocks: blocks, stride: stride, xStride: width, outStride: width + 1,
          a: (0..<rows * stride).map { i in numbers.next(-5, 5) * (i % 3 == 0 ? S(farthest / 5) : 1) },
          t: LikelihoodKernelTests.targets(likelihood, rows, stride),
          // Of outputs that belong together one at a time, so that no terms cancel.
          x: (0..<rows * width).map { i in
            likelihood.name == "heteroscedastic" && (i / width + i) % 2 == 0 ? 0 : numbers.next(-2, 2)
          },
          weights: blocks == 1 ? nil : (0..<cols).map { $0 % 5 == 2 ? 0 : S($0 % 3) / 2 + 0.5 })
        let found = tile.products { a, t, weights, x, result in
          product(CurvatureTile(a: a, t: t, weights: weights, x: x, result: result), kind == .expected)
        }
        let expected = tile.products { a, t, weights, x, result in
          let targets = TargetTile(values: .values(t), weights: weights)
          likelihood.kind.multiplyCurvature(preActivations: a, targets, kind: kind, x, into: result)
        }
        for i in found.indices {
          let (row, column) = (i / (width + 1), i % (width + 1))
          // exp(-m) turns what m = exp(a) lacks into m as much of itself; subnormal numbers have no digits.
          let a: S = column < blocks * cols ? tile.a[row * stride + column % cols] : 0
          let growth: S = likelihood.name == "cloglog" && a > 0 ? min(S._Primitives.exp(a), 800) : 0
          let least: Double = 64 * Double(S.leastNormalMagnitude / S.ulpOfOne)
          let isRight =
            found[i] == expected[i]
            || isClose(found[i], Double(expected[i]), scale: least, ulps: 16 * Double(1 + growth))
          guard !isRight else { continue }
          Issue.record(
            "\(likelihood.name), \(kind), \(rows) x \(cols) x \(blocks) in \(S.self), a = \(a): \(found[i]), \(expected[i])"
          )
          return
        }
      }
    }
  }
}
