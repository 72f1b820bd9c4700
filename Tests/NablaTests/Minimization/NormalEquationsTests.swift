import Testing

@testable import Nabla

/// JᵀJ and Jᵀr of networks without the Jacobian, against it.
@Suite struct NormalEquationsTests {
  /// With weights, one of them 0, targets that were not observed, a penalty, a mask, and frozen parameters; the output bends.
  @Test(arguments: [NetworkObjective.Reduction.sum, .mean])
  func theyAreThoseOfTheJacobian(reduction: NetworkObjective.Reduction) throws {
    var generator = SeededGenerator(seed: 5)
    func draw(_ count: Int) -> [Double] { (0..<count).map { _ in generator.normal() } }
    var network = Network<Double>(inputs: 3, likelihood: .gaussian(outputs: 2)) {
      Dense(4, .tanh, mask: ConnectionMask(units: 4, inputs: 3) { ($0 + $1) % 3 != 0 })
      Output(.softplus)
    }
    network.initialize(.glorot, seed: 2)
    var targets = draw(24)
    (targets[3], targets[10], targets[11]) = (.nan, .nan, .nan)
    let data = try Dataset(
      inputs: Matrix(rows: 12, columns: 3, elements: draw(36)),
      targets: Targets.incomplete(Matrix(rows: 12, columns: 2, elements: targets)),
      weights: (0..<12).map { Double($0) / 4 })
    let objective = NetworkObjective(network, on: data, reduction: reduction, l2: 0.3, frozen: [1, 17])
    let residuals = NetworkResiduals(objective)
    var r = [Double](repeating: 0, count: residuals.residualCount)
    let jacobian = ColumnMatrix(jacobianOf: residuals, at: objective.start, residuals: &r)
    let (gram, gradient) = residuals.normalEquations(at: objective.start)
    expectClose(gram.elements, jacobian.gram().elements, within: 1e-12, "JᵀJ")
    expectClose(gradient, jacobian.times(r, transposed: true), within: 1e-12, "Jᵀr")
  }

  /// Of so many parameters that factorisations are made in panels, by threads; textbook routines take minutes for these.
  @Test(.enabled(if: BackendChoice.available.contains(.openBLAS)), arguments: [1, 2, 3])
  func threadsChangeNoBit(threads: Int) throws {
    func network(_ threads: Int) -> Network<Double> {
      var network = Network<Double>(
        inputs: 10, likelihood: .gaussian(outputs: 1), execution: Execution(threads: threads)
      ) {
        Dense(30, .tanh)
        Dense(10, .tanh)
      }
      network.initialize(.glorot, seed: 3)
      return network
    }
    var generator = SeededGenerator(seed: 6)
    let data = try Dataset(
      inputs: Matrix(rows: 120, columns: 10, elements: (0..<1200).map { _ in generator.normal() }),
      targets: Matrix(rows: 120, columns: 1, elements: (0..<120).map { _ in generator.normal() }))
    func end(_ threads: Int, _ minimizer: some Minimizer) throws -> [Double] {
      let objective = NetworkObjective(network(threads), on: data, l2: 1e-3)
      #expect(objective.threads == threads && objective.leastSquares?.threads == threads)
      let limits = MinimizationLimits(gradientNorm: 0, iterations: 3)
      return try objective.minimized(from: objective.start, by: minimizer, limits: limits).x
    }
    #expect(try end(threads, LevenbergMarquardt(.cholesky)) == end(1, LevenbergMarquardt(.cholesky)))
    #expect(try end(threads, LevenbergMarquardt(.qr)) == end(1, LevenbergMarquardt(.qr)))
    #expect(try end(threads, TrustRegionNewton()) == end(1, TrustRegionNewton()))
  }
}
