/// What a file is that is no text, as its first bytes tell.
enum FileSignature {
  /// First bytes, and what has them.
  private static let known: [(bytes: [UInt8], words: String)] = [
    ([0x93] + Array("NUMPY".utf8), "an array of NumPy"),
    (Array("PK".utf8) + [3, 4], "a ZIP archive, as .xlsx, .ods and .npz are"),
    ([0xD0, 0xCF, 0x11, 0xE0], "an .xls file of a spreadsheet"),
    (Array("PAR1".utf8) + [0x15], "a Parquet file"),
    ([0x89] + Array("HDF".utf8), "an HDF5 file"),
    (Array("SQLite format 3".utf8) + [0], "an SQLite database"),
    (Array("%PDF-".utf8), "a PDF file"),
    ([0xFD] + Array("7zXZ".utf8) + [0], "a file compressed by xz"),
    ([0x28, 0xB5, 0x2F, 0xFD], "a file compressed by zstd"),
    ([0, 0, 8], "an IDX file"),
  ]

  /// Refuses bytes that begin as a file does that is no text.
  ///
  /// - Throws: `DataError` with what it is.
  /// - Complexity: O(1).
  static func check(_ text: StoredText, source: String?) throws(DataError) {
    let found = text.withBytes { bytes in known.first { bytes.starts(with: $0.bytes) } }
    guard let match = found else { return }
    throw DataError(
      .unsupportedEncoding, source: source, byteOffset: 0, expected: "a table of text", found: match.words)
  }
}
