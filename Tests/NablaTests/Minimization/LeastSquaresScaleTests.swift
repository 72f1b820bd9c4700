import Foundation
import Testing

@testable import Nabla

/// Levenberg and Marquardt's method whatever the units of data and variables, and where columns of J are nearly zero.
@Suite struct LeastSquaresScaleTests {
  /// A curve with data, in units of its own: y · 2^`data` of x, and variables b · 2^`units`.
  struct Curve: ResidualExpression {
    enum Model: String, Codable { case dose, logistic, peak, decay }

    let model: Model
    let x: [Double]
    let y: [Double]
    var data = 1.0
    var units: [Double] = [1, 1, 1, 1]

    var dimension: Int {
      switch model {
      case .dose, .logistic: 4
      case .peak, .decay: 3
      }
    }
    var residualCount: Int { x.count }

    func callAsFunction<N: DifferentiableNumber>(_ scaled: [N]) -> [N] {
      let b = zip(scaled, units).map { $0 / N($1) }
      return zip(x, y).map { x, y in N(data) * (value(b, N(x)) - N(y)) }
    }

    private func value<N: DifferentiableNumber>(_ b: [N], _ x: N) -> N {
      switch model {
      case .dose:
        let power: N = exp(b[1] * log(x / b[2]))
        return b[3] + (b[0] - b[3]) / (1 + power)
      case .logistic: return b[3] + b[0] / (1 + exp(-b[1] * (x - b[2])))
      case .peak:
        let z: N = (x - b[1]) / b[2]
        return b[0] * exp(-(z * z) / 2)
      case .decay: return b[0] * exp(-b[1] * x) + b[2]
      }
    }
  }

  struct Case: Codable {
    let name: String
    let model: Curve.Model
    let x: [Double]
    let y: [Double]
    let start: [Double]
    let parameters: [Double]
    let sumOfSquares: Double
  }

  static let cases: [Case] = {
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/curves.json")
    return (try? JSONDecoder().decode([String: [Case]].self, from: Data(contentsOf: url))["cases"]) ?? []
  }()

  /// What MINPACK solves, from the same starts, as often as there are two ways: sigmoids from ones, and a peak of 1e-15 high
  /// from an amplitude of 1.
  @Test(arguments: [LevenbergMarquardt.Factorization.qr, .cholesky])
  func solvesWhatMINPACKSolves(factorization: LevenbergMarquardt.Factorization) throws {
    #expect(Self.cases.count == 41)
    for c in Self.cases {
      let curve = Curve(model: c.model, x: c.x, y: c.y)
      for limits in [MinimizationLimits(), MinimizationLimits(gradientNorm: 0)] {
        let result = try curve.minimized(from: c.start, by: LevenbergMarquardt(factorization), limits: limits)
        #expect(2 * result.value <= c.sumOfSquares * (1 + 1e-9), "\(c.name): \(result) at \(result.x)")
        // A logistic curve has two sets of parameters: a and b may both have the other sign.
        #expect(
          c.model == .logistic || zip(result.x, c.parameters).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) },
          "\(c.name): \(result.x) for \(c.parameters)")
        #expect(result.reason == (limits.gradientNorm > 0 ? .converged : .rounding), "\(c.name): \(result)")
      }
    }
  }

  /// a e^(−cx) + d from (1, 1, 1), where two columns of J are 1e-174: what is left is the mean of the data, d = 24.2, with
  /// ½ Σ (y − 24.2)² = 5841.8.
  @Test(arguments: [LevenbergMarquardt.Factorization.qr, .cholesky])
  func goesOnWhereColumnsAreNearlyZero(factorization: LevenbergMarquardt.Factorization) throws {
    let curve = Curve(
      model: .decay, x: (0..<10).map { 399.75 + 589.5 * Double($0) }, y: [109, 62, 39, 13, 10, 4, 2, 0, 1, 2])
    for minimize in [
      { try curve.minimized(from: [1, 1, 1], by: LevenbergMarquardt(factorization)) },
      { try curve.minimized(from: [1, 1, 1], by: .lBFGS) },
      { try curve.minimized(from: [1, 1, 1], by: .trustRegionNewton) },
    ] as [() throws -> MinimizationResult] {
      let result = try minimize()
      #expect(result.value <= 5841.8 * (1 + 1e-14), "\(result)")
      #expect(result.reason == .converged, "\(result)")
    }
  }

  /// With variables and data in other units, powers of two, every iterate is the same to the last bit, but for these.
  @Test(arguments: [LevenbergMarquardt.Factorization.qr, .cholesky], [-300, -40, 0, 40, 300])
  func unitsChangeNoBit(factorization: LevenbergMarquardt.Factorization, exponent: Int) throws {
    // Only differences in the last bits of exponentials would change iterates: all arguments are the same.
    for c in Self.cases.prefix(6) {
      let plain = Curve(model: c.model, x: c.x, y: c.y)
      let units = [0x1p20, 0x1p-30, 0x1p7, 0x1p-3].map { exponent == 0 ? $0 : 1 }
      let other = Curve(
        model: c.model, x: c.x, y: c.y, data: Double(sign: .plus, exponent: exponent, significand: 1), units: units)
      func path(_ curve: Curve, _ start: [Double]) throws -> [[Double]] {
        var run = Minimization(
          of: curve, from: start, by: LevenbergMarquardt(factorization), limits: MinimizationLimits(gradientNorm: 0))
        var path: [[Double]] = []
        while try run.next() != nil { path.append(run.point.x) }
        #expect(run.stopReason == .rounding, "\(c.name): \(run.result)")
        return path
      }
      let expected = try path(plain, c.start).map { zip($0, units).map { $0 * $1 } }
      #expect(try path(other, zip(c.start, units).map { $0 * $1 }) == expected, "\(c.name), 2^\(exponent)")
    }
  }

  /// By powers of ten, whose rounding differs, to what rounding leaves.
  @Test(arguments: [-30.0, -15, -7, 7, 15, 30])
  func powersOfTenChangeNothing(exponent: Double) throws {
    for c in Self.cases.prefix(10) {
      let scale = pow(10, exponent)
      let curve = Curve(model: c.model, x: c.x, y: c.y, data: scale)
      let result = try curve.minimized(from: c.start, by: .levenbergMarquardt)
      #expect(
        zip(result.x, c.parameters).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) },
        "\(c.name), 10^\(exponent): \(result.x) for \(c.parameters)")
      #expect(result.reason == .converged || result.reason == .rounding, "\(c.name): \(result)")
    }
  }
}
