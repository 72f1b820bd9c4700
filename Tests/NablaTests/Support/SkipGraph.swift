import Nabla

/// A small graph with two sources, a mask and a skip, and a batch of 17 examples for it.
enum SkipGraph {
  static func problem(
    _ likelihood: Likelihood, _ activation: Activation, output: Activation? = nil, backend: BackendChoice = .fastest
  ) -> (network: Network<Double>, x: Matrix<Double>, t: Matrix<Double>) {
    var network = Network<Double>(inputs: 4, likelihood: likelihood) {
      Dense(5, activation, name: "a")
      Dense(
        4, activation, name: "b", from: ["input", "a"], mask: ConnectionMask(units: 4, inputs: 9) { ($0 + $1) % 3 > 0 })
      Output(output, from: ["a", "b"])
    }
    network.execution.backend = backend
    network.initialize(.uniform(bound: 0.7), seed: 3)
    var generator = SeededGenerator(seed: 1)
    let n = 17
    let x = Matrix(rows: n, columns: 4, elements: (0..<n * 4).map { _ in generator.normal() })
    let t = Matrix(rows: n, columns: 3, elements: (0..<n * 3).map { _ in generator.uniform() })
    return (network, x, t)
  }
}
