/// Data that cannot be used: a file that is missing, damaged or of another kind, or numbers that are not usable.
///
/// The error says what is wrong (`kind`), where (the other properties, as far as they are known) and what was expected.
/// Its description puts this into one line, such as
/// `train-images.gz: byte 0: expected the magic number 2051 of an IDX image file, found 17`.
public struct DataError: Error, Hashable, Sendable {
  /// What is wrong with the data.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// The file does not exist or the system refuses to read it.
    case unreadable
    /// There is no data, or no example in it.
    case empty
    /// The data ends too early.
    case truncated
    /// There is more data than there should be.
    case trailingBytes
    /// The first bytes are not those of the expected kind of file.
    case wrongMagicNumber
    /// The file stores elements of a type that is unknown or has no meaning here.
    case unsupportedElementType
    /// The file is compressed and this build cannot decompress it.
    case unsupportedCompression
    /// The text is in another encoding than UTF-8.
    case unsupportedEncoding
    /// The compressed data is damaged.
    case corrupt
    /// A row has another number of fields than the first.
    case raggedRow
    /// A quotation mark is not closed, or is followed by text.
    case malformedQuotes
    /// A field should be a number and is not.
    case notANumber
    /// A field stands for a missing value where one is needed.
    case missingValue
    /// A number is infinite or NaN, or too large for the scalar.
    case notFinite
    /// Two things that should have the same number of examples do not.
    case countMismatch
    /// The weight of an example is negative.
    case negativeWeight
    /// A class label is not one of the classes.
    case labelOutOfRange
    /// A table has no column of that name or index.
    case unknownColumn
    /// A table has several columns of that name.
    case ambiguousColumn
  }

  /// What is wrong.
  public var kind: Kind
  /// The file, as its path was given; `nil` for data that does not come from a file.
  public var source: String?
  /// The line of a text file, counted from 1 as editors do.
  public var line: Int?
  /// The row of a matrix or the example, counted from 0.
  public var row: Int?
  /// The column of a matrix or table, counted from 0.
  public var column: Int?
  /// The name of the column, or of the part of a data set: `inputs`, `targets` or `weights`.
  public var field: String?
  /// The byte of the file, counted from 0; where the file is compressed and its compression is sound, the byte of the
  /// decompressed data.
  public var byteOffset: Int?
  /// What should have been there, in words that follow "expected".
  public var expected: String
  /// What is there instead, in words that follow "found".
  public var found: String?

  /// An error with the parts that are known.
  public init(
    _ kind: Kind, source: String? = nil, line: Int? = nil, row: Int? = nil, column: Int? = nil, field: String? = nil,
    byteOffset: Int? = nil, expected: String, found: String? = nil
  ) {
    self.kind = kind
    self.source = source
    self.line = line
    self.row = row
    self.column = column
    self.field = field
    self.byteOffset = byteOffset
    self.expected = expected
    self.found = found
  }
}
