internal import Foundation

/// What computes the matrix products and elementwise functions of a network.
public enum BackendChoice: String, Sendable, Hashable, CaseIterable {
  /// Textbook loops in Swift: the executable specification, for cross-checking.
  case reference
  /// OpenBLAS and vectorised kernels. Present when the package is built with its trait `OpenBLAS`.
  case openBLAS = "openblas"

  /// The backends of this build.
  public static var available: [BackendChoice] {
    #if OpenBLAS
      [.reference, .openBLAS]
    #else
      [.reference]
    #endif
  }

  /// The fastest backend of this build.
  public static var fastest: BackendChoice { available[available.count - 1] }
}

/// Which backend computes, and on how many threads.
///
/// The number of threads never changes a bit of a result: the work is cut into pieces that depend on the problem alone.
public struct Execution: Sendable, Hashable {
  /// The backend.
  public var backend: BackendChoice {
    didSet { Self.check(backend) }
  }
  /// The largest number of threads that one call uses.
  public var threads: Int {
    didSet { precondition(threads >= 1, "at least one thread is needed, not \(threads)") }
  }

  /// The number of cores that this process may use.
  public static let coreCount = ProcessInfo.processInfo.activeProcessorCount

  /// By default the fastest backend of this build, on all cores.
  ///
  /// - Precondition: `backend` is one of `BackendChoice.available`, and `threads` at least 1.
  public init(backend: BackendChoice = .fastest, threads: Int = Execution.coreCount) {
    Self.check(backend)
    precondition(threads >= 1, "at least one thread is needed, not \(threads)")
    self.backend = backend
    self.threads = threads
  }

  private static func check(_ backend: BackendChoice) {
    precondition(
      BackendChoice.available.contains(backend),
      "this build has no backend '\(backend.rawValue)'; build the package with its trait OpenBLAS")
  }
}
