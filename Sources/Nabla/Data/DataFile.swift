internal import FoundationEssentials

/// Reading whole files, which may be compressed.
enum DataFile {
  /// The bytes of the file at `path`, decompressed where it is a gzip file, which its first bytes tell and not its name.
  static func bytes(at path: String) throws(DataError) -> [UInt8] {
    let bytes = try storedBytes(at: path)
    return Gzip.isCompressed(bytes) ? try Gzip.decompressed(bytes, source: path) : bytes
  }

  private static func storedBytes(at path: String) throws(DataError) -> [UInt8] {
    do {
      return [UInt8](try Data(contentsOf: URL(filePath: path)))
    } catch {
      throw DataError(.unreadable, source: path, expected: "a file that can be read", found: reason(for: error))
    }
  }

  /// Why the system refused, in plain words: Foundation's own description of the error is not meant for a reader.
  private static func reason(for error: any Error) -> String {
    switch (error as? CocoaError)?.code {
    case CocoaError.fileReadNoSuchFile?, CocoaError.fileNoSuchFile?: "no file of that name"
    case CocoaError.fileReadNoPermission?: "one that this user may not read"
    default: "a folder or something else that is not a file"
    }
  }
}
