import Nabla
import Testing

struct SafetensorsFileTests {
  private typealias Tensor = SafetensorsFile.Tensor

  /// The tensors of `scripts/fixtures/interchange.py`.
  private static let floats: [String: SafetensorsFile.Tensor] = [
    "w.double": Tensor(
      shape: [2, 3], elements: [0.1, -1.0 / 3, 1e-308, .leastNonzeroMagnitude, -0.0, .greatestFiniteMagnitude]),
    "single": Tensor(shape: [4], elements: [0.1, -2.5, .leastNonzeroMagnitude, .greatestFiniteMagnitude] as [Float]),
    "a number": Tensor(shape: [], elements: [3.5]),
    "nothing": Tensor(shape: [0, 4], elements: [] as [Float]),
  ]
  private static let text = ["note": "ä/b, \"quoted\", and a tab\t", "empty": ""]

  @Test func writesWhatThePythonPackageReads() throws {
    let file = SafetensorsFile(tensors: Self.floats, metadata: Self.text)
    #expect(try file.bytes() == fileBytes(fixturePath("interchange-nabla.safetensors")))
  }

  @Test func readsWhatThePythonPackageWrites() throws {
    let file = try SafetensorsFile(contentsOf: fixturePath("interchange-python.safetensors"))
    #expect(file.metadata == Self.text)
    #expect(file.tensors.count == Self.floats.count + 3)
    for (name, tensor) in Self.floats { #expect(file.tensors[name] == tensor, "\(name)") }
    #expect(file.tensors["long"]?.elementType == .int64)
    #expect(file.tensors["long"]?.elements() == [-0x1p53, 0x1p53] as [Double])
    #expect(file.tensors["int"]?.elementType == .int32)
    #expect(file.tensors["int"]?.shape == [2, 1])
    #expect(file.tensors["int"]?.elements() == [-0x1p31, 0x1p31 - 1] as [Double])
    #expect(file.tensors["byte"]?.elementType == .uint8)
    #expect(file.tensors["byte"]?.elements() == [0, 255] as [Float])
  }

  @Test func elementsAreRoundedToTheOtherPrecision() {
    let tensor = SafetensorsFile.Tensor(shape: [3], elements: [0.1, 1e300, -1])
    #expect(tensor.elements(as: Float.self) == [0.1, .infinity, -1])
    #expect(
      SafetensorsFile.Tensor(shape: [1], elements: [0.1 as Float]).elements(as: Double.self) == [Double(Float(0.1))])
  }

  @Test func writingAndReadingIsARoundTrip() throws {
    let file = SafetensorsFile(tensors: Self.floats, metadata: Self.text)
    #expect(try SafetensorsFile(bytes: file.bytes()) == file)
    try TemporaryFolder.with { folder in
      try file.write(to: folder.file("a"))
      #expect(try SafetensorsFile(contentsOf: folder.file("a")) == file)
      // A second time, over the first.
      try SafetensorsFile(tensors: [:]).write(to: folder.file("a"))
      #expect(try SafetensorsFile(contentsOf: folder.file("a")) == SafetensorsFile(tensors: [:]))
    }
  }

  @Test func tensorsAreAligned() throws {
    let file = SafetensorsFile(
      tensors: [
        "a": Tensor(shape: [1], elements: [1 as Float]), "b": Tensor(shape: [1], elements: [2.0]),
        "long name \(String(repeating: "x", count: 3))": Tensor(shape: [3], elements: [1, 2, 3] as [Float]),
      ])
    let bytes = file.bytes()
    let length = bytes[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(length % 8 == 0)
    // The double comes first: 2.0 is 0x4000000000000000.
    #expect(Array(bytes[(8 + length)..<(16 + length)]) == [0, 0, 0, 0, 0, 0, 0, 0x40])
  }

  @Test func namesThatNeedEscapesSurvive() throws {
    for name in ["\"", "\\", "\u{1}", "a\u{0}b", "é", "e\u{301}", "🜁", "", "__metadata__x", "/"] {
      let file = SafetensorsFile(tensors: [name: Tensor(shape: [1], elements: [1.0])], metadata: [name: name])
      #expect(try SafetensorsFile(bytes: file.bytes()) == file, "\(name.debugDescription)")
    }
  }

  @Test func refusesToWriteWhereItCannot() throws {
    try TemporaryFolder.with { folder in
      let file = SafetensorsFile(tensors: [:])
      let missing = #expect(throws: ModelFileError.self) { try file.write(to: folder.file("no/folder/a")) }
      #expect(missing?.kind == .unwritable && missing?.source == folder.file("no/folder/a"))
      let isFolder = #expect(throws: ModelFileError.self) { try file.write(to: folder.path) }
      #expect(isFolder?.kind == .unwritable)
    }
  }

  @Test func wrongShapesTrap() async {
    await #expect(processExitsWith: .failure) { _ = SafetensorsFile.Tensor(shape: [2, 2], elements: [1.0, 2, 3]) }
    await #expect(processExitsWith: .failure) { _ = SafetensorsFile.Tensor(shape: [-1, -1], elements: [1.0]) }
    await #expect(processExitsWith: .failure) {
      _ = SafetensorsFile(tensors: ["__metadata__": .init(shape: [1], elements: [1.0])])
    }
  }
}
