#if Zlib
  internal import CZlib

  /// The members of a gzip file, decompressed a part at a time.
  final class GzipMembers {
    /// How many bytes are read, and decompressed, in one go.
    private static let (inputSize, outputSize) = (1 << 20, 1 << 18)

    private let size: Int
    private let source: String?
    private let bytes: (Range<Int>) throws(DataError) -> [UInt8]
    /// zlib keeps the address.
    private let stream: UnsafeMutablePointer<z_stream>
    /// What was read of the file, up to byte `end`; of it the first `used` bytes are taken.
    private var input: [UInt8] = []
    private var used = 0
    private var end = 0
    private var state = State.inMember
    private let limit: CompressionLimit
    /// How many bytes were decompressed.
    private var outputCount = 0

    private enum State {
      case inMember, betweenMembers, done
    }

    /// - Parameters:
    ///   - limit: how much they may become.
    ///   - bytes: those in a range of 0 ..< `size`.
    init(
      size: Int, source: String?, limit: CompressionLimit = .standard,
      _ bytes: @escaping (Range<Int>) throws(DataError) -> [UInt8]
    ) {
      (self.size, self.source, self.limit, self.bytes) = (size, source, limit, bytes)
      stream = .allocate(capacity: 1)
      stream.initialize(to: z_stream())
      // 15 bits are deflate's largest window; 16 more ask for gzip's header and checksum.
      let status = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      precondition(status == Z_OK, "zlib cannot start: it is out of memory or of another version than its header")
    }

    deinit {
      inflateEnd(stream)
      stream.deallocate()
    }

    /// Where the file was read up to.
    private var position: Int { end - input.count + used }

    /// The next decompressed bytes; nil at the end.
    ///
    /// - Throws: `DataError` with the byte of the file up to which it was read when the damage or early end showed, and where they
    ///   are far more than the compressed ones.
    func next() throws(DataError) -> [UInt8]? {
      while true {
        switch state {
        case .done: return nil
        case .betweenMembers:
          state = try beginsAnotherMember() ? .inMember : .done
        case .inMember:
          let part = try nextOfMember()
          outputCount += part.count
          try limit.check(outputCount, from: position, source: source)
          if !part.isEmpty { return part }
        }
      }
    }

    private func nextOfMember() throws(DataError) -> [UInt8] {
      try fill(atLeast: 1)
      var status = Z_OK
      let part = [UInt8](unsafeUninitializedCapacity: Self.outputSize) { output, count in
        input.withUnsafeBufferPointer { input in
          // next_in is not const in zlib's C interface, but inflate only reads from it.
          stream.pointee.next_in = input.baseAddress.map { UnsafeMutablePointer(mutating: $0 + used) }
          stream.pointee.avail_in = UInt32(input.count - used)
          stream.pointee.next_out = output.baseAddress
          stream.pointee.avail_out = UInt32(output.count)
          status = inflate(stream, Z_NO_FLUSH)
        }
        count = Self.outputSize - Int(stream.pointee.avail_out)
      }
      used = input.count - Int(stream.pointee.avail_in)
      switch status {
      case Z_STREAM_END:
        inflateReset(stream)
        state = .betweenMembers
      case Z_OK where position < size || part.count == Self.outputSize: break
      case Z_OK, Z_BUF_ERROR:
        throw DataError(
          .truncated, source: source, byteOffset: size, expected: "more gzip-compressed data",
          found: "the end of the file")
      default:
        let reason = stream.pointee.msg.map { String(cString: $0) } ?? "error \(status) of zlib"
        throw DataError(
          .corrupt, source: source, byteOffset: position, expected: "sound gzip-compressed data",
          found: "damaged data (\(reason))")
      }
      return part
    }

    /// Zero bytes after the last member are padding, as on tapes.
    private func beginsAnotherMember() throws(DataError) -> Bool {
      let first = position
      try fill(atLeast: 2)
      if input[used...].starts(with: [0x1F, 0x8B]) { return true }
      while true {
        guard input[used...].allSatisfy({ $0 == 0 }) else {
          throw DataError(
            .trailingBytes, source: source, byteOffset: first, expected: "the end of the gzip-compressed data",
            found: "\(DataError.count(size - first, "byte")) more")
        }
        used = input.count
        guard end < size else { return false }
        try fill(atLeast: 1)
      }
    }

    /// Reads on where fewer bytes than so many are left of what was read.
    private func fill(atLeast count: Int) throws(DataError) {
      guard input.count - used < count, end < size else { return }
      let next = min(end + Self.inputSize, size)
      input = try Array(input[used...]) + bytes(end..<next)
      (used, end) = (0, next)
    }
  }
#endif
