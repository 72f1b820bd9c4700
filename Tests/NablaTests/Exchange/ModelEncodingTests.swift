import Nabla
import Testing

/// How a model keeps what its inputs are made of.
struct ModelEncodingTests {
  private static let encoding = InputEncoding(columns: [
    ColumnEncoder(name: "age", kind: .number, replacement: 29.7, hasIndicator: true),
    ColumnEncoder(name: "sex", kind: .categories(levels: ["f", "m"], pooled: [], reference: nil)),
  ])

  private static func model() -> Model<Double> {
    Model(Network<Double>(inputs: 4, likelihood: .gaussian) {}, encoding: encoding)
  }

  @Test func itIsSavedAndRead() throws {
    let model = Self.model()
    #expect(model.featureNames == ["age", "age is missing", "sex = f", "sex = m"])
    let read = try Model<Double>(try model.file())
    #expect(read.encoding == Self.encoding && read.featureNames == model.featureNames)
    // Without one, the file is what it was.
    let plain = try Model(model.network).file()
    #expect(plain.metadata["input_encoding"] == nil)
    #expect(try Model<Double>(plain).encoding == nil)
  }

  @Test(arguments: [
    "", "[]", "{\"columns\":[{\"kind\":\"number\",\"name\":\"age\"}]}",
    "{\"columns\":[{\"kind\":\"categories\",\"name\":\"a\",\"levels\":[\"x\",\"y\",\"z\",\"w\"],\"reference\":0}]}",
  ]) func othersAreRefused(text: String) throws {
    var file = try Self.model().file()
    file.metadata["input_encoding"] = text
    file.metadata["checksum"] = nil
    let error = #expect(throws: ModelFileError.self) { try Model<Double>(file) }
    #expect(error?.kind == .invalidDescription && error?.part?.contains("input_encoding") == true)
  }
}
