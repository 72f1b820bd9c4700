import Nabla
import Testing

struct IDXDatasetTests {
  private let images = idxBytes(dimensions: [3, 2, 2], elements: [0, 51, 102, 255, 1, 2, 3, 4, 5, 6, 7, 8])
  private let labels = idxBytes(dimensions: [3], elements: [2, 0, 9])

  private func read(
    _ images: [UInt8], _ labels: [UInt8], classes: Int? = nil
  ) throws -> Dataset<Double> {
    try TemporaryFolder.with { folder in
      try .idx(
        images: folder.write(images, to: "images"), labels: folder.write(labels, to: "labels"), classes: classes)
    }
  }

  /// The error of reading these files, with only the name of the file as source.
  private func error(
    _ images: [UInt8], _ labels: [UInt8], classes: Int? = nil
  ) -> DataError? {
    var error = #expect(throws: DataError.self) { try read(images, labels, classes: classes) }
    let name = error?.source?.split(separator: "/").last
    error?.source = name.map(String.init)
    return error
  }

  @Test func scalesPixelsAndKeepsLabels() throws {
    let data = try read(images, labels)
    #expect(data.inputs.rows == 3 && data.inputs.columns == 4)
    #expect(Array(data.inputs[row: 0]) == [0, 0.2, 0.4, 1])
    #expect(Array(data.inputs[row: 2]) == (5...8).map { Double($0) / 255 })
    #expect(data.targets == .classes([2, 0, 9]))
    #expect(data.weights == nil && data.classNames == nil)
    #expect(try read(images, labels, classes: 10) == data)
  }

  @Test func readsCompressedFiles() throws {
    #if Zlib
      #expect(try read(gzipStored(images), gzipStored(labels)) == read(images, labels))
    #else
      #expect(error(gzipStored(images), labels)?.kind == .unsupportedCompression)
    #endif
  }

  @Test func takesOtherElementsAsTheyAre() throws {
    let floats: [Float] = [-1.5, 2, 300, 0.25]
    let data = try read(
      idxBytes(type: 0x0D, dimensions: [2, 2], elements: floats.flatMap { bigEndianBytes($0.bitPattern) }),
      idxBytes(type: 0x0C, dimensions: [2], elements: [Int32(70000), 1].flatMap { bigEndianBytes($0) }))
    #expect(data.inputs == Matrix([[-1.5, 2], [300, 0.25]]))
    #expect(data.targets == .classes([70000, 1]))
  }

  @Test func refusesNumbersThatAreNotFinite() {
    let elements = bigEndianBytes(Float(1).bitPattern) + bigEndianBytes(Float.infinity.bitPattern)
    #expect(
      error(idxBytes(type: 0x0D, dimensions: [1, 2], elements: elements), idxBytes(dimensions: [1], elements: [0]))
        == DataError(
          .notFinite, source: "images", byteOffset: 16, expected: "a finite number within the range of Double",
          found: "inf"))
  }

  @Test func namesTheKindOfFileThatWasExpected() {
    #expect(
      error([0, 0, 0, 17], labels)?.description
        == "images: byte 0: expected the magic number 2051 of an IDX image file, found 17")
    #expect(
      error(images, [0, 0, 0, 17])?.description
        == "labels: byte 0: expected the magic number 2049 of an IDX label file, found 17")
  }

  @Test func noticesExchangedFiles() {
    let exchanged = error(labels, images)
    #expect(exchanged?.kind == .wrongMagicNumber && exchanged?.source == "labels" && exchanged?.byteOffset == 0)
    let both = error(labels, labels)
    #expect(both?.kind == .wrongMagicNumber && both?.source == "images")
    #expect(both?.found?.hasPrefix("2049") == true)
  }

  @Test func refusesAnotherNumberOfLabels() {
    let found = error(images, idxBytes(dimensions: [2], elements: [1, 2]))
    #expect(found?.kind == .countMismatch && found?.source == "labels" && found?.byteOffset == 4)
    #expect(found?.expected.hasPrefix("3 labels") == true && found?.found == "2")
  }

  @Test func refusesLabelsOutOfRange() {
    #expect(
      error(images, labels, classes: 9)
        == DataError(
          .labelOutOfRange, source: "labels", row: 2, byteOffset: 10, expected: "a label in 0..<9", found: "9"))
    #expect(
      error(images, idxBytes(type: 0x09, dimensions: [3], elements: [0, 255, 0]))
        == DataError(
          .labelOutOfRange, source: "labels", row: 1, byteOffset: 9, expected: "a label from 0", found: "-1"))
  }

  @Test func refusesLabelsThatAreNotWhole() {
    let found = error(images, idxBytes(type: 0x0D, dimensions: [3], elements: Array(repeating: 0, count: 12)))
    #expect(found?.kind == .unsupportedElementType && found?.source == "labels" && found?.byteOffset == 2)
  }

  @Test func refusesEmptyFiles() {
    #expect(error([], labels)?.kind == .empty)
    #expect(error(images, [])?.kind == .empty)
    #expect(error(idxBytes(dimensions: [0, 2], elements: []), labels)?.kind == .empty)
  }

  @Test func refusesFilesThatCannotBeRead() throws {
    try TemporaryFolder.with { folder in
      let missing = folder.file("missing")
      #expect(
        throws: DataError(
          .unreadable, source: missing, expected: "a file that can be read", found: "no file of that name")
      ) { try Dataset<Float>.idx(images: missing, labels: missing) }
      #expect(
        throws: DataError(
          .unreadable, source: folder.path, expected: "a file that can be read",
          found: "a folder or something else that is not a file")
      ) { try Dataset<Float>.idx(images: folder.path, labels: folder.path) }
    }
  }
}
