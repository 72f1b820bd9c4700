#if Zlib
  internal import CZlib
#endif

/// The arrays of a file that NumPy's `savez` or `savez_compressed` wrote: a ZIP archive of NPY files, which libzip reads.
///
/// Nothing is decompressed before the array's header was held against the archive's own sizes, and no array of more than 256 MB
/// that claims to be over 200 times as long as what is stored of it.
public struct NPZFile: Sendable {
  /// The file, as its path was given.
  public let source: String
  /// The names of the arrays, as `savez` was given them, in the order of the file.
  public let names: [String]

  private static let suffix = ".npy"

  /// Reads the list of arrays of a file.
  ///
  /// - Throws: `DataError` if it cannot be read, is no ZIP archive, has no arrays or several of one name, or if this build is
  ///   without the trait Zlib.
  /// - Complexity: O(number of arrays).
  public init(contentsOf path: String) throws(DataError) {
    #if Zlib
      let archive = try ZIPArchive(path: path)
      let names = archive.names.filter { $0.hasSuffix(Self.suffix) }.map { String($0.dropLast(Self.suffix.count)) }
      guard !names.isEmpty else {
        throw DataError(.empty, source: path, expected: "arrays of NumPy, as NAME.npy", found: "none of them")
      }
      guard Set(names).count == names.count else {
        throw DataError(.corrupt, source: path, expected: "arrays of different names", found: DataError.list(names))
      }
      source = path
      self.names = names
    #else
      throw DataError(
        .unsupportedCompression, source: path,
        expected: "an NPY file, because this build of Nabla is without its trait Zlib", found: "an NPZ file")
    #endif
  }

  /// One of the arrays.
  ///
  /// - Throws: `DataError` if there is none of that name, if it is damaged, no array of numbers, not as long as its header says,
  ///   or too long.
  /// - Complexity: O(size of the array).
  public func array(_ name: String) throws(DataError) -> NPYFile {
    try check(name)
    #if Zlib
      let (entry, first) = try entry(name)
      guard AvailableMemory.has(2 * entry.size, of: UInt8.self) else {
        throw DataFile.beyondMemory(entry.size, source: place(name))
      }
      let rest = try entry.read(entry.size - first.count)
      try entry.checkEnd()
      return try NPYFile(bytes: first + rest, source: place(name))
    #else
      preconditionFailure("no file was read without the trait Zlib")
    #endif
  }

  /// The same decompressed into a file of no name, of which parts are read.
  func partialFile(_ name: String) throws(DataError) -> PartialFile {
    try check(name)
    #if Zlib
      let (entry, first) = try entry(name)
      var (part, done) = (first, 0)
      return try PartialFile(temporary: place(name)) { () throws(DataError) in
        defer { done += part.count }
        if done > 0, done < entry.size { part = try entry.read(min(1 << 20, entry.size - done)) }
        if done < entry.size { return part }
        try entry.checkEnd()
        return nil
      }
    #else
      preconditionFailure("no file was read without the trait Zlib")
    #endif
  }

  private func check(_ name: String) throws(DataError) {
    guard names.contains(name) else {
      throw DataError(
        .unknownColumn, source: source, field: "array \"\(name)\"",
        expected: "one of the arrays \(DataError.list(names))",
        found: "\"\(name)\"")
    }
  }

  #if Zlib
    /// What an array is called in errors.
    private func place(_ name: String) -> String { "\(source), array '\(name)'" }

    /// An array of the archive with its first bytes: the header is held against the size before there is room for the rest.
    private func entry(_ name: String) throws(DataError) -> (ZIPArchive.Entry, first: [UInt8]) {
      let entry = try ZIPArchive(path: source).entry(name + Self.suffix)
      try CompressionLimit.standard.check(entry.size, from: entry.storedSize, source: place(name))
      let first = try entry.read(min(entry.size, NPYPrefix.longest))
      _ = try NPYPrefix(first, of: entry.size, source: place(name))
      return (entry, first)
    }
  #endif
}

#if Zlib
  /// A ZIP archive that is read by libzip.
  private final class ZIPArchive {
    private let archive: OpaquePointer
    let path: String

    init(path: String) throws(DataError) {
      var code: Int32 = 0
      guard let archive = zip_open(path, ZIP_RDONLY | ZIP_CHECKCONS, &code) else {
        var error = zip_error_t()
        zip_error_init_with_code(&error, code)
        defer { zip_error_fini(&error) }
        let isMissing = code == ZIP_ER_NOENT || code == ZIP_ER_OPEN || code == ZIP_ER_READ
        throw DataError(
          isMissing ? .unreadable : code == ZIP_ER_NOZIP ? .wrongMagicNumber : .corrupt, source: path,
          expected: isMissing ? "a file that can be read" : "a ZIP archive, as NumPy's savez writes it",
          found: String(cString: zip_error_strerror(&error)))
      }
      self.archive = archive
      self.path = path
    }

    deinit { zip_discard(archive) }

    /// The names of the entries, in their order.
    var names: [String] {
      (0..<max(zip_get_num_entries(archive, 0), 0)).compactMap { index in
        zip_get_name(archive, zip_uint64_t(index), 0).map { String(cString: $0) }
      }
    }

    /// An entry, opened.
    func entry(_ name: String) throws(DataError) -> Entry {
      var status = zip_stat_t()
      zip_stat_init(&status)
      guard zip_stat(archive, name, 0, &status) == 0, status.valid & UInt64(ZIP_STAT_SIZE) != 0,
        status.valid & UInt64(ZIP_STAT_COMP_SIZE) != 0, let size = Int(exactly: status.size),
        let stored = Int(exactly: status.comp_size), let file = zip_fopen(archive, name, 0)
      else { throw damaged(name, String(cString: zip_strerror(archive))) }
      return Entry(self, file, name: name, size: size, storedSize: stored)
    }

    func damaged(_ name: String, _ reason: String) -> DataError {
      DataError(.corrupt, source: "\(path), array '\(name)'", expected: "sound data in the archive", found: reason)
    }

    final class Entry {
      private let archive: ZIPArchive
      private let file: OpaquePointer
      private let name: String
      /// What the archive says of the number of bytes, decompressed and stored.
      let size: Int
      let storedSize: Int

      init(_ archive: ZIPArchive, _ file: OpaquePointer, name: String, size: Int, storedSize: Int) {
        (self.archive, self.file, self.name, self.size, self.storedSize) = (archive, file, name, size, storedSize)
      }

      deinit { zip_fclose(file) }

      /// The next bytes, exactly so many.
      func read(_ count: Int) throws(DataError) -> [UInt8] {
        var failure: DataError?
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { memory, filled in
          while filled < count {
            let read = zip_fread(file, memory.baseAddress! + filled, zip_uint64_t(count - filled))
            guard read > 0 else {
              failure = archive.damaged(
                name, read == 0 ? "the end of the data" : String(cString: zip_file_strerror(file)))
              return
            }
            filled += Int(read)
          }
        }
        if let failure { throw failure }
        return bytes
      }

      /// Sees that nothing follows, and that the checksum is right.
      func checkEnd() throws(DataError) {
        var byte: UInt8 = 0
        let read = zip_fread(file, &byte, 1)
        guard read == 0 else {
          throw archive.damaged(name, read > 0 ? "more data than it says" : String(cString: zip_file_strerror(file)))
        }
      }
    }
  }
#endif
