import CVectorKernels
import Foundation
import Testing

/// Activation functions with their derivatives, on tiles.
@Suite("Vector kernels: activations")
struct ActivationKernelTests {
  @Test("Activations and their derivatives stay within their bounds of exact values", arguments: KernelLevel.all)
  func activationAccuracy(level: KernelLevel) throws {
    try check(Double.self)
    try check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) throws {
      let points = try exactPoints(Real.self)
      let kernels = Real.kernels(level.table)
      for activation in ScalarActivation.all {
        for (order, bound) in [activation.bounds.0, activation.bounds.1, activation.bounds.2].enumerated() {
          let name = activation.name + String(repeating: "'", count: order)
          guard let exact = points[name]?.filter({ $0.input.isFinite }) else { continue }
          var z = exact.map(\.input), d = z, dd = z
          kernels.activate(activation.code, 1, 1, z.count, z.count, &z, nil, &d, &dd)
          expectAccurate("\(name) in \(Real.self)", exact, [z, d, dd][order], bound: bound)
        }
      }
    }
  }

  @Test("Activations of tiles, with and without bias and derivatives", arguments: KernelLevel.all)
  func activationTiles(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for activation in ScalarActivation.all {
        for (rows, cols, stride) in tileShapes {
          for options in 0..<8 {
            let parameter: Real = 0.75, bias: [Real] = numbers.array(rows, -1, 1)
            let a: [Real] = numbers.array(rows * stride, -4, 4)
            var z = a, d = [Real](repeating: -77, count: rows * stride), dd = d
            let hasBias = options & 1 != 0, hasD = options & 2 != 0, hasDD = options & 4 != 0
            d.withUnsafeMutableBufferPointer { d in
              dd.withUnsafeMutableBufferPointer { dd in
                kernels.activate(
                  activation.code, parameter, rows, cols, stride, &z, hasBias ? bias : nil, hasD ? d.baseAddress : nil,
                  hasDD ? dd.baseAddress : nil)
              }
            }
            var isRight = true
            for i in 0..<rows * stride {
              guard i % stride < cols else {
                isRight = isRight && z[i] == a[i] && d[i] == -77 && dd[i] == -77
                continue
              }
              let exact = activation.values(Double(hasBias ? a[i] + bias[i / stride] : a[i]), Double(parameter))
              isRight = isRight && isClose(z[i], exact.z, scale: 0.05, ulps: 20)
              isRight = isRight && (hasD ? isClose(d[i], exact.d, scale: 0.3, ulps: 20) : d[i] == -77)
              isRight = isRight && (hasDD ? isClose(dd[i], exact.dd, scale: 0.3, ulps: 20) : dd[i] == -77)
            }
            #expect(isRight, "\(activation.name) of \(rows) x \(cols), stride \(stride), \(options) in \(Real.self)")
          }
        }
      }
    }
  }

  @Test("Activations at special values", arguments: KernelLevel.all)
  func activationSpecialValues(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      // h, h' and h'' at -inf and at inf; NaN where there is no limit.
      let limits: [(nabla_activation, [Real], [Real])] = [
        (NABLA_IDENTITY, [-.infinity, 1, 0], [.infinity, 1, 0]), (NABLA_SIGMOID, [0, 0, 0], [1, 0, 0]),
        (NABLA_TANH, [-1, 0, 0], [1, 0, 0]), (NABLA_RELU, [0, 0, 0], [.infinity, 1, 0]),
        (NABLA_LEAKY_RELU, [-.infinity, 0.5, 0], [.infinity, 1, 0]), (NABLA_ELU, [-0.5, 0, 0], [.infinity, 1, 0]),
        (NABLA_SOFTPLUS, [0, 0, 0], [.infinity, 1, 0]), (NABLA_SILU, [0, 0, 0], [.infinity, 1, 0]),
        (NABLA_GELU, [0, 0, 0], [.infinity, 1, 0]), (NABLA_SIN, [.nan, .nan, .nan], [.nan, .nan, .nan]),
        (NABLA_EXP, [0, 0, 0], [.infinity, .infinity, .infinity]), (NABLA_GAUSSIAN, [0, 0, 0], [0, 0, 0]),
      ]
      for (activation, below, above) in limits {
        var z: [Real] = [-.infinity, .infinity, .nan, 0, -0.0], d = z, dd = z
        kernels.activate(activation, 0.5, 1, 5, 5, &z, nil, &d, &dd)
        for (i, limit) in [below, above].enumerated() {
          for (computed, expected) in zip([z[i], d[i], dd[i]], limit) {
            #expect(computed == expected || (computed.isNaN && expected.isNaN), "\(activation) in \(Real.self): \(z)")
          }
        }
        #expect(z[2].isNaN, "\(activation)(NaN) in \(Real.self)")
      }
      var d: [Real] = [0, 0], a: [Real] = [0, -0.0]
      kernels.activate(NABLA_RELU, 0, 1, 2, 2, &a, nil, &d, nil)
      #expect(d == [0, 0])
      a = [0, -0.0]
      kernels.activate(NABLA_LEAKY_RELU, 0.25, 1, 2, 2, &a, nil, &d, nil)
      #expect(d == [0.25, 0.25])
    }
  }

  @Test("Backward signals, from values and from derivatives", arguments: KernelLevel.all)
  func backward(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for activation in ScalarActivation.all {
        for (rows, cols, stride) in tileShapes {
          let parameter: Real = 0.75, count = rows * stride
          let z: [Real] = numbers.array(count, -0.7, 0.95), d: [Real] = numbers.array(count, -2, 2)
          let s: [Real] = numbers.array(count, -2, 2)
          for usesD in [true, false] {
            guard usesD || activation.slopeFromValue != nil else { continue }
            var result = s
            kernels.backward(activation.code, parameter, rows, cols, stride, z, usesD ? d : nil, &result)
            let isRight = (0..<count).allSatisfy { i in
              guard i % stride < cols else { return result[i] == s[i] }
              let slope = usesD ? Double(d[i]) : activation.slopeFromValue!(Double(z[i]), Double(parameter))
              return isClose(result[i], Double(s[i]) * slope, scale: 0.01, ulps: 8)
            }
            #expect(isRight, "\(activation.name) of \(rows) x \(cols), stride \(stride), d \(usesD) in \(Real.self)")
          }
        }
      }
    }
  }
}
