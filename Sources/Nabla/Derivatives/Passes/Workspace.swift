/// The memory that evaluations of a network need beside their results.
///
/// Pass the same workspace to call after call: it grows at the first one and then allocates nothing while the network's
/// architecture, the operator and the number of examples stay the same. It may serve different networks and operators in
/// turn. Not for two tasks at once.
public final class Workspace<Scalar: RealScalar> {
  /// Each thread's memory for a tile.
  private(set) var tiles: [TileMemory<Scalar>] = []
  /// Each thread's memory for directions, where there are any.
  private(set) var tangents: [TangentMemory<Scalar>] = []
  /// Each thread's memory for streams of input derivatives, where there are any.
  private(set) var streams: [StreamMemory<Scalar>] = []
  /// Each thread's other memory.
  private(set) var scratch: [Scratch<Scalar>] = []
  /// Memory that all threads share, where there is any.
  private(set) var shared: Scratch<Scalar>?
  /// How the last curvature matrix was computed.
  var curvature: CurvaturePlan<Scalar>?
  /// Each chunk's own loss.
  private var losses: [Double] = []
  /// The threads of a call.
  let team = Team()
  private var partials = Arena<Scalar>(capacity: 0)
  /// The sums of processes, where there are several.
  private(set) lazy var groupSums = GroupSums<Scalar>()
  private var example = Arena<Scalar>(capacity: 1)
  private var copies = Arena<Scalar>(capacity: 0)
  private var architecture: Architecture?
  /// Where the products of the last pass go.
  private(set) var products: ProductPlan?
  private var shape: Shape?

  /// What the memory was made for, beside the architecture: plain numbers, which are compared for next to nothing.
  private struct Shape: Equatable {
    var partition: Partition
    var needs: WorkspaceNeeds<Scalar>
    var threads: Int
    var backend: ChosenBackend
  }

  /// An empty workspace.
  public init() {}

  /// Lends memory for one example, `count` numbers or more.
  func withExampleMemory<Result>(
    _ count: Int, _ body: (UnsafeMutableBufferPointer<Scalar>) -> Result
  ) -> Result {
    example.reserve(count)
    return body(example.buffer(at: 0, count: max(count, 1)))
  }

  /// Makes room for a pass; does nothing when the last one was the same.
  ///
  /// - Parameter keepsSums: Whether there is to be room for the sums of chunks.
  func prepare(
    _ architecture: Architecture, _ partition: Partition, _ needs: WorkspaceNeeds<Scalar>, threads: Int,
    on backend: ChosenBackend, keepsSums: Bool = true
  ) {
    if keepsSums && partition.chunks > 1 { partials.reserve((partition.chunks - 1) * Arena<Scalar>.padded(needs.sums)) }
    var shape = Shape(partition: partition, needs: needs, threads: threads, backend: backend)
    // The last group of directions may sum up fewer numbers, and fits all the same.
    shape.needs.sums = 0
    guard shape != self.shape || !isFor(architecture) else { return }
    // The old memory goes before the new comes.
    (tiles, tangents, streams, scratch, shared) = ([], [], [], [], nil)
    let slots = 0..<(partition.sharesTiles ? 1 : max(1, min(threads, max(partition.chunks, needs.pieces))))
    tiles = (needs.sharesTile ? 0..<1 : slots).map { _ in
      TileMemory(architecture, tile: partition.tile, order: needs.order, isSparse: needs.isSparse)
    }
    if needs.directions > 0 {
      tangents = slots.map { _ in
        TangentMemory(architecture, tile: partition.tile, directions: needs.directions)
      }
    }
    if let kept = needs.streams {
      streams = slots.map { _ in StreamMemory(architecture, tile: partition.tile, needs: kept) }
    }
    if needs.scratch > 0 { scratch = slots.map { _ in Scratch(count: needs.scratch) } }
    if needs.shared > 0 { shared = Scratch(count: needs.shared) }
    losses = Array(repeating: 0, count: partition.chunks)
    products = ProductPlan(
      architecture.plan, columns: min(partition.tile, partition.longestChunk), on: backend, Scalar.self)
    (self.architecture, self.shape) = (architecture, shape)
  }

  private func isFor(_ architecture: Architecture) -> Bool {
    // Usually the identical object; testing identity first avoids a retain.
    self.architecture?.storage === architecture.storage || self.architecture == architecture
  }

  /// About how many numbers `prepare` makes room for, where nothing is shared.
  static func count(
    _ architecture: Architecture, _ partition: Partition, _ needs: WorkspaceNeeds<Scalar>, threads: Int
  ) -> Int {
    let units = architecture.layers.reduce(0) { $0 + $1.units }
    // z, h′, h″ and δ of every unit, the inputs as they stand and as layers see them, targets and weights.
    let outputs = architecture.outputs * (architecture.keepsPreActivations ? 2 : 1)
    let tile = partition.tile * (4 * units + architecture.inputs + architecture.features + outputs + 1)
    let tangents =
      needs.directions > 0
      ? TangentMemory<Scalar>.count(architecture, tile: partition.tile, directions: needs.directions) : 0
    return max(1, min(threads, partition.chunks)) * (tile + tangents + needs.scratch)
      + (partition.chunks - 1) * Arena<Scalar>.padded(needs.sums)
  }

  /// Chunk by chunk on threads, the sums of a batch: `work` writes the sum of one chunk where `sum(ofChunk:)` says.
  ///
  /// Chunk 0 writes to the result itself, the others to memory of their own that is added in their order, so that the
  /// number of threads changes no bit.
  func addUp<Work: PieceWork>(
    _ partition: Partition, _ count: Int, into result: UnsafeMutablePointer<Scalar>?, threads: Int,
    _ work: (_ losses: UnsafeMutableBufferPointer<Double>) -> Work
  ) -> Double {
    losses.withUnsafeMutableBufferPointer { losses in
      team.gather(threads: partition.sharesTiles ? threads : min(threads, partition.chunks)) {
        team.forEach(partition.chunks, work(losses))
      }
      if let result {
        for chunk in 1..<max(partition.chunks, 1) {
          Scalar._Primitives.axpy(count, 1, partial(chunk, count), result)
        }
      }
      return losses.reduce(0, +)
    }
  }

  /// Where the sums of a chunk go.
  func sum(
    ofChunk chunk: Int, _ count: Int, of result: UnsafeMutablePointer<Scalar>?
  ) -> UnsafeMutablePointer<Scalar>? {
    result.map { chunk == 0 ? $0 : partial(chunk, count) }
  }

  /// Room for directions in the parameters, `count` numbers.
  func vectors(_ count: Int) -> UnsafeMutablePointer<Scalar> {
    copies.reserve(count)
    return copies.buffer(at: 0, count: count).baseAddress!
  }

  private func partial(_ chunk: Int, _ count: Int) -> UnsafeMutablePointer<Scalar> {
    let stride = Arena<Scalar>.padded(count)
    return partials.buffer(at: (chunk - 1) * stride, count: count).baseAddress!
  }
}

/// What a pass needs of a workspace.
struct WorkspaceNeeds<Scalar: RealScalar>: Equatable {
  /// Up to which derivative of the activations tiles are kept.
  var order: TileMemory<Scalar>.Order
  /// How many numbers a chunk sums up.
  var sums = 0
  /// How many directions tangents have at once.
  var directions = 0
  /// What is kept of streams of input derivatives, where there are any.
  var streams: StreamNeeds?
  /// How many numbers of its own a thread needs.
  var scratch = 0
  /// How many pieces threads may take of a tile.
  var pieces = 1
  /// Whether all threads work on one tile.
  var sharesTile = false
  /// How many numbers all threads share.
  var shared = 0
  /// Whether inputs are sparse.
  var isSparse = false

  /// Whether products are wider than those of a first-order pass.
  var takesWideProducts: Bool { directions > 0 || streams != nil }
}

/// Memory of one thread for anything.
final class Scratch<Scalar: RealScalar> {
  private let arena: Arena<Scalar>

  init(count: Int) { arena = Arena(capacity: count) }

  func view(at offset: Int, rows: Int, columns: Int) -> MatrixView<Scalar> {
    arena.view(at: offset, rows: rows, columns: columns)
  }

  /// A view whose rows are `stride` apart.
  func view(at offset: Int, rows: Int, columns: Int, stride: Int) -> MatrixView<Scalar> {
    let numbers = arena.buffer(at: offset, count: rows * stride)
    return MatrixView(numbers.baseAddress!, rows: rows, columns: columns, stride: stride)
  }

  func buffer(at offset: Int, count: Int) -> UnsafeMutableBufferPointer<Scalar> {
    arena.buffer(at: offset, count: count)
  }
}
