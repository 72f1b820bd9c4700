import Nabla
import Testing

@Suite struct PrecisionSwitchTests {
  /// Adam in `Float` comes near the solution of least squares, gradient descent in `Double` to its last digits.
  @Test func polishingInDouble() throws {
    let x = [-1.0, 0.5, 2, 3], t = [1.0, 2, -1, 4]
    let data = try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t))
    var rough = Training(
      Network<Float>(inputs: 1, likelihood: .gaussian), on: Dataset<Float>(data), optimizer: .adam(learningRate: 0.05))
    try rough.run(epochs: 300)
    rough.use(.sgd(learningRate: 0.2))
    try rough.run(epochs: 310)
    var fine = Training(Network<Double>(rough.network), on: data, optimizer: .sgd(learningRate: 0.3))
    try fine.run(epochs: 500)
    let (meanX, meanT) = (x.reduce(0, +) / 4, t.reduce(0, +) / 4)
    let slope =
      zip(x, t).reduce(0) { $0 + ($1.0 - meanX) * ($1.1 - meanT) } / x.reduce(0) { $0 + ($1 - meanX) * ($1 - meanX) }
    let expected = [slope, meanT - slope * meanX]
    expectClose(rough.network.parameters.map { Double($0) }, expected, within: 1e-3, "in Float")
    expectClose(fine.network.parameters, expected, within: 1e-14, "in Double")
  }
}
