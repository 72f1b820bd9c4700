import Foundation
import Testing

@testable import Nabla

/// Ridge regression: its minimum, its path and the choice by cross-validation.
@Suite struct RidgeTests {
  @Test func ridgeMinimizesThePenalizedError() throws {
    let x = SolveTests.random(80, 4, seed: 15)
    let labels = SolveTests.labels(x, classes: 3, seed: 16)
    let cases: [(Likelihood, any TargetsConvertible)] = [
      (.gaussian, SolveTests.targets(x, outputs: 1, seed: 17)),
      (.bernoulli, Matrix(column: labels.map { $0 == 2 ? 1.0 : 0 })),
      (.categorical(classes: 3), labels),
    ]
    for (likelihood, t) in cases {
      let network = Network<Double>(inputs: 4, likelihood: likelihood)
      let fit = try network.solve(x, t, ridge: 2.5, softmax: .symmetric)
      let weights = 4 * likelihood.outputs
      for (i, g) in fit.network.gradient(x, t.targets(of: Double.self)).enumerated() {
        #expect(abs(g + (i < weights ? 2.5 * fit.network.parameters[i] : 0)) <= 1e-9, "\(likelihood.name)")
      }
      let free = try network.solve(x, t, softmax: .symmetric)
      #expect(fit.summary.residualDegreesOfFreedom > free.summary.residualDegreesOfFreedom)
      #expect(fit.summary.ridge == 2.5)
    }
  }

  @Test func crossValidationTakesTheBestCandidate() throws {
    let x = SolveTests.random(50, 6, seed: 18)
    let labels = SolveTests.labels(x, classes: 2, seed: 19)
    let candidates = [0.01, 1, 10, 100]
    let cases: [(Likelihood, Matrix<Double>)] = [
      (.gaussian, SolveTests.targets(x, outputs: 1, seed: 20)), (.bernoulli, Matrix(column: labels.map(Double.init))),
    ]
    for (likelihood, t) in cases {
      let network = Network<Double>(inputs: 6, likelihood: likelihood)
      let fit = try network.solve(
        x, t, ridge: .crossValidated(folds: 5, candidates: candidates, standardized: false, seed: 3))
      let problem = try LinearProblem(
        network: network, x, .values(t), weights: nil, holding: [], names: nil, confidenceLevel: 0.9)
      let classes = likelihood.family == .gaussian ? nil : labels
      let folds = try problem.folds(5, seed: 3, classes: classes)
      #expect(folds.flatMap { $0 }.sorted() == Array(0..<50))
      let errors = try candidates.map { lambda in
        try folds.reduce(0.0) { sum, fold in
          let inside = (0..<50).filter { !fold.contains($0) }
          let part = try network.solve(x.rows(at: inside), t.rows(at: inside), ridge: .strength(lambda))
          return sum + part.network.loss(x.rows(at: fold), t.rows(at: fold))
        }
      }
      let best = errors.indices.min { errors[$0] < errors[$1] }!
      #expect(fit.summary.ridge == candidates[best], "\(likelihood.name): \(errors)")
      // The curve is of means: of squares, or of −ln p.
      let scale: Double = likelihood.family == .gaussian ? 2 / 50 : 1 / 50
      let points = try #require(fit.summary.crossValidation?.points)
      #expect(points.map(\.strength) == candidates && fit.summary.crossValidation?.folds == 5)
      for (point, error) in zip(points, errors) { #expect(abs(point.error - scale * error) <= 1e-9 * point.error) }
    }
  }

  /// One decomposition for all ridges gives what each gives alone, with biases at any place and columns that depend on others.
  @Test(arguments: BackendChoice.available) func aRidgePathHasTheSolutionsOfItsRidges(backend: BackendChoice) throws {
    for (isDependent, scales) in [
      (false, [1, 2, 1, 1, 0]), (false, [0, 1, 1, 0, 0.5]), (false, [1, 1, 1, 1, 1]), (true, [1, 3, 1, 1, 0]),
    ] as [(Bool, [Double])] {
      var design = LinearAlgebraTests.random(20, 7, seed: 33)
      if isDependent { for i in 0..<20 { design[i, 1] = design[i, 0] + 2 * design[i, 4] } }
      let triangle = QRFactorization(design, using: backend.linearAlgebra).r
      let problem = LeastSquares(triangle: triangle, design: 5, using: backend.linearAlgebra)
      let path = try RidgePath(problem, scales: scales)
      let dependence = try ColumnDependence(
        problem.r, scaled: problem.scaledSingularValues(), lengths: problem.lengths, of: Self.columns(problem))
      #expect(dependence.rank == (isDependent ? 4 : 5))
      for lambda in [1e-6, 0.3, 20, 1e6] {
        let expected = try problem.solve(ridge: lambda, scales: scales, dependence).coefficients
        // Of dependent columns the ridge alone holds up the least singular value, √λ; rounding moves the solution of least
        // squares by some ε κ² (P.-Å. Wedin, BIT 13, 1973).
        let squares = design.elements.reduce(0) { $0 + $1 * $1 }
        expectClose(
          path.coefficients(ridge: lambda).elements, expected.elements,
          within: isDependent ? max(1e-12, .ulpOfOne * squares / lambda) : 1e-12, "λ = \(lambda)")
      }
    }
    let empty = LeastSquares(triangle: ColumnMatrix(rows: 2, columns: 2), design: 0, using: backend.linearAlgebra)
    #expect(try RidgePath(empty, scales: []).coefficients(ridge: 1).rows == 0)
    let nan = LeastSquares(
      triangle: ColumnMatrix(rows: 2, columns: 2, elements: [.nan, 0, 1, 1]), design: 1, using: backend.linearAlgebra)
    #expect(throws: SolverError.noSingularValues) { try RidgePath(nan, scales: [1]) }
  }

  /// The triangle itself as a design.
  private static func columns(_ problem: LeastSquares) -> TallColumns {
    TallColumns(
      rows: problem.p, examples: problem.p, count: problem.p, routines: problem.routines, threads: 1
    ) { range, columns, memory in
      for (place, j) in columns.enumerated() {
        for (row, i) in range.enumerated() { memory[place * range.count + row] = problem.r[i, j] }
      }
    }
  }

  @Test func rareClassesAreDealtToSeveralFolds() throws {
    let x = SolveTests.random(30, 2, seed: 48)
    // Two examples of one class, which shuffling alone may put into one of two folds.
    let labels = (0..<30).map { $0 == 4 || $0 == 17 ? 1 : 0 }
    let binary = Matrix(column: labels.map(Double.init))
    let three = labels.enumerated().map { $0.element == 1 ? 2 : $0.offset % 2 }
    for seed in 1...6 as ClosedRange<UInt64> {
      let ridge = Ridge.crossValidated(folds: 2, candidates: [0.1, 1], seed: seed)
      _ = try Network<Double>(inputs: 2, likelihood: .bernoulli).solve(x, binary, ridge: ridge)
      _ = try Network<Double>(inputs: 2, likelihood: .categorical(classes: 3)).solve(x, three, ridge: ridge)
    }
    let problem = try LinearProblem(
      network: Network<Double>(inputs: 2, likelihood: .bernoulli), x, .values(binary),
      weights: (0..<30).map { $0 < 3 ? 0 : 1 }, holding: [], names: nil, confidenceLevel: 0.95)
    let folds = try problem.folds(4, seed: 5, classes: three)
    #expect(folds.flatMap { $0 }.sorted() == Array(3..<30))
    for k in 0..<3 {
      let counts = folds.map { $0.count { three[$0] == k } }
      #expect(counts.max()! - counts.min()! <= 1)
    }
  }

  /// Leaving one count out at a time, where inputs say nothing: the mean over i of −ln p(tᵢ) with the mean of the others. Errors
  /// without ln t! are negative, and so are those of densities above 1: the smallest is found all the same.
  @Test func crossValidatedErrorsAreNegativeLogLikelihoods() throws {
    let counts: [Double] = [31, 45, 38, 52]
    let x = Matrix<Double>(rows: 4, columns: 1)
    let poisson = try Network<Double>(inputs: 1, likelihood: .poisson()).solve(
      x, Matrix(column: counts), ridge: .crossValidated(folds: 4, candidates: [1, 2]))
    let times = counts.map { $0 / 1e4 }
    let gamma = try Network<Double>(inputs: 1, likelihood: .gamma()).solve(
      x, Matrix(column: times), ridge: .crossValidated(folds: 4, candidates: [1, 2]))
    var expected = (poisson: 0.0, gamma: 0.0)
    for i in 0..<4 {
      let mean = (counts.reduce(0, +) - counts[i]) / 3
      expected.poisson += (mean - counts[i] * log(mean) + lgamma(counts[i] + 1)) / 4
      // An exponential distribution.
      expected.gamma += (counts[i] / mean + log(mean / 1e4)) / 4
    }
    #expect(expected.gamma < 0)
    for (fit, error) in [(poisson, expected.poisson), (gamma, expected.gamma)] {
      let points = try #require(fit.summary.crossValidation?.points)
      #expect(points.count == 2)
      for point in points { #expect(abs(point.error - error) <= 1e-9 * error.magnitude, "\(point.error), \(error)") }
    }
  }

  @Test func crossValidationNeedsExamples() {
    let one = Matrix([[1.0, 2]])
    for likelihood in [Likelihood.gaussian, .bernoulli] {
      #expect {
        try Network<Double>(inputs: 2, likelihood: likelihood).solve(
          one, Matrix(column: [0.5]), ridge: .crossValidated())
      } throws: { "\($0)".contains("one example") }
    }
    // One of two examples has no weight.
    #expect(throws: SolverError.self) {
      try Network<Double>(inputs: 1, likelihood: .gaussian).solve(
        Matrix(column: [1.0, 2]), Matrix(column: [1.0, 2]), weights: [1, 0], ridge: .crossValidated())
    }
    // One example of a class.
    #expect {
      try Network<Double>(inputs: 1, likelihood: .categorical(classes: 3)).solve(
        Matrix(column: [1.0, 2, 3, 4, 5]), [0, 1, 0, 1, 2], ridge: .crossValidated(folds: 2))
    } throws: { "\($0)".contains("class 2 has too few examples") }
  }
}
