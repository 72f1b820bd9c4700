import Foundation
import Testing

@testable import Nabla

/// Files that PyTorch, Keras and scikit-learn wrote: `scripts/fixtures/onnx_graphs.py` and `sklearn_models.py`.
struct OtherProgramsTests {
  private struct Expected: Decodable {
    let x: [[Double]]
    let y: [String: [[Double]]]
  }

  private static func expected(_ folder: String) throws -> Expected {
    try JSONDecoder().decode(Expected.self, from: Data(fileBytes(try fixturePath("\(folder)/expected.json"))))
  }

  private static func agrees<S: RealScalar>(_ model: Model<S>, _ x: [[Double]], _ y: [[Double]], _ bound: Double)
    -> Bool
  {
    let found = model.predict(Matrix<S>(Matrix<Double>(x)))
    let expected = y.flatMap(\.self)
    guard found.elements.count == expected.count else { return false }
    return zip(found.elements, expected).allSatisfy { (Double($0) - $1).magnitude <= bound * (1 + $1.magnitude) }
  }

  /// What ONNX Runtime says of a graph, the network says too.
  @Test func graphsPredictAlike() throws {
    let expected = try Self.expected("graphs")
    #expect(expected.y.count >= 40)
    for (name, y) in expected.y.sorted(by: { $0.key < $1.key }) {
      let path = try fixturePath("graphs/\(name).onnx")
      do throws(ModelFileError) {
        if name.contains("double") {
          #expect(try Self.agrees(Model<Double>(contentsOfONNX: path), expected.x, y, 1e-13), "\(name)")
        } else {
          #expect(try Self.agrees(Model<Float>(contentsOfONNX: path), expected.x, y, 1e-6), "\(name)")
        }
      } catch {
        Issue.record("\(name): \(error)")
      }
    }
  }

  private struct ColumnsCase: Decodable {
    let table: String
    let y: [[Double]]
    let isSingle: Bool
    let hasHeader: Bool
  }

  /// Pipelines on columns of text, of numbers that are levels and of missing ones, on the table that ONNX Runtime had:
  /// `onnx_columns.py`. Operators of `ai.onnx.ml` round to single precision.
  @Test func pipelinesOnColumnsPredictAlike() throws {
    let cases = try JSONDecoder().decode(
      [String: ColumnsCase].self, from: Data(fileBytes(try fixturePath("columns/expected.json"))))
    #expect(cases.count == 6)
    for (name, item) in cases {
      let model = try Model<Double>(contentsOfONNX: fixturePath("columns/\(name).onnx"))
      let table = try DelimitedText(text: item.table, header: item.hasHeader)
      let x: Matrix<Double> = try #require(model.encoding, "\(name)").inputs(of: table).matrix
      let bound = item.isSingle ? 1e-6 : 1e-13
      #expect(Self.agrees(model, (0..<x.rows).map { Array(x[row: $0]) }, item.y, bound), "\(name)")
    }
  }

  @Test func classesKeepTheirNames() throws {
    for name in [
      "sklearn-single-classes", "sklearn-double-classes", "sklearn-single-softmax", "sklearn-double-softmax",
    ] {
      #expect(
        try Model<Float>(contentsOfONNX: fixturePath("graphs/\(name).onnx")).classNames == ["b", "c", "ä"], "\(name)")
    }
  }

  /// What scikit-learn predicts, the files of its helper script predict too; 64 roundings of single steps at most.
  @Test func modelsOfScikitLearnPredictAlike() throws {
    let expected = try Self.expected("sklearn")
    for (name, y) in expected.y where name != "torch-state" {
      let model = try Model<Double>(contentsOf: fixturePath("sklearn/\(name).safetensors"))
      #expect(Self.agrees(model, expected.x, y, 1e-13), "\(name)")
      #expect(model.notes == ["by": "scikit-learn"])
    }
    #expect(try Model<Double>(contentsOf: fixturePath("sklearn/two.safetensors")).classNames == ["no", "yes"])
  }

  /// A module in half precision, whose numbers single and double precision have exactly.
  @Test func aStateDictionaryOfPyTorch() throws {
    let expected = try Self.expected("sklearn")
    let file = try SafetensorsFile(contentsOf: fixturePath("sklearn/torch-state.safetensors"))
    #expect(file.tensors["fc1.weight"]?.elementType == .float16)
    let network = try Network<Double>(stateDictionary: file, activations: [.relu])
    #expect(Self.agrees(Model(network), expected.x, try #require(expected.y["torch-state"]), 1e-13))
  }
}
