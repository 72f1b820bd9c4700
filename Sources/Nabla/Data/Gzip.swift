/// Decompression of gzip data (RFC 1952).
enum Gzip {
  /// Whether the bytes begin with gzip's magic number.
  static func isCompressed(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 2 && bytes[0] == 0x1F && bytes[1] == 0x8B
  }

  /// The decompressed contents of all members of a gzip file, one after the other.
  ///
  /// Zero bytes after the last member are padding, as on tapes, and are ignored as `gzip` does. Memory grows with the
  /// decompressed data, whatever lengths the file claims.
  ///
  /// - Throws: `DataError` with the byte of the compressed file up to which it was read when the damage or early end showed, and
  ///   where it becomes far more than it is (``CompressionLimit``).
  static func decompressed(_ bytes: [UInt8], source: String?) throws(DataError) -> [UInt8] {
    #if Zlib
      let members = GzipMembers(size: bytes.count, source: source) { Array(bytes[$0]) }
      var output: [UInt8] = []
      while let part = try members.next() {
        let size = output.count + part.count
        if size > output.capacity {
          // Twice as much, as the array takes.
          let room = 2 * max(size, output.capacity)
          guard AvailableMemory.has(room, of: UInt8.self) else { throw DataFile.beyondMemory(room, source: source) }
        }
        output += part
      }
      return output
    #else
      throw unsupported(source)
    #endif
  }

  /// The decompressed contents of a file, a part at a time until they end.
  ///
  /// - Throws: as `decompressed(_:source:)`, or what `bytes` does.
  static func parts(
    size: Int, source: String?, _ bytes: @escaping (Range<Int>) throws(DataError) -> [UInt8]
  ) throws(DataError) -> () throws(DataError) -> [UInt8]? {
    #if Zlib
      return GzipMembers(size: size, source: source, bytes).next
    #else
      throw unsupported(source)
    #endif
  }

  #if !Zlib
    private static func unsupported(_ source: String?) -> DataError {
      DataError(
        .unsupportedCompression, source: source,
        expected: "an uncompressed file, because this build of Nabla is without its trait Zlib",
        found: "a gzip-compressed one; decompress it first, for example with gunzip")
    }
  #endif
}
