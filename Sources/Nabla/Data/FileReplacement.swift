internal import Foundation
internal import Synchronization

/// Replaces files, so that a file of that name is whole at any moment, whoever kills or copies the process.
package enum FileReplacement {
  /// Why the system refused.
  package struct Refusal: Error, Equatable {
    /// The number of the system's error.
    package let code: Int32
    /// What it says in words, such as `No space left on device`.
    package var reason: String { String(cString: strerror(code)) }
  }

  /// Writes a file beside its place, waits until it is on the disk, and renames it.
  ///
  /// A symbolic link stays as it is, and the file that it leads to is replaced. That file's permissions are kept. Until the
  /// file is whole it has no name where the system can do without, so that a killed process leaves nothing behind; else its
  /// name is that of this process and call alone, so that two of them never write into one file.
  ///
  /// - Throws: `Refusal`; nothing is left behind then, and the file that was there is as it was.
  package static func write(_ bytes: [UInt8], to path: String) throws(Refusal) {
    let place = try destination(of: path)
    let code = write(bytes, to: place, isNamed: false) ?? write(bytes, to: place, isNamed: true) ?? EIO
    guard code == 0 else { throw Refusal(code: code) }
  }

  /// The number of the system's error, 0 where there is none; nil where it cannot be written without a name.
  private static func write(_ bytes: [UInt8], to place: String, isNamed: Bool) -> Int32? {
    let temporary = temporaryName(for: place, ending: "writing")
    let file =
      isNamed
      ? open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      // Linux's O_TMPFILE, a macro that Swift does not see.
      : open(folder(of: place), O_WRONLY | O_DIRECTORY | 0o20_000_000 | O_CLOEXEC, 0o666)
    guard file >= 0 else { return isNamed ? errno : nil }
    var (code, hasName) = (Int32(0), isNamed)
    func check(_ isDone: Bool) {
      if !isDone, code == 0 { code = errno }
    }
    var status = stat()
    if stat(place, &status) == 0 { _ = fchmod(file, status.st_mode & 0o7777) }
    check(bytes.withUnsafeBytes { writeAll($0, to: file) })
    if code == 0 { check(fsync(file) == 0) }
    if code == 0, !isNamed {
      hasName = linkat(AT_FDCWD, "/proc/self/fd/\(file)", AT_FDCWD, temporary, AT_SYMLINK_FOLLOW) == 0
      guard hasName else {
        close(file)
        return nil
      }
    }
    check(close(file) == 0)
    if code == 0 { check(rename(temporary, place) == 0) }
    if code != 0, hasName { unlink(temporary) }
    return code
  }

  /// Where a path leads once all symbolic links at its end are followed, whether there is a file or not.
  ///
  /// - Throws: `Refusal` where the links go in a circle.
  package static func destination(of path: String) throws(Refusal) -> String {
    var place = path
    for _ in 0..<40 {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: place) else { return place }
      place = next.hasPrefix("/") ? next : prefix(of: place) + next
    }
    throw Refusal(code: ELOOP)
  }

  /// The name beside a place under which a file is written; another one at each call.
  package static func temporaryName(for place: String, ending: String) -> String {
    "\(place).\(getpid())-\(count.withLock { count in count += 1; return count }).\(ending)"
  }

  private static let count = Mutex(0)

  /// The folder of a place for a file.
  package static func folder(of place: String) -> String {
    let folder = prefix(of: place)
    return folder.isEmpty ? "." : folder
  }

  /// What comes before the name, with its slash.
  private static func prefix(of place: String) -> String {
    place.lastIndex(of: "/").map { String(place[...$0]) } ?? ""
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
}
