import Foundation
import Nabla
import Testing

/// A network of Fixtures/derivatives.safetensors with its examples and directions, and the derivatives that JAX has of it
/// in double precision; scripts/fixtures/derivatives.py writes the file.
struct DerivativeCase: Sendable, CustomTestStringConvertible {
  let name: String
  let architecture: Architecture
  private let hasWeights: Bool
  private let targets: String

  var testDescription: String { name }

  /// Networks of every kind, with the derivatives of `reference.py`.
  static let all = load("cases")
  /// Networks with pre-activations up to ±1000; output, error and gradient only.
  static let extremes = load("extremeCases")

  /// Networks with the further likelihoods, of Fixtures/likelihoods.safetensors, which scripts/fixtures/likelihoods.py writes.
  static let likelihoods = load("cases", of: likelihoodFile)

  /// Networks with several heads, of Fixtures/heads.safetensors, which scripts/fixtures/heads.py writes.
  static let heads = load("cases", of: headFile)

  /// The numbers of a tensor of this case, in any precision; nil where the file does not have it.
  func tensor<S: RealScalar>(_ tensor: String, as _: S.Type = S.self) -> [S]? {
    for file in [Self.file, Self.likelihoodFile, Self.headFile] {
      if let found = file?.tensors["\(name)/\(tensor)"] { return found.elements() }
    }
    return nil
  }

  /// A tensor that the file has.
  func numbers<S: RealScalar>(_ name: String, as _: S.Type = S.self) -> [S] {
    guard let numbers = tensor(name, as: S.self) else { fatalError("the fixture has no tensor \(self.name)/\(name)") }
    return numbers
  }

  /// The network, its examples and, but for the extreme cases, the directions v, u and c.
  ///
  /// The fixture's numbers are multiples of 2⁻¹², so they are the same in every precision.
  func problem<S: RealScalar>(_: S.Type, on backend: BackendChoice = .fastest) -> Problem<S> {
    var network = Network<S>(architecture)
    network.execution.backend = backend
    network.parameters = numbers("w")
    let x: [S] = numbers("x")
    let n = x.count / architecture.inputs
    func matrix() -> Matrix<S> {
      Matrix(rows: n, columns: architecture.likelihood.targets, elements: numbers("t"))
    }
    let t: Targets<S> =
      switch targets {
      case "classes": .classes(numbers("t", as: Double.self).map { Int($0) })
      case "incomplete": .incomplete(matrix())
      default: .values(matrix())
      }
    return Problem(
      name: name, network: network, x: Matrix(rows: n, columns: architecture.inputs, elements: x), t: t,
      weights: hasWeights ? numbers("weights") : nil,
      v: tensor("v") ?? Array(repeating: 0, count: network.parameters.count),
      u: Matrix(rows: n, columns: architecture.inputs, elements: tensor("u") ?? x),
      c: Matrix(
        rows: n, columns: architecture.outputs,
        elements: tensor("c") ?? Array(repeating: 0, count: n * architecture.outputs)))
  }

  private struct Description: Decodable {
    var name: String
    var architecture: Architecture
    var hasWeights: Bool
    var targets: String
  }

  private static let file = read("derivatives")
  private static let likelihoodFile = read("likelihoods")
  private static let headFile = read("heads")

  private static func read(_ name: String) -> SafetensorsFile? {
    Bundle.module.url(forResource: name, withExtension: "safetensors", subdirectory: "Fixtures")
      .flatMap { try? SafetensorsFile(contentsOf: $0.path) }
  }

  /// No case where the file cannot be read, which a test of their number finds.
  private static func load(_ key: String, of file: SafetensorsFile? = file) -> [DerivativeCase] {
    guard let text = file?.metadata[key],
      let descriptions = try? JSONDecoder().decode([Description].self, from: Data(text.utf8))
    else { return [] }
    return descriptions.map {
      DerivativeCase(
        name: $0.name, architecture: $0.architecture, hasWeights: $0.hasWeights, targets: $0.targets)
    }
  }
}
