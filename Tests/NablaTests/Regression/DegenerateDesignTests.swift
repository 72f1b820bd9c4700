import Foundation
import Testing

@testable import Nabla

/// Designs and data that have no unique solution, or none.
@Suite struct DegenerateDesignTests {
  static let x = SolveTests.random(40, 2, seed: 31)

  static func network(_ inputs: Int, _ likelihood: Likelihood = .gaussian, bias: Bool = true) -> Network<Double> {
    Network(inputs: inputs, likelihood: likelihood) { Output(bias: bias) }
  }

  /// The design with its second column twice.
  static let duplicated = Matrix((0..<40).map { [x[$0, 0], x[$0, 1], x[$0, 1]] })

  // MARK: - Rank

  @Test func duplicateColumnsShareTheWeight() throws {
    let t = SolveTests.targets(Self.x, outputs: 1, seed: 32)
    let labels = Matrix(column: SolveTests.labels(Self.x, classes: 2, seed: 33).map(Double.init))
    for (likelihood, t) in [(Likelihood.gaussian, t), (.bernoulli, labels)] {
      let unique = try Self.network(2, likelihood).solve(Self.x, t)
      let fit = try Self.network(3, likelihood).solve(Self.duplicated, t)
      let (w, v) = (fit.network.parameters, unique.network.parameters)
      // The smallest norm gives each copy half.
      for (a, b) in zip(w, [v[0], v[1] / 2, v[1] / 2, v[2]]) { #expect(abs(a - b) <= 1e-10, "\(likelihood.name)") }
      let (s, u) = (fit.standardErrors.map { $0! }, unique.standardErrors.map { $0! })
      for (a, b) in zip(s, [u[0], u[1] / 2, u[1] / 2, u[2]]) { #expect(abs(a - b) <= 1e-9 * b, "\(likelihood.name)") }
      #expect(fit.summary.rank == 3 && fit.summary.fullRank == 4)
      #expect(fit.summary.conditionNumber == nil && fit.summary.scaledConditionNumber == nil)
      #expect(fit.summary.notes.contains { $0.contains("rank 3 of 4") && $0.contains("minimum norm") })
      #expect(fit.summary.description.contains("condition number infinite"))
      #expect(fit.summary.residualDegreesOfFreedom == unique.summary.residualDegreesOfFreedom)
    }
  }

  @Test func constantColumnSharesWithTheBias() throws {
    let t = SolveTests.targets(Self.x, outputs: 1, seed: 34)
    let unique = try Self.network(2).solve(Self.x, t).network.parameters
    let fit = try Self.network(3).solve(Matrix((0..<40).map { [Self.x[$0, 0], Self.x[$0, 1], 3] }), t)
    // 3w + b = b₀ with the smallest w² + b².
    for (a, b) in zip(fit.network.parameters, [unique[0], unique[1], unique[2] * 0.3, unique[2] * 0.1]) {
      #expect(abs(a - b) <= 1e-11)
    }
    #expect(fit.summary.rank == 3)
  }

  /// One-hot columns add up to the constant of the bias; under a ridge, which spares the bias, the minimum is unique and
  /// not in the row space.
  @Test func ridgeOfADependentDesignIsTheMinimum() throws {
    let oneHot = Matrix((0..<40).map { i in (0..<4).map { $0 == i * i % 7 % 4 ? 1.0 : 0 } })
    let constant = Matrix((0..<40).map { [Self.x[$0, 0], Self.x[$0, 1], Self.x[$0, 1], 3] })
    let labels = SolveTests.labels(Self.x, classes: 3, seed: 43)
    let cases: [(Likelihood, any TargetsConvertible)] = [
      (.gaussian, SolveTests.targets(Self.x, outputs: 1, seed: 44)),
      (.bernoulli, Matrix(column: labels.map { $0 == 2 ? 1.0 : 0 })), (.categorical(classes: 3), labels),
    ]
    for x in [oneHot, constant] {
      for (likelihood, t) in cases {
        let network = Self.network(4, likelihood)
        let fit = try network.solve(x, t, ridge: 2, softmax: .symmetric)
        let (w, weights) = (fit.network.parameters, 4 * likelihood.outputs)
        for (i, g) in fit.network.gradient(x, t.targets(of: Double.self)).enumerated() {
          #expect(abs(g + (i < weights ? 2 * w[i] : 0)) <= 1e-8, "\(likelihood.name)")
        }
        #expect(fit.summary.rank < 5 && fit.summary.fullRank == 5, "\(likelihood.name)")
        #expect(fit.summary.conditionNumber == nil, "\(likelihood.name)")
        #expect(!fit.summary.notes.contains { $0.contains("minimum norm") && $0.contains("design") })
        let free = try network.solve(
          x,
          Matrix(
            rows: 40, columns: likelihood.outputs,
            elements: Array(repeating: 1 / Double(max(likelihood.outputs, 2)), count: 40 * likelihood.outputs)))
        #expect(free.summary.notes.contains { $0.contains("minimum norm") && $0.contains("design") })
      }
    }
  }

  @Test func unitsDoNotChangeTheRank() throws {
    let t = SolveTests.targets(Self.x, outputs: 1, seed: 35)
    let scaled = Matrix((0..<40).map { [Self.x[$0, 0] * 1e-6, Self.x[$0, 1] * 1e6] })
    let fit = try Self.network(2).solve(scaled, t)
    #expect(fit.summary.rank == 3)
    #expect(fit.summary.conditionNumber! > 1e11 && fit.summary.scaledConditionNumber! < 10)
    let plain = try Self.network(2).solve(Self.x, t).network.parameters
    #expect(abs(fit.network.parameters[0] * 1e-6 - plain[0]) <= 1e-12)
  }

  @Test func columnsOfZerosGetNoWeight() throws {
    let t = SolveTests.targets(Self.x, outputs: 1, seed: 36)
    let fit = try Self.network(3).solve(Matrix((0..<40).map { [Self.x[$0, 0], 0, Self.x[$0, 1]] }), t)
    #expect(abs(fit.network.parameters[1]) <= 1e-15 && fit.summary.rank == 3)
  }

  @Test func moreColumnsThanRows() throws {
    let x = SolveTests.random(5, 9, seed: 37)
    let t = SolveTests.targets(x, outputs: 1, seed: 38)
    let fit = try Self.network(9).solve(x, t)
    #expect(fit.summary.rank == 5 && fit.summary.fullRank == 10)
    for (y, t) in zip(fit.network.predict(x).elements, t.elements) { #expect(abs(y - t) <= 1e-12) }
    // The smallest norm is what Xᵀ(XXᵀ)⁻¹t has.
    let wide = ColumnMatrix(Matrix((0..<5).map { Array(x[row: $0]) + [1] }))
    let expected = wide.times(
      CholeskyFactorization(wide.transposed.gram())!.solve(t.elements), transposed: true)
    for (a, b) in zip(fit.network.parameters, expected) { #expect(abs(a - b) <= 1e-11) }
    #expect(fit.summary.noise[0].unbiased == nil && fit.standardErrors.allSatisfy { $0 == nil })
  }

  @Test func oneRowIsFittedWithoutErrors() throws {
    let fit = try Self.network(2).solve(Matrix([[3.0, 4]]), Matrix(column: [26.0]))
    for (a, b) in zip(fit.network.parameters, [3.0, 4, 1]) { #expect(abs(a - b) <= 1e-14) }
    #expect(fit.summary.rank == 1)
    #expect(fit.summary.coefficients.allSatisfy { $0.standardError == nil && $0.pValue == nil })
    #expect(fit.summary.notes.contains { $0.contains("noise cannot be estimated") })
    let json = try JSONEncoder().encode(fit.summary)
    #expect(try JSONDecoder().decode(FitSummary.self, from: json) == fit.summary)
  }

  @Test func illConditionedLogisticRegressionKeepsItsDigits() throws {
    // Columns that differ in the eighth digit: the Gram matrix has no digits left for their difference.
    let t = Matrix(column: SolveTests.labels(Self.x, classes: 2, seed: 39).map(Double.init))
    // The sums below are exact.
    let x = Matrix(rows: 40, columns: 2, elements: Self.x.elements.map { ($0 * 0x1p20).rounded() * 0x1p-20 })
    let plain = try Self.network(2, .bernoulli).solve(x, t)
    let h = 0x1p-26
    let near = Matrix((0..<40).map { i in [x[i, 0], x[i, 0] + h * x[i, 1]] })
    let fit = try Self.network(2, .bernoulli).solve(near, t)
    let (w, v) = (fit.network.parameters, plain.network.parameters)
    #expect(abs(w[1] * h - v[1]) <= 1e-6 && abs(w[0] + w[1] - v[0]) <= 1e-6)
    #expect(abs(fit.summary.logLikelihood! - plain.summary.logLikelihood!) <= 1e-7)
    #expect(fit.summary.rank == 3)
  }

  // MARK: - Unusable data

  @Test func emptyDataAreRefused() {
    let empty = Matrix<Double>(rows: 0, columns: 2)
    for likelihood in [Likelihood.gaussian, .bernoulli] {
      let network = Self.network(2, likelihood)
      #expect(throws: SolverError.noExamples) { try network.solve(empty, Matrix<Double>(rows: 0, columns: 1)) }
      #expect(throws: SolverError.noExamples) {
        try network.solve(Matrix([[1.0, 2]]), Matrix(column: [1.0]), weights: [0])
      }
    }
    #expect(throws: SolverError.noExamples) {
      try Self.network(2, .categorical(classes: 3)).solve(empty, [Int]())
    }
  }

  @Test func notANumberIsNamed() {
    let network = Self.network(2)
    let t = Matrix(column: [1.0, 2])
    for bad in [Double.nan, .infinity] {
      #expect(throws: SolverError.unusableNumber(part: "inputs", row: 1, column: 0, value: "\(bad)")) {
        try network.solve(Matrix([[1, 2], [bad, 3]]), t)
      }
      #expect(throws: SolverError.unusableNumber(part: "targets", row: 0, column: 0, value: "\(bad)")) {
        try network.solve(Matrix([[1.0, 2], [2, 3]]), Matrix(column: [bad, 1]))
      }
      #expect(throws: SolverError.unusableNumber(part: "weights", row: 1, column: 0, value: "\(bad)")) {
        try network.solve(Matrix([[1.0, 2], [2, 3]]), t, weights: [1, bad])
      }
    }
    #expect(throws: SolverError.unusableNumber(part: "weights", row: 0, column: 0, value: "-1.0")) {
      try network.solve(Matrix([[1.0, 2], [2, 3]]), t, weights: [-1, 1])
    }
    // A power that overflows is no fault of the inputs.
    let powers = Network<Double>(inputs: 1, likelihood: .gaussian) { BasisFunctions.polynomial(degree: 3) }
    #expect(throws: SolverError.unusableNumber(part: "features", row: 0, column: 1, value: "inf")) {
      try powers.solve(Matrix(column: [1e200, 1]), t)
    }
  }

  @Test func notANumberIsNamedBeforeHeldLayers() {
    var network = Network<Double>(inputs: 3, likelihood: .gaussian) {
      Dense(4, .tanh, name: "held")
      Output()
    }
    network.initialize(.glorot, seed: 1)
    let x = Matrix<Double>([[1, 2, 3], [1, 2, .nan]])
    let t = Matrix<Double>(column: [1, 2])
    #expect(throws: SolverError.unusableNumber(part: "inputs", row: 1, column: 2, value: "nan")) {
      try network.solve(x, t, holding: ["held"])
    }
  }

  @Test func failedSingularValuesAreNoSolution() {
    // What a product that overflows leaves in the triangle.
    let triangle = ColumnMatrix(rows: 2, columns: 2, elements: [.nan, 0, 1, 1])
    for routines in [ReferenceRoutines.self, BackendChoice.fastest.linearAlgebra] as [any LinearAlgebraRoutines.Type] {
      let problem = LeastSquares(triangle: triangle, design: 1, using: routines)
      #expect(throws: SolverError.noSingularValues) { try problem.scaledSingularValues() }
    }
  }

  @Test func targetsMustSuitTheLikelihood() {
    #expect(throws: SolverError.self) {
      try Self.network(1, .bernoulli).solve(Matrix(column: [1.0, 2]), Matrix(column: [0.5, 1.5]))
    }
    #expect(throws: SolverError.self) {
      try Self.network(1, .categorical(classes: 2)).solve(Matrix(column: [1.0]), Matrix([[0.5, 0.6]]))
    }
  }
}
