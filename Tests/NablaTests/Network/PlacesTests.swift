import Foundation
import Testing

/// In how many files of Sources the one or the other thing is known: what CONTRIBUTING says of adding another.
struct PlacesTests {
  /// The names of the files in which `pattern` matches, without comments.
  private static func files(with pattern: String, in folder: String = "Sources") throws -> Set<String> {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: folder)
    let expression = try Regex(pattern).wordBoundaryKind(.simple)
    var found: Set<String> = []
    for case let file as URL in FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil)!
    where file.pathExtension == "swift" {
      let code = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        .filter { !$0.drop { $0 == " " }.hasPrefix("//") }.joined(separator: "\n")
      if code.contains(expression) { found.insert(file.lastPathComponent) }
    }
    return found
  }

  @Test(arguments: [
    "Gaussian", "Bernoulli", "Categorical", "Poisson", "Gamma", "NegativeBinomial", "Student", "Huber", "Quantile",
    "Heteroscedastic", "Probit", "ComplementaryLogLog", "Mixture", "Ordinal",
  ])
  func aLikelihoodHasItsFileAndOneThatMapsItsCase(name: String) throws {
    var places = try Self.files(with: "\\b\(name)Likelihood\\b")
    // The shared logistic term, and the random targets of an error of the user's own.
    let others = [
      "Bernoulli": "LogitProblem.swift", "Gaussian": "Custom.swift", "Poisson": "DispersionProfile.swift",
      "NegativeBinomial": "NegativeBinomial+Dispersion.swift", "Ordinal": "Ordinal+Elements.swift",
    ]
    if let other = others[name] { places.subtract([other]) }
    #expect(places == ["\(name).swift", "Likelihood.swift"])
  }

  /// Nobody but the mapping asks which family it is.
  @Test func theFamilyIsKnownInOneFile() throws {
    #expect(try Self.files(with: #"likelihood\.family|\bfamily == "#) == ["Likelihood.swift"])
    #expect(
      try Self.files(with: #"case \(?\.(bernoulli|categorical|poisson|heteroscedastic)\b"#) == ["Likelihood.swift"])
    let names = try Self.files(with: #""(bernoulli|categorical|student)""#)
    #expect(names == ["Bernoulli.swift", "Categorical.swift", "Student.swift"])
  }

  @Test(arguments: [
    ("gelu", "GELU", "Rectifiers"), ("silu", "SiLU", "Rectifiers"), ("sin", "Sine", "ElementaryActivations"),
  ])
  func anActivationHasItsFileAndTheEnumeration(name: String, type: String, file: String) throws {
    #expect(try Self.files(with: "\\b\(type)Activation\\b") == ["\(file).swift", "Activation.swift"])
    #expect(try Self.files(with: "case \\.\(name)\\b") == ["Activation.swift"])
    // A name of Fourier's functions is no activation's.
    #expect(try Self.files(with: "\"\(name)\"").subtracting(["FourierBasis.swift"]) == ["\(file).swift"])
  }

  @Test(arguments: ["Polynomial", "Gaussian", "Sigmoid", "Fourier", "Spline", "Indicator", "Interaction", "Joined"])
  func aBasisFunctionHasItsFileAndTheListOfKinds(name: String) throws {
    #expect(try Self.files(with: "\\b\(name)Basis\\b") == ["\(name)Basis.swift", "BasisKind.swift"])
  }
}
