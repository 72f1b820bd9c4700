import Testing

@testable import Nabla

/// Residuals of a network as several processes share them, by one.
@Suite struct SharedResidualsTests {
  /// 3000 rows are more than one tile; some have no target, and weights differ.
  private func objective(_ group: ProcessGroup) -> NetworkObjective {
    var generator = SeededGenerator(seed: 5)
    let (n, d) = (1500, 3)
    let x = Matrix(rows: n, columns: d, elements: (0..<n * d).map { _ in generator.normal() })
    var t = Matrix(rows: n, columns: 2, elements: (0..<n * 2).map { _ in generator.normal() })
    for i in stride(from: 0, to: n, by: 7) { t[i, 1] = .nan }
    var network = Network<Double>(inputs: d, likelihood: .gaussian(outputs: 2)) { Dense(4, .tanh) }
    network.initialize(.glorot, seed: 1)
    network.execution.group = group
    let weights: [Double] = (0..<n).map { Double($0 % 3) }
    let data = Dataset<Double>(unchecked: x, targets: .incomplete(t), weights: weights, classNames: nil)
    return NetworkObjective(network, on: data, l2: 0.01, frozen: [2])
  }

  /// RᵀR = [J, r]ᵀ[J, r].
  @Test func theTriangleHasTheProductsOfTheJacobian() throws {
    let residuals = NetworkResiduals(objective(.world))
    let x = residuals.objective.start
    let triangle = try #require(residuals.triangle(at: x))
    var r = [Double](repeating: 0, count: residuals.residualCount)
    let jacobian = ColumnMatrix(jacobianOf: residuals, at: x, residuals: &r)
    let whole = ColumnMatrix(
      rows: jacobian.rows, columns: jacobian.columns + 1, elements: jacobian.elements + r)
    let (found, expected) = (triangle.gram(), whole.gram())
    let lengths: [Double] = (0..<expected.columns).map { expected[$0, $0].squareRoot() }
    for j in 0..<expected.columns {
      for i in 0...j { #expect(abs(found[i, j] - expected[i, j]) <= 1e-13 * lengths[i] * lengths[j]) }
    }
    let bits = NetworkResiduals(objective(.world)).triangle(at: x)
    #expect(bits == triangle)
  }

  @Test func aNumberThatIsNotFiniteIsSeen() {
    let residuals = NetworkResiduals(objective(.world))
    var x = residuals.objective.start
    x[3] = .infinity
    #expect(residuals.triangle(at: x) == nil)
  }

  @Test(arguments: [LevenbergMarquardt.Factorization.qr, .cholesky])
  func stepsAreThoseOfOneProcess(factorization: LevenbergMarquardt.Factorization) throws {
    let limits = MinimizationLimits(gradientNorm: 1e-10, iterations: 4)
    let values = try [ProcessGroup.single, .world].map { group -> Double in
      let objective = objective(group)
      let result = try objective.minimized(
        from: objective.start, by: LevenbergMarquardt(factorization), limits: limits)
      return result.point.value
    }
    #expect(abs(values[0] - values[1]) <= 1e-10 * values[0])
  }

  @Test func predictionsByBlocksAreThoseOfAllRows() {
    let objective = objective(.world)
    let (network, x) = (objective.base, objective.data.inputs)
    let (found, expected) = (network.predictTogether(x), network.predict(x))
    #expect(zip(found.elements, expected.elements).allSatisfy { abs($0 - $1) <= 1e-14 })
  }
}
