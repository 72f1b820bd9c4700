import Synchronization

/// What becomes of a run whose computation is done: one output that fails takes nothing of the others away.
enum Outcome {
  private static let failed = Mutex(false)

  /// Whether an output has failed, so that the exit status must not say that all is well.
  static var hasFailed: Bool { failed.withLock { $0 } }

  /// Writes an output; where that fails the program says so, goes on, and ends with 1.
  static func attempt(_ output: () throws -> Void) {
    do { try output() } catch { fail("\(error)") }
  }

  /// Says what has failed, once.
  static func fail(_ problem: String) {
    Console.complain(problem)
    note()
  }

  /// Takes note of a failure that was said already.
  static func note() { failed.withLock { $0 = true } }
}
