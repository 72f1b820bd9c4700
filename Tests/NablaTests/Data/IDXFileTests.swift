import Nabla
import Testing

struct IDXFileTests {
  /// The error of reading a file of these bytes; its source is the file, which is left out here.
  private func error(of bytes: [UInt8]) throws -> DataError? {
    try TemporaryFolder.with { folder in
      let path = try folder.write(bytes, to: "file.idx")
      var error = #expect(throws: DataError.self) { try IDXFile(contentsOf: path) }
      #expect(error?.source == path)
      error?.source = nil
      return error
    }
  }

  private func read(_ bytes: [UInt8]) throws -> IDXFile {
    try TemporaryFolder.with { try IDXFile(contentsOf: $0.write(bytes, to: "file.idx")) }
  }

  @Test func readsEveryElementType() throws {
    func check<Stored: BinaryInteger>(_ type: UInt8, _ numbers: [Stored], _ bytes: (Stored) -> [UInt8]) throws {
      let file = try read(idxBytes(type: type, dimensions: [numbers.count], elements: numbers.flatMap(bytes)))
      #expect(file.elementType.rawValue == type)
      #expect(file.elements(as: Double.self) == numbers.map { Double($0) })
      #expect(file.elements(as: Float.self) == numbers.map { Float($0) })
    }
    try check(0x08, [0, 1, 127, 128, 255] as [UInt8]) { [$0] }
    try check(0x09, [0, 1, -1, 127, -128] as [Int8]) { [UInt8(bitPattern: $0)] }
    try check(0x0B, [0, 258, -2, .max, .min] as [Int16]) { bigEndianBytes($0) }
    try check(0x0C, [0, 16_909_060, -2, .max, .min] as [Int32]) { bigEndianBytes($0) }

    let floats: [Float] = [0, -1.5, .greatestFiniteMagnitude, .leastNonzeroMagnitude]
    let float = try read(
      idxBytes(type: 0x0D, dimensions: [4], elements: floats.flatMap { bigEndianBytes($0.bitPattern) }))
    #expect(float.elements() == floats)
    let doubles: [Double] = [0, 0.1, -.greatestFiniteMagnitude, .pi]
    let double = try read(
      idxBytes(type: 0x0E, dimensions: [4], elements: doubles.flatMap { bigEndianBytes($0.bitPattern) }))
    #expect(double.elements() == doubles)
    #expect(double.elements(as: Float.self) == doubles.map { Float($0) })
  }

  @Test func readsEveryNumberOfDimensions() throws {
    for count in [1, 2, 3, 4, 255] {
      let dimensions = [2, 3] + Array(repeating: 1, count: 253)
      let expected = Array(dimensions.prefix(count))
      let size = expected.reduce(1, *)
      let file = try read(idxBytes(dimensions: expected, elements: Array(repeating: 9, count: size)))
      #expect(file.dimensions == expected)
      #expect(file.count == size)
    }
  }

  @Test func refusesWhatIsNotAnIDXFile() throws {
    let expected = "an IDX file, which begins with two zero bytes"
    #expect(try error(of: []) == DataError(.empty, expected: expected, found: "an empty file"))
    for (bytes, number) in [
      ([0, 0, 0, 17], "17"), ([1, 0, 8, 1], "16779265"), ([0, 0, 8, 0], "2048"), (Array("text".utf8), "1952807028"),
    ] as [([UInt8], String)] {
      #expect(try error(of: bytes) == DataError(.wrongMagicNumber, byteOffset: 0, expected: expected, found: number))
    }
  }

  @Test func refusesUnknownElementTypes() throws {
    #expect(
      try error(of: idxBytes(type: 0x0A, dimensions: [1], elements: [0]))
        == DataError(
          .unsupportedElementType, byteOffset: 2, expected: "one of the IDX element types 8, 9, 11, 12, 13, 14",
          found: "10"))
  }

  @Test func refusesTruncatedFiles() throws {
    #expect(
      try error(of: [0, 0, 8])
        == DataError(.truncated, byteOffset: 3, expected: "4 bytes of an IDX header", found: "the end of the file"))
    #expect(
      try error(of: [0, 0, 8, 2, 0, 0, 0, 1])
        == DataError(.truncated, byteOffset: 8, expected: "12 bytes of an IDX header", found: "the end of the file"))
    #expect(
      try error(of: idxBytes(type: 0x0B, dimensions: [2, 3], elements: Array(repeating: 0, count: 11)))
        == DataError(
          .truncated, byteOffset: 23, expected: "2 × 3 elements of 2 bytes, as the header says",
          found: "the end of the file after 11 bytes of them"))
  }

  @Test func refusesWhatFollowsTheElements() throws {
    #expect(
      try error(of: idxBytes(dimensions: [3], elements: [1, 2, 3, 4, 5]))
        == DataError(
          .trailingBytes, byteOffset: 11,
          expected: "the end of the file after 3 elements of 1 byte, as the header says", found: "2 bytes more"))
  }

  @Test func refusesEmptyDimensions() throws {
    #expect(
      try error(of: idxBytes(dimensions: [2, 0], elements: []))
        == DataError(.empty, byteOffset: 4, expected: "at least one element", found: "2 × 0 elements of 1 byte"))
  }

  @Test func refusesSizesThatOverflow() throws {
    let huge = Int(UInt32.max)
    for type: UInt8 in [0x08, 0x0E] {
      for dimensions in [[huge], [huge, huge], [huge, huge, huge], Array(repeating: huge, count: 255)] {
        #expect(try error(of: idxBytes(type: type, dimensions: dimensions, elements: [1, 2]))?.kind == .truncated)
      }
    }
  }
}
