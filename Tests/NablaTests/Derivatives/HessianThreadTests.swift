import Nabla
import Testing

/// Threads share the Hessian's tiles and take units of them.
@Suite struct HessianThreadTests {
  /// Each thread needs memory of its own for the output's curvature. The batch is so long that their times there overlap.
  @Test(arguments: BackendChoice.available)
  func threadsChangeNoBit(backend: BackendChoice) throws {
    for (likelihood, output): (Likelihood, Activation?) in [
      (.gaussian(outputs: 3), nil), (.gaussian(outputs: 3), .softmax), (.bernoulli(outputs: 3), .softmax),
      (.categorical(classes: 3), .sigmoid),
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
}
