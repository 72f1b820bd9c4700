import Foundation
import Testing

@testable import Nabla

/// Levenberg and Marquardt's method on problems with certified results.
@Suite struct LevenbergMarquardtTests {
  /// The residuals of the one problem whose sum of squares, 1.43e-25, is made of the rounding of its data: in `Double` two to
  /// three digits of it are to be had.
  static func digitsOfErrors(_ name: String) -> Double { name == "Lanczos1" ? 2 : 6 }

  @Test(arguments: NISTProblem.names)
  func certifiedValues(name: String) throws {
    let problem = try NISTProblem(name)
    for (i, start) in problem.starts.enumerated() {
      let fit = try NISTResiduals(problem: problem).fitted(from: start)
      let parameters = NISTProblem.digits(fit.parameters, problem.parameters)
      let errors = NISTProblem.digits(fit.standardErrors, problem.standardErrors)
      let sum = NISTProblem.digits([fit.residualSumOfSquares], [problem.residualSumOfSquares])
      #expect(sum >= Self.digitsOfErrors(name), "\(name), start \(i + 1): \(fit)")
      #expect(parameters >= 6, "\(name), start \(i + 1): \(fit)")
      #expect(errors >= Self.digitsOfErrors(name), "\(name), start \(i + 1): \(fit)")
    }
  }

  @Test(arguments: NISTNetworks.names)
  func certifiedValuesAsNetworks(name: String) throws {
    let problem = try NISTProblem(name)
    let model = try #require(NISTNetworks.all.first { $0.names.contains(name) })
    let rows = problem.y.indices.map { i in model.inputs(problem.x.map { $0[i] }) }
    let data = try Dataset(inputs: Matrix(rows), targets: Matrix(column: problem.y))
    for (i, start) in problem.starts.enumerated() {
      var network = model.network(inputs: rows[0].count)
      network.parameters = model.weights(start)
      let objective = NetworkObjective(network, on: data, reduction: .sum, frozen: model.frozen)
      let result = try objective.minimized(
        from: objective.start, by: .levenbergMarquardt, limits: MinimizationLimits(gradientNorm: 0))
      let fit = objective.fit(at: result)
      let estimates = model.estimates(fit)
      let parameters = NISTProblem.digits(estimates.parameters, problem.parameters)
      let errors = NISTProblem.digits(estimates.standardErrors, problem.standardErrors)
      #expect(parameters >= 6, "\(name), start \(i + 1): \(fit)")
      #expect(errors >= Self.digitsOfErrors(name), "\(name), start \(i + 1): \(fit)")
    }
  }

  /// The normal equations lose up to half the digits, but no more.
  @Test(arguments: ["Thurber", "Gauss1", "Chwirut2", "Misra1a", "Kirby2", "Eckerle4", "Hahn1", "MGH09"])
  func certifiedValuesByCholesky(name: String) throws {
    let problem = try NISTProblem(name)
    let residuals = NISTResiduals(problem: problem)
    for (i, start) in problem.starts.enumerated() {
      let fit = try residuals.fitted(from: start, by: LevenbergMarquardt(.cholesky))
      let digits = NISTProblem.digits(fit.parameters, problem.parameters)
      #expect(digits >= 6, "\(name), start \(i + 1), \(digits) digits: \(fit)")
    }
  }

  /// The step in a ball is where −(JᵀJp + Jᵀr) = μp with μ ≥ 0, and μ = 0 inside: the two factorisations agree on it.
  @Test func bothFactorizationsSolveTheLinearModel() throws {
    let jacobian = LinearAlgebraTests.random(12, 5, seed: 21)
    let r = LinearAlgebraTests.random(12, 1, seed: 22).elements
    let damped = try #require(DampedNormalEquations(jacobian, r))
    let gradient = jacobian.times(r, transposed: true)
    let eigen = try #require(SymmetricEigenvalues(jacobian.gram(), vectors: true))
    let spectral = TrustRegionSubproblem(
      eigenvalues: eigen.values, eigenvectors: try #require(eigen.vectors).elements, gradient: gradient)
    let whole = damped.solution(radius: 1e9)
    #expect(!whole.isAtBoundary)
    expectClose(whole.step, spectral.solution(radius: 1e9).step, within: 1e-12, "the whole step")
    for part in [0.9, 0.3, 1e-2, 1e-6] {
      let radius = part * DenseVector.norm(whole.step)
      let solution = damped.solution(radius: radius)
      let length = DenseVector.norm(solution.step)
      #expect(solution.isAtBoundary && abs(length - radius) <= 0.1 * radius, "\(length) for \(radius)")
      // The exact minimum in the ball of that length.
      let exact = spectral.solution(radius: length)
      expectClose(solution.step, exact.step, within: 1e-8 * length, "a step of \(length)")
      #expect(abs(solution.reduction - exact.reduction) <= 1e-8 * exact.reduction)
      let moved = zip(r, jacobian.times(solution.step)).map { $0 + $1 }
      let gain = (DenseVector.dot(r, r) - DenseVector.dot(moved, moved)) / 2
      #expect(abs(solution.reduction - gain) <= 1e-9 * DenseVector.dot(r, r))
    }
  }

  /// Columns that depend on each other, and one of zeros: the normal equations have many solutions.
  @Test func choleskyBearsUndeterminedParameters() throws {
    struct Sum: ResidualExpression {
      let dimension = 4
      let residualCount = 5
      func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N] {
        (0..<5).map { i in x[0] + x[1] + N(Double(i)) * x[2] - N([1, 3.1, 4.9, 7, 9.2][i]) }
      }
    }
    let limits = MinimizationLimits(gradientNorm: 1e-11)
    let result = try Sum().minimized(from: [3, 0, 0, 7], by: LevenbergMarquardt(.cholesky), limits: limits)
    #expect(result.reason == .converged && result.iterations <= 10, "\(result)")
    #expect(abs(result.x[2] - 2.03) <= 1e-10 && abs(result.x[0] + result.x[1] - 0.98) <= 1e-10, "\(result.x)")
    // Of all solutions nearly that nearest to the start.
    #expect(abs(result.x[0] - result.x[1] - 3) <= 1e-3 && result.x[3] == 7, "\(result.x)")
  }

  /// A factor of a singular JᵀJ, which rounding may make, is of no use: its step is long where no residual says how long.
  @Test func choleskyStaysOutOfTheNullSpace() throws {
    for seed in 0..<20 as Range<UInt64> {
      var jacobian = LinearAlgebraTests.random(12, 6, seed: seed)
      for i in 0..<12 { jacobian[i, 5] = (0..<5).reduce(0) { $0 + jacobian[i, $1] } }
      let r = LinearAlgebraTests.random(12, 1, seed: seed + 100).elements
      let step = try #require(DampedNormalEquations(jacobian, r)).solution(radius: 1e9).step
      // The combination of columns that is 0.
      let part = (step[0] + step[1] + step[2] + step[3] + step[4] - step[5]) / 6.squareRoot()
      #expect(abs(part) <= 1e-2 * DenseVector.norm(step), "seed \(seed): \(step)")
      let fitted = zip(r, jacobian.times(step)).map { $0 + $1 }
      for g in jacobian.times(fitted, transposed: true) { #expect(abs(g) <= 1e-8, "seed \(seed)") }
    }
  }

  /// A gradient that is finite, where the Jacobian is not, or where its columns have no finite length.
  @Test(arguments: [LevenbergMarquardt.Factorization.qr, .cholesky])
  func infiniteDerivativesAreNoRounding(factorization: LevenbergMarquardt.Factorization) throws {
    struct Broken: ResidualObjective {
      let dimension = 1
      let residualCount = 2
      let slope: Double
      func residuals(at x: [Double], into r: inout [Double], jacobian: UnsafeMutableBufferPointer<Double>?) {
        r = [x[0], 1]
        jacobian?[0] = 1
        jacobian?[1] = slope
      }
      func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
        gradient[0] = x[0]
        return (x[0] * x[0] + 1) / 2
      }
    }
    struct Steep: ResidualExpression {
      let dimension = 1
      let residualCount = 4
      func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N] { (0..<4).map { _ in 1e308 * x[0] - 2 } }
    }
    let method = LevenbergMarquardt(factorization)
    for slope in [Double.infinity, .nan] {
      let result = try Broken(slope: slope).minimized(from: [1], by: method)
      #expect(result.reason == .notFinite && result.x == [1], "\(result)")
    }
    // Four times 1e308 times ¼ is finite, the length of four times 1e308 is not.
    let result = try Steep().minimized(from: [2.25e-308], by: method)
    #expect(result.reason == .notFinite && result.x == [2.25e-308], "\(result)")
  }

  /// The Jacobian has a column for each parameter that changes, and the budget counts those only.
  @Test func frozenParametersTakeNoMemory() throws {
    var network = Network<Double>(inputs: 2, likelihood: .gaussian) { Dense(40, .tanh) }
    network.initialize(.uniform(bound: 1), seed: 3)
    var generator = SeededGenerator(seed: 4)
    let x = Matrix(rows: 50, columns: 2, elements: (0..<100).map { _ in generator.normal() })
    let data = try Dataset(inputs: x, targets: Matrix(column: (0..<50).map { x[$0, 0] * x[$0, 1] }))
    let last = network.architecture.outputLayer.blocks[0].offset
    // 50 residuals in the 41 parameters of the last layer, of 161; three matrices of 50 + 41 rows.
    let budget = 3 * 8 * (50 + 41) * 41
    func minimized(_ frozen: Range<Int>, budget: Int) throws -> MinimizationResult {
      try network.minimized(on: data, by: LevenbergMarquardt(memoryBudget: budget), frozen: frozen).result
    }
    #expect(network.architecture.parameterCount == 161 && last == 120)
    #expect(try minimized(0..<last, budget: budget).x.count == 41)
    #expect(throws: MemoryBudgetError.self) { try minimized(0..<last, budget: budget - 1) }
    #expect(throws: MemoryBudgetError.self) { try minimized(0..<0, budget: budget) }
  }

  /// A network that is linear in its parameters has one report, whoever solves it.
  @Test(arguments: [NetworkObjective.Reduction.sum, .mean])
  func reportEqualsThatOfALinearFit(reduction: NetworkObjective.Reduction) throws {
    var generator = SeededGenerator(seed: 8)
    let x = Matrix(rows: 40, columns: 3, elements: (0..<120).map { _ in generator.normal() })
    let t = Matrix(column: (0..<40).map { x[$0, 0] - 2 * x[$0, 2] + 1 + generator.normal() })
    // One of the examples does not count.
    let weights = (0..<40).map { $0 == 7 ? 0 : generator.uniform() + 0.1 }
    let network = Network<Double>(inputs: 3, likelihood: .gaussian)
    let expected = try network.solve(x, t, weights: weights).summary
    let objective = NetworkObjective(
      network, on: try Dataset(inputs: x, targets: t, weights: weights), reduction: reduction)
    let fit = objective.fit(
      at: try objective.minimized(
        from: objective.start, by: .levenbergMarquardt, limits: MinimizationLimits(gradientNorm: 0)))
    let report = fit.summary
    func expectClose(_ a: Double?, _ b: Double?, _ what: String) throws {
      let (a, b) = (try #require(a, "\(what)"), try #require(b, "\(what)"))
      #expect(abs(a - b) <= 1e-10 * max(abs(b), 1e-3), "\(what): \(a) and \(b)")
    }
    #expect(report.coefficients.map(\.parameter) == expected.coefficients.map(\.parameter))
    for (a, b) in zip(report.coefficients, expected.coefficients) {
      try expectClose(a.estimate, b.estimate, "estimate of \(a.name)")
      try expectClose(a.standardError, b.standardError, "standard error of \(a.name)")
      try expectClose(a.statistic, b.statistic, "t of \(a.name)")
      try expectClose(a.pValue, b.pValue, "p of \(a.name)")
      try expectClose(a.confidenceInterval?.lower, b.confidenceInterval?.lower, "interval of \(a.name)")
    }
    #expect(report.examples == 39 && report.residualDegreesOfFreedom == 35 && expected.examples == 39)
    try expectClose(report.noise[0].maximumLikelihood, expected.noise[0].maximumLikelihood, "σ²")
    try expectClose(report.noise[0].unbiased, expected.noise[0].unbiased, "unbiased σ²")
    try expectClose(report.noise[0].rSquared, expected.noise[0].rSquared, "R²")
    try expectClose(report.noise[0].adjustedRSquared, expected.noise[0].adjustedRSquared, "adjusted R²")
    try expectClose(report.logLikelihood, expected.logLikelihood, "log-likelihood")
    try expectClose(report.bayesianCriterion, expected.bayesianCriterion, "BIC")
    try expectClose(report.scaledConditionNumber, expected.scaledConditionNumber, "condition")
    #expect(try JSONDecoder().decode(FitSummary.self, from: JSONEncoder().encode(report)) == report)
  }

  /// Two parameters of which only the sum matters.
  @Test func undeterminedParametersAreReported() throws {
    struct Sum: ResidualExpression {
      let dimension = 3
      let residualCount = 5
      func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N] {
        (0..<5).map { i in x[0] + x[1] + N(Double(i)) * x[2] - N([1, 3.1, 4.9, 7, 9.2][i]) }
      }
    }
    let fit = try Sum().fitted(from: [0, 0, 0])
    #expect(fit.rank == 2 && fit.condition == .infinity)
    #expect(fit.standardErrors[0] == .infinity && fit.standardErrors[1] == .infinity)
    // The slope of a straight line: Σ (t − t̄)(y − ȳ) / Σ (t − t̄)² = 20.3 / 10, and its error.
    #expect(abs(fit.parameters[2] - 2.03) <= 1e-13)
    let squares = fit.residualSumOfSquares / 2
    #expect(abs(fit.standardErrors[2] - (squares / 10).squareRoot()) <= 1e-13)
    // Of all solutions the one nearest to the start.
    #expect(abs(fit.parameters[0] - fit.parameters[1]) <= 1e-13)
  }

  /// Least squares on a linear network: one step, and the same with example weights and a penalty as the closed form.
  @Test func linearNetworksTakeOneStep() throws {
    var generator = SeededGenerator(seed: 6)
    let x = Matrix(rows: 30, columns: 3, elements: (0..<90).map { _ in generator.normal() })
    let t = Matrix(rows: 30, columns: 2, elements: (0..<60).map { _ in generator.normal() })
    let data = try Dataset(inputs: x, targets: t, weights: (0..<30).map { _ in generator.uniform() + 0.1 })
    let network = Network<Double>(inputs: 3, likelihood: .gaussian(outputs: 2))
    for l2 in [0, 0.3] {
      let objective = NetworkObjective(network, on: data, l2: l2)
      let result = try objective.minimized(
        from: objective.start, by: .levenbergMarquardt, limits: MinimizationLimits(gradientNorm: 1e-13))
      #expect(result.reason == .converged && result.iterations <= 2, "\(result)")
      let newton = try objective.minimized(from: objective.start, by: .trustRegionNewton)
      expectClose(result.x, newton.x, within: 1e-12, "λ = \(l2)")
    }
  }

  /// Where there are fewer residuals than parameters, the standard deviation is unknown, also of residuals that are 0.
  @Test func noDegreesOfFreedomHaveNoDeviation() throws {
    let network = Network<Double>(inputs: 2, likelihood: .gaussian)
    for target in [0.0, 1] {
      let data = try Dataset<Double>(inputs: Matrix([[1, 2]]), targets: Matrix(column: [target]))
      let objective = NetworkObjective(network, on: data, reduction: .sum)
      let problem = try #require(objective.leastSquares)
      let fit = objective.fit(at: try problem.minimized(from: [0, 0, 0], by: LevenbergMarquardt()))
      #expect(fit.degreesOfFreedom < 0)
      let deviation = fit.residualStandardDeviation
      #expect(deviation.isNaN || deviation == .infinity, "\(deviation)")
    }
  }
}
