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
    case "trust-region Newton": try objective.minimized(from: start, by: .trustRegionNewton, limits: limits)
    default: try objective.minimized(from: start, by: .newtonCG, limits: limits)
    }
  }

  static let names = ["conjugate gradient", "scaled conjugate gradient", "L-BFGS", "Newton-CG", "trust-region Newton"]

  @Test(arguments: names)
  func reachPublishedMinima(name: String) throws {
    for function in TestFunction.all {
      let result = try Self.minimize(function, from: function.start, by: name)
      #expect(result.gradientNorm <= 1e-8, "\(name) on \(function.name): \(result)")
      let f = 2 * result.value
      let isPublished = function.minima.contains { abs(f - $0) <= max(1e-8, 6e-6 * $0) }
      // Newton's method finds another minimum of one function, which the paper does not list.
      let isKnown = isPublished || (function.name == "18 Biggs EXP6" && abs(f - 0.24267679) <= 1e-7)
      #expect(isKnown, "\(name) on \(function.name): f = \(f), published \(function.minima)")
      if name == "trust-region Newton" {
        let certificate = function.certify(at: result.x)
        #expect(certificate.verdict != .saddle, "\(function.name): \(certificate)")
      }
    }
  }

  @Test(arguments: names, [2, 8, 32, 128, 512])
  func descendRosenbrocksValley(name: String, dimension: Int) throws {
    // Eigenvalues by the textbook's routines are slow.
    let hasEigenvalues = name == "trust-region Newton"
    if hasEigenvalues && dimension > 32 && !BackendChoice.available.contains(.openBLAS) { return }
    for form in dimension <= (hasEigenvalues ? 32 : 128) ? [RosenbrockValley.Form.extended, .chained] : [.extended] {
      let valley = RosenbrockValley(dimension: dimension, form: form)
      let result = try Self.minimize(valley, from: valley.start, by: name)
      #expect(result.gradientNorm <= 1e-8, "\(name), \(form) in \(dimension): \(result)")
      if form == .extended { #expect(result.x.allSatisfy { abs($0 - 1) <= 1e-7 }) }
    }
  }

  /// f = x⁴ − x² + y² has a saddle at 0, where the gradient is 0 along the way down: the hard case.
  @Test func newtonLeavesASaddleFromItsRidge() throws {
    struct Saddle: ObjectiveExpression {
      let dimension = 2
      func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> N {
        let square: N = x[0] * x[0]
        return square * square - square + x[1] * x[1]
      }
    }
    let result = try Saddle().minimized(from: [0, 1], by: .trustRegionNewton)
    #expect(result.reason == .converged)
    #expect(abs(result.value + 0.25) <= 1e-15, "\(result)")
    #expect(Saddle().certify(at: result.x).verdict == .minimum)
    #expect(Saddle().certify(at: [0, 0]).verdict == .saddle)
    #expect(Saddle().certify(at: [1, 0]).verdict == .notStationary)
  }

  /// Newton's steps square the error: the last gradient norms must fall like that.
  @Test func newtonConvergesQuadratically() throws {
    let valley = RosenbrockValley(dimension: 16, form: .chained)
    let near = (0..<16).map { 1 + 0.01 * Double($0 % 3) }
    var run = Minimization(
      of: valley, from: near, by: .trustRegionNewton, limits: MinimizationLimits(gradientNorm: 1e-13))
    var norms: [Double] = []
    while let iterate = try run.next() { norms.append(iterate.gradientNorm) }
    #expect(norms.count <= 8, "\(norms)")
    let result = run.result
    #expect(result.gradientNorm <= 1e-12)
  }

  @Test func budgetIsCheckedBeforeTheHessianIsAllocated() {
    let valley = RosenbrockValley(dimension: 1000, form: .extended)
    #expect(throws: MemoryBudgetError.self) {
      _ = try valley.minimized(from: valley.start, by: TrustRegionNewton(memoryBudget: 1 << 20))
    }
  }

  /// A memory of 0 is one of 1, not a trap.
  @Test func lBFGSTakesAMemoryThatWasSetToZero() throws {
    let valley = RosenbrockValley(dimension: 2, form: .chained)
    var method = LBFGS()
    method.memory = 0
    let result = try valley.minimized(from: valley.start, by: method)
    #expect(result.reason == .converged && result.x.allSatisfy { abs($0 - 1) <= 1e-7 }, "\(result)")
  }
}
