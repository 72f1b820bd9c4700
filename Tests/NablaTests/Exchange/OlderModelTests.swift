import Foundation
import Testing

@testable import Nabla

/// Files that earlier revisions wrote, and go on being read.
struct OlderModelTests {
  /// `base-functions.safetensors` was saved, by `nabla solve --fourier 2 6.5`, when basis functions were called base functions.
  /// The estimates are those that its report printed.
  @Test func basisFunctionsByTheirOldName() throws {
    let path = try fixturePath("base-functions.safetensors")
    #expect(try SafetensorsFile(contentsOf: path).metadata["architecture"]?.contains("\"baseFunctions\"") == true)
    let model = try Model<Double>(contentsOf: path)
    #expect(model.network.architecture.basisFunctions == .fourier(harmonics: 2, period: 6.5))
    let expected = [-0.721216586, -3.23348786, 1.31486505, 0.656919173, 3.81002906]
    #expect(zip(model.network.parameters, expected).allSatisfy { ($0 - $1).magnitude <= 5e-9 })
    // Saved again, it has the new name, and is the same model.
    let saved = try model.file()
    let description = try #require(saved.metadata["architecture"])
    #expect(description.contains("\"basisFunctions\"") && !description.contains("\"baseFunctions\""))
    #expect(try Model<Double>(saved).network.architecture == model.network.architecture)
  }

  /// `model-1.safetensors` was saved by `nabla train` in the format's version 1, with an encoding, a scaler and names. ONNX
  /// Runtime gave the output for the first row of the table that it was trained on.
  @Test func versionOne() throws {
    let path = try fixturePath("model-1.safetensors")
    #expect(try SafetensorsFile(contentsOf: path).metadata["version"] == "1")
    let model = try Model<Double>(contentsOf: path)
    #expect(model.encoding?.columnNames == ["Sex", "Age", "Pclass", "Embarked"] && model.targetNames == ["Survived"])
    #expect(model.featureNames?[5] == "Embarked = C" && model.notes["seed"] == "1")
    let y = model.predict(Matrix<Double>([[1, 0, 59.8, 0, 3, 1, 0, 0, 0]]))[0, 0]
    #expect((y + 0.24207272).magnitude <= 5e-9)
  }

  @Test func anArchitectureWithBothNamesIsRefused() throws {
    let functions = #"{"kind":"polynomial","degree":1}"#
    func json(_ keys: [String]) -> Data {
      let layer = #"{"name":"output","units":1,"activation":"identity","sources":["input"],"bias":true}"#
      let rest = #""inputs":1,"layers":[\#(layer)],"likelihood":{"family":"gaussian","outputs":1}"#
      return Data("{\(keys.map { "\"\($0)\":\(functions)," }.joined())\(rest)}".utf8)
    }
    for name in ["basisFunctions", "baseFunctions"] {
      let architecture = try JSONDecoder().decode(Architecture.self, from: json([name]))
      #expect(architecture.basisFunctions == .polynomial(degree: 1), "\(name)")
    }
    let both = #expect(throws: ModelFileError.self) {
      try JSONDecoder().decode(Architecture.self, from: json(["basisFunctions", "baseFunctions"]))
    }
    #expect(both?.kind == .invalidDescription && both?.found == "both")
  }
}
