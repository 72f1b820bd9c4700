internal import Dispatch

/// Runs pieces of work on several threads.
enum Parallel {
  /// Calls `body(piece, slot)` for every piece in 0 ..< `pieces`, on at most `threads` threads.
  ///
  /// Calls with the same slot never overlap, so a slot may own memory. Which thread does which piece is of no consequence
  /// for a result whose pieces are independent.
  static func forEach(_ pieces: Int, threads: Int, _ body: (_ piece: Int, _ slot: Int) -> Void) {
    let slots = min(threads, pieces)
    guard slots > 1 else {
      for piece in 0..<pieces { body(piece, 0) }
      return
    }
    withoutActuallyEscaping(body) { body in
      // The caller's pieces write to memory of their own and of their slot only, which the compiler cannot see.
      nonisolated(unsafe) let body = body
      DispatchQueue.concurrentPerform(iterations: slots) { slot in
        for piece in stride(from: slot, to: pieces, by: slots) { body(piece, slot) }
      }
    }
  }
}
