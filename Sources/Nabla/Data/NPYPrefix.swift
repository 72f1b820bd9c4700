/// What an NPY file has before its elements, and what that says of them.
struct NPYPrefix: Sendable {
  let elementType: NPYFile.ElementType
  /// The extent of each dimension; empty for a single number.
  let shape: [Int]
  let isFortranOrder: Bool
  let isBigEndian: Bool
  /// Where the elements begin.
  let start: Int

  /// The longest that a file has before its elements, but for headers that nothing writes.
  static let longest = 1 << 16

  /// The first bytes.
  static let magic = [0x93] + Array("NUMPY".utf8)

  /// The number of elements.
  var count: Int { shape.reduce(1, *) }

  /// Reads it.
  ///
  /// - Parameters:
  ///   - bytes: The first bytes of the file: all of them, or at least `longest`.
  ///   - size: The number of bytes of the file, which is held against what the header says.
  /// - Throws: `DataError` if it is no such file, has elements that are no numbers, or is not as long as its header says.
  init(_ bytes: some RandomAccessCollection<UInt8>, of size: Int, source: String?) throws(DataError) {
    let bytes = Array(bytes.prefix(Self.longest))
    func error(_ kind: DataError.Kind, _ place: Int?, _ expected: String, _ found: String?) -> DataError {
      DataError(kind, source: source, byteOffset: place, expected: expected, found: found)
    }
    guard bytes.starts(with: Self.magic) else {
      throw error(.wrongMagicNumber, 0, "the first bytes of NumPy's files", "others")
    }
    guard bytes.count >= 10 else { throw error(.truncated, bytes.count, "a header", "the end of the file") }
    guard (1...3).contains(bytes[6]) else {
      throw error(.unsupportedElementType, 6, "a version of the format from 1 to 3", "\(bytes[6])")
    }
    let width = bytes[6] == 1 ? 2 : 4
    guard bytes.count >= 8 + width else { throw error(.truncated, bytes.count, "a header", "the end of the file") }
    var length = 0
    for i in 0..<width { length |= Int(bytes[8 + i]) << (8 * i) }
    let start = 8 + width + length
    guard start <= size else {
      throw error(.truncated, size, "a header of \(length) bytes", "the end of the file")
    }
    guard start <= bytes.count else {
      throw error(.corrupt, 8, "a header of at most \(Self.longest) bytes", "\(length)")
    }
    let header = NPYHeader(String(decoding: bytes[(8 + width)..<start], as: UTF8.self))
    guard let descriptor = header.descriptor, let shape = header.shape, let order = header.isFortranOrder else {
      throw error(
        .corrupt, 8 + width, "a header with 'descr', 'fortran_order' and 'shape' of an array of numbers",
        DataError.quoted(header.text))
    }
    guard let mark = descriptor.first, "<>|=".contains(mark),
      let type = NPYFile.ElementType(rawValue: String(descriptor.dropFirst()))
    else {
      throw error(
        .unsupportedElementType, nil, "numbers of one of NumPy's types", DataError.quoted(descriptor))
    }
    var count = 1
    for extent in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: extent)
      guard !overflow, product <= size else {
        throw error(
          .truncated, nil, "\(shape.map { "\($0)" }.joined(separator: " × ")) elements", "a file too short for them")
      }
      count = product
    }
    let elementBytes = count * type.byteCount
    guard size - start == elementBytes else {
      let isShort = size - start < elementBytes
      throw error(
        isShort ? .truncated : .trailingBytes, isShort ? size : start + elementBytes,
        "\(DataError.count(elementBytes, "byte")) of elements", "\(size - start)")
    }
    elementType = type
    self.shape = shape
    isFortranOrder = order
    isBigEndian = mark == ">"
    self.start = start
  }

  /// The numbers that some bytes are, each the nearest one of the scalar.
  ///
  /// - Parameter elements: Room for as many numbers as the bytes have.
  /// - Complexity: O(number of bytes).
  func convert<S: RealScalar>(_ bytes: UnsafeRawBufferPointer, to elements: UnsafeMutablePointer<S>) {
    let count = bytes.count / elementType.byteCount
    func load<T: FixedWidthInteger>(_ type: T.Type, _ convert: (T) -> S) {
      for i in 0..<count {
        let raw = bytes.loadUnaligned(fromByteOffset: i * MemoryLayout<T>.size, as: type)
        (elements + i).initialize(to: convert(isBigEndian ? T(bigEndian: raw) : T(littleEndian: raw)))
      }
    }
    switch elementType {
    case .bool: load(UInt8.self) { $0 == 0 ? 0 : 1 }
    case .int8: load(Int8.self) { S($0) }
    case .int16: load(Int16.self) { S($0) }
    case .int32: load(Int32.self) { S($0) }
    case .int64: load(Int64.self) { S($0) }
    case .uint8: load(UInt8.self) { S($0) }
    case .uint16: load(UInt16.self) { S($0) }
    case .uint32: load(UInt32.self) { S($0) }
    case .uint64: load(UInt64.self) { S($0) }
    case .float16: load(UInt16.self) { S(Float(half: $0)) }
    case .float32: load(UInt32.self) { S(Float(bitPattern: $0)) }
    case .float64: load(UInt64.self) { S(Double(bitPattern: $0)) }
    }
  }
}

/// The header of such a file: a Python dictionary of three entries.
struct NPYHeader {
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
