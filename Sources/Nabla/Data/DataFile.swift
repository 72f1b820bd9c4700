internal import Foundation

/// Reading whole files, which may be compressed.
package enum DataFile {
  /// The bytes of the file at `path`, decompressed where it is a gzip file, which its first bytes tell and not its name.
  static func bytes(at path: String) throws(DataError) -> [UInt8] {
    let bytes = try storedBytes(at: path)
    return Gzip.isCompressed(bytes) ? try Gzip.decompressed(bytes, source: path) : bytes
  }

  /// The bytes as they are, up to the end, which is the only way to know their number for a pipe or `/dev/stdin`.
  package static func storedBytes(at path: String) throws(DataError) -> [UInt8] {
    func failure() -> DataError { refusal(of: path, errno) }
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw failure() }
    defer { close(file) }
    var status = stat()
    var bytes: [UInt8] = []
    if fstat(file, &status) == 0, status.st_size > 0 {
      let size = Int(status.st_size)
      guard AvailableMemory.has(size, of: UInt8.self) else { throw beyondMemory(size, source: path) }
      bytes.reserveCapacity(min(size, 1 << 32))
    }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(file, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      if count > 0 {
        bytes += chunk[..<count]
      } else if errno != EINTR {
        throw failure()
      }
    }
  }

  /// The error about contents for which there is no memory.
  static func beyondMemory(_ size: Int, source: String?) -> DataError {
    DataError(
      .unreadable, source: source, expected: "contents for which there is memory",
      found: "\(DataError.count(size, "byte"))")
  }

  /// The error about a file that the system refuses to open or to read.
  static func refusal(of path: String, _ error: Int32, at byteOffset: Int? = nil) -> DataError {
    DataError(
      .unreadable, source: path, byteOffset: byteOffset, expected: "a file that can be read", found: reason(for: error))
  }

  /// Why the system refused, in words that follow "found".
  private static func reason(for error: Int32) -> String {
    switch error {
    case ENOENT: "no file of that name"
    case EACCES: "one that this user may not read"
    case EISDIR: "a folder or something else that is not a file"
    default: "one that the system refuses: \(String(cString: strerror(error)))"
    }
  }
}
