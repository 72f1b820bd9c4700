import Foundation
import Testing

@testable import Nabla

/// A minimum, no progress and rounding are three reasons to stop; scales are none.
@Suite struct StopReasonTests {
  /// k ((x₀ − a)² + 10 (x₁ − b)⁴ + (x₁ − b)²) of variables in other units.
  struct Bowl: ObjectiveExpression {
    let dimension = 2
    var value = 1.0
    var unit = 1.0
    func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> N {
      let p: N = x[0] / N(unit) - 1.5
      let q: N = x[1] / N(unit) + 0.7
      let square: N = q * q
      let quartic: N = 10 * square * square
      return N(value) * (p * p + quartic + square + 0.25)
    }
  }

  private func path(_ name: String, _ bowl: Bowl) throws -> (points: [[Double]], result: MinimizationResult) {
    let start = [0.25 * bowl.unit, 0.5 * bowl.unit]
    let limits = MinimizationLimits(gradientNorm: 0, iterations: 12)
    func run(_ minimizer: some Minimizer) throws -> (points: [[Double]], result: MinimizationResult) {
      var run = Minimization(of: bowl, from: start, by: minimizer, limits: limits)
      var points: [[Double]] = []
      while try run.next() != nil { points.append(run.point.x) }
      return (points, run.result)
    }
    return switch name {
    case "conjugate gradient": try run(.conjugateGradient)
    case "scaled conjugate gradient": try run(.scaledConjugateGradient)
    case "L-BFGS": try run(.lBFGS)
    case "trust-region Newton": try run(.trustRegionNewton)
    default: try run(.newtonCG)
    }
  }

  /// Every minimiser takes the same steps where the function or the unit of all variables is multiplied by a power of two.
  @Test(arguments: MinimizerTests.names) func minimizersHaveNoScale(name: String) throws {
    let expected = try path(name, Bowl()).points
    for exponent in [-200, -30, 30, 200] {
      let factor = Double(sign: .plus, exponent: exponent, significand: 1)
      #expect(try path(name, Bowl(value: factor)).points == expected, "\(name), f · 2^\(exponent)")
    }
    for exponent in [-60, -10, 10, 60] {
      let factor = Double(sign: .plus, exponent: exponent, significand: 1)
      let points = try path(name, Bowl(unit: factor)).points.map { $0.map { $0 / factor } }
      #expect(points == expected, "\(name), x · 2^\(exponent)")
    }
  }

  /// Near 1e-15 every gradient is within an absolute tolerance; what is left to gain tells that there is a way to go.
  @Test(arguments: MinimizerTests.names) func aSmallFunctionIsMinimizedAllTheSame(name: String) throws {
    let result = try MinimizerTests.minimize(Bowl(value: 1e-15), from: [0.25, 0.5], by: name)
    #expect(result.reason == .converged || result.reason == .rounding, "\(name): \(result)")
    #expect(abs(result.x[0] - 1.5) <= 1e-3 && abs(result.x[1] + 0.7) <= 1e-3, "\(name): \(result.x)")
  }

  /// A start in a hole of the function, which the derivatives do not know of: that is no rounding.
  @Test(arguments: MinimizerTests.names) func aHoleIsNoProgress(name: String) throws {
    struct Hole: Objective {
      let dimension = 2
      func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
        gradient = [2 * (x[0] - 3), 2 * (x[1] + 1)]
        return x == [1, 1] ? 0.5 : (x[0] - 3) * (x[0] - 3) + (x[1] + 1) * (x[1] + 1) + 1
      }
      func hessianVectorProduct(at x: [Double], along v: [Double], into product: inout [Double]) {
        product = v.map { 2 * $0 }
      }
    }
    let result = try MinimizerTests.minimize(Hole(), from: [1, 1], by: name)
    #expect(result.reason == .noProgress && result.x == [1, 1], "\(name): \(result)")
    #expect(result.description.hasSuffix("no better point was found, though the derivatives promise one"))
  }

  /// |x₀|^{3/2} + x₁² + x₁ has a gradient everywhere, and at x₀ = 0 no second derivative: minimisers that need it stop there,
  /// three gradients' lengths from the minimum, and that is neither rounding nor a minimum.
  @Test(arguments: ["scaled conjugate gradient", "Newton-CG", "trust-region Newton"])
  func aPointWithoutSecondDerivativesIsNoRounding(name: String) throws {
    struct Kink: ObjectiveExpression {
      let dimension = 2
      func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> N {
        let square: N = x[1] * x[1]
        return pow(x[0] * x[0], 0.75) + square + x[1]
      }
    }
    let result = try MinimizerTests.minimize(Kink(), from: [0, 1], by: name)
    #expect(result.reason == .notFinite && result.gradientNorm == 3, "\(name): \(result)")
  }

  /// With a tolerance of 0 a minimum is left by rounding only.
  @Test(arguments: MinimizerTests.names) func roundingIsSaidWhereItIsWhy(name: String) throws {
    var run = Bowl()
    run.value = 3
    let limits = MinimizationLimits(gradientNorm: 0, iterations: 5000)
    let result =
      switch name {
      case "conjugate gradient": try run.minimized(from: [0.2, 0.4], by: .conjugateGradient, limits: limits)
      case "scaled conjugate gradient":
        try run.minimized(from: [0.2, 0.4], by: .scaledConjugateGradient, limits: limits)
      case "L-BFGS": try run.minimized(from: [0.2, 0.4], by: .lBFGS, limits: limits)
      case "trust-region Newton": try run.minimized(from: [0.2, 0.4], by: .trustRegionNewton, limits: limits)
      default: try run.minimized(from: [0.2, 0.4], by: .newtonCG, limits: limits)
      }
    // The gradient may become zero to the last bit.
    #expect(
      result.reason == .rounding || (result.reason == .converged && result.gradientNorm == 0), "\(name): \(result)")
    #expect(abs(result.x[0] - 1.5) <= 1e-7 && abs(result.x[1] + 0.7) <= 1e-7, "\(name): \(result.x)")
  }
}
