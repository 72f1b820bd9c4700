import Foundation
import Nabla
import Testing

/// A safetensors file among the fixtures.
struct FixtureFile {
  private let file: SafetensorsFile

  init(_ name: String) throws {
    file = try SafetensorsFile(contentsOf: try fixturePath("\(name).safetensors"))
  }

  /// The numbers of a tensor, in order.
  func numbers(_ name: String) throws -> [Double] { try #require(file.tensors[name], "\(name)").elements() }

  /// A tensor of two dimensions.
  func matrix(_ name: String) throws -> Matrix<Double> {
    let tensor = try #require(file.tensors[name], "\(name)")
    try #require(tensor.shape.count == 2)
    return Matrix(rows: tensor.shape[0], columns: tensor.shape[1], elements: tensor.elements())
  }

  /// A text of the metadata, as JSON of numbers by name.
  func values(_ name: String) throws -> [String: Double] { try metadata(name) }

  /// A text of the metadata, from JSON.
  func metadata<T: Decodable>(_ name: String, as: T.Type = T.self) throws -> T {
    try JSONDecoder().decode(T.self, from: Data(try #require(file.metadata[name], "\(name)").utf8))
  }
}
