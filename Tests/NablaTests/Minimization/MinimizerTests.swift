import Nabla
import Testing

/// Every minimiser on the classic test functions from their published starts.
@Suite struct MinimizerTests {
  static func minimize(_ objective: some Objective, from start: [Double], by name: String) throws -> MinimizationResult
  {
    let limits = MinimizationLimits(gradientNorm: 1e-8, iterations: 200_000)
    return switch name {
    case "conjugate gradient": try objective.minimized(from: start, by: .conjugateGradient, limits: limits)
    case "scaled conjugate gradient": try objective.minimized(from: start, by: .scaledConjugateGradient, limits: limits)
    case "L-BFGS": try objective.minimized(from: start, by: .lBFGS, limits: limits)
    default: try objective.minimized(from: start, by: .newtonCG, limits: limits)
    }
  }

  static let names = ["conjugate gradient", "scaled conjugate gradient", "L-BFGS", "Newton-CG"]

  @Test(arguments: names)
  func reachPublishedMinima(name: String) throws {
    for function in TestFunction.all {
      let result = try Self.minimize(function, from: function.start, by: name)
      #expect(result.gradientNorm <= 1e-8, "\(name) on \(function.name): \(result)")
      let f = 2 * result.value
      let isPublished = function.minima.contains { abs(f - $0) <= max(1e-8, 6e-6 * $0) }
      #expect(isPublished, "\(name) on \(function.name): f = \(f), published \(function.minima)")
    }
  }

  @Test(arguments: names, [2, 8, 32, 128, 512])
  func descendRosenbrocksValley(name: String, dimension: Int) throws {
    for form in dimension <= 128 ? [RosenbrockValley.Form.extended, .chained] : [.extended] {
      let valley = RosenbrockValley(dimension: dimension, form: form)
      let result = try Self.minimize(valley, from: valley.start, by: name)
      #expect(result.gradientNorm <= 1e-8, "\(name), \(form) in \(dimension): \(result)")
      if form == .extended { #expect(result.x.allSatisfy { abs($0 - 1) <= 1e-7 }) }
    }
  }
}
