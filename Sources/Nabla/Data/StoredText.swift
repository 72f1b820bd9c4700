internal import Foundation

/// The bytes of a text: in memory, or those of a file that is mapped into it.
enum StoredText: Sendable {
  case bytes([UInt8])
  case file(MappedFile)

  /// Calls `body` with the bytes.
  @inline(__always)
  func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) throws -> Result) rethrows -> Result {
    switch self {
    case .bytes(let bytes): try bytes.withUnsafeBufferPointer(body)
    case .file(let file): try body(file.bytes)
    }
  }

  /// The bytes, of a file a copy.
  ///
  /// - Complexity: O(number of bytes) for a file.
  var array: [UInt8] {
    switch self {
    case .bytes(let bytes): bytes
    case .file(let file): file.copy
    }
  }
}

/// The contents of a file as memory that the system fills when it is read, and takes back when it needs it.
///
/// The file must keep its length meanwhile, as for every program that maps it. `@unchecked Sendable`, because it is only read.
final class MappedFile: @unchecked Sendable {
  let bytes: UnsafeBufferPointer<UInt8>

  /// Maps the file at `path`; nil where that is empty, no regular file, or cannot be mapped.
  init?(path: String) {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0,
      let start = mmap(nil, Int(status.st_size), PROT_READ, MAP_PRIVATE, file, 0), start != MAP_FAILED
    else { return nil }
    bytes = UnsafeBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: Int(status.st_size))
  }

  /// A copy of the bytes; the memory of the file itself is given back until it is read again.
  var copy: [UInt8] {
    let copy = Array(bytes)
    _ = madvise(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count, MADV_DONTNEED)
    return copy
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count) }
}

extension DataFile {
  /// The text of the file at `path`: mapped where it is stored as it is, and decompressed in memory where it is a gzip file.
  static func text(at path: String) throws(DataError) -> StoredText {
    guard let file = MappedFile(path: path) else { return .bytes(try bytes(at: path)) }
    if file.bytes.starts(with: [0x1F, 0x8B]) { return .bytes(try Gzip.decompressed(Array(file.bytes), source: path)) }
    return .file(file)
  }
}
