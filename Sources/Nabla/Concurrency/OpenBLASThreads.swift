#if OpenBLAS
  internal import CBLAS
  internal import Foundation
  internal import Synchronization

  /// Keeps OpenBLAS one-threaded while Nabla computes, since Nabla cuts the work into pieces itself.
  ///
  /// OpenBLAS has one thread count for the whole process: the first call that enters saves it and sets 1, the last one
  /// that leaves restores it. Calls count themselves in and out by one exchange; nobody waits but for the few instructions
  /// in which the first sets the count or the last restores it.
  enum OpenBLASThreads {
    /// The number of calls under way, or −1 while one sets or restores OpenBLAS's count.
    private static let users = Atomic<Int>(0)
    /// OpenBLAS's count before the first call. Written by whoever has set `users` to −1.
    private nonisolated(unsafe) static var saved: Int32 = 1

    /// In the child of a fork the calls that were under way do not go on: OpenBLAS gets its count back there at once.
    private static let forkHandler: Void = {
      pthread_atfork(nil, nil) {
        guard users.exchange(0, ordering: .acquiringAndReleasing) != 0 else { return }
        openblas_set_num_threads(saved)
      }
    }()

    /// Runs `body` with OpenBLAS on one thread.
    static func one<Result>(_ body: () -> Result) -> Result {
      enter()
      defer { leave() }
      return body()
    }

    private static func enter() {
      forkHandler
      guard exchange({ $0 == 0 ? -1 : $0 + 1 }) == 0 else { return }
      saved = openblas_get_num_threads()
      if saved != 1 { openblas_set_num_threads(1) }
      users.store(1, ordering: .releasing)
    }

    private static func leave() {
      guard exchange({ $0 == 1 ? -1 : $0 - 1 }) == 1 else { return }
      if saved != 1 { openblas_set_num_threads(saved) }
      users.store(0, ordering: .releasing)
    }

    /// Replaces the number of users by its successor, once nobody sets or restores; returns what it was.
    private static func exchange(_ successor: (Int) -> Int) -> Int {
      var seen = users.load(ordering: .relaxed)
      var waits = 0
      while true {
        if seen < 0 {
          Spin.pause(waits)
          waits += 1
          seen = users.load(ordering: .relaxed)
        } else {
          let (exchanged, original) = users.weakCompareExchange(
            expected: seen, desired: successor(seen), ordering: .acquiringAndReleasing)
          if exchanged { return original }
          seen = original
        }
      }
    }
  }

  /// What OpenBLAS says of its version, build options and CPU kernels.
  public func openBLASConfiguration() -> String? {
    String(cString: openblas_get_config()) + " " + String(cString: openblas_get_corename())
  }
#else
  /// What OpenBLAS says of its version, build options and CPU kernels: nothing, in a build without it.
  public func openBLASConfiguration() -> String? { nil }
#endif
