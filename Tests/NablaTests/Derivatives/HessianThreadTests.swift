import Nabla
import Testing

/// Threads share the Hessian's tiles and take units of them.
@Suite struct HessianThreadTests {
  /// Each thread needs memory of its own for the output's curvature. The batch is so long that their times there overlap.
  @Test(arguments: BackendChoice.available)
  func threadsChangeNoBit(backend: BackendChoice) throws {
    for (likelihood, output): (Likelihood, Activation?) in [
      (.gaussian(outputs: 3), nil), (.gaussian(outputs: 3), .softmax), (.bernoulli(outputs: 3), .softmax),
      (.categorical(classes: 3), .sigmoid), (.student(freedom: 3, outputs: 3), nil),
      (.heteroscedastic(targets: 3), nil),
    ] {
      var (network, x, t) = SkipGraph.problem(likelihood, .tanh, output: output, backend: backend)
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
  /// Two groups of vectors, of which the second is not full, in several chunks of examples: each product is that of its
  /// vector alone, and has the same bits by every number of threads.
  @Test(arguments: BackendChoice.available, Curvature.allCases)
  func manyProductsEqualSingleOnes(backend: BackendChoice, curvature: Curvature) {
    var (network, x, t) = SkipGraph.problem(.gaussian(outputs: 3), .tanh, output: .softmax, backend: backend)
    let rows = (0..<900).map { $0 % x.rows }
    (x, t) = (x.rows(at: rows), t.rows(at: rows))
    let count = network.architecture.parameterCount
    var generator = SeededGenerator(seed: 6)
    let vectors = Matrix(rows: 40, columns: count, elements: (0..<40 * count).map { _ in generator.normal() })
    network.execution.threads = 1
    let products = network.hessianVectorProducts(x, t, curvature: curvature, along: vectors)
    for r in [0, 31, 32, 39] {
      expectClose(
        Array(products[row: r]),
        network.hessianVectorProduct(x, t, curvature: curvature, along: Array(vectors[row: r])), within: 1e-12,
        "vector \(r)")
    }
    for threads in [2, 3] {
      network.execution.threads = threads
      let isSame = network.hessianVectorProducts(x, t, curvature: curvature, along: vectors) == products
      #expect(isSame, "\(threads) threads")
    }
  }
}
