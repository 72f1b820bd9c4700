/// An array of numbers in the IDX format, in which MNIST and its successors are distributed.
///
/// The file begins with two zero bytes, the element type and the number of dimensions; these four bytes, read as one
/// number, are called its magic number (2051 for images of bytes, 2049 for byte labels). The size of each dimension
/// follows in four bytes, then the elements, the last dimension varying fastest. All numbers are big-endian.
public struct IDXFile: Sendable {
  /// How an element is stored.
  public enum ElementType: UInt8, Sendable, CaseIterable {
    /// A byte, 0 to 255.
    case unsignedByte = 0x08
    /// A byte, −128 to 127.
    case signedByte = 0x09
    /// A whole number of 16 bits, signed.
    case int16 = 0x0B
    /// A whole number of 32 bits, signed.
    case int32 = 0x0C
    /// A floating-point number of 32 bits.
    case float = 0x0D
    /// A floating-point number of 64 bits.
    case double = 0x0E

    /// The number of bytes of an element.
    public var byteCount: Int {
      switch self {
      case .unsignedByte, .signedByte: 1
      case .int16: 2
      case .int32, .float: 4
      case .double: 8
      }
    }
  }

  /// The file, as its path was given.
  public let source: String
  /// How the elements are stored.
  public let elementType: ElementType
  /// The size of each dimension, at least one; the first counts the examples.
  public let dimensions: [Int]
  /// The number of elements, the product of the dimensions.
  public let count: Int
  /// The whole file, decompressed.
  let bytes: [UInt8]

  /// Reads a file, plain or gzip-compressed.
  ///
  /// - Throws: `DataError` if the file cannot be read, is not an IDX file, or is shorter or longer than its header says.
  /// - Complexity: O(size of the file).
  public init(contentsOf path: String) throws(DataError) {
    try self.init(contentsOf: path, expected: "an IDX file, which begins with two zero bytes")
  }

  init(contentsOf path: String, expected: String) throws(DataError) {
    try self.init(bytes: DataFile.bytes(at: path), source: path, expected: expected)
  }

  /// Parses the contents of a file; `expected` names in an error the kind of file that was looked for.
  init(bytes: [UInt8], source: String, expected: String) throws(DataError) {
    let header = try Self.header(of: bytes, source: source, expected: expected)
    let size = try Self.checkedSize(of: header, in: bytes, source: source)
    self.source = source
    self.bytes = bytes
    elementType = header.elementType
    dimensions = header.dimensions
    count = size / header.elementType.byteCount
  }

  /// Where the elements begin.
  var elementsOffset: Int { 4 + 4 * dimensions.count }

  /// The byte at which an element begins.
  func byteOffset(ofElement index: Int) -> Int { elementsOffset + index * elementType.byteCount }
}

// MARK: - Header

extension IDXFile {
  private typealias Header = (elementType: ElementType, dimensions: [Int])

  private static func header(
    of bytes: [UInt8], source: String, expected: String
  ) throws(DataError) -> Header {
    guard !bytes.isEmpty else { throw DataError(.empty, source: source, expected: expected, found: "an empty file") }
    func checkLength(_ length: Int) throws(DataError) {
      guard bytes.count >= length else {
        throw DataError(
          .truncated, source: source, byteOffset: bytes.count, expected: "\(length) bytes of an IDX header",
          found: "the end of the file")
      }
    }
    try checkLength(4)
    let type = bytes[2]
    // Types 8 to 15 are what a writer with an extension of its own would use; anything else is not an IDX file at all.
    guard bytes[0] == 0, bytes[1] == 0, bytes[3] > 0, (8...15).contains(type) else {
      throw DataError(
        .wrongMagicNumber, source: source, byteOffset: 0, expected: expected, found: "\(bigEndian(bytes, at: 0))")
    }
    guard let elementType = ElementType(rawValue: type) else {
      let known = ElementType.allCases.map { "\($0.rawValue)" }.joined(separator: ", ")
      throw DataError(
        .unsupportedElementType, source: source, byteOffset: 2, expected: "one of the IDX element types \(known)",
        found: "\(type)")
    }
    let dimensionCount = Int(bytes[3])
    try checkLength(4 + 4 * dimensionCount)
    return (elementType, (0..<dimensionCount).map { Int(bigEndian(bytes, at: 4 + 4 * $0)) })
  }

  /// The number of bytes of the elements, which are all there: a header may claim anything.
  private static func checkedSize(
    of header: Header, in bytes: [UInt8], source: String
  ) throws(DataError) -> Int {
    let shape = header.dimensions.map { "\($0)" }.joined(separator: " × ")
    let elements = "\(shape) elements of \(DataError.count(header.elementType.byteCount, "byte"))"
    guard !header.dimensions.contains(0) else {
      throw DataError(.empty, source: source, byteOffset: 4, expected: "at least one element", found: elements)
    }
    var size = header.elementType.byteCount
    var overflow = false
    for dimension in header.dimensions where !overflow {
      (size, overflow) = size.multipliedReportingOverflow(by: dimension)
    }
    let offset = 4 + 4 * header.dimensions.count
    let found = bytes.count - offset
    guard !overflow, found >= size else {
      throw DataError(
        .truncated, source: source, byteOffset: bytes.count, expected: "\(elements), as the header says",
        found: "the end of the file after \(DataError.count(found, "byte")) of them")
    }
    guard found == size else {
      throw DataError(
        .trailingBytes, source: source, byteOffset: offset + size,
        expected: "the end of the file after \(elements), as the header says",
        found: "\(DataError.count(found - size, "byte")) more")
    }
    return size
  }

  private static func bigEndian(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
