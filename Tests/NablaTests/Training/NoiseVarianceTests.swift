import Nabla
import Testing

/// σ² by maximum likelihood, after the weights.
@Suite struct NoiseVarianceTests {
  @Test(arguments: BackendChoice.available)
  func isTheMeanSquaredResidual(backend: BackendChoice) {
    let problem = RandomNetworks.problem(
      Network<Double>(inputs: 2, likelihood: .gaussian(outputs: 3)) { Dense(4, .tanh) }.architecture, seed: 4,
      examples: 20, name: "noise")
    guard case .values(let t) = problem.t else {
      Issue.record("a Gaussian problem without numbers as targets")
      return
    }
    var network = problem.network
    network.execution.backend = backend
    let y = network.predict(problem.x)
    let weights = (0..<20).map { Double($0 % 3) }
    func squares(_ weight: (Int) -> Double) -> Double {
      (0..<20).reduce(0) { sum, n in
        sum + weight(n) * (0..<3).reduce(0) { $0 + (y[n, $1] - t[n, $1]) * (y[n, $1] - t[n, $1]) }
      }
    }
    let bound = Tolerance.reordering(Double.self, network.architecture, examples: 20)
    expectClose([network.fitNoiseVariance(problem.x, t)], [squares { _ in 1 } / 60], within: bound)
    let weighted = network.fitNoiseVariance(problem.x, t, weights: weights)
    expectClose([weighted], [squares { weights[$0] } / Double(3 * weights.count { $0 > 0 })], within: bound)
    #expect(network.noiseVariance == weighted)
  }
  /// Streams count the targets that were observed, as data in memory do, and no others.
  @Test func streamsCountWhatWasObserved() throws {
    let x = Matrix<Double>([[0], [1], [2], [3]])
    let t = Targets.incomplete(Matrix<Double>([[1, .nan], [2, 3], [.nan, .nan], [4, 5]]))
    let weights = [1.0, 2, 1, 0]
    // y = 0: the mean of 1, 2·2² and 2·3² over three targets.
    let expected: Double = (1 + 8 + 18) / 3
    var network = Network<Double>(inputs: 1, likelihood: .gaussian(outputs: 2))
    network.parameters = Array(repeating: 0, count: network.parameters.count)
    #expect(network.fitNoiseVariance(x, t, weights: weights) == expected)
    let data = try StreamedDataset<Double>(
      inputs: StreamedSolveTests.Rows(matrix: x), targets: t, weights: weights)
    #expect(try network.fitNoiseVariance(on: data) == expected)
  }

  /// Sparse rows have the variance of the same rows with their zeros.
  @Test func sparseRowsHaveTheirs() throws {
    let x = SparseMatrix<Double>(columns: 3, starts: [0, 1, 1, 3], indices: [1, 0, 2], values: [2, -1, 3])
    let data = try SparseDataset(inputs: x, targets: Matrix(column: [1, 2, 4]), weights: [1, 0, 2])
    var network = Network<Double>(inputs: 3, likelihood: .gaussian)
    network.parameters = [1, 0.5, -1, 0.25]
    // y = 1¼, and −1 − 3 + ¼: the squares ¼² and 2 · 7¾² over two examples.
    #expect(network.fitNoiseVariance(on: data) == (0.0625 + 2 * 60.0625) / 2)
  }
}
