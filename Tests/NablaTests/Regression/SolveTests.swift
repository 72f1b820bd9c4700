import Foundation
import Testing

@testable import Nabla

/// Exact solutions against closed forms, laws and the library's own derivatives.
@Suite struct SolveTests {
  static func random(_ n: Int, _ d: Int, seed: UInt64) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(rows: n, columns: d, elements: (0..<n * d).map { _ in generator.normal() })
  }

  /// Noisy targets of a linear model, for each likelihood.
  static func targets(_ x: Matrix<Double>, outputs: Int, seed: UInt64) -> Matrix<Double> {
    var generator = SeededGenerator(seed: seed)
    return Matrix(
      rows: x.rows, columns: outputs,
      elements: (0..<x.rows).flatMap { i in
        (0..<outputs).map { k in
          x[row: i].enumerated().reduce(generator.normal()) { $0 + $1.element * Double(($1.offset + k) % 3 - 1) }
        }
      })
  }

  static func labels(_ x: Matrix<Double>, classes: Int, seed: UInt64) -> [Int] {
    let t = targets(x, outputs: classes, seed: seed)
    return (0..<t.rows).map { i in (0..<classes).max { t[i, $0] < t[i, $1] }! }
  }

  @Test(arguments: BackendChoice.available) func severalOutputsAreSolvedAtOnce(backend: BackendChoice) throws {
    let x = Self.random(300, 5, seed: 1)
    let t = Self.targets(x, outputs: 3, seed: 2)
    let network = Network<Double>(
      inputs: 5, likelihood: .gaussian(outputs: 3), execution: Execution(backend: backend, threads: 2))
    let fit = try network.solve(x, t)
    for g in fit.network.gradient(x, t) { #expect(abs(g) <= 1e-10) }
    #expect(fit.summary.coefficients.count == 18 && fit.summary.noise.count == 3)
    for k in 0..<3 {
      let single = try Network<Double>(inputs: 5, likelihood: .gaussian).solve(
        x, Matrix(column: (0..<300).map { t[$0, k] }))
      let own = fit.summary.coefficients.filter { $0.output == "output \(k)" }
      for (a, b) in zip(own, single.summary.coefficients) {
        #expect(abs(a.estimate - b.estimate) <= 1e-12)
        #expect(abs(a.standardError! - b.standardError!) <= 1e-12)
      }
    }
    let total = zip(fit.network.predict(x).elements, t.elements).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(abs(fit.noiseVariance! - total / 900) <= 1e-12)
  }

  @Test func threadsNeverChangeABit() throws {
    let x = Self.random(20_000, 12, seed: 3)
    let labels = Self.labels(x, classes: 3, seed: 4)
    let t = Self.targets(x, outputs: 2, seed: 5)
    let binary = Matrix(column: labels.map { $0 == 1 ? 1.0 : 0 })
    func bits(_ threads: Int) throws -> [[UInt64]] {
      let execution = Execution(threads: threads)
      let fits = [
        try Network<Double>(inputs: 12, likelihood: .gaussian(outputs: 2), execution: execution).solve(x, t),
        try Network<Double>(inputs: 12, likelihood: .bernoulli, execution: execution).solve(x, binary),
        try Network<Double>(inputs: 12, likelihood: .categorical(classes: 3), execution: execution).solve(x, labels),
      ]
      return fits.map { fit in
        fit.network.parameters.map(\.bitPattern) + fit.standardErrors.map { ($0 ?? 0).bitPattern }
      }
    }
    let one = try bits(1)
    #expect(try bits(2) == one)
    #expect(try bits(7) == one)
  }

  @Test func weightsCountExamples() throws {
    let x = Self.random(60, 3, seed: 6)
    let labels = Self.labels(x, classes: 2, seed: 7)
    let binary = Matrix(column: labels.map(Double.init))
    let weights = (0..<60).map { Double($0 % 4) }
    let repeated = (0..<60).flatMap { Array(repeating: $0, count: $0 % 4) }
    for likelihood in [Likelihood.gaussian, .bernoulli] {
      let network = Network<Double>(inputs: 3, likelihood: likelihood)
      let weighted = try network.solve(x, binary, weights: weights)
      let copied = try network.solve(x.rows(at: repeated), binary.rows(at: repeated))
      for (a, b) in zip(weighted.network.parameters, copied.network.parameters) { #expect(abs(a - b) <= 1e-11) }
      #expect(weighted.summary.examples == 45)
    }
  }

  @Test func singlePrecisionIsSolvedInDouble() throws {
    let x = Self.random(100, 4, seed: 8)
    let t = Self.targets(x, outputs: 1, seed: 9)
    let single = try Network<Float>(inputs: 4, likelihood: .gaussian).solve(Matrix<Float>(x), Matrix<Float>(t))
    let same = try Network<Double>(inputs: 4, likelihood: .gaussian).solve(
      Matrix<Double>(Matrix<Float>(x)), Matrix<Double>(Matrix<Float>(t)))
    #expect(single.network.parameters == same.network.parameters.map { Float($0) })
    #expect(single.summary.coefficients == same.summary.coefficients)
  }

  // MARK: - Masks, biases and held layers

  @Test func masksAndMissingBiasesAreRespected() throws {
    let x = Self.random(200, 4, seed: 10)
    let mask = ConnectionMask(units: 3, inputs: 4) { unit, input in input != unit }
    let labels = Self.labels(x, classes: 3, seed: 11)
    let cases: [(Likelihood, any TargetsConvertible)] = [
      (.gaussian(outputs: 3), Self.targets(x, outputs: 3, seed: 12)),
      (.bernoulli(outputs: 3), Targets<Double>.classes(labels).matrix(classes: 3)),
      (.categorical(classes: 3), labels),
    ]
    for (likelihood, t) in cases {
      for bias in [true, false] {
        let network = Network<Double>(inputs: 4, likelihood: likelihood) { Output(bias: bias, mask: mask) }
        for form in [SoftmaxForm.reference(class: 1), .symmetric] {
          let fit = try network.solve(x, t, softmax: form)
          for g in fit.network.gradient(x, t.targets(of: Double.self)) { #expect(abs(g) <= 1e-8, "\(likelihood.name)") }
          for k in 0..<3 { #expect(fit.network.parameters[k * 4 + k] == 0) }
          #expect(fit.summary.coefficients.allSatisfy { $0.standardError! > 0 })
        }
      }
    }
  }

  /// Every output of a network with masks of their own is a regression of its own.
  @Test func outputsWithOwnColumnsHaveOwnDegreesOfFreedom() throws {
    let x = Self.random(7, 3, seed: 45)
    let t = Self.targets(x, outputs: 3, seed: 46)
    // Outputs 0 and 2 have one column, output 1 all three: 5, 3 and 5 degrees of freedom.
    let mask = ConnectionMask(units: 3, inputs: 3) { unit, input in unit == 1 || input == 0 }
    let fit = try Network<Double>(inputs: 3, likelihood: .gaussian(outputs: 3)) { Output(mask: mask) }.solve(x, t)
    #expect(fit.summary.noise.map(\.degreesOfFreedom) == [5, 3, 5])
    #expect(fit.summary.noise.map(\.output) == ["output 0", "output 1", "output 2"])
    #expect(fit.summary.residualDegreesOfFreedom == 3 && fit.summary.effectiveParameters == 8)
    #expect(fit.summary.distribution == .studentT(degreesOfFreedom: 3))
    let band = fit.band(x)
    for k in 0..<3 {
      let own = k == 1 ? x : Matrix(column: (0..<7).map { x[$0, 0] })
      let single = try Network<Double>(inputs: own.columns, likelihood: .gaussian).solve(
        own, Matrix(column: (0..<7).map { t[$0, k] }))
      let coefficients = fit.summary.coefficients.filter { $0.output == "output \(k)" }
      for (a, b) in zip(coefficients, single.summary.coefficients) {
        #expect(abs(a.pValue! - b.pValue!) <= 1e-11 && abs(a.standardError! - b.standardError!) <= 1e-12)
        #expect(abs(a.confidenceInterval!.upper - b.confidenceInterval!.upper) <= 1e-11)
      }
      #expect(abs(fit.summary.noise[k].adjustedRSquared! - single.summary.noise[0].adjustedRSquared!) <= 1e-12)
      let singleBand = single.band(own)
      for i in 0..<7 {
        #expect(abs(band.upper[i, k] - singleBand.upper[i, 0]) <= 1e-11)
        #expect(abs(band.newLower![i, k] - singleBand.newLower![i, 0]) <= 1e-10)
      }
    }
    // Akaike's criterion counts 2 + 4 + 2 coefficients and three variances.
    #expect(abs(fit.summary.akaikeCriterion! + 2 * fit.summary.logLikelihood! - 22) <= 1e-12)
  }

  @Test func constantTargetsHaveNoRSquared() throws {
    let t = Matrix(column: Array(repeating: 0.1, count: 10))
    let fit = try Network<Double>(inputs: 1, likelihood: .gaussian).solve(Self.random(10, 1, seed: 47), t)
    #expect(fit.summary.noise[0].rSquared == nil && fit.summary.noise[0].adjustedRSquared == nil)
    // A constant among the examples that count.
    let weighted = try Network<Double>(inputs: 1, likelihood: .gaussian).solve(
      Self.random(10, 1, seed: 47), Matrix(column: [7] + Array(repeating: 0.1, count: 9)),
      weights: [0] + Array(repeating: 0.3, count: 9))
    #expect(weighted.summary.noise[0].rSquared == nil)
  }

  @Test func heldLayersAreFeatures() throws {
    let x = Self.random(150, 3, seed: 13)
    let t = Self.targets(x, outputs: 1, seed: 14)
    var network = Network<Double>(inputs: 3, likelihood: .gaussian) {
      Dense(7, .tanh, name: "random")
      Output(from: ["input", "random"])
    }
    network.initialize(.glorot, seed: 1)
    #expect(throws: SolverError.notLinear(layer: "random", reason: "is hidden and has parameters to fit")) {
      try network.solve(x, t)
    }
    #expect(throws: SolverError.unknownLayer("radnom")) { try network.solve(x, t, holding: ["radnom"]) }
    let fit = try network.solve(x, t, holding: ["random"])
    let gradient = fit.network.gradient(x, t)
    #expect(Array(fit.network.parameters[..<28]) == Array(network.parameters[..<28]))
    for g in gradient[28...] { #expect(abs(g) <= 1e-9) }
    #expect(fit.summary.coefficients.count == 11)
    #expect(fit.summary.coefficients[3].name == "random[1]")
    let band = fit.band(x)
    for (a, b) in zip(band.mean.elements, fit.network.predict(x).elements) { #expect(abs(a - b) <= 1e-10) }
  }

  @Test func otherOutputFunctionsAreRefused() {
    let network = Network<Double>(inputs: 2, likelihood: .gaussian) { Output(.tanh) }
    #expect {
      try network.solve(Matrix(rows: 3, columns: 2), Matrix<Double>(rows: 3, columns: 1))
    } throws: { "\($0)".contains("layer 'output' has the function 'tanh'") }
  }

  // MARK: - Bands and the report

  @Test func bandOfALineFollowsTheTextbook() throws {
    let x = [1.0, 2, 3.5, 5, 8, 9]
    let t = [1.1, 1.9, 3.2, 5.3, 7.7, 9.4]
    let fit = try Network<Double>(inputs: 1, likelihood: .gaussian).solve(Matrix(column: x), Matrix(column: t))
    let mean = x.reduce(0, +) / 6
    let spread = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = fit.summary.noise[0].unbiased!
    let critical = 2.7764451051977987  // Student's t, 4 degrees of freedom, 95 %
    let points = [-3.0, 4, 20]
    let band = fit.band(Matrix(column: points))
    for (i, point) in points.enumerated() {
      let error = (variance * (1.0 / 6 + (point - mean) * (point - mean) / spread)).squareRoot()
      #expect(abs(band.standardError[i, 0] - error) <= 1e-12)
      #expect(abs(band.upper[i, 0] - band.mean[i, 0] - critical * error) <= 1e-11)
      let new = critical * (error * error + variance).squareRoot()
      #expect(abs(band.mean[i, 0] - (band.newLower?[i, 0] ?? .nan) - new) <= 1e-11)
    }
  }

  @Test func logisticBandStaysInsideTheUnitInterval() throws {
    let x = Self.random(60, 1, seed: 21)
    let labels = Self.labels(x, classes: 2, seed: 22)
    let fit = try Network<Double>(inputs: 1, likelihood: .bernoulli).solve(x, Matrix(column: labels.map(Double.init)))
    let band = fit.band(Matrix(column: [-30, -1, 0, 1, 30]))
    for i in 0..<5 {
      #expect(band.lower[i, 0] >= 0 && band.upper[i, 0] <= 1 && band.lower[i, 0] <= band.mean[i, 0])
      #expect(band.newLower == nil)
    }
  }

  @Test func reportIsATableAndJSON() throws {
    let x = Self.random(30, 2, seed: 23)
    let fit = try Network<Double>(inputs: 2, likelihood: .gaussian).solve(
      x, Self.targets(x, outputs: 1, seed: 24), featureNames: ["height", "weight"])
    let lines = fit.summary.description.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[0].hasPrefix("Gaussian likelihood, least squares by QR"))
    #expect(lines[1] == "30 examples, 3 parameters, 27 residual degrees of freedom")
    #expect(lines[4].hasPrefix("height") && lines[6].hasPrefix("bias"))
    #expect(Set(lines[3...6].map(\.count)).count == 1, "the columns are not aligned")
    let decoded = try JSONDecoder().decode(FitSummary.self, from: JSONEncoder().encode(fit.summary))
    #expect(decoded == fit.summary)
  }
}
