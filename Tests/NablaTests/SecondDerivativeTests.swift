import Nabla
import Testing

/// Laws of the curvature operators on graphs of every kind, on every backend of the build.
@Suite struct SecondDerivativeTests {
  static let likelihoods: [Likelihood] = [.gaussian(outputs: 3), .bernoulli(outputs: 3), .categorical(classes: 3)]

  /// A graph with a skip and two sources, and a batch for it.
  static func scenario(
    _ likelihood: Likelihood, _ activation: Activation, output: Activation? = nil, backend: BackendChoice
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

  static func largest(_ values: [Double]) -> Double { values.reduce(0) { max($0, $1.magnitude) } }

  static func expectClose(_ a: [Double], _ b: [Double], within relative: Double, _ comment: Comment) {
    guard a.count == b.count else {
      Issue.record("\(a.count) values against \(b.count): \(comment)")
      return
    }
    let scale = max(largest(a), largest(b), 1e-300)
    for (i, pair) in zip(a, b).enumerated() {
      guard (pair.0 - pair.1).magnitude <= relative * scale else {
        Issue.record("element \(i): \(pair.0) against \(pair.1), scale \(scale): \(comment)")
        return
      }
    }
  }

  @Test(arguments: BackendChoice.available)
  func hessianByBlocksEqualsProductsAndDifferences(backend: BackendChoice) throws {
    for likelihood in Self.likelihoods {
      for (activation, output): (Activation, Activation?) in Activation.elementwise.map({ ($0, nil) }) + [
        (.tanh, .sigmoid), (.silu, .softmax),
      ] {
        if likelihood.name == "gaussian" && output == nil && activation == .exp { continue }
        let (network, x, t) = Self.scenario(likelihood, activation, output: output, backend: backend)
        let name: Comment = "\(likelihood.name), \(activation.name), \(output?.name ?? "canonical")"
        let blocks = try network.hessian(x, t)
        #expect(blocks == blocks.transposed)
        let products = try network.hessianByProducts(x, t)
        Self.expectClose(blocks.elements, products.elements, within: 1e-12, name)
        Self.expectClose(
          (0..<blocks.rows).map { blocks[$0, $0] }, network.hessianDiagonal(x, t), within: 1e-12, name)
        #expect(Self.largest(blocks.elements) > 0)

        // Hv against central differences of the gradient along v.
        var generator = SeededGenerator(seed: 9)
        let v = network.parameters.map { _ in generator.normal() }
        let step = 1e-5
        var (forward, backward) = (network, network)
        forward.parameters = zip(network.parameters, v).map { $0 + step * $1 }
        backward.parameters = zip(network.parameters, v).map { $0 - step * $1 }
        let difference = zip(forward.gradient(x, t), backward.gradient(x, t)).map { ($0 - $1) / (2 * step) }
        // A kink of ReLU may lie within the step.
        if activation != .relu && activation != .leakyReLU && activation != .elu {
          Self.expectClose(network.hessianVectorProduct(x, t, along: v), difference, within: 1e-7, name)
        }
      }
    }
  }

  /// Threads share a tile and take its units, so each needs memory of its own for the output's curvature. The batch is
  /// so long that their times there overlap.
  @Test(arguments: BackendChoice.available)
  func threadsChangeNoBitOfTheHessian(backend: BackendChoice) throws {
    for (likelihood, output): (Likelihood, Activation?) in [
      (.gaussian(outputs: 3), nil), (.gaussian(outputs: 3), .softmax), (.bernoulli(outputs: 3), .softmax),
      (.categorical(classes: 3), .sigmoid),
    ] {
      var (network, x, t) = Self.scenario(likelihood, .tanh, output: output, backend: backend)
      let rows = (0..<900).map { $0 % x.rows }
      (x, t) = (x.rows(at: rows), t.rows(at: rows))
      network.execution.threads = 1
      let expected = try network.hessian(x, t)
      for threads in [2, 8] {
        network.execution.threads = threads
        for _ in 0..<5 {
          let isSame = try network.hessian(x, t) == expected
          #expect(isSame, "\(likelihood.name), \(output?.name ?? "canonical"), \(threads) threads")
        }
      }
    }
  }

  @Test func linearGaussianHessianIsTheGramMatrix() throws {
    var network = Network<Double>(inputs: 2, likelihood: .gaussian)
    network.initialize(.glorot, seed: 1)
    let x = Matrix<Double>([[1, 2], [3, -1], [0.5, 4]])
    let gram = try network.hessian(x, Matrix(column: [0, 1, 2]))
    // The parameters are w₁, w₂ and the bias.
    let columns = [[1, 3, 0.5], [2, -1, 4], [1, 1, 1]]
    for i in 0..<3 {
      for j in 0..<3 {
        #expect(abs(gram[i, j] - zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 }) <= 1e-14)
      }
    }
  }

  @Test func perExampleGradientsSumToTheGradient() throws {
    for backend in BackendChoice.available {
      let (network, x, t) = Self.scenario(.categorical(classes: 3), .tanh, backend: backend)
      let rows = try network.perExampleGradients(x, t)
      let gradient = network.gradient(x, t)
      let sums = gradient.indices.map { p in (0..<rows.rows).reduce(0) { $0 + rows[$1, p] } }
      Self.expectClose(sums, gradient, within: 1e-13, "sum of examples")
      let norms = network.perExampleSquaredNorms(x, t)
      Self.expectClose(
        (0..<rows.rows).map { rows[row: $0].reduce(0) { $0 + $1 * $1 } }, norms, within: 1e-13, "squared norms")
    }
  }

  @Test func budgetIsCheckedBeforeAnythingIsAllocated() {
    let network = Network<Double>(inputs: 10_000, likelihood: .gaussian) { Dense(10_000, .tanh) }
    #expect(throws: MemoryBudgetError.self) {
      _ = try network.hessian(Matrix(rows: 1, columns: 10_000), Matrix<Double>(rows: 1, columns: 1))
    }
  }
}
