import Nabla
import Testing

/// Unknown coefficients of equations, and where the residuals of an equation are large.
@Suite struct CoefficientEstimatesTests {
  /// y′ = θ.
  private struct Slope: DifferentialResidual {
    let derivatives: [InputDerivative] = [.first(0)]
    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      p.derivative(0) - p.coefficient(0)
    }
  }

  /// With y = ax + b the equation y′ = θ is met, and θ is the slope of the regression line: its estimate, its standard error and
  /// the degrees of freedom are those of linear regression, whatever the weights of the terms are.
  @Test(arguments: [1.0, 1e-3, 1e4])
  func theSlopeOfALineIsThatOfLinearRegression(weight: Double) throws {
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Output() }
    network.initialize(.glorot, seed: 1)
    let x: [Double] = [0, 1, 2, 3, 4, 5, 6, 7]
    let t: [Double] = [1.5, 2.25, 5, 6.5, 9.5, 10, 13, 15.25]
    let objective = DifferentialObjective(
      network,
      terms: [
        .residual(Slope(), at: Matrix(column: [0, 2.5, 9]), weight: weight),
        .measurements(at: Matrix(column: x), equal: Matrix(column: t), weight: 0.25),
      ], coefficients: [0])
    let result = try objective.minimized(
      from: objective.start, by: .levenbergMarquardt, limits: MinimizationLimits(gradientNorm: 0))
    let found = objective.estimates(at: result.x)
    let n = Double(x.count)
    let (meanX, meanT) = (x.reduce(0, +) / n, t.reduce(0, +) / n)
    let squares: Double = x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let slope: Double = zip(x, t).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanT) } / squares
    let rest: Double = zip(x, t).reduce(0) { sum, point in
      let r: Double = point.1 - meanT - slope * (point.0 - meanX)
      return sum + r * r
    }
    // Rounding of the normal equations of terms whose weights differ by up to 4 · 10⁴.
    expectClose(found.values + found.standardErrors, [slope, (rest / (n - 2) / squares).squareRoot()], within: 1e-9)
    expectClose([found.noiseVariance, found.degreesOfFreedom], [rest / (n - 2), n - 2], within: 1e-9)
    // The 0.975 quantile of Student's distribution with 6 degrees of freedom.
    let interval = found.interval(0)
    expectClose(
      [(interval.upperBound - interval.lowerBound) / 2 / found.standardErrors[0]], [2.446911851144969], within: 1e-9)
  }

  /// At the points of a term the norms are those of its residuals.
  @Test func normsAreThoseOfTheResiduals() {
    struct Both: DifferentialResidual {
      let derivatives: [InputDerivative] = [.first(0), .second(0, 1)]
      let count = 2
      func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
        p.derivative(k) - p.coefficient(0) * p.y() * p.x(1)
      }
    }
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(5, .tanh) }
    network.initialize(.glorot, seed: 2)
    let points = Points.sobol(30, in: [0...1, -1...1])
    let objective = DifferentialObjective(
      network, terms: [.residual(Both(), at: points, weight: 9)], coefficients: [0.5])
    let r = objective.residuals(at: objective.start)
    let expected = (0..<30).map { (n: Int) -> Double in
      let (first, second): (Double, Double) = (r[2 * n], r[2 * n + 1])
      return (first * first + second * second).squareRoot() / 3
    }
    expectClose(
      objective.residualNorms(ofTerm: 0, at: points, x: objective.start), expected, within: Tolerance.closedForm)
  }
}
