import Foundation
import Nabla
import Testing

/// Basis functions by their formulas.
@Suite struct BasisFunctionTests {
  static let x = [0.5, -1.25]

  @Test func values() {
    func sigmoid(_ a: Double) -> Double { 1 / (1 + exp(-a)) }
    func waves(_ x: Double) -> [Double] {
      [sin(.pi * x / 2), cos(.pi * x / 2), sin(.pi * x), cos(.pi * x)]
    }
    let (first, last): (Double, Double) = (exp(-1.8125 / 0.5), exp(-5.3125 / 0.5))
    let expected: [(BasisFunctions, [Double])] = [
      (.polynomial(degree: 3), [0.5, 0.25, 0.125, -1.25, 1.5625, -1.953125]),
      (.gaussian(centers: Matrix([[0, 0], [0.5, -1.25], [1, 1]]), width: 0.5), [first, 1, last]),
      (.sigmoid(centers: [0, 1], width: 2), [sigmoid(0.25), sigmoid(-0.25), sigmoid(-0.625), sigmoid(-1.125)]),
      (.fourier(harmonics: 2, period: 4), waves(0.5) + waves(-1.25)),
      (.piecewiseLinear(knots: [[0, 0.25, 1], []]), [1, 1 / 3, -1.25]),
    ]
    for (functions, values) in expected {
      #expect(functions.count(inputs: 2) == values.count)
      expectClose(functions(Self.x), values, within: Tolerance.closedForm, "\(functions)")
      expectClose(
        functions(Matrix([Self.x, Self.x])).elements, values + values, within: Tolerance.closedForm, "\(functions)")
    }
  }

  @Test func setsThatNoNetworkMayHaveAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = BasisFunctions.fourier(harmonics: 0, period: 1)([0.5]) }
    await #expect(processExitsWith: .failure) { _ = BasisFunctions.polynomial(degree: -1)([0.5]) }
    await #expect(processExitsWith: .failure) {
      _ = BasisFunctions.gaussian(centers: Matrix([[0.0, 1]]), width: 1)(Matrix<Double>(column: [1, 2]))
    }
    await #expect(processExitsWith: .failure) { _ = BasisFunctions.indicator(bins: 0, placedOn: [1.0, 2]) }
  }

  @Test func notANumberStaysOne() {
    for functions in [BasisFunctions.indicator(edges: [0, 1]), .piecewiseLinear(knots: [[0, 1, 2, 3]])] {
      for value in functions([Double.nan]) { #expect(value.isNaN) }
    }
  }

  /// Equal numbers give a width that single precision can divide by.
  @Test func sigmoidsOnEqualNumbersAreNumbers() {
    let functions = BasisFunctions.sigmoid(count: 3, placedOn: [Float(1), 1, 1])
    #expect(functions(Matrix<Float>(column: [1])).elements == [0.5, 0.5, 0.5])
  }

  /// A network with basis functions is the network without them on φ(x).
  @Test(arguments: BackendChoice.available)
  func aNetworkSeesThemAsItsInput(backend: BackendChoice) {
    let functions = BasisFunctions.polynomial(degree: 2)
    var with = Network<Double>(inputs: 2, likelihood: .bernoulli) {
      functions
      Dense(3, .tanh)
    }
    var without = Network<Double>(inputs: 4, likelihood: .bernoulli) { Dense(3, .tanh) }
    with.execution.backend = backend
    without.execution.backend = backend
    with.initialize(.glorot, seed: 1)
    without.parameters = with.parameters
    let x = Matrix([[0.5, 2], [-1, 0.25], [3, -0.5]])
    let t = Matrix<Double>(column: [0, 1, 1])
    let bound = Tolerance.reordering(Double.self, with.architecture, examples: 3)
    expectClose(with.gradient(x, t), without.gradient(functions(x), t), within: bound)
    expectClose(with.predict(x), without.predict(functions(x)), within: bound)
  }
}
