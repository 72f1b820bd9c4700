import CVectorKernels
import Foundation
import Testing

/// Losses and their error signals.
@Suite("Vector kernels: losses")
struct LossKernelTests {
  @Test("Losses and their error signals", arguments: KernelLevel.all)
  func losses(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for (rows, cols, stride) in tileShapes {
        let a: [Real] = numbers.array(rows * stride, -6, 6), t: [Real] = numbers.array(rows * stride, 0, 1)
        let weights: [Real] = numbers.array(cols, 0, 2)
        let classes = (0..<cols).map { Int32($0 * 7 % max(rows, 1)) }
        func column(_ x: [Real], _ n: Int) -> [Double] { (0..<rows).map { Double(x[$0 * stride + n]) } }

        /// Compares a kernel with the loss and error signal of one example, for every choice of the options.
        func compare(
          _ name: String, _ kernel: (UnsafePointer<Real>?, UnsafePointer<Real>?, UnsafeMutablePointer<Real>?) -> Double,
          _ example: (_ a: [Double], _ n: Int) -> (loss: Double, error: [Double])
        ) {
          for isWeighted in [true, false] {
            var expected = 0.0, size = 0.0, errors = [Double](repeating: -77, count: rows * stride)
            for n in 0..<cols {
              let (loss, error) = example(column(a, n), n)
              let weight = isWeighted ? Double(weights[n]) : 1
              expected += weight * loss
              size += weight * (abs(loss) + 10)
              for k in 0..<rows { errors[k * stride + n] = weight * error[k] }
            }
            var delta = [Real](repeating: -77, count: rows * stride)
            let loss = kernel(a, isWeighted ? weights : nil, &delta)
            let alone = kernel(a, isWeighted ? weights : nil, nil)
            var inPlace = a
            let same = inPlace.withUnsafeMutableBufferPointer {
              kernel(UnsafePointer($0.baseAddress), isWeighted ? weights : nil, $0.baseAddress)
            }
            #expect(abs(loss - expected) <= 8 * Double(Real.ulpOfOne) * size, "\(name) \(rows) x \(cols)")
            #expect(loss == alone && loss == same, "\(name) \(rows) x \(cols), without delta and in place")
            let isRight = zip(delta, errors).allSatisfy { isClose($0, $1, scale: 4, ulps: 8) }
            #expect(isRight, "\(name) \(rows) x \(cols) stride \(stride), weighted \(isWeighted), in \(Real.self)")
            #expect((0..<rows * stride).allSatisfy { inPlace[$0] == ($0 % stride < cols ? delta[$0] : a[$0]) })
          }
        }

        compare("gaussian", { kernels.gaussianLoss(rows, cols, stride, $0, t, $1, $2) }) { a, n in
          let error = zip(a, column(t, n)).map { $0 - $1 }
          return (error.reduce(0) { $0 + $1 * $1 / 2 }, error)
        }
        compare("bernoulli", { kernels.bernoulliLoss(rows, cols, stride, $0, t, $1, $2) }) { a, n in
          let t = column(t, n)
          let loss = zip(a, t).reduce(0.0) { $0 + max($1.0, 0) - $1.0 * $1.1 + log1p(exp(-abs($1.0))) }
          return (loss, zip(a, t).map { ScalarActivation.sigmoid($0) - $1 })
        }
        compare("categorical", { kernels.categoricalLoss(rows, cols, stride, $0, t, $1, $2) }) { a, n in
          let t = column(t, n), mass = t.reduce(0, +)
          let logSum = log(a.reduce(0) { $0 + exp($1) })
          let loss = zip(a, t).reduce(0.0) { $0 + $1.1 * (logSum - $1.0) }
          return (loss, zip(a, t).map { mass * exp($0 - logSum) - $1 })
        }
        compare("class", { kernels.classLoss(rows, cols, stride, $0, classes, $1, $2) }) { a, n in
          guard rows > 0 else { return (0, []) }
          let logSum = log(a.reduce(0) { $0 + exp($1) }), target = Int(classes[n])
          return (logSum - a[target], a.indices.map { exp(a[$0] - logSum) - ($0 == target ? 1 : 0) })
        }

        var y = a
        kernels.softmax(rows, cols, stride, &y)
        let isRight = (0..<rows * stride).allSatisfy { i in
          guard i % stride < cols else { return y[i] == a[i] }
          let a = column(a, i % stride), sum = a.reduce(0) { $0 + exp($1) }
          return isClose(y[i], exp(a[i / stride]) / sum, scale: 0, ulps: 24)
        }
        #expect(isRight, "softmax \(rows) x \(cols) in \(Real.self)")
      }
    }
  }

  @Test("Losses are finite, and right, far out", arguments: KernelLevel.all)
  func extremeLosses(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var delta = [Real](repeating: 0, count: 4)
      let a: [Real] = [1000, -1000, 1000, -1000], t: [Real] = [1, 0, 0, 1]
      #expect(kernels.bernoulliLoss(1, 4, 4, a, t, nil, &delta) == 2000)
      #expect(delta == [0, 0, 1, -1])
      #expect(kernels.bernoulliLoss(1, 2, 2, [.infinity, -.infinity] as [Real], [1, 0] as [Real], nil, nil) == 0)

      // Two classes by two examples: the right class is certain, then the wrong one.
      let scores: [Real] = [1000, 1000, -1000, -1000], targets: [Real] = [1, 0, 0, 1]
      #expect(kernels.categoricalLoss(2, 2, 2, scores, targets, nil, &delta) == 2000)
      #expect(delta == [0, 1, 0, -1])
      #expect(kernels.classLoss(2, 2, 2, scores, [0, 1], nil, &delta) == 2000)
      #expect(delta == [0, 1, 0, -1])
      var probabilities = scores
      kernels.softmax(2, 2, 2, &probabilities)
      #expect(probabilities == [1, 1, 0, 0])

      // An impossible class costs nothing where it is no target, and everything where it is.
      let impossible: [Real] = [0, -.infinity]
      #expect(kernels.categoricalLoss(2, 1, 1, impossible, [1, 0] as [Real], nil, &delta) == 0)
      #expect(Array(delta[..<2]) == [0, 0])
      #expect(kernels.categoricalLoss(2, 1, 1, impossible, [0, 1] as [Real], nil, nil) == .infinity)
    }
  }
}
