import CVectorKernels
import Foundation
import Testing

/// Sums and transpositions of tiles.
@Suite("Vector kernels: tiles")
struct TileKernelTests {
  @Test("Sums along rows", arguments: KernelLevel.all)
  func rowSums(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (rows, cols, stride) in tileShapes + kernelLengths.map({ (2, $0, $0 + 3) }) {
        let x: [Real] = numbers.array(rows * stride, -1, 1)
        let sums = (0..<rows).map { j in x[j * stride..<j * stride + cols].reduce(0.0) { $0 + Double($1) } }
        var out = [Real](repeating: .nan, count: rows)
        kernels.rowSums(rows, cols, stride, x, 0, &out)
        #expect(zip(out, sums).allSatisfy { isClose($0, $1, scale: Double(cols), ulps: 1) }, "\(rows) x \(cols)")
        let first = out
        kernels.rowSums(rows, cols, stride, x, 2, &out)
        #expect(zip(out, sums).allSatisfy { isClose($0, 3 * $1, scale: Double(cols), ulps: 3) }, "\(rows) x \(cols)")

        // The same bits at another alignment.
        let shifted = [0] + x
        shifted.withUnsafeBufferPointer { kernels.rowSums(rows, cols, stride, $0.baseAddress! + 1, 0, &out) }
        #expect(out == first)
      }
    }
  }

  @Test("Transposition, with strides", arguments: KernelLevel.all)
  func transpose(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (rows, cols, gaps) in [(0, 3, 0), (3, 0, 1), (1, 1, 0), (7, 5, 2), (16, 16, 0), (33, 40, 1), (64, 17, 3)] {
        let x: [Real] = numbers.array(rows * (cols + gaps), -1, 1)
        var y = [Real](repeating: -77, count: cols * (rows + gaps))
        kernels.transpose(rows, cols, x, cols + gaps, &y, rows + gaps)
        let isRight = y.indices.allSatisfy { i in
          let (c, r) = i.quotientAndRemainder(dividingBy: rows + gaps)
          return y[i] == (r < rows ? x[r * (cols + gaps) + c] : -77)
        }
        #expect(isRight, "\(rows) x \(cols) in \(Real.self)")
      }
    }
  }
}
