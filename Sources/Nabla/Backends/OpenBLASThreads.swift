#if OpenBLAS
  internal import CBLAS
  internal import Synchronization

  /// Keeps OpenBLAS one-threaded while Nabla computes, since Nabla cuts the work into pieces itself.
  ///
  /// OpenBLAS has one thread count for the whole process: the first call that enters saves it and sets 1, the last one
  /// that leaves restores it.
  enum OpenBLASThreads {
    private struct State {
      var users = 0
      var saved: Int32 = 1
    }

    private static let state = Mutex(State())

    /// Runs `body` with OpenBLAS on one thread.
    static func one<Result>(_ body: () -> Result) -> Result {
      state.withLock { state in
        if state.users == 0 {
          state.saved = openblas_get_num_threads()
          if state.saved != 1 { openblas_set_num_threads(1) }
        }
        state.users += 1
      }
      defer {
        state.withLock { state in
          state.users -= 1
          if state.users == 0 && state.saved != 1 { openblas_set_num_threads(state.saved) }
        }
      }
      return body()
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
