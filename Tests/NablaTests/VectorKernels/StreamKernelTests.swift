import Testing

/// The kernels of streams, on whole numbers: results are exact in both precisions, so they equal plain loops to the last bit,
/// whatever the number of columns.
@Suite("Vector kernels: streams")
struct StreamKernelTests {
  @Test("Sums of products, with temporaries", arguments: KernelLevel.all)
  func sumsOfProducts(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      // Operands 0 … 4, of which 3 and 4 are results; temporaries 5, which is 1, and 6: t = 2 (x y + x), then x + t z and t t.
      let program: [Int32] = [3, 5, 2, 6, 2, 0, 1, 0, 5, 3, 2, 0, 5, 6, 2, 4, 1, 6, 6]
      let factors: [Real] = [2, 1, 1]
      let rows = 3
      for columns in kernelLengths + [33, 64, 100, 129] {
        var numbers = Numbers()
        let stride = columns + 2
        var memory = (0..<5 * rows * stride).map { _ -> Real in numbers.whole(upTo: 6) }
        let before = memory
        var temporaries = [Real](repeating: .nan, count: 2 * 512 / MemoryLayout<Real>.size)
        let offsets = (0..<5).map { $0 * rows * stride }
        kernels.sumsOfProducts(
          rows, columns, program, factors, &memory, offsets, Array(repeating: stride, count: 5), &temporaries)
        var expected = before
        for j in 0..<rows {
          for i in 0..<columns {
            func place(_ k: Int) -> Int { offsets[k] + j * stride + i }
            let (x, y, z) = (before[place(0)], before[place(1)], before[place(2)])
            let t: Real = 2 * (x * y + x)
            expected[place(3)] = x + t * z
            expected[place(4)] = t * t
          }
        }
        #expect(memory == expected, "\(columns) columns in \(Real.self)")
      }
    }
  }

  @Test("Sums of outer products", arguments: KernelLevel.all)
  func outerProducts(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      for (streams, columns) in [(1, 1), (2, 3), (3, 2), (4, 32), (5, 71), (6, 17), (100, 130)] {
        for examples in [1, 5, 8, 19] {
          var numbers = Numbers()
          let (units, gap) = (3, 2)
          let width = streams * examples
          let delta = (0..<units * width).map { _ -> Real in numbers.whole(upTo: 3) }
          let z = (0..<columns * width).map { _ -> Real in numbers.whole(upTo: 3) }
          let stride = units * columns + gap
          var out = [Real](repeating: -77, count: examples * stride)
          var expected = out
          kernels.streamOuterProducts(
            units, columns, examples, streams, delta, width, examples, z, width, examples, &out, stride)
          for n in 0..<examples {
            for j in 0..<units {
              for i in 0..<columns {
                var sum: Real = 0
                for s in 0..<streams { sum += delta[j * width + s * examples + n] * z[i * width + s * examples + n] }
                expected[n * stride + j * columns + i] = sum
              }
            }
          }
          #expect(out == expected, "\(streams) streams, \(columns) columns, \(examples) examples in \(Real.self)")
        }
      }
    }
  }
}
