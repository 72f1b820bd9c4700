import Foundation
import Nabla
import Testing

/// A safetensors file among the fixtures.
struct FixtureFile {
  private let file: SafetensorsFile

  init(_ name: String) throws {
    let url = try #require(
      Bundle.module.url(forResource: name, withExtension: "safetensors", subdirectory: "Fixtures"))
    file = try SafetensorsFile(contentsOf: url.path)
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
  func values(_ name: String) throws -> [String: Double] {
    try JSONDecoder().decode([String: Double].self, from: Data(try #require(file.metadata[name]).utf8))
  }
}
