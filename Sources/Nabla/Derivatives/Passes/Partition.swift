/// How a batch is cut: into chunks that threads take, and tiles that a chunk goes through one after the other.
///
/// The cut depends on the problem alone, and the sums of the chunks are added in their order. So the number of threads
/// changes no bit of a result.
struct Partition: Hashable {
  /// The number of examples.
  let count: Int
  /// The number of examples in a tile, the last one of a chunk excepted.
  let tile: Int
  /// The number of chunks.
  let chunks: Int

  /// At most this many sums are added up, so that their memory and time stay small.
  private static let mostChunks = 16
  /// Handing a chunk to a thread costs some microseconds, the time of about this many flops.
  private static let leastFlops = 2_000_000
  /// The same where each chunk is long enough for that to be lost in the noise: some twenty microseconds of work.
  private static let leastDirectionFlops = 750_000
  /// A chunk's own gradient costs one addition a parameter. Against the chunk's work that is lost in the noise from this
  /// many examples on: fewer where the gradient stays in the cache.
  private static func leastExamples(parameters: Int) -> Int { parameters <= 16_384 ? 64 : 256 }

  /// From this many parameters on, the threads share the layers of a tile and not the examples of a batch: a gradient a
  /// chunk would cost more time and memory than it saves.
  private static let leastSharedParameters = 32_768

  /// Whether threads share the layers of a tile.
  let sharesTiles: Bool

  /// Into how many pieces the units of a layer are cut for a tile of `columns` examples: pieces of about 256 units keep
  /// matrix products at full speed, and two smaller ones are worth it from some ten microseconds of work on.
  static func pieces(of step: PassPlan.Step, columns: Int, on backend: ChosenBackend) -> Int {
    let flops = 2 * step.weights * columns
    guard flops >= 2_000_000 && step.units >= 64 && !backend.takesWholeProducts else { return 1 }
    return min(16, max(2, step.units / 256))
  }

  /// The columns of a weight matrix of `count` columns that belong to a piece of its derivatives: whole panels of products
  /// but for the last piece's; nil where pieces would be too narrow.
  static func columns(of count: Int, piece: Int, of pieces: Int) -> Range<Int>? {
    let panel = 64
    guard count >= panel * pieces else { return nil }
    let start = count * piece / pieces / panel * panel
    return start..<(piece + 1 == pieces ? count : count * (piece + 1) / pieces / panel * panel)
  }

  /// The cut of a batch of `count` examples for an operator that does `flops` an example.
  init(_ architecture: Architecture, count: Int, flops: Int, longestTile: Int = .max, canShareTiles: Bool = false) {
    self.count = count
    let parameters = architecture.parameterCount
    let widest = architecture.plan.widest
    // Tiles of wide layers are long enough for matrix products to run at full speed, those of narrow ones short enough
    // for all of a tile to stay in the cache.
    let wanted = min(widest >= 128 ? 512 : 256, longestTile)
    tile = max(1, min(wanted, count))
    let least = max(Self.leastExamples(parameters: parameters), Self.leastFlops / max(flops, 1))
    sharesTiles = canShareTiles && parameters >= Self.leastSharedParameters
    chunks = sharesTiles ? 1 : max(1, min(Self.mostChunks, count / least))
  }

  /// The cut of a batch for an operator with several directions or with results of its own for every example: an even
  /// number of chunks, for two threads, each worth the handing over, in tiles of at most `longestTile` examples.
  init(count: Int, flops: Int, directionTile longestTile: Int) {
    self.count = count
    let least = max(2 * Self.alignment, Self.leastDirectionFlops / max(flops, 1))
    let most = min(Self.mostChunks, count / least)
    chunks = most < 2 ? 1 : most / 2 * 2
    tile = max(1, min(longestTile, count, count / chunks + Self.alignment))
    sharesTiles = false
  }

  /// The cut for a backend that takes whole products: one after the other, as much of the batch as fits into memory of a
  /// reasonable size.
  init(wholeBatchOf count: Int, canShareTiles: Bool) {
    self.count = count
    tile = max(1, min(count, Self.longestWholeTile))
    chunks = 1
    sharesTiles = canShareTiles
  }

  /// The most examples in a tile for a backend that takes whole products.
  private static let longestWholeTile = 8192

  /// The cut for any number of processes: as it is, or where threads share tiles, into chunks whose sums cost little beside
  /// their products.
  ///
  /// Two chunks are worth it from 256 examples each on, more of them from 512.
  var forProcesses: Partition {
    guard sharesTiles else { return self }
    let chunks = max(1, min(Self.mostGroupChunks, max(min(2, count / 256), count / 512)))
    return Partition(count: count, tile: tile, chunks: chunks, sharesTiles: sharesTiles)
  }

  private init(count: Int, tile: Int, chunks: Int, sharesTiles: Bool) {
    (self.count, self.tile, self.chunks, self.sharesTiles) = (count, tile, chunks, sharesTiles)
  }

  /// So many chunks there are for processes, and so many processes have work.
  private static let mostGroupChunks = 1024

  /// Tiles one after the other, for operators whose threads share a tile.
  init(oneChunkOf count: Int, tile: Int) {
    self.count = count
    self.tile = tile
    chunks = 1
    sharesTiles = false
  }

  /// Chunks but the first are multiples of so many examples, so that their columns fill vectors. The first, which may be
  /// longer, is begun before other threads are there.
  private static let alignment = 16

  /// The examples of a chunk.
  func examples(ofChunk chunk: Int) -> Range<Int> {
    start(ofChunk: chunk)..<start(ofChunk: chunk + 1)
  }

  /// The number of examples of the longest chunk, which is the first.
  var longestChunk: Int { examples(ofChunk: 0).count }

  private func start(ofChunk chunk: Int) -> Int {
    guard chunk > 0 else { return 0 }
    let behind = count * (chunks - chunk) / chunks
    return count - (behind + Self.alignment / 2) / Self.alignment * Self.alignment
  }

  /// The tiles of a chunk, in the order in which they are done.
  func tiles(ofChunk chunk: Int) -> some Sequence<Range<Int>> {
    let range = examples(ofChunk: chunk)
    return stride(from: range.lowerBound, to: range.upperBound, by: tile).lazy.map { [tile] first in
      first..<min(first + tile, range.upperBound)
    }
  }
}
