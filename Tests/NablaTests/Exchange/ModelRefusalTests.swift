import Nabla
import Testing

/// Safetensors files that are no models, each refused with its reason.
struct ModelRefusalTests {
  /// The file of a network 2 – 3 – 2, without checksum, so that it can be changed.
  private static func file(_ change: (inout SafetensorsFile) -> Void) throws -> SafetensorsFile {
    let network = Network<Double>(inputs: 2, likelihood: .categorical(classes: 2)) { Dense(3, .tanh) }
    var file = try Model(
      network, scaler: Scaler(means: [0, 1], scales: [1, 2]), classNames: ["a", "b"], featureNames: ["x", "y"]
    ).file()
    file.metadata["checksum"] = nil
    change(&file)
    return file
  }

  private func error(_ change: (inout SafetensorsFile) -> Void) throws -> ModelFileError? {
    let file = try Self.file(change)
    return #expect(throws: ModelFileError.self) { try Model<Double>(file) }
  }

  /// The error where a part of the architecture's JSON is replaced by another.
  private func error(replacing old: String, by new: String) throws -> ModelFileError? {
    try error { file in
      let text = file.metadata["architecture"]!
      let changed = text.replacing(old, with: new)
      #expect(changed != text, "there is no \(old) in \(text)")
      file.metadata["architecture"] = changed
    }
  }

  @Test func theControlIsRead() throws {
    let model = try Model<Double>(Self.file { _ in })
    #expect(model.network.architecture.parameterCount == 17 && model.classNames == ["a", "b"])
  }

  @Test func filesOfOtherPrograms() throws {
    let foreign = try SafetensorsFile(contentsOf: fixturePath("interchange-python.safetensors"))
    let found = #expect(throws: ModelFileError.self) { try Model<Double>(foreign) }
    #expect(found?.kind == .foreign && found?.part == "metadata 'format'" && found?.found == "nothing")
    #expect(try error { $0.metadata["format"] = "pt" }?.found == "'pt'")
    #expect(try error { $0.metadata["version"] = "3" }?.kind == .foreign)
    #expect(try error { $0.metadata["version"] = nil }?.kind == .foreign)
  }

  @Test func wrongChecksums() throws {
    for checksum in ["00000000", "", "not a checksum"] {
      #expect(try error { $0.metadata["checksum"] = checksum }?.kind == .wrongChecksum)
    }
    var file = try Model(Network<Double>(inputs: 1, likelihood: .gaussian)).file()
    file.tensors["output.bias"] = .init(shape: [1], elements: [1e-300])
    let found = #expect(throws: ModelFileError.self) { try Model<Double>(file) }
    #expect(found?.kind == .wrongChecksum)
    file = try Model(Network<Double>(inputs: 1, likelihood: .gaussian)).file()
    file.metadata["note.by"] = "someone else"
    #expect(throws: ModelFileError.self) { try Model<Double>(file) }
  }

  @Test func missingParts() throws {
    let description = try error { $0.metadata["architecture"] = nil }
    #expect(description?.kind == .missing && description?.part == "metadata 'architecture'")
    let tensor = try error { $0.tensors["output.bias"] = nil }
    #expect(tensor?.kind == .missing && tensor?.part == "tensor 'output.bias'")
    let scales = try error { $0.tensors["scaler.scales"] = nil }
    #expect(scales?.kind == .missing && scales?.part == "tensor 'scaler.scales'")
  }

  @Test func tensorsThatDoNotFit() throws {
    let more = try error { $0.tensors["more"] = .init(shape: [1], elements: [1.0]) }
    #expect(more?.kind == .unexpected && more?.part == "tensor 'more'")
    let shape = try error { $0.tensors["output.bias"] = .init(shape: [1, 2], elements: [1.0, 2]) }
    #expect(shape?.kind == .unexpected && shape?.expected == "the shape [2]" && shape?.found == "[1, 2]")
    let transposed = try error { $0.tensors["1.weight.input"] = .init(shape: [2, 3], elements: [1.0, 2, 3, 4, 5, 6]) }
    #expect(transposed?.kind == .unexpected && transposed?.expected == "the shape [3, 2]")
    let scaler = try error { $0.tensors["scaler.means"] = .init(shape: [3], elements: [1.0, 2, 3]) }
    #expect(scaler?.kind == .unexpected && scaler?.part == "tensor 'scaler.means'")
    let integers = try SafetensorsFile(contentsOf: fixturePath("interchange-python.safetensors")).tensors["long"]
    let type = try error { $0.tensors["output.bias"] = integers }
    #expect(type?.kind == .unsupportedElementType && type?.found == "I64")
  }

  @Test func numbersThatAreNotUsable() throws {
    for bad in [Double.nan, .infinity, -.infinity] {
      let found = try error { $0.tensors["output.bias"] = .init(shape: [2], elements: [0, bad]) }
      #expect(found?.kind == .invalidNumber && found?.part == "tensor 'output.bias'")
      #expect(found?.found == "\(bad) as element 1")
    }
    for bad in [0.0, -1] {
      let found = try error { $0.tensors["scaler.scales"] = .init(shape: [2], elements: [1, bad]) }
      #expect(found?.kind == .invalidNumber && found?.part == "tensor 'scaler.scales'")
    }
    for bad in ["", "x", "nan", "-1", "inf"] {
      #expect(try error { $0.metadata["noise_variance"] = bad }?.kind == .invalidNumber, "\(bad)")
    }
    // Too large for the precision in which it is read.
    let file = try Self.file { $0.tensors["output.bias"] = .init(shape: [2], elements: [0, 1e300]) }
    let found = #expect(throws: ModelFileError.self) { try Model<Float>(file) }
    #expect(found?.kind == .invalidNumber)
  }

  @Test func namesThatDoNotFit() throws {
    let classes = try error { $0.metadata["class_names"] = #"["a","b","c"]"# }
    #expect(classes?.kind == .invalidDescription && classes?.found == "3")
    for (likelihood, right) in [(Likelihood.gaussian, 2), (.bernoulli, 2), (.gaussian(outputs: 3), 3)] {
      for count in 0...4 {
        var file = try Model(Network<Double>(inputs: 1, likelihood: likelihood)).file()
        file.metadata["checksum"] = nil
        file.metadata["class_names"] = "[" + (0..<count).map { "\"\($0)\"" }.joined(separator: ",") + "]"
        if count == right {
          #expect(try Model<Double>(file).classNames?.count == count)
        } else {
          let found = #expect(throws: ModelFileError.self) { try Model<Double>(file) }
          #expect(found?.part == "metadata 'class_names'" && found?.found == "\(count)")
        }
      }
    }
    let features = try error { $0.metadata["feature_names"] = #"["a"]"# }
    #expect(features?.kind == .invalidDescription && features?.part == "metadata 'feature_names'")
    for text in ["", "[", "[1]", "{}", "[\"a\",null]"] {
      #expect(try error { $0.metadata["target_names"] = text }?.kind == .invalidDescription, "\(text)")
    }
  }

  @Test func descriptionsThatAreNotJSON() throws {
    for text in ["", "{", "[]", "{}", "null", "1", "{\"inputs\":2}"] {
      let found = try error { $0.metadata["architecture"] = text }
      #expect(
        found?.kind == .invalidDescription && found?.part?.hasPrefix("metadata 'architecture'") == true, "\(text)")
    }
  }

  @Test func unknownFunctions() throws {
    let activation = try error(replacing: "\"tanh\"", by: "\"tan\"")
    #expect(activation?.kind == .unknownFunction && activation?.found == "'tan'")
    #expect(activation?.part == "metadata 'architecture', layer '1', activation")
    #expect(activation?.expected.hasPrefix("one of identity, sigmoid, tanh,") == true)
    #expect(try error(replacing: "\"categorical\"", by: "\"weibull\"")?.kind == .unknownFunction)
    let base = try error(replacing: "\"inputs\":2", by: #""inputs":2,"basisFunctions":{"kind":"wavelet"}"#)
    #expect(base?.kind == .unknownFunction && base?.found == "'wavelet'")
    #expect(try error(replacing: "\"tanh\"", by: "\"tanh\",\"parameter\":2")?.kind == .unexpected)
  }

  @Test func descriptionsOfNoNetwork() throws {
    // Cycles, unknown sources, zero and negative sizes, another number of outputs, softmax inside.
    for (old, new) in [
      (#""sources":["input"]"#, #""sources":["1"]"#), (#""sources":["input"]"#, #""sources":["2"]"#),
      (#""sources":["input"]"#, #""sources":[]"#), ("\"inputs\":2", "\"inputs\":0"), ("\"inputs\":2", "\"inputs\":-2"),
      ("\"units\":3", "\"units\":0"), ("\"units\":3", "\"units\":-3"), ("\"outputs\":2", "\"outputs\":3"),
      ("\"tanh\"", "\"softmax\""), ("\"name\":\"output\"", "\"name\":\"last\""),
      ("\"name\":\"1\"", "\"name\":\"output\""),
      ("\"name\":\"1\"", "\"name\":\"input\""), ("\"bias\":true", "\"bias\":1"),
      ("\"units\":3", "\"units\":3,\"mask\":[\"11\",\"1\",\"11\"]"), ("\"units\":3", "\"units\":3,\"mask\":[\"12\"]"),
      ("\"units\":3", "\"units\":3,\"mask\":[\"11\"]"), ("\"units\":3", "\"units\":3,\"mask\":[]"),
      ("\"inputs\":2", #""inputs":2,"basisFunctions":{"kind":"polynomial","degree":0}"#),
      ("\"inputs\":2", #""inputs":2,"basisFunctions":{"kind":"polynomial","degree":-1}"#),
      ("\"inputs\":2", #""inputs":2,"basisFunctions":{"kind":"gaussian","centres":[],"width":1}"#),
      ("\"inputs\":2", #""inputs":2,"basisFunctions":{"kind":"gaussian","centres":[[1],[1,2]],"width":1}"#),
      ("\"inputs\":2", #""inputs":2,"basisFunctions":{"kind":"gaussian","centres":[[1,2]],"width":0}"#),
      ("\"inputs\":2", #""inputs":2,"basisFunctions":{"kind":"sigmoid","centres":[],"width":1}"#),
      ("\"inputs\":2", #""inputs":2,"basisFunctions":{"kind":"fourier","harmonics":1,"period":0}"#),
    ] {
      let found = try error(replacing: old, by: new)
      #expect(found?.kind == .invalidDescription, "\(new): \(found.map(String.init(describing:)) ?? "")")
    }
  }

  @Test func sizesBeyondReason() throws {
    for (old, new) in [
      ("\"inputs\":2", "\"inputs\":9223372036854775807"), ("\"units\":3", "\"units\":9223372036854775807"),
      ("\"units\":3", "\"units\":1073741825"), ("\"inputs\":2", "\"inputs\":1e30"),
      ("\"inputs\":2", #""inputs":1073741824,"basisFunctions":{"kind":"polynomial","degree":9223372036854775807}"#),
      (
        "\"inputs\":2",
        #""inputs":1073741824,"basisFunctions":{"kind":"fourier","harmonics":4611686018427387904,"period":1}"#
      ),
    ] {
      #expect(try error(replacing: old, by: new)?.kind == .invalidDescription, "\(new)")
    }
    // Large, but not beyond reason: refused because there are not that many numbers, before they are allocated.
    #expect(try error(replacing: "\"units\":3", by: "\"units\":1000000000")?.kind == .unexpected)
  }
}
