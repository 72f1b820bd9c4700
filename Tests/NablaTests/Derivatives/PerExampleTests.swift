import Nabla
import Testing

/// What examples contribute, each by itself.
@Suite struct PerExampleTests {
  static let problems =
    (300..<316).map { RandomNetworks.problem(seed: $0, examples: 7) } + RandomNetworks.further(seed: 316, examples: 7)

  @Test(arguments: BackendChoice.available)
  func gradientsNormsAndTheirSquaresAgree(backend: BackendChoice) throws {
    for problem in Self.problems.map({ $0.on(backend) }) {
      let (network, x, t, weights) = (problem.network, problem.x, problem.t, problem.weights)
      let rows = try network.perExampleGradients(x, t, weights: weights)
      let bound = Tolerance.reordering(Double.self, problem.architecture, examples: problem.count)
      func largest(_ numbers: some Sequence<Double>) -> Double { numbers.reduce(0) { max($0, $1.magnitude) } }
      let scale = (0..<rows.rows).reduce(0) { $0 + largest(rows[row: $1]) }
      // Their sum is the gradient.
      let sums = (0..<rows.columns).map { p in (0..<rows.rows).reduce(0) { $0 + rows[$1, p] } }
      expectClose(network.gradient(x, t, weights: weights), sums, within: bound, scale: scale, problem.name)
      // Their squared norms, without them.
      let norms = (0..<rows.rows).map { dot(rows[row: $0], rows[row: $0]) }
      expectClose(network.perExampleSquaredNorms(x, t, weights: weights), norms, within: 2 * bound, problem.name)
      // Σ wᵢ gᵢgᵢᵀ, with gradients that have no weights.
      let plain = try network.perExampleGradients(x, t)
      var fisher = Matrix<Double>(rows: rows.columns, columns: rows.columns)
      for p in 0..<rows.columns {
        for q in 0..<rows.columns {
          fisher[p, q] = (0..<rows.rows).reduce(0) { $0 + (weights?[$1] ?? 1) * plain[$1, p] * plain[$1, q] }
        }
      }
      expectClose(
        try network.empiricalFisher(x, t, weights: weights), fisher, within: 4 * bound, scale: norms.reduce(1e-300, +),
        problem.name)
    }
  }

  /// The gradient in the inputs is that of the error as a function of one input at a time.
  @Test(arguments: BackendChoice.available)
  func inputGradientsAreDerivativesOfTheError(backend: BackendChoice) {
    let kinks = ["relu", "leaky-relu", "elu"]
    for problem in Self.problems.map({ $0.on(backend) })
    where !problem.architecture.layers.contains(where: { kinks.contains($0.activation.name) }) {
      let gradient = problem.network.inputGradient(problem.x, problem.t, weights: problem.weights)
      let step = 1e-5
      var differences: [Double] = []
      for i in problem.x.elements.indices {
        func loss(_ change: Double) -> Double {
          var elements = problem.x.elements
          elements[i] += change
          let x = Matrix(rows: problem.count, columns: problem.x.columns, elements: elements)
          return problem.network.loss(x, problem.t, weights: problem.weights)
        }
        differences.append((loss(step) - loss(-step)) / (2 * step))
      }
      let size = max(1, problem.network.loss(problem.x, problem.t, weights: problem.weights))
      expectClose(gradient.elements, differences, within: Tolerance.centralDifference, scale: size, problem.name)
    }
  }
}
