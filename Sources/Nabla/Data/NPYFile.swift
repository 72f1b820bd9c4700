internal import Foundation

/// An array as NumPy's `save` writes it: numbers of any of its types, in either order of bytes and of memory.
///
/// The format: `\x93NUMPY`, a version, the length of a header, the header as a Python dictionary with the type, the order and
/// the shape, and the elements (numpy.lib.format, versions 1 to 3). Objects, texts and records are refused; nothing of a file is
/// run.
public struct NPYFile: Sendable {
  /// The type of the elements.
  public enum ElementType: String, Sendable, Hashable, CaseIterable {
    /// Truth values, one byte each.
    case bool = "b1"
    /// Signed integers.
    case int8 = "i1", int16 = "i2", int32 = "i4", int64 = "i8"
    /// Unsigned integers.
    case uint8 = "u1", uint16 = "u2", uint32 = "u4", uint64 = "u8"
    /// Numbers in half, single and double precision.
    case float16 = "f2", float32 = "f4", float64 = "f8"

    /// The number of bytes of one element.
    public var byteCount: Int {
      switch self {
      case .bool, .int8, .uint8: 1
      case .int16, .uint16, .float16: 2
      case .int32, .uint32, .float32: 4
      case .int64, .uint64, .float64: 8
      }
    }

    /// Whether the elements are whole numbers.
    public var isInteger: Bool {
      switch self {
      case .bool, .int8, .int16, .int32, .int64, .uint8, .uint16, .uint32, .uint64: true
      case .float16, .float32, .float64: false
      }
    }
  }

  /// The file, as its path was given; nil for bytes that are from none.
  public let source: String?
  /// The type of the elements.
  public var elementType: ElementType { prefix.elementType }
  /// The extent of each dimension; empty for a single number.
  public var shape: [Int] { prefix.shape }
  /// Whether the first index changes fastest from one element to the next, as in Fortran.
  public var isFortranOrder: Bool { prefix.isFortranOrder }
  private let prefix: NPYPrefix
  private let text: StoredText

  /// Reads a file, plain or gzip-compressed; a plain one is mapped into memory.
  ///
  /// - Throws: `DataError` if it cannot be read, is no such file, has elements that are no numbers, or is not as long as its
  ///   header says.
  /// - Complexity: O(1) for a plain file.
  public init(contentsOf path: String) throws(DataError) {
    try self.init(DataFile.text(at: path), source: path)
  }

  /// Whether a file begins as those of NumPy's `save` do; not so where it cannot be read.
  package static func isOne(_ path: String) -> Bool {
    // Opening a pipe would take away what its reader is to have.
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, let file = try? PartialFile(path: path) else {
      return false
    }
    return (try? file.bytes(0..<min(file.size, 6))) == NPYPrefix.magic
  }

  /// Reads the bytes of a file.
  public init(bytes: [UInt8], source: String? = nil) throws(DataError) {
    try self.init(.bytes(bytes), source: source)
  }

  private init(_ text: StoredText, source: String?) throws(DataError) {
    let (first, size) = text.withBytes { (Array($0.prefix(NPYPrefix.longest)), $0.count) }
    prefix = try NPYPrefix(first, of: size, source: source)
    self.source = source
    self.text = text
  }

  /// The number of elements.
  public var count: Int { prefix.count }

  /// The array as a matrix: rows × the product of the other extents; one row for each number of an array of one dimension.
  ///
  /// - Throws: `DataError` for a single number, for more than two dimensions in Fortran's order, and for a number that is not
  ///   finite.
  /// - Complexity: O(`count`).
  public func matrix<S: RealScalar>(of scalar: S.Type = S.self) throws(DataError) -> Matrix<S> {
    guard let rows = shape.first, !isFortranOrder || shape.count <= 2 else {
      throw DataError(
        .countMismatch, source: source, expected: "an array of one or two dimensions", found: "\(shape.count)")
    }
    guard AvailableMemory.has(count, of: S.self) else { throw DataFile.beyondMemory(count, source: source) }
    let columns = shape.dropFirst().reduce(1, *)
    var elements = [S](unsafeUninitializedCapacity: count) { elements, filled in
      if let base = elements.baseAddress {
        text.withBytes {
          prefix.convert(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer($0)[prefix.start...]), to: base)
        }
      }
      filled = count
    }
    if isFortranOrder, columns > 1 {
      elements = Matrix(rows: columns, columns: rows, elements: elements).transposed.elements
    }
    if let place = firstNonFinite(elements) {
      let (row, column) = place.quotientAndRemainder(dividingBy: max(columns, 1))
      throw DataError(
        .notFinite, source: source, row: row, column: column, expected: "a finite number within the range of \(S.self)",
        found: "\(elements[place])")
    }
    return Matrix(rows: rows, columns: columns, elements: elements)
  }
}
