import Testing

/// The kernels of tangents and of second derivatives, on whole numbers: results are exact in both precisions, so they equal
/// plain loops to the last bit. Numbers between the rows stay, and what is overwritten is not read.
@Suite("Vector kernels: second order")
struct SecondOrderKernelTests {
  /// A matrix with gaps between its rows, and one behind the last.
  private struct Grid<Real: KernelReal> {
    let stride: Int
    var numbers: [Real] = []

    init(_ rows: Int, _ columns: Int, gap: Int, _ element: (_ row: Int, _ column: Int) -> Double) {
      stride = columns + gap
      for j in 0..<rows {
        for i in 0..<columns { numbers.append(Real(element(j, i))) }
        numbers += repeatElement(-77, count: gap)
      }
      numbers.append(-77)
    }

    subscript(row: Int, column: Int) -> Double { Double(numbers[row * stride + column]) }

    /// Whether all numbers are equal, those of the gaps too; NaN is not.
    func equals(_ other: Grid) -> Bool { numbers == other.numbers }
  }

  /// The columns of a block, the numbers of blocks and of the gap.
  private static let shapes = (kernelLengths + [63, 64, 65]).flatMap { [($0, 1, 0), ($0, 2, 3), ($0, 3, 1)] }

  @Test("Scaling by a factor that blocks share", arguments: KernelLevel.all)
  func scale(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (cols, blocks, gap) in Self.shapes {
        let rows = 3
        let x = Grid<Real>(rows, blocks * cols, gap: gap) { _, _ in numbers.whole(upTo: 8) }
        let f = Grid<Real>(rows, cols, gap: 2 * gap) { _, _ in numbers.whole(upTo: 8) }
        var out = Grid<Real>(rows, blocks * cols, gap: gap + 1) { _, _ in .nan }
        kernels.scale(rows, cols, blocks, x.numbers, x.stride, f.numbers, f.stride, &out.numbers, out.stride)
        let expected = Grid<Real>(rows, blocks * cols, gap: gap + 1) { x[$0, $1] * f[$0, $1 % cols] }
        #expect(out.equals(expected), "\(blocks) blocks of \(cols) in \(Real.self)")

        // In place, and by one row of factors for all rows.
        var own = x
        own.numbers.withUnsafeMutableBufferPointer {
          kernels.scale(rows, cols, blocks, $0.baseAddress, x.stride, f.numbers, 0, $0.baseAddress, x.stride)
        }
        let shared = Grid<Real>(rows, blocks * cols, gap: gap) { x[$0, $1] * f[0, $1 % cols] }
        #expect(own.equals(shared), "\(blocks) blocks of \(cols) in place in \(Real.self)")
      }
    }
  }

  @Test("Scaling with a second product added", arguments: KernelLevel.all)
  func scaleAndAdd(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (cols, blocks, gap) in Self.shapes {
        let rows = 3
        let s = Grid<Real>(rows, blocks * cols, gap: gap) { _, _ in numbers.whole(upTo: 8) }
        let x = Grid<Real>(rows, blocks * cols, gap: gap) { _, _ in numbers.whole(upTo: 8) }
        let f = Grid<Real>(rows, cols, gap: 2 * gap) { _, _ in numbers.whole(upTo: 8) }
        let g = Grid<Real>(rows, cols, gap: 2 * gap) { _, _ in numbers.whole(upTo: 8) }
        var out = s
        kernels.scaleAndAdd(
          rows, cols, blocks, &out.numbers, out.stride, f.numbers, x.numbers, g.numbers, f.stride)
        let expected = Grid<Real>(rows, blocks * cols, gap: gap) {
          s[$0, $1] * f[$0, $1 % cols] + x[$0, $1] * g[$0, $1 % cols]
        }
        #expect(out.equals(expected), "\(blocks) blocks of \(cols) in \(Real.self)")
      }
    }
  }

  @Test("Products of all pairs of rows, and sums of matrices", arguments: KernelLevel.all)
  func rowProductsAndSums(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (cols, rows, gap) in Self.shapes {
        let x = Grid<Real>(rows, cols, gap: gap) { _, _ in numbers.whole(upTo: 8) }
        let z = Grid<Real>(4, cols, gap: gap + 2) { _, _ in numbers.whole(upTo: 8) }
        var m = Grid<Real>(rows * 4, cols, gap: gap + 1) { _, _ in .nan }
        kernels.rowProducts(rows, 4, cols, x.numbers, x.stride, z.numbers, z.stride, &m.numbers, m.stride)
        let products = Grid<Real>(rows * 4, cols, gap: gap + 1) { x[$0 / 4, $1] * z[$0 % 4, $1] }
        #expect(m.equals(products), "products, \(rows) x \(cols) in \(Real.self)")

        let old = Grid<Real>(rows, cols, gap: gap + 1) { _, _ in numbers.whole(upTo: 8) }
        var y = Grid<Real>(rows, cols, gap: gap + 1) { _, _ in .nan }
        kernels.addMatrix(rows, cols, x.numbers, x.stride, false, &y.numbers, y.stride)
        let copy = Grid<Real>(rows, cols, gap: gap + 1) { x[$0, $1] }
        #expect(y.equals(copy), "copy, \(rows) x \(cols) in \(Real.self)")
        y = old
        kernels.addMatrix(rows, cols, x.numbers, x.stride, true, &y.numbers, y.stride)
        let sum = Grid<Real>(rows, cols, gap: gap + 1) { old[$0, $1] + x[$0, $1] }
        #expect(y.equals(sum), "sum, \(rows) x \(cols) in \(Real.self)")

        let before = Grid<Real>(1, cols, gap: 1) { _, _ in numbers.whole(upTo: 8) }
        var squares = before
        kernels.addColumnSquares(rows, cols, x.numbers, x.stride, &squares.numbers)
        let expected = Grid<Real>(1, cols, gap: 1) { _, i in
          (0..<rows).reduce(before[0, i]) { $0 + x[$1, i] * x[$1, i] }
        }
        #expect(squares.equals(expected), "squares, \(rows) x \(cols) in \(Real.self)")
      }
    }
  }

  @Test("The Jacobian of the softmax, with targets and weights or without", arguments: KernelLevel.all)
  func softmaxJacobian(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (cols, blocks, gap) in Self.shapes {
        let rows = 5
        // Multiples of 1/16: the results are multiples of 1/256, with room for all their digits in single precision.
        let y = Grid<Real>(rows, cols, gap: gap) { _, _ in numbers.whole(upTo: 8) / 16 }
        let t = Grid<Real>(rows, cols, gap: gap + 1) { _, _ in numbers.whole(upTo: 2) }
        let x = Grid<Real>(rows, blocks * cols, gap: gap) { _, _ in numbers.whole(upTo: 8) }
        let weights = Grid<Real>(1, cols, gap: 0) { _, _ in numbers.whole(upTo: 4) }
        for (hasTargets, hasWeights) in [(false, false), (false, true), (true, false), (true, true)] {
          let expected = Grid<Real>(rows, blocks * cols, gap: gap + 2) { k, c in
            let i = c % cols
            let mean = (0..<rows).reduce(0) { $0 + y[$1, i] * x[$1, c] }
            let total = hasTargets ? (0..<rows).reduce(0) { $0 + t[$1, i] } : 1
            return (hasWeights ? weights[0, i] : 1) * total * y[k, i] * (x[k, c] - mean)
          }
          let name = "\(blocks) blocks of \(cols), targets \(hasTargets), weights \(hasWeights), in \(Real.self)"
          var out = Grid<Real>(rows, blocks * cols, gap: gap + 2) { _, _ in .nan }
          kernels.softmaxJacobian(
            rows, cols, blocks, y.numbers, y.stride, hasTargets ? t.numbers : nil, t.stride,
            hasWeights ? weights.numbers : nil, x.numbers, x.stride, &out.numbers, out.stride)
          #expect(out.equals(expected), "\(name)")

          var own = Grid<Real>(rows, blocks * cols, gap: gap + 2) { x[$0, $1] }
          own.numbers.withUnsafeMutableBufferPointer {
            kernels.softmaxJacobian(
              rows, cols, blocks, y.numbers, y.stride, hasTargets ? t.numbers : nil, t.stride,
              hasWeights ? weights.numbers : nil, $0.baseAddress, out.stride, $0.baseAddress, out.stride)
          }
          #expect(own.equals(expected), "in place, \(name)")
        }
      }
    }
  }

  @Test("Outer products of every example", arguments: KernelLevel.all)
  func outerProducts(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (cols, examples, gap) in Self.shapes {
        for units in [0, 1, 3] {
          let delta = Grid<Real>(units, examples, gap: gap) { _, _ in numbers.whole(upTo: 8) }
          let z = Grid<Real>(examples, cols, gap: gap + 1) { _, _ in numbers.whole(upTo: 8) }
          var out = Grid<Real>(examples, units * cols, gap: gap + 2) { _, _ in .nan }
          kernels.outerProducts(
            units, cols, examples, delta.numbers, delta.stride, z.numbers, z.stride, &out.numbers, out.stride)
          let expected = Grid<Real>(examples, units * cols, gap: gap + 2) {
            delta[$1 / cols, $0] * z[$0, $1 % cols]
          }
          #expect(out.equals(expected), "\(examples) of \(units) x \(cols) in \(Real.self)")
        }
      }
    }
  }
}
