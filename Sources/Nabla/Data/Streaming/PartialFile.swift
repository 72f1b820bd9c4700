internal import Foundation

/// A file of which parts are read, by any number of threads at once.
final class PartialFile: Sendable {
  let path: String
  /// The number of bytes when it was opened.
  let size: Int
  private let descriptor: Int32

  /// - Throws: `DataError` where the file cannot be opened, or has no parts, as a pipe.
  init(path: String) throws(DataError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      if descriptor >= 0 { close(descriptor) }
      throw DataError(
        .unreadable, source: path, expected: "a file that can be read", found: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DataError(
        .unreadable, source: path, expected: "a file of which parts can be read", found: "a pipe or a folder")
    }
    size = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Reads a part.
  ///
  /// - Throws: `DataError` where the file ends before it, or the system refuses.
  func read(_ range: Range<Int>, into memory: UnsafeMutableRawPointer) throws(DataError) {
    var done = 0
    while done < range.count {
      let count = pread(descriptor, memory + done, range.count - done, off_t(range.lowerBound + done))
      if count > 0 {
        done += count
      } else if count == 0 {
        throw DataError(
          .truncated, source: path, byteOffset: range.lowerBound + done, expected: "a file as long as it was",
          found: "its end")
      } else if errno != EINTR {
        throw DataError(
          .unreadable, source: path, byteOffset: range.lowerBound + done, expected: "a file that can be read",
          found: String(cString: strerror(errno)))
      }
    }
  }

  /// A part as bytes.
  func bytes(_ range: Range<Int>) throws(DataError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count)
    var failure: DataError?
    bytes.withUnsafeMutableBytes { memory in
      guard let base = memory.baseAddress else { return }
      do throws(DataError) { try read(range, into: base) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }
}
