/// The wire format of protocol buffers: a message is fields, each a number with a varint, four or eight bytes, or a length
/// and bytes, which may be a message again.
///
/// Writing and reading it takes less than a binding to a library would. Source:
/// <https://protobuf.dev/programming-guides/encoding>.
struct ProtobufWriter {
  private(set) var bytes: [UInt8] = []

  private mutating func putVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func putKey(_ field: Int, wire: Int) { putVarint(UInt64(field << 3 | wire)) }

  mutating func put(_ field: Int, integer: Int) {
    putKey(field, wire: 0)
    putVarint(UInt64(bitPattern: Int64(integer)))
  }

  mutating func put(_ field: Int, float: Float) {
    putKey(field, wire: 5)
    bytes.append(littleEndian: float.bitPattern)
  }

  mutating func put(_ field: Int, bytes contents: some Collection<UInt8>) {
    putKey(field, wire: 2)
    putVarint(UInt64(contents.count))
    bytes += contents
  }

  mutating func put(_ field: Int, text: String) { put(field, bytes: text.utf8) }

  mutating func put(_ field: Int, message: (inout ProtobufWriter) -> Void) {
    var inner = ProtobufWriter()
    message(&inner)
    put(field, bytes: inner.bytes)
  }
}

/// The fields of a message, which share the memory of the file.
struct ProtobufMessage {
  /// The value of a field.
  enum Value {
    case varint(UInt64)
    case four(UInt32)
    case eight(UInt64)
    case bytes(ArraySlice<UInt8>)
  }

  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  /// The next field, or nil at the end.
  ///
  /// - Throws: `ModelFileError` with the byte at which the message is damaged.
  mutating func next() throws(ModelFileError) -> (field: Int, value: Value)? {
    guard !rest.isEmpty else { return nil }
    let start = rest.startIndex
    let key = try varint()
    let field = key >> 3
    guard field > 0, field < 1 << 29 else { throw Self.damaged(start, "the number of a field, found \(field)") }
    switch key & 7 {
    case 0: return (Int(field), .varint(try varint()))
    case 1: return (Int(field), .eight(try fixed(8)))
    case 5: return (Int(field), .four(UInt32(truncatingIfNeeded: try fixed(4))))
    case 2:
      let length = try varint()
      guard length <= UInt64(rest.count) else {
        throw ModelFileError(
          .truncated, byteOffset: start, expected: "\(length) bytes", found: "the end after \(rest.count)")
      }
      defer { rest = rest.dropFirst(Int(length)) }
      return (Int(field), .bytes(rest.prefix(Int(length))))
    default: throw Self.damaged(start, "a field of protocol buffers, found the wire type \(key & 7)")
    }
  }

  private mutating func varint() throws(ModelFileError) -> UInt64 {
    let start = rest.startIndex
    var value: UInt64 = 0
    for shift in stride(from: 0, to: 70, by: 7) {
      guard let byte = rest.popFirst() else {
        throw ModelFileError(.truncated, byteOffset: start, expected: "a number", found: "the end of the message")
      }
      // Of the tenth byte one bit only is left.
      guard shift < 63 || byte < 2 else { break }
      value |= UInt64(byte & 0x7F) << UInt64(shift)
      if byte < 0x80 { return value }
    }
    throw Self.damaged(start, "a number of at most 64 bits, found a longer one")
  }

  private mutating func fixed(_ count: Int) throws(ModelFileError) -> UInt64 {
    guard rest.count >= count else {
      throw ModelFileError(
        .truncated, byteOffset: rest.startIndex, expected: "\(count) bytes", found: "the end of the message")
    }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func damaged(_ offset: Int, _ expected: String) -> ModelFileError {
    ModelFileError(.malformedHeader, byteOffset: offset, expected: expected)
  }
}

extension ProtobufMessage.Value {
  /// The bytes of a text or message.
  func asBytes(_ part: String) throws(ModelFileError) -> ArraySlice<UInt8> {
    guard case .bytes(let bytes) = self else { throw Self.wrong(part) }
    return bytes
  }

  func asText(_ part: String) throws(ModelFileError) -> String {
    guard let text = String(validating: try asBytes(part), as: UTF8.self) else {
      throw ModelFileError(.malformedHeader, part: part, expected: "text in UTF-8", found: "bytes that are not")
    }
    return text
  }

  func asInteger(_ part: String) throws(ModelFileError) -> Int {
    guard case .varint(let value) = self else { throw Self.wrong(part) }
    return Int(Int64(bitPattern: value))
  }

  func asFloat(_ part: String) throws(ModelFileError) -> Float {
    guard case .four(let bits) = self else { throw Self.wrong(part) }
    return Float(bitPattern: bits)
  }

  private static func wrong(_ part: String) -> ModelFileError {
    ModelFileError(.malformedHeader, part: part, expected: "a field of the type that ONNX gives it", found: "another")
  }
}
