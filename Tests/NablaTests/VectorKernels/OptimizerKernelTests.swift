import CVectorKernels
import Foundation
import Testing

/// Vector operations and the updates of optimisers.
@Suite("Vector kernels: optimisers")
struct OptimizerKernelTests {
  @Test("Vector operations and optimiser steps", arguments: KernelLevel.all)
  func optimizers(level: KernelLevel) {
    check(Double.self)
    check(Float.self)

    func check<Real: KernelReal>(_: Real.Type) {
      let kernels = Real.kernels(level.table)
      var numbers = Numbers()
      for n in kernelLengths {
        let w: [Real] = numbers.array(n, -1, 1), g: [Real] = numbers.array(n, -1, 1)
        let m: [Real] = numbers.array(n, -1, 1), v: [Real] = numbers.array(n, 0, 1)
        func expectClose(_ name: String, _ computed: [Real], _ expected: (Int) -> Double) {
          let isRight = (0..<n).allSatisfy { isClose(computed[$0], expected($0), scale: 1, ulps: 8) }
          #expect(isRight && computed[n] == -77, "\(name) of \(n) in \(Real.self)")
        }

        var result = w + [-77]
        kernels.axpy(n, 0.375, g, &result)
        expectClose("axpy", result) { Double(w[$0]) + 0.375 * Double(g[$0]) }

        for nesterov in [false, true] {
          var weights = w + [-77], velocity = m + [-77]
          kernels.momentumStep(n, &weights, g, 0.5, 0.125, 0.75, nesterov, &velocity)
          func moved(_ i: Int) -> Double { 0.75 * Double(m[i]) + 0.5 * Double(g[i]) }
          expectClose("velocity", velocity, moved)
          expectClose("momentum", weights) {
            Double(w[$0]) - 0.125 * (nesterov ? 0.5 * Double(g[$0]) + 0.75 * moved($0) : moved($0))
          }
        }

        func square(_ i: Int) -> Double { 0.875 * Double(v[i]) + 0.125 * 0.25 * Double(g[i]) * Double(g[i]) }
        func mean(_ i: Int) -> Double { 0.75 * Double(m[i]) + 0.25 * 0.5 * Double(g[i]) }

        var weights = w + [-77], second = v + [-77]
        kernels.adagradStep(n, &weights, g, 0.5, 0.125, 0.0625, &second)
        func total(_ i: Int) -> Double { Double(v[i]) + 0.25 * Double(g[i]) * Double(g[i]) }
        expectClose("sum of squares", second, total)
        expectClose("Adagrad", weights) {
          Double(w[$0]) - 0.125 * 0.5 * Double(g[$0]) / (total($0).squareRoot() + 0.0625)
        }

        weights = w + [-77]
        second = v + [-77]
        kernels.rmsPropStep(n, &weights, g, 0.5, 0.125, 0.875, 0.0625, &second)
        expectClose("mean square", second, square)
        expectClose("RMSProp", weights) {
          Double(w[$0]) - 0.125 * 0.5 * Double(g[$0]) / (square($0).squareRoot() + 0.0625)
        }

        weights = w + [-77]
        var first = m + [-77]
        second = v + [-77]
        kernels.adamStep(n, &weights, g, 0.5, 0.125, 0.75, 0.875, 0.0625, 0.4375, 0.25, 0.9375, &first, &second)
        expectClose("first moment", first, mean)
        expectClose("second moment", second, square)
        expectClose("Adam", weights) {
          0.9375 * Double(w[$0]) - 0.125 * (mean($0) / 0.4375) / ((square($0) / 0.25).squareRoot() + 0.0625)
        }

        weights = w + [-77]
        first = m + [-77]
        second = v + [-77]
        kernels.nadamStep(n, &weights, g, 0.5, 0.125, 0.375, 0.75, 0.875, 0.0625, 0.25, &first, &second)
        expectClose("first moment", first, mean)
        expectClose("second moment", second, square)
        expectClose("NAdam", weights) {
          let direction = 0.125 * 0.5 * Double(g[$0]) + 0.375 * mean($0)
          return Double(w[$0]) - direction / ((square($0) / 0.25).squareRoot() + 0.0625)
        }

        var penalized = g + [-77]
        weights = w + [-77]
        kernels.penalize(n, &weights, 0.5, 0.25, 0.75, &penalized)
        expectClose("decay", weights) { 0.75 * Double(w[$0]) }
        expectClose("penalty", penalized) {
          Double(g[$0]) + 0.5 * Double(w[$0]) + (w[$0] > 0 ? 0.25 : w[$0] < 0 ? -0.25 : 0)
        }
        let squares = g.reduce(0.0) { $0 + Double($1) * Double($1) }
        #expect(abs(kernels.sumOfSquares(n, g) - squares) <= 1e-14 * squares, "\(n) squares in \(Real.self)")
      }
      var gradient: [Real] = [1, 2], zeros: [Real] = [0, -0.0]
      kernels.penalize(2, &zeros, 1, 1, 1, &gradient)
      #expect(gradient == [1, 2])
    }
  }
}
