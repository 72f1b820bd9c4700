/// How much compressed data may become, so that a small file cannot fill memory or a disk.
struct CompressionLimit: Sendable {
  /// So many bytes may come of any file.
  var freeSize: Int
  /// More than these may be at most so many times as many as the compressed ones.
  var largestRatio: Int

  /// 256 MB, and 200 times as many.
  static let standard = CompressionLimit(freeSize: 256 << 20, largestRatio: 200)

  /// Refuses what is too much.
  ///
  /// - Parameters:
  ///   - size: how many bytes it is so far.
  ///   - compressed: of how many it was made.
  /// - Throws: `DataError` that says how much was found, and what can be done.
  func check(_ size: Int, from compressed: Int, source: String?) throws(DataError) {
    guard size > freeSize, size / largestRatio > compressed else { return }
    throw DataError(
      .corrupt, source: source,
      expected:
        "at most \(freeSize >> 20) MB of data, or at most \(largestRatio) times as much as is compressed; what is meant to be "
        + "more can be decompressed by another program first",
      found: "\(size) bytes from \(compressed)")
  }
}
