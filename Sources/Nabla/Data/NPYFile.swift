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
  public let elementType: ElementType
  /// The extent of each dimension; empty for a single number.
  public let shape: [Int]
  /// Whether the first index changes fastest from one element to the next, as in Fortran.
  public let isFortranOrder: Bool
  private let isBigEndian: Bool
  private let bytes: ArraySlice<UInt8>

  /// Reads a file, plain or gzip-compressed.
  ///
  /// - Throws: `DataError` if it cannot be read, is no such file, has elements that are no numbers, or is not as long as its
  ///   header says.
  /// - Complexity: O(size of the file).
  public init(contentsOf path: String) throws(DataError) {
    try self.init(bytes: DataFile.bytes(at: path), source: path)
  }

  /// Reads the bytes of a file.
  public init(bytes: [UInt8], source: String? = nil) throws(DataError) {
    func error(_ kind: DataError.Kind, _ place: Int?, _ expected: String, _ found: String?) -> DataError {
      DataError(kind, source: source, byteOffset: place, expected: expected, found: found)
    }
    guard bytes.starts(with: [0x93] + Array("NUMPY".utf8)) else {
      throw error(.wrongMagicNumber, 0, "the first bytes of NumPy's files", "others")
    }
    guard bytes.count >= 10 else { throw error(.truncated, bytes.count, "a header", "the end of the file") }
    guard (1...3).contains(bytes[6]) else {
      throw error(.unsupportedElementType, 6, "a version of the format from 1 to 3", "\(bytes[6])")
    }
    let width = bytes[6] == 1 ? 2 : 4
    guard bytes.count >= 8 + width else { throw error(.truncated, bytes.count, "a header", "the end of the file") }
    let length = (0..<width).reduce(0) { $0 | Int(bytes[8 + $1]) << (8 * $1) }
    let start = 8 + width + length
    guard start <= bytes.count else {
      throw error(.truncated, bytes.count, "a header of \(length) bytes", "the end of the file")
    }
    let header = NPYHeader(String(decoding: bytes[(8 + width)..<start], as: UTF8.self))
    guard let descriptor = header.descriptor, let shape = header.shape, let order = header.isFortranOrder else {
      throw error(
        .corrupt, 8 + width, "a header with 'descr', 'fortran_order' and 'shape' of an array of numbers",
        DataError.quoted(header.text))
    }
    guard let mark = descriptor.first, "<>|=".contains(mark),
      let type = ElementType(rawValue: String(descriptor.dropFirst()))
    else {
      throw error(
        .unsupportedElementType, nil, "numbers of one of NumPy's types", DataError.quoted(descriptor))
    }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= bytes.count else {
        throw error(
          .truncated, nil, "\(shape.map { "\($0)" }.joined(separator: " × ")) elements", "a file too short for them")
      }
      count = product
    }
    let size = count * type.byteCount
    guard bytes.count - start == size else {
      let isShort = bytes.count - start < size
      throw error(
        isShort ? .truncated : .trailingBytes, isShort ? bytes.count : start + size,
        "\(DataError.count(size, "byte")) of elements", "\(bytes.count - start)")
    }
    self.source = source
    elementType = type
    self.shape = shape
    isFortranOrder = order
    isBigEndian = mark == ">"
    self.bytes = bytes[start...]
  }

  /// The number of elements.
  public var count: Int { bytes.count / elementType.byteCount }

  /// The elements as the file has them, each the nearest number of the scalar.
  ///
  /// - Complexity: O(`count`).
  private func stored<S: RealScalar>(as scalar: S.Type) -> [S] {
    bytes.withUnsafeBytes { bytes in
      func load<T: FixedWidthInteger>(_ type: T.Type, _ convert: (T) -> S) -> [S] {
        (0..<count).map {
          let raw = bytes.loadUnaligned(fromByteOffset: $0 * MemoryLayout<T>.size, as: type)
          return convert(isBigEndian ? T(bigEndian: raw) : T(littleEndian: raw))
        }
      }
      return switch elementType {
      case .bool: load(UInt8.self) { $0 == 0 ? 0 : 1 }
      case .int8: load(Int8.self) { S($0) }
      case .int16: load(Int16.self) { S($0) }
      case .int32: load(Int32.self) { S($0) }
      case .int64: load(Int64.self) { S($0) }
      case .uint8: load(UInt8.self) { S($0) }
      case .uint16: load(UInt16.self) { S($0) }
      case .uint32: load(UInt32.self) { S($0) }
      case .uint64: load(UInt64.self) { S($0) }
      case .float16: load(UInt16.self) { S(Self.half($0)) }
      case .float32: load(UInt32.self) { S(Float(bitPattern: $0)) }
      case .float64: load(UInt64.self) { S(Double(bitPattern: $0)) }
      }
    }
  }

  /// A number in half precision: 1 bit of sign, 5 of exponent, 10 of fraction (IEEE 754).
  private static func half(_ bits: UInt16) -> Double {
    let sign: Double = bits & 0x8000 == 0 ? 1 : -1
    let (exponent, fraction) = (Int(bits >> 10 & 0x1F), Double(bits & 0x3FF))
    switch exponent {
    case 0: return sign * fraction * 0x1p-24
    case 31: return fraction == 0 ? sign * .infinity : .nan
    default: return sign * (1 + fraction / 1024) * Double(sign: .plus, exponent: exponent - 15, significand: 1)
    }
  }

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
    var elements = stored(as: scalar)
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

/// The header of such a file: a Python dictionary of three entries.
private struct NPYHeader {
  let text: String
  private(set) var descriptor: String?
  private(set) var isFortranOrder: Bool?
  private(set) var shape: [Int]?

  /// Takes apart `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`, in any order of the entries, and nothing else.
  init(_ text: String) {
    self.text = text
    var rest = text[...]
    func skip() { rest = rest.drop { $0 == " " || $0 == "\n" || $0 == "," } }
    func quoted() -> String? {
      guard let mark = rest.first, mark == "'" || mark == "\"", let end = rest.dropFirst().firstIndex(of: mark) else {
        return nil
      }
      defer { rest = rest[rest.index(after: end)...] }
      return String(rest[rest.index(after: rest.startIndex)..<end])
    }
    skip()
    guard rest.first == "{" else { return }
    rest.removeFirst()
    var found: (descriptor: String?, order: Bool?, shape: [Int]?)
    while true {
      skip()
      if rest.first == "}" { break }
      guard let key = quoted(), let colon = rest.firstIndex(of: ":") else { return }
      rest = rest[rest.index(after: colon)...].drop { $0 == " " }
      switch key {
      case "descr":
        guard let value = quoted() else { return }
        found.descriptor = value
      case "fortran_order":
        let word = rest.prefix { $0.isLetter }
        guard word == "True" || word == "False" else { return }
        found.order = word == "True"
        rest = rest.dropFirst(word.count)
      case "shape":
        guard rest.first == "(", let end = rest.firstIndex(of: ")") else { return }
        let parts = rest[rest.index(after: rest.startIndex)..<end].split(separator: ",").map {
          Int($0.filter { $0 != " " })
        }
        let extents = parts.compactMap { $0 }.filter { $0 >= 0 }
        guard extents.count == parts.count, extents.count <= 32 else { return }
        found.shape = extents
        rest = rest[rest.index(after: end)...]
      default: return
      }
    }
    (descriptor, isFortranOrder, shape) = found
  }
}
