/// The memory that evaluations of a network need beside their results.
///
/// Pass the same workspace to call after call: it grows at the first one and then allocates nothing while the network's
/// architecture and the number of examples stay the same. It may serve different networks and operators in turn. Not for
/// two tasks at once.
public final class Workspace<Scalar: RealScalar> {
  /// Each thread's memory for a tile.
  private(set) var tiles: [TileMemory<Scalar>] = []
  /// Each chunk's own loss.
  var losses: [Double] = []
  private var partials = Arena<Scalar>(capacity: 0)
  private var key: Key?

  private struct Key: Equatable {
    var architecture: Architecture
    var partition: Partition
    var order: TileMemory<Scalar>.Order
    var threads: Int
  }

  /// An empty workspace.
  public init() {}

  /// Makes room for a pass; does nothing when the last one was the same.
  func prepare(
    _ architecture: Architecture, _ partition: Partition, order: TileMemory<Scalar>.Order, threads: Int
  ) {
    let key = Key(architecture: architecture, partition: partition, order: order, threads: threads)
    guard key != self.key else { return }
    tiles = (0..<min(threads, partition.chunks)).map { _ in
      TileMemory(architecture, tile: partition.tile, order: order)
    }
    losses = Array(repeating: 0, count: partition.chunks)
    if order >= .first { partials.reserve((partition.chunks - 1) * Self.paddedCount(architecture)) }
    self.key = key
  }

  /// The gradient of chunk `chunk` ≥ 1; that of chunk 0 is the result's own memory.
  func partial(_ chunk: Int, _ architecture: Architecture) -> UnsafeMutablePointer<Scalar> {
    let count = Self.paddedCount(architecture)
    return partials.buffer(at: (chunk - 1) * count, count: count).baseAddress!
  }

  private static func paddedCount(_ architecture: Architecture) -> Int {
    Arena<Scalar>.padded(architecture.parameterCount)
  }
}
