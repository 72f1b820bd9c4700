import Foundation
import Nabla
import Testing

/// The line search on the test functions of its paper (Moré and Thuente 1994, section 5).
@Suite struct StrongWolfeSearchTests {
  struct Line: ObjectiveExpression {
    let dimension = 1
    let formula: any Formula
    func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> N { formula.value(x[0]) }
  }

  protocol Formula: Sendable {
    func value<N: DifferentiableNumber>(_ a: N) -> N
  }

  /// −α / (α² + β).
  struct First: Formula {
    func value<N: DifferentiableNumber>(_ a: N) -> N { -a / (a * a + 2) }
  }

  /// (α + β)⁵ − 2 (α + β)⁴.
  struct Second: Formula {
    func value<N: DifferentiableNumber>(_ a: N) -> N {
      let b: N = a + 0.004
      let fourth: N = b * b * b * b
      return fourth * (b - 2)
    }
  }

  /// Two hyperbolas, γ(β₁) √((1 − α)² + β₂²) + γ(β₂) √(α² + β₁²).
  struct Fourth: Formula {
    let left: Double
    let right: Double
    func value<N: DifferentiableNumber>(_ a: N) -> N {
      func gamma(_ b: Double) -> N { N((1 + b * b).squareRoot() - b) }
      let first: N = gamma(left) * sqrt((1 - a) * (1 - a) + N(right * right))
      return first + gamma(right) * sqrt(a * a + N(left * left))
    }
  }

  @Test(arguments: [1e-3, 1e-1, 10, 1e3])
  func stepsSatisfyTheStrongWolfeConditions(firstStep: Double) throws {
    let formulas: [any Formula] = [
      First(), Second(), Fourth(left: 0.001, right: 0.001), Fourth(left: 0.01, right: 0.001),
      Fourth(left: 0.001, right: 0.01),
    ]
    for (i, formula) in formulas.enumerated() {
      for (decrease, curvature) in [(1e-3, 0.1), (1e-4, 0.9), (0.1, 0.11)] {
        var objective = CountedObjective(Line(formula: formula))
        let start = objective.point(at: [0])
        let search = StrongWolfeSearch(sufficientDecrease: decrease, curvature: curvature)
        let found = search(&objective, from: start, along: [1], firstStep: firstStep)
        let (point, step) = try #require(found)
        let slope = start.gradient[0]
        #expect(point.value <= start.value + decrease * step * slope, "function \(i), first step \(firstStep)")
        #expect(abs(point.gradient[0]) <= curvature * abs(slope), "function \(i), first step \(firstStep)")
        #expect(objective.counts.gradients <= 16, "function \(i): \(objective.counts.gradients) evaluations")
      }
    }
  }

  @Test func directionsThatLeadUpGiveNothing() {
    var objective = CountedObjective(Line(formula: First()))
    let start = objective.point(at: [0])
    let found = StrongWolfeSearch()(&objective, from: start, along: [-1], firstStep: 1)
    #expect(found == nil)
  }

  /// −ln α + α from 0.5 along 1 and −ln(1 − α) beyond its pole: trials outside the domain are cut back.
  @Test func domainsAreRespected() throws {
    struct Barrier: ObjectiveExpression {
      let dimension = 1
      func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> N { -3 * x[0] - log(1 - x[0]) }
    }
    let result = try Barrier().minimized(from: [0], by: LBFGS(search: StrongWolfeSearch()))
    #expect(abs(result.x[0] - 2.0 / 3) <= 1e-8)
  }
}
