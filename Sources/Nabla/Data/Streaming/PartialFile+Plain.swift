internal import Foundation

extension PartialFile {
  /// The folder of temporary files.
  package static var temporaryFolder: String { FileManager.default.temporaryDirectory.path }

  /// The file at a path, or a temporary one with its contents where parts of it cannot be read by themselves: decompressed where it
  /// is a gzip file, which its first bytes tell, and in UTF-8 where it is in UTF-16.
  ///
  /// - Throws: `DataError` where it cannot be read, is damaged, or takes more than nine tenths of the room for temporary files.
  /// - Complexity: O(1), or O(size of the contents) in the memory of some parts.
  package static func plain(
    _ path: String, _ encoding: Dialect.Encoding = .utf8
  ) throws(DataError) -> PartialFile {
    let file = try PartialFile(path: path)
    let isCompressed = Gzip.isCompressed(try file.bytes(0..<min(file.size, 2)))
    let isWide = encoding == .utf16
    guard isCompressed || isWide else { return file }
    let next = isCompressed ? try Gzip.parts(size: file.size, source: path, file.bytes) : file.parts()
    guard isWide else { return try PartialFile(temporary: path, next) }
    var decoder = UTF16Decoder(source: path)
    var isDone = false
    return try PartialFile(temporary: path) { () throws(DataError) in
      guard !isDone else { return nil }
      let part = try next()
      isDone = part == nil
      return try decoder.decode(part ?? [], isLast: isDone)
    }
  }

  /// All bytes, a part at a time until they end.
  private func parts() -> () throws(DataError) -> [UInt8]? {
    var first = 0
    return { () throws(DataError) in
      guard first < self.size else { return nil }
      let part = try self.bytes(first..<min(first + 1 << 20, self.size))
      first += part.count
      return part
    }
  }
}

extension Dialect {
  /// The same of a text that `PartialFile.plain` gives.
  var plain: Dialect {
    var dialect = self
    if encoding == .utf16 { dialect.encoding = .utf8 }
    return dialect
  }
}
