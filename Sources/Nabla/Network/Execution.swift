/// What computes the matrix products and elementwise functions of a network.
///
/// All but `reference` share the vectorised elementwise functions of the kernels; they differ in the products.
public enum BackendChoice: String, Sendable, Hashable, CaseIterable {
  /// Textbook loops in Swift: the executable specification, for cross-checking.
  case reference
  /// Every product of a layer and a tile of a batch is one call of OpenBLAS. Needs the trait `OpenBLAS`.
  case openBLAS = "openblas"
  /// Every product by Nabla's own kernels, which need no system library.
  case kernels
  /// Each product by OpenBLAS or by the kernels, whichever was measured to be faster for its shape; the kernels alone in a
  /// build without the trait `OpenBLAS`. `Network.products(batch:)` tells which.
  case automatic

  /// The backends of this build.
  public static var available: [BackendChoice] {
    #if OpenBLAS
      allCases
    #else
      [.reference, .kernels, .automatic]
    #endif
  }

  /// The fastest backend of this build: `automatic`.
  public static var fastest: BackendChoice { .automatic }
}

/// Which backend computes, on how many threads, and with which processes.
///
/// The number of threads never changes a bit of a result: the work is cut into pieces that depend on the problem alone. Nor
/// does the number of processes in a group; see `ProcessGroup`.
public struct Execution: Sendable, Hashable {
  /// The backend.
  public var backend: BackendChoice {
    didSet { Self.check(backend) }
  }
  /// The largest number of threads that one call uses.
  public var threads: Int {
    didSet { precondition(threads >= 1, "at least one thread is needed, not \(threads)") }
  }

  /// The processes that share the examples of errors, gradients and products with curvature matrices, the units of these
  /// matrices, and the examples of a posterior's predictions, influences and leaving out: each of these calls is then made by
  /// all of them, on the same examples. Other results each process computes for itself.
  ///
  /// Sums of `world` are cut for many processes, and have other last bits than those of `single` where a network has 32 768
  /// parameters or more, or `openBLAS` is the backend; and so may what is solved for blocks of examples.
  public var group: ProcessGroup

  /// The number of cores that this process may use.
  public static let coreCount = Worker.coreCount

  /// By default the fastest backend of this build, on all cores, in this process alone.
  ///
  /// - Precondition: `backend` is one of `BackendChoice.available`, and `threads` at least 1.
  public init(
    backend: BackendChoice = .fastest, threads: Int = Execution.coreCount, group: ProcessGroup = .single
  ) {
    Self.check(backend)
    precondition(threads >= 1, "at least one thread is needed, not \(threads)")
    self.backend = backend
    self.threads = threads
    self.group = group
  }

  /// The same on one thread and in this process alone, for one of several computations that go side by side.
  var alone: Execution { Execution(backend: backend, threads: 1) }

  private static func check(_ backend: BackendChoice) {
    precondition(
      BackendChoice.available.contains(backend),
      "this build has no backend '\(backend.rawValue)'; build the package with its trait OpenBLAS")
  }
}

extension Execution {
  /// Calls `body` for every piece in 0 ..< `pieces`, on its threads; pieces are independent of each other.
  package func forEach(_ pieces: Int, _ body: (_ piece: Int) -> Void) {
    Parallel.forEach(pieces, threads: threads) { piece, _ in body(piece) }
  }
}
