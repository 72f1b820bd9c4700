/// A tensor of an ONNX file.
struct ONNXTensor: Hashable {
  var name = ""
  var type = 0
  var shape: [Int] = []
  /// The elements as bytes, little-endian, where they are stored so.
  var raw: ArraySlice<UInt8>?
  /// The elements, where they are stored as numbers.
  var numbers: [Double] = []
  var texts: [String] = []

  /// A scalar or a row of numbers.
  init(_ numbers: [Double], shape: [Int]) {
    self.numbers = numbers
    self.shape = shape
    type = ONNXType.double.rawValue
  }

  /// Reads a `TensorProto`.
  ///
  /// - Throws: `ModelFileError` for tensors in other files, of types that no network has, and with another number of
  ///   elements than their shape says.
  init(_ bytes: ArraySlice<UInt8>) throws(ModelFileError) {
    typealias Field = ONNXField.Tensor
    var message = ProtobufMessage(bytes)
    var hasExternalData = false
    while let (field, value) = try message.next() {
      switch field {
      case Field.dimensions: try Self.forEachInteger(value) { shape.append($0) }
      case Field.type: type = try value.asInteger("tensor")
      case Field.name: name = try value.asText("name of a tensor")
      case Field.raw: raw = try value.asBytes("tensor")
      case Field.texts: texts.append(try value.asText("text of a tensor"))
      case Field.int32s, Field.int64s: try Self.forEachInteger(value) { numbers.append(Double($0)) }
      case Field.floats: try appendNumbers(value, size: 4) { Double(Float(bitPattern: UInt32($0))) }
      case Field.doubles: try appendNumbers(value, size: 8) { Double(bitPattern: $0) }
      case Field.externalData: hasExternalData = true
      case Field.location: hasExternalData = try value.asInteger("tensor") != 0
      default: break
      }
    }
    let part = "tensor '\(name)'"
    guard !hasExternalData else {
      throw ModelFileError(
        .unexpected, part: part, expected: "numbers within the file", found: "a reference to another file")
    }
    var count = 1
    var overflow = shape.contains { $0 < 0 }
    for extent in shape where !overflow { (count, overflow) = count.multipliedReportingOverflow(by: extent) }
    let found: Int
    if type == ONNXType.string.rawValue {
      found = texts.count
    } else if let raw {
      guard let size = byteCount else {
        throw ModelFileError(
          .unsupportedElementType, part: part, expected: "floating-point or whole numbers", found: "the type \(type)")
      }
      guard raw.count.isMultiple(of: size) else {
        throw ModelFileError(.truncated, part: part, expected: "whole elements", found: "\(raw.count) bytes")
      }
      found = raw.count / size
    } else {
      if type == ONNXType.float16.rawValue {
        numbers = numbers.map { Double(Float(half: UInt16(truncatingIfNeeded: Int($0)))) }
      }
      found = numbers.count
    }
    guard !overflow, found == count else {
      throw ModelFileError(
        .malformedHeader, part: part, expected: "as many elements as the shape \(shape) has", found: "\(found)")
    }
  }

  private var byteCount: Int? {
    switch ONNXType(rawValue: type) {
    case .float, .int32: 4
    case .double, .int64: 8
    case .float16, .bfloat16: 2
    case .uint8, .bool: 1
    case .string, nil: nil
    }
  }

  /// The number of elements.
  var count: Int { shape.reduce(1, *) }

  /// The elements, rounded to the nearest number of the type.
  func elements<S: RealScalar>(as: S.Type = S.self) -> [S] {
    guard let raw, let size = byteCount else { return numbers.map { S($0) } }
    return stride(from: raw.startIndex, to: raw.endIndex, by: size).map { start in
      let bits = raw[start..<start + size].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
      return switch ONNXType(rawValue: type) {
      case .float: S(Float(bitPattern: UInt32(bits)))
      case .double: S(Double(bitPattern: bits))
      case .float16: S(Float(half: UInt16(bits)))
      case .bfloat16: S(Float(bitPattern: UInt32(bits) << 16))
      case .int32: S(Int32(truncatingIfNeeded: bits))
      case .int64: S(Int64(bitPattern: bits))
      case .uint8, .bool, .string, nil: S(bits)
      }
    }
  }

  /// The elements as whole numbers; none where one is not.
  var integers: [Int] {
    let values: [Double] = elements()
    let whole = values.compactMap { Int(exactly: $0) }
    return whole.count == values.count ? whole : []
  }

  /// Whole numbers, one or packed.
  static func forEachInteger(_ value: ProtobufMessage.Value, _ body: (Int) -> Void) throws(ModelFileError) {
    switch value {
    case .varint(let bits): body(Int(Int64(bitPattern: bits)))
    case .bytes(let packed):
      // A message of nothing but varints is read by one with a key before each of them.
      var reader = PackedVarints(packed)
      while let integer = try reader.next() { body(integer) }
    case .four, .eight: throw ModelFileError(.malformedHeader, part: "tensor", expected: "whole numbers")
    }
  }

  private mutating func appendNumbers(
    _ value: ProtobufMessage.Value, size: Int, _ number: (UInt64) -> Double
  ) throws(ModelFileError) {
    switch value {
    case .four(let bits) where size == 4: numbers.append(number(UInt64(bits)))
    case .eight(let bits) where size == 8: numbers.append(number(bits))
    case .bytes(let packed) where packed.count.isMultiple(of: size):
      for start in stride(from: packed.startIndex, to: packed.endIndex, by: size) {
        numbers.append(number(packed[start..<start + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }))
      }
    case .four, .eight, .bytes, .varint:
      throw ModelFileError(.malformedHeader, part: "tensor", expected: "floating-point numbers of \(size) bytes")
    }
  }
}

/// Whole numbers one after the other.
struct PackedVarints {
  private var rest: ArraySlice<UInt8>

  init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

  mutating func next() throws(ModelFileError) -> Int? {
    guard !rest.isEmpty else { return nil }
    var value: UInt64 = 0
    for shift in stride(from: 0 as UInt64, to: 70, by: 7) {
      guard let byte = rest.popFirst(), shift < 63 || byte < 2 else { break }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return Int(Int64(bitPattern: value)) }
    }
    throw ModelFileError(.malformedHeader, part: "tensor", expected: "whole numbers of at most 64 bits")
  }
}
