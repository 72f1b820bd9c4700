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
}
