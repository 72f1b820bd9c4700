import Foundation
internal import Nabla

/// A look at files before they are written.
enum Files {
  /// What most file systems allow, without the ending that a file, or its script for gnuplot, has while it is written.
  private static let longestName = 255 - ".1234567890.partial.gp".utf8.count

  /// The number of bytes of a file; 0 where there is none.
  static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// A hash of the bytes of a file; empty where there is no file that can be read twice.
  ///
  /// - Parameter samples: Of a file that is longer than so many pieces of 64 KiB, so many from its beginning to its end count.
  static func fingerprint(of path: String, samples: Int? = nil) -> String {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, let file = FileHandle(forReadingAtPath: path)
    else { return "" }
    defer { try? file.close() }
    var hash = WordHash()
    let length = 1 << 16
    if let samples, Int(status.st_size) > samples * length {
      hash.append([Int(status.st_size)])
      for i in 0..<samples {
        try? file.seek(toOffset: UInt64((Int(status.st_size) - length) / (samples - 1) * i))
        hash.append((try? file.read(upToCount: length)).map { Array($0) } ?? [])
      }
    } else {
      while let part = try? file.read(upToCount: length), !part.isEmpty { hash.append(Array(part)) }
    }
    return String(hash.value, radix: 16)
  }

  /// Refuses to write a file over one that is read, or two files over each other.
  static func checkDifferent(
    reading inputs: [String], writing outputs: [(option: String, path: String)]
  ) throws(UsageError) {
    for (i, output) in outputs.enumerated() {
      if inputs.contains(where: { isSame($0, output.path) }) {
        throw UsageError("'--\(output.option) \(output.path)' would replace a file that is read")
      }
      if let other = outputs[..<i].first(where: { isSame($0.path, output.path) }) {
        throw UsageError("'--\(other.option)' and '--\(output.option)' are the same file; give them different ones")
      }
    }
  }

  /// Whether two paths lead to the same file, or to the same place for one.
  static func isSame(_ a: String, _ b: String) -> Bool {
    var (first, second) = (stat(), stat())
    guard stat(a, &first) == 0, stat(b, &second) == 0 else { return place(a) == place(b) }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }

  private static func place(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  /// Refuses a place that cannot be written, as far as that can be told without writing it: better before a computation
  /// than after it.
  static func check(_ path: String) throws(CommandError) {
    if let problem = obstacle(toWriting: path) { throw CommandError("\(path): \(problem)") }
  }

  /// Writes a text in place of a file.
  static func write(_ text: String, to path: String) throws(CommandError) {
    do throws(FileReplacement.Refusal) {
      try FileReplacement.write(Array(text.utf8), to: path)
    } catch {
      throw CommandError("\(path): cannot be written: \(error.reason)")
    }
  }

  /// Why a file of this path cannot be written, as far as that can be told without writing it.
  static func obstacle(toWriting path: String) -> String? {
    guard !path.isEmpty else { return "expected a place for a file, found an empty name" }
    let manager = FileManager.default
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      // A pipe or a device would be replaced by the file.
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      return "expected a place for a file, found \(isFolder ? "a folder" : "something that is not a file")"
    }
    guard !path.hasSuffix("/") else { return "expected a place for a file, found the name of a folder" }
    // A link stays, and the file is that which it leads to.
    let place: String
    do throws(FileReplacement.Refusal) {
      place = try FileReplacement.destination(of: path)
    } catch {
      return "expected a place for a file, found a link that leads nowhere: \(error.reason)"
    }
    guard (place as NSString).lastPathComponent.utf8.count <= longestName else {
      return "expected a name of at most \(longestName) bytes"
    }
    let folder = URL(filePath: place).deletingLastPathComponent().path
    guard manager.fileExists(atPath: folder) else { return "expected a place for a file, found no folder '\(folder)'" }
    // The file is written beside its place first, so the folder must allow it.
    guard access(folder, W_OK | X_OK) == 0 else {
      let reason = String(cString: strerror(errno))
      return "expected a place for a file, found a folder in which this user may not write: \(reason)"
    }
    return nil
  }
}
