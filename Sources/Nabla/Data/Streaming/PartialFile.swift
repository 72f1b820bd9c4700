internal import Foundation

/// A file of which parts are read, by any number of threads at once.
///
/// What is compressed by gzip, or in UTF-16, has no parts that could be read by themselves: a temporary file of no name takes its
/// place, decompressed and in UTF-8.
package final class PartialFile: Sendable {
  let path: String
  /// The number of bytes when it was opened.
  package let size: Int
  /// Whether it is a temporary one.
  package let isTemporary: Bool
  private let descriptor: Int32

  /// - Throws: `DataError` where the file cannot be opened, or has no parts, as a pipe.
  init(path: String) throws(DataError) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    self.path = path
    isTemporary = false
    var status = stat()
    guard descriptor >= 0, fstat(descriptor, &status) == 0 else {
      let error = errno
      if descriptor >= 0 { close(descriptor) }
      throw DataFile.refusal(of: path, error)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw DataError(
        .unreadable, source: path, expected: "a file of which parts can be read", found: "a pipe or a folder")
    }
    size = Int(status.st_size)
  }

  /// A file of no name, in the folder for temporary ones, with the bytes that `next` gives until it has none. It is gone with this
  /// value.
  ///
  /// - Parameter name: What it is called in errors.
  /// - Throws: `DataError` where there is no room for it, and what `next` throws.
  init(temporary name: String, _ next: () throws(DataError) -> [UInt8]?) throws(DataError) {
    path = name
    isTemporary = true
    var template = Array((FileManager.default.temporaryDirectory.path + "/nabla-XXXXXX").utf8CString)
    descriptor = template.withUnsafeMutableBufferPointer { mkstemp($0.baseAddress!) }
    guard descriptor >= 0 else { throw Self.noRoom(name) }
    unlink(template)
    var size = 0
    let room = Self.room(descriptor)
    do throws(DataError) {
      while let bytes = try next() {
        guard size + bytes.count <= room else {
          errno = ENOSPC
          throw Self.noRoom(name)
        }
        guard Self.write(bytes, to: descriptor) else { throw Self.noRoom(name) }
        size += bytes.count
      }
    } catch {
      close(descriptor)
      throw error
    }
    self.size = size
  }

  /// Nine tenths of the room that is left where a file is: what claims more is let be, before others have none.
  private static func room(_ descriptor: Int32) -> Int {
    var status = statvfs()
    guard fstatvfs(descriptor, &status) == 0 else { return .max }
    let (bytes, overflow) = Int(status.f_bavail).multipliedReportingOverflow(by: Int(status.f_frsize))
    return overflow ? .max : bytes / 10 * 9
  }

  private static func noRoom(_ name: String) -> DataError {
    DataError(
      .unreadable, source: name,
      expected: "room for a temporary file in \(FileManager.default.temporaryDirectory.path)",
      found: String(cString: strerror(errno)))
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    bytes.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)
        if count > 0 { done += count } else if errno != EINTR { return false }
      }
      return true
    }
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
        throw DataFile.refusal(of: path, errno, at: range.lowerBound + done)
      }
    }
  }

  /// A part as bytes.
  func bytes(_ range: Range<Int>) throws(DataError) -> [UInt8] {
    guard range.count < 1 << 24 || AvailableMemory.has(range.count, of: UInt8.self) else {
      throw DataFile.beyondMemory(range.count, source: path)
    }
    var bytes = [UInt8](repeating: 0, count: range.count)
    var failure: DataError?
    bytes.withUnsafeMutableBytes { memory in
      guard let base = memory.baseAddress else { return }
      do throws(DataError) { try read(range, into: base) } catch { failure = error }
    }
    if let failure { throw failure }
    return bytes
  }

  /// Borders about `size` bytes apart, behind line breaks; the first is `start`, the last the end of the file.
  func lineBorders(from start: Int, every size: Int) throws(DataError) -> [Int] {
    var borders = [start]
    while let last = borders.last, last < self.size {
      var next = min(last + size, self.size)
      while next < self.size {
        let part = try bytes(next - 1..<min(next + 4096, self.size))
        if let place = part.firstIndex(of: UInt8(ascii: "\n")) {
          next += place
          break
        }
        next = next - 1 + part.count
      }
      borders.append(next)
    }
    return borders
  }

  /// The error about a file that is another than before.
  func hasChanged(at place: Int) -> DataError {
    DataError(
      .corrupt, source: path, byteOffset: place, expected: "a file that nobody writes to",
      found: "other lines than before")
  }
}

extension [Int] {
  /// Where the last number is that is not above another, of numbers that ascend and end above it.
  ///
  /// - Complexity: O(log `count`).
  func place(of number: Int) -> Int {
    var (low, high) = (0, count - 1)
    while high - low > 1 {
      let middle = (low + high) / 2
      if self[middle] <= number { low = middle } else { high = middle }
    }
    return low
  }
}
