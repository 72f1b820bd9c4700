import Nabla
import Testing

/// Files that break a rule of the safetensors format, each refused with its reason.
struct SafetensorsRefusalTests {
  private func error(_ bytes: [UInt8]) -> ModelFileError? {
    #expect(throws: ModelFileError.self) { try SafetensorsFile(bytes: bytes) }
  }

  /// The error of a file whose header describes one tensor `w` like this, with 8 bytes of data.
  private func error(ofEntry entry: String) -> ModelFileError? {
    error(safetensorsBytes("{\"w\":\(entry)}", data: Array(repeating: 0, count: 8)))
  }

  @Test func theControlIsRead() throws {
    let file = try SafetensorsFile(
      bytes: safetensorsBytes(
        #"{"w":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}"#, data: Array(repeating: 0, count: 8)))
    #expect(file.tensors["w"]?.elements() == [0.0])
  }

  @Test func filesThatAreTooShort() {
    #expect(error([])?.kind == .truncated)
    #expect(error([1, 0, 0])?.kind == .truncated)
    let claimed = error([100, 0, 0, 0, 0, 0, 0, 0, 123])
    #expect(claimed?.kind == .truncated && claimed?.byteOffset == 9)
    #expect(claimed?.expected == "a safetensors header of 100 bytes")
  }

  @Test func headersThatAreTooLong() {
    let longest = error([0, 225, 245, 5, 0, 0, 0, 0])
    #expect(longest?.kind == .truncated, "100 000 000 bytes are allowed")
    let longer = error([1, 225, 245, 5, 0, 0, 0, 0])
    #expect(longer?.kind == .malformedHeader && longer?.byteOffset == 0)
    #expect(error(Array(repeating: 255, count: 8))?.kind == .malformedHeader)
  }

  @Test(arguments: ["", "[]", " {}", "null", "{", "{}}", "{\"a\"}", "{\"a\":1}", "{\"a\":{}}", "{\u{1}}", "{}\u{0}"])
  func headersThatAreNotDescriptions(header: String) {
    #expect(error(safetensorsBytes(header))?.kind == .malformedHeader)
  }

  @Test func headersThatAreNotUTF8() {
    var bytes = safetensorsBytes(#"{"__metadata__":{"a":"xy"}}"#)
    bytes[bytes.count - 5] = 0xFF
    #expect(error(bytes)?.kind == .malformedHeader)
    // JSON may not be UTF-16 either, which begins with '{' and a zero byte.
    #expect(error([4, 0, 0, 0, 0, 0, 0, 0, 123, 0, 125, 0])?.kind == .malformedHeader)
  }

  @Test func metadataThatIsNotText() {
    #expect(error(safetensorsBytes(#"{"__metadata__":{"a":1}}"#))?.kind == .malformedHeader)
    #expect(error(safetensorsBytes(#"{"__metadata__":["a"]}"#))?.kind == .malformedHeader)
  }

  @Test func namesThatAreThereTwice() {
    let entry = #"{"dtype":"F64","shape":[1],"data_offsets":[0,8]}"#
    for names in [("w", "w"), ("w", "\\u0077")] {
      let twice = error(
        safetensorsBytes("{\"\(names.0)\":\(entry),\"\(names.1)\":\(entry)}", data: Array(repeating: 0, count: 8)))
      #expect(twice?.kind == .malformedHeader && twice?.found == "'w' twice")
    }
    #expect(error(safetensorsBytes(#"{"__metadata__":{"a":"1","a":"2"}}"#))?.found == "'a' twice")
    #expect(error(ofEntry: #"{"dtype":"F64","shape":[1],"shape":[1],"data_offsets":[0,8]}"#)?.found == "'shape' twice")
  }

  @Test func elementTypes() {
    let bits = error(ofEntry: #"{"dtype":"BOOL","shape":[8],"data_offsets":[0,8]}"#)
    #expect(bits?.kind == .unsupportedElementType && bits?.part == "tensor 'w'")
    #expect(bits?.found == "'BOOL', which is not supported")
    #expect(
      error(ofEntry: #"{"dtype":"F65","shape":[4],"data_offsets":[0,8]}"#)?.found
        == "'F65', which is none of the format's types")
  }

  @Test(arguments: [
    "[2]", "[0]", "[-1]", "[1, 2]", "[4294967296, 4294967296]", "[9223372036854775807]",
    "[4611686018427387904, 2, 2]", "[-1, -1]",
  ])
  func shapesThatDoNotFit(shape: String) {
    let found = error(ofEntry: "{\"dtype\":\"F64\",\"shape\":\(shape),\"data_offsets\":[0,8]}")
    #expect(found?.kind == .malformedHeader && found?.part == "tensor 'w'")
  }

  @Test(arguments: ["[0]", "[]", "[0,8,8]", "[8,0]", "[-8,0]", "[0,-8]", "[0,9223372036854775807]"])
  func offsetsThatAreNoPlace(offsets: String) {
    let found = error(ofEntry: "{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":\(offsets)}")
    #expect(found?.kind == .malformedHeader && found?.part == "tensor 'w'")
  }

  @Test func numbersThatAreNoIntegers() {
    for shape in ["[1.5]", "[1e40]", "[\"1\"]", "[18446744073709551616]", "[null]", "1"] {
      #expect(
        error(ofEntry: "{\"dtype\":\"F64\",\"shape\":\(shape),\"data_offsets\":[0,8]}")?.kind == .malformedHeader,
        "\(shape)")
    }
  }

  @Test func overlapsAndGaps() {
    func two(_ first: String, _ second: String, bytes: Int) -> ModelFileError? {
      let header =
        "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":\(first)},"
        + "\"b\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":\(second)}}"
      return error(safetensorsBytes(header, data: Array(repeating: 0, count: bytes)))
    }
    for (first, second, bytes) in [("[0,8]", "[4,12]", 12), ("[0,8]", "[0,8]", 8), ("[0,8]", "[16,24]", 24)] {
      let found = two(first, second, bytes: bytes)
      #expect(found?.kind == .malformedHeader && found?.part == "tensor 'b'")
      #expect(found?.expected == "tensors without gap or overlap, the next from byte 8 of the data")
    }
    #expect(two("[8,16]", "[16,24]", bytes: 24)?.part == "tensor 'a'", "a gap at the beginning")
  }

  @Test func dataThatIsTooShortOrTooLong() {
    let header = #"{"w":{"dtype":"F64","shape":[2],"data_offsets":[0,16]}}"#
    for count in 0..<16 {
      let short = error(safetensorsBytes(header, data: Array(repeating: 0, count: count)))
      #expect(short?.kind == .truncated && short?.part == "tensor 'w'")
    }
    let long = error(safetensorsBytes(header, data: Array(repeating: 0, count: 17)))
    #expect(long?.kind == .trailingBytes && long?.byteOffset == 8 + header.utf8.count + 16)
    #expect(error(safetensorsBytes("{}", data: [0]))?.kind == .trailingBytes)
  }

  @Test func filesThatCannotBeRead() throws {
    try TemporaryFolder.with { folder in
      for path in [folder.file("missing"), folder.path] {
        let found = #expect(throws: ModelFileError.self) { try SafetensorsFile(contentsOf: path) }
        #expect(found?.kind == .unreadable && found?.source == path)
      }
      let path = try folder.write([1, 2, 3], to: "short")
      let found = #expect(throws: ModelFileError.self) { try SafetensorsFile(contentsOf: path) }
      #expect(found?.kind == .truncated && found?.source == path)
    }
  }
}
