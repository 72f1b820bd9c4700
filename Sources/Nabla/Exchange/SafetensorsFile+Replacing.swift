internal import Foundation

extension SafetensorsFile {
  /// Writes the file as `PATH.writing`, waits until it is on the disk, and renames it to `path`.
  ///
  /// Unlike `write(to:)` it leaves at most one file behind when the process is killed, and the next call overwrites that.
  ///
  /// - Throws: `ModelFileError` if the system refuses.
  func replace(_ path: String) throws(ModelFileError) {
    let temporary = path + ".writing"
    let contents = bytes()
    let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard file >= 0 else { throw Self.refusal(path) }
    let isWritten = contents.withUnsafeBytes { Self.writeAll($0, to: file) } && fsync(file) == 0
    let code = errno
    close(file)
    guard isWritten, rename(temporary, path) == 0 else {
      if !isWritten { errno = code }
      let refusal = Self.refusal(path)
      unlink(temporary)
      throw refusal
    }
  }

  private static func writeAll(_ bytes: UnsafeRawBufferPointer, to file: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if count > 0 {
        rest = rest.dropFirst(count)
      } else if errno != EINTR {
        return false
      }
    }
    return true
  }

  private static func refusal(_ path: String) -> ModelFileError {
    ModelFileError(
      .unwritable, source: path, expected: "a place for a file", found: String(cString: strerror(errno)))
  }
}
