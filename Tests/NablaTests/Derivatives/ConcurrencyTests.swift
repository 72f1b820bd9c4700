import Nabla
import Testing

#if OpenBLAS
  import CBLAS
#endif

/// Any number of tasks may use one network at once.
@Suite struct ConcurrencyTests {
  /// All tasks get the bits that one task alone gets, each operator in each of them.
  @Test(arguments: BackendChoice.available)
  func manyTasksUseOneNetwork(backend: BackendChoice) async throws {
    let problem = RandomNetworks.problem(seed: 33, examples: 129).on(backend, threads: 2)
    let expected = try DerivativeOperator<Double>.all.map { try $0.returning(problem, nil) }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for task in 0..<8 {
        group.addTask {
          let workspace = Workspace<Double>()
          let operators = DerivativeOperator<Double>.all
          return try operators.indices.allSatisfy { i in
            // Every task begins with another operator, so that different ones run at the same time.
            let k = (i + 2 * task) % operators.count
            return try operators[k].returning(problem, workspace) == expected[k]
          }
        }
      }
      for try await isSame in group { #expect(isSame) }
    }
  }

  #if OpenBLAS
    /// OpenBLAS's number of threads is as the process set it, after calls from several tasks. In a process of its own, since
    /// other tests change it for the time of their calls.
    @Test func openBLASKeepsItsNumberOfThreads() async {
      await #expect(processExitsWith: .success) {
        let problem = RandomNetworks.problem(seed: 33, examples: 129).on(.openBLAS, threads: 2)
        for wanted: Int32 in [2, 1] {
          openblas_set_num_threads(wanted)
          await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
              group.addTask {
                for _ in 0..<20 {
                  _ = problem.network.gradient(problem.x, problem.t)
                  _ = problem.network.predict(problem.x)
                }
              }
            }
          }
          precondition(openblas_get_num_threads() == wanted)
        }
      }
    }
  #endif
}
