internal import FoundationEssentials

extension SafetensorsFile {
  /// Reads a file, or a pipe to its end, checking every rule of the format.
  ///
  /// - Throws: `ModelFileError` if the file cannot be read; if the header is longer than the file or than 100 MB, is not
  ///   UTF-8 or JSON, or has a name twice; if a tensor's elements are of an unknown or unsupported type, or its shape does
  ///   not agree with its place; or if the tensors do not fill the rest of the file without gap or overlap.
  /// - Complexity: O(size of the file).
  public init(contentsOf path: String) throws(ModelFileError) {
    let bytes: [UInt8]
    do throws(DataError) {
      bytes = try DataFile.storedBytes(at: path)
    } catch {
      throw ModelFileError(.unreadable, source: path, expected: "a model file that can be read", found: error.found)
    }
    do throws(ModelFileError) {
      try self.init(bytes: bytes)
    } catch {
      throw error.about(path)
    }
  }

  /// Reads the contents of a file.
  ///
  /// - Throws: `ModelFileError`, as for a file.
  public init(bytes: [UInt8]) throws(ModelFileError) {
    let header = try Self.header(of: bytes)
    let entries: Header
    do {
      entries = try JSONDecoder().decode(Header.self, from: Data(header))
    } catch {
      throw ModelFileError(.malformedHeader, source: nil, part: "header", decoding: error)
    }
    if let name = JSONKeys.firstRepeated(in: header) {
      throw ModelFileError(.malformedHeader, part: "header", expected: "every name once", found: "'\(name)' twice")
    }
    let buffer = bytes[header.endIndex...]
    var tensors: [String: Tensor] = [:]
    var end = 0
    for (name, entry) in entries.tensors.sorted(by: { Self.precedes($0, $1) }) {
      let tensor = try entry.tensor(name, in: buffer, from: end)
      tensors[name] = tensor
      end += tensor.bytes.count
    }
    guard end == buffer.count else {
      throw ModelFileError(
        .trailingBytes, byteOffset: header.endIndex + end, expected: "the end of the file after the last tensor",
        found: "\(buffer.count - end) more bytes")
    }
    self.tensors = tensors
    metadata = entries.metadata
  }

  /// Whether a tensor's place is before another's; an empty one comes before one that begins at the same byte.
  private static func precedes(_ a: (key: String, value: Entry), _ b: (key: String, value: Entry)) -> Bool {
    a.value.offsets == b.value.offsets
      ? a.key < b.key : a.value.offsets.lexicographicallyPrecedes(b.value.offsets)
  }

  /// The bytes of the header, which are there, text, and the beginning of an object.
  private static func header(of bytes: [UInt8]) throws(ModelFileError) -> ArraySlice<UInt8> {
    guard bytes.count >= 8 else {
      throw ModelFileError(
        .truncated, byteOffset: bytes.count, expected: "a safetensors file, which begins with 8 bytes for a length",
        found: bytes.isEmpty ? "an empty file" : "the end of the file")
    }
    let length = bytes[..<8].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    guard length <= longestHeader else {
      throw ModelFileError(
        .malformedHeader, byteOffset: 0, expected: "a safetensors file with a header of at most \(longestHeader) bytes",
        found: "a header of \(length) bytes")
    }
    guard length <= bytes.count - 8 else {
      throw ModelFileError(
        .truncated, byteOffset: bytes.count, expected: "a safetensors header of \(length) bytes",
        found: "the end of the file after \(bytes.count - 8) of them")
    }
    let header = bytes[8..<8 + Int(length)]
    guard header.first == UInt8(ascii: "{") else {
      throw ModelFileError(
        .malformedHeader, byteOffset: 8, expected: "a safetensors header, which begins with '{'",
        found: header.first.map { "the byte \($0)" } ?? "an empty header")
    }
    // JSON has control characters as white space only, and a zero byte would let a decoder take the text for UTF-16.
    if let i = header.firstIndex(where: { $0 < 0x20 && ![0x09, 0x0A, 0x0D].contains($0) }) {
      throw ModelFileError(
        .malformedHeader, byteOffset: i, expected: "a header of text", found: "the control character \(header[i])")
    }
    guard String(validating: header, as: UTF8.self) != nil else {
      throw ModelFileError(.malformedHeader, part: "header", expected: "text in UTF-8", found: "bytes that are not")
    }
    return header
  }
}

// MARK: - Header

extension SafetensorsFile {
  /// The header: entries by name, one of which may be text.
  struct Header: Codable {
    var tensors: [String: Entry] = [:]
    var metadata: [String: String] = [:]

    private struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(tensors: [String: Entry], metadata: [String: String]) {
      self.tensors = tensors
      self.metadata = metadata
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      for key in container.allKeys {
        if key.stringValue == metadataName {
          metadata = try container.decode([String: String].self, forKey: key)
        } else {
          tensors[key.stringValue] = try container.decode(Entry.self, forKey: key)
        }
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      if !metadata.isEmpty { try container.encode(metadata, forKey: Key(stringValue: metadataName)) }
      for (name, entry) in tensors { try container.encode(entry, forKey: Key(stringValue: name)) }
    }
  }

  /// What the header says of one tensor.
  struct Entry: Codable {
    var type: String
    var shape: [Int]
    /// Where its bytes begin and end, counted from the end of the header.
    var offsets: [Int]

    private enum CodingKeys: String, CodingKey {
      case type = "dtype"
      case shape
      case offsets = "data_offsets"
    }

    /// The tensor, which must begin at the byte `start` of the buffer.
    func tensor(
      _ name: String, in buffer: ArraySlice<UInt8>, from start: Int
    ) throws(ModelFileError) -> Tensor {
      func error(_ kind: ModelFileError.Kind, expected: String, found: String) -> ModelFileError {
        ModelFileError(kind, part: "tensor '\(name)'", expected: expected, found: found)
      }
      guard let elementType = ElementType(rawValue: type) else {
        let known = ElementType.allCases.map(\.rawValue).joined(separator: ", ")
        let isOther = ElementType.allNames.contains(type)
        throw error(
          .unsupportedElementType, expected: "elements of one of the types \(known)",
          found: "'\(type)', which is \(isOther ? "not supported" : "none of the format's types")")
      }
      guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1] else {
        throw error(
          .malformedHeader, expected: "data_offsets of a beginning and an end in order", found: "\(offsets)")
      }
      var size = elementType.byteCount
      var overflow = shape.contains { $0 < 0 }
      for extent in shape where !overflow { (size, overflow) = size.multipliedReportingOverflow(by: extent) }
      guard !overflow, size == offsets[1] - offsets[0] else {
        throw error(
          .malformedHeader, expected: "as many bytes as \(type) elements of the shape \(shape) take",
          found: "data_offsets \(offsets)")
      }
      guard offsets[0] == start else {
        throw error(
          .malformedHeader, expected: "tensors without gap or overlap, the next from byte \(start) of the data",
          found: "data_offsets \(offsets)")
      }
      guard offsets[1] <= buffer.count else {
        throw error(
          .truncated, expected: "\(offsets[1]) bytes of data", found: "the end of the file after \(buffer.count)")
      }
      return Tensor(
        elementType: elementType, shape: shape,
        bytes: buffer[buffer.startIndex + start..<buffer.startIndex + offsets[1]])
    }
  }
}
