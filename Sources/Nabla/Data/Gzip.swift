#if Zlib
  internal import CZlib
#endif

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
  /// - Throws: `DataError` with the byte of the compressed file up to which it was read when the damage or early end showed.
  static func decompressed(_ bytes: [UInt8], source: String?) throws(DataError) -> [UInt8] {
    #if Zlib
      var members = GzipMembers(bytes, source: source)
      return try members.decompressed()
    #else
      throw DataError(
        .unsupportedCompression, source: source,
        expected: "an uncompressed file, because this build of Nabla is without its trait Zlib",
        found: "a gzip-compressed one; decompress it first, for example with gunzip")
    #endif
  }
}

#if Zlib
  private struct GzipMembers {
    private let bytes: [UInt8]
    private let source: String?
    private var position = 0
    private var output: [UInt8] = []

    init(_ bytes: [UInt8], source: String?) {
      self.bytes = bytes
      self.source = source
    }

    mutating func decompressed() throws(DataError) -> [UInt8] {
      var stream = z_stream()
      // 15 bits are deflate's largest window; 16 more ask for gzip's header and checksum.
      let status = inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      precondition(status == Z_OK, "zlib cannot start: it is out of memory or of another version than its header")
      defer { inflateEnd(&stream) }
      // Writing to a small buffer and appending costs one copy, and lets the array grow as the data really comes.
      let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 18)
      defer { chunk.deallocate() }

      repeat {
        try decompressMember(&stream, through: chunk)
        inflateReset(&stream)
      } while try beginsAnotherMember()
      return output
    }

    private mutating func decompressMember(
      _ stream: inout z_stream, through chunk: UnsafeMutableBufferPointer<UInt8>
    ) throws(DataError) {
      while true {
        // zlib counts its input in 32 bits.
        let available = min(bytes.count - position, 1 << 30)
        let status = bytes.withUnsafeBufferPointer { input in
          // next_in is not const in zlib's C interface, but inflate only reads from it.
          stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress! + position)
          stream.avail_in = UInt32(available)
          stream.next_out = chunk.baseAddress
          stream.avail_out = UInt32(chunk.count)
          return inflate(&stream, Z_NO_FLUSH)
        }
        position += available - Int(stream.avail_in)
        let size = output.count + chunk.count - Int(stream.avail_out)
        if size > output.capacity {
          // Twice as much, as the array takes.
          let room = 2 * max(size, output.capacity)
          guard AvailableMemory.has(room, of: UInt8.self) else { throw DataFile.beyondMemory(room, source: source) }
        }
        output.append(contentsOf: chunk.prefix(chunk.count - Int(stream.avail_out)))

        switch status {
        case Z_STREAM_END: return
        case Z_OK where position < bytes.count || stream.avail_out == 0: continue
        case Z_OK, Z_BUF_ERROR:
          throw DataError(
            .truncated, source: source, byteOffset: bytes.count, expected: "more gzip-compressed data",
            found: "the end of the file")
        default:
          let reason = stream.msg.map { String(cString: $0) } ?? "error \(status) of zlib"
          throw DataError(
            .corrupt, source: source, byteOffset: position, expected: "sound gzip-compressed data",
            found: "damaged data (\(reason))")
        }
      }
    }

    private func beginsAnotherMember() throws(DataError) -> Bool {
      let rest = bytes[position...]
      if rest.allSatisfy({ $0 == 0 }) { return false }
      if rest.starts(with: [0x1F, 0x8B]) { return true }
      throw DataError(
        .trailingBytes, source: source, byteOffset: position, expected: "the end of the gzip-compressed data",
        found: "\(DataError.count(rest.count, "byte")) more")
    }
  }
#endif
