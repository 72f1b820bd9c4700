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
  /// A chunk's own gradient costs one addition a parameter, against 6 flops a parameter and example: with this many
  /// examples a chunk it is lost in the noise.
  private static let leastChunk = 256

  init(_ architecture: Architecture, count: Int) {
    self.count = count
    let widest = architecture.layers.map(\.units).max() ?? 1
    // Tiles of wide layers are long enough for matrix products to run at full speed, those of narrow ones short enough
    // for all of a tile to stay in the cache.
    let wanted = widest >= 128 ? 512 : 256
    tile = max(1, min(wanted, count))
    chunks = max(1, min(Self.mostChunks, count / Self.leastChunk))
  }

  /// The examples of a chunk.
  func examples(ofChunk chunk: Int) -> Range<Int> {
    count * chunk / chunks..<count * (chunk + 1) / chunks
  }

  /// The tiles of a chunk, in the order in which they are done.
  func tiles(ofChunk chunk: Int) -> some Sequence<Range<Int>> {
    let range = examples(ofChunk: chunk)
    return stride(from: range.lowerBound, to: range.upperBound, by: tile).lazy.map { [tile] first in
      first..<min(first + tile, range.upperBound)
    }
  }
}
