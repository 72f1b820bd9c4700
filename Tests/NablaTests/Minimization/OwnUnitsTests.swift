import Testing

@testable import Nabla

/// Certificates of linear models whatever the units of their columns.
@Suite struct OwnUnitsTests {
  private static func data(_ problem: CertifiedRegressionTests.Problem) throws -> Dataset<Double> {
    try Dataset(inputs: Matrix(problem.x), targets: Matrix(column: problem.y))
  }

  /// The Hessian of Filip's problem, a polynomial of degree 10, has a condition number beyond 10¹⁶ in any units.
  @Test(arguments: CertifiedRegressionTests.problems.filter { $0.name != "Filip" })
  func solutionsAreMinima(problem: CertifiedRegressionTests.Problem) throws {
    let data = try Self.data(problem)
    var network = problem.network(Double.self, backend: .fastest)
    network = try network.solve(data.inputs, data.targets).network
    let certificate = network.certify(on: data)
    #expect(certificate.verdict == .minimum, "\(certificate)")
    #expect(certificate.inertia?.positive == network.parameters.count)
    // A ten-millionth beside it is not one.
    network.parameters = network.parameters.map { $0 * (1 + 1e-7) }
    if problem.name == "Longley" { #expect(network.certify(on: data).verdict == .notStationary) }
  }

  @Test(arguments: [Likelihood.gaussian, .bernoulli, .poisson(outputs: 1)])
  func unitsDoNotMatter(likelihood: Likelihood) throws {
    var generator = SeededGenerator(seed: 4)
    func certificate(
      _ units: [Double], target: Double = 1, isRepeated: Bool = false
    ) throws -> MinimumCertificate {
      var generator = generator
      var x = Matrix<Double>(rows: 60, columns: 3)
      for i in 0..<60 {
        for j in 0..<3 { x[i, j] = generator.normal() * units[j] }
        if isRepeated { x[i, 2] = x[i, 0] * (units[2] / units[0]) }
      }
      let t = (0..<60).map { _ in
        likelihood == .gaussian ? target * generator.normal() : generator.uniform() < 0.4 ? 1.0 : 0
      }
      let data = try Dataset(inputs: x, targets: Matrix(column: t))
      let network = Network<Double>(inputs: 3, likelihood: likelihood)
      let (found, _) = try network.minimized(on: data, by: .trustRegionNewton)
      let solved = isRepeated ? found : try network.solve(data.inputs, data.targets).network
      return solved.certify(on: data)
    }
    _ = generator.next()
    let plain = try certificate([1, 1, 1])
    #expect(plain.verdict == .minimum && !plain.isPositiveDefiniteInOwnUnits && !plain.gradientIsRounding, "\(plain)")
    let scaled = try certificate([0x1p30, 0x1p-30, 1])
    #expect(scaled.verdict == .minimum && scaled.isPositiveDefiniteInOwnUnits, "\(scaled)")
    #expect(scaled.description.contains("own units") && scaled.conditionNumber == nil)
    if likelihood == .gaussian {
      let large = try certificate([1, 1, 1], target: 0x1p40)
      #expect(large.verdict == .minimum, "\(large)")
    }
    // What is flat in any units stays so.
    let flat = try certificate([1, 1, 4], isRepeated: true)
    #expect(flat.verdict == .flatMinimum && flat.inertia?.zero == 1, "\(flat)")
  }

  /// The classes are separable by a column of small numbers, whose curvature is below the rounding of the other's.
  @Test func functionsThatFallForEverDoSoInAnyUnits() throws {
    let signs = (0..<40).map { $0 % 2 == 0 ? 1.0 : -1 }
    let x = signs.enumerated().flatMap { i, sign in [Double(i / 2 % 5) - 2, sign * 0x1p-30] }
    let data = try Dataset(
      inputs: Matrix(rows: 40, columns: 2, elements: x), targets: Matrix(column: signs.map { ($0 + 1) / 2 }))
    var network = Network<Double>(inputs: 2, likelihood: .bernoulli)
    network.parameters = [0, 30 * 0x1p30, 0]
    let certificate = network.certify(on: data)
    #expect(certificate.verdict == .receding && certificate.isPositiveDefiniteInOwnUnits, "\(certificate)")
  }

  @Test func onlyPositiveCurvaturesHaveUnits() {
    #expect(OwnUnits(ColumnMatrix(diagonal: [1, 0])) == nil)
    #expect(OwnUnits(ColumnMatrix(diagonal: [1, .nan])) == nil)
    #expect(OwnUnits(ColumnMatrix(diagonal: [1e-200, 1e200]))?.isPositiveDefinite(beyond: 1e-12) == true)
    let units = OwnUnits(ColumnMatrix(diagonal: [1e10, 1]))
    // Σ |u| is 1e5 · 3 + 4.
    func isRounding(_ gradient: [Double], value: Double = 0) -> Bool? {
      units?.isRounding(MinimizationPoint(x: [3, 4], value: value, gradient: gradient))
    }
    #expect(isRounding([1e5 * 1e-9, 1e-9]) == true)
    #expect(isRounding([0, 2e-9]) == false)
    // The residuals have a length of 4e5.
    #expect(isRounding([0, 2e-9], value: 8e10) == true)
  }
}
