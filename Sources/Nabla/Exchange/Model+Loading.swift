internal import FoundationEssentials

extension Model {
  /// Reads a model that `save` wrote, in this precision: parameters saved in the other one are rounded to nearest.
  ///
  /// - Parameters:
  ///   - path: A safetensors file.
  ///   - custom: The functions of the user's own that the file may name.
  /// - Throws: `ModelFileError` if the file cannot be read; is damaged, which its checksum tells; is not a model; is of a
  ///   later version; names a function that is not known; or describes no network, or another one than its tensors are of.
  /// - Complexity: O(size of the file).
  public init(contentsOf path: String, custom: CustomFunctions = CustomFunctions()) throws(ModelFileError) {
    let file = try SafetensorsFile(contentsOf: path)
    do throws(ModelFileError) {
      try self.init(file, custom: custom)
    } catch {
      throw error.about(path)
    }
  }

  /// The model of these tensors and text.
  ///
  /// A file of another program's making may be without checksum; where there is one, it must be right.
  ///
  /// - Throws: `ModelFileError`, as for a file.
  public init(_ file: SafetensorsFile, custom: CustomFunctions = CustomFunctions()) throws(ModelFileError) {
    typealias Key = ModelFile.Key
    try Self.checkKind(of: file)
    let architecture = try Self.architecture(of: file, custom)
    let parts = ModelFile.parts(of: architecture)
    let shapes = Dictionary(parts.map { ($0.name, $0.shape) }) { first, _ in first }
    let otherNames = [
      ModelFile.TensorName.means, ModelFile.TensorName.scales, ModelFile.TensorName.limit,
      ModelFile.TensorName.quantiles, ModelFile.TensorName.root,
    ]
    if let name = file.tensors.keys.sorted().first(where: { shapes[$0] == nil && !otherNames.contains($0) }) {
      throw ModelFileError(
        .unexpected, part: "tensor '\(name)'", expected: "only the tensors of the described network")
    }
    // Nothing of the described size is allocated before the file is known to have that many numbers.
    var elements: [[Scalar]] = []
    for part in parts { elements.append(try file.elements(part.name, shape: part.shape)) }
    // The network's own vector, and the one that it is filled from.
    guard AvailableMemory.has(2 * architecture.parameterCount, of: Scalar.self) else {
      throw ModelFileError(
        .unreadable, expected: "parameters for which there is memory", found: "\(architecture.parameterCount)")
    }
    var network = Network<Scalar>(architecture)
    var parameters: [Scalar] = []
    parameters.reserveCapacity(architecture.parameterCount)
    for block in elements { parameters += block }
    network.parameters = parameters
    network.noiseVariance = try Self.noiseVariance(of: file)

    let classNames = try file.names(Key.classNames)
    if let classNames {
      let count = Self.classCount(of: architecture)
      guard classNames.count == count else {
        throw ModelFileError(
          .invalidDescription, part: "metadata '\(Key.classNames)'",
          expected:
            "\(count) names, \(architecture.outputs == 1 ? "as one output tells two classes apart" : "one for each output")",
          found: "\(classNames.count)")
      }
    }
    let featureNames = try file.names(Key.featureNames)
    if let featureNames, featureNames.count != architecture.inputs {
      throw ModelFileError(
        .invalidDescription, part: "metadata '\(Key.featureNames)'",
        expected: "\(architecture.inputs) names, one for each input", found: "\(featureNames.count)")
    }
    var notes: [String: String] = [:]
    for (name, text) in file.metadata where name.hasPrefix(Key.note) {
      notes[String(name.dropFirst(Key.note.count))] = text
    }
    self.init(
      network, scaler: try Self.scaler(of: file, features: architecture.inputs), classNames: classNames,
      featureNames: featureNames, encoding: try Self.encoding(of: file, inputs: architecture.inputs),
      targetNames: try file.names(Key.targetNames), notes: notes)
    uncertainty = try ParameterUncertainty(file, architecture)
    headClassNames = try Self.headClassNames(of: file, architecture.likelihood)
  }
}

// MARK: - Parts

extension Model {
  private typealias Key = ModelFile.Key

  private static func checkKind(of file: SafetensorsFile) throws(ModelFileError) {
    guard file.metadata[Key.format] == ModelFile.format else {
      throw ModelFileError(
        .foreign, part: "metadata '\(Key.format)'", expected: "a model saved by Nabla, '\(ModelFile.format)'",
        found: file.metadata[Key.format].map { "'\($0.prefix(40))'" } ?? "nothing")
    }
    let versions = [ModelFile.version, ModelFile.versionWithLimit]
    guard let version = file.metadata[Key.version], versions.contains(version) else {
      throw ModelFileError(
        .foreign, part: "metadata '\(Key.version)'", expected: "a model of version \(ModelFile.version)",
        found: file.metadata[Key.version].map { "'\($0.prefix(40))'" } ?? "nothing")
    }
    if let stored = file.metadata[Key.checksum] {
      let checksum = file.checksum(except: Key.checksum)
      guard stored == checksum else {
        throw ModelFileError(
          .wrongChecksum, expected: "contents with the checksum '\(stored.prefix(8))', as when they were saved",
          found: "'\(checksum)'; the file is damaged or was changed")
      }
    }
  }

  static func architecture(
    of file: SafetensorsFile, _ custom: CustomFunctions
  ) throws(ModelFileError) -> Architecture {
    let part = "metadata '\(Key.architecture)'"
    guard let text = file.metadata[Key.architecture] else {
      throw ModelFileError(.missing, part: part, expected: "the description of a network", found: "nothing")
    }
    let decoder = JSONDecoder()
    decoder.userInfo[CustomFunctions.userInfoKey] = custom
    do {
      return try decoder.decode(Architecture.self, from: Data(text.utf8))
    } catch var error as ModelFileError {
      error.part = [part, error.part].compactMap { $0 }.joined(separator: ", ")
      throw error
    } catch let error as ArchitectureError {
      throw ModelFileError(
        .invalidDescription, part: part, expected: "the description of a feed-forward network",
        found: error.description)
    } catch {
      throw ModelFileError(.invalidDescription, source: nil, part: part, decoding: error)
    }
  }

  /// The names of classes by head: of those with an output for each class as many, and of one output two.
  private static func headClassNames(
    of file: SafetensorsFile, _ likelihood: Likelihood
  ) throws(ModelFileError) -> [[String]?]? {
    guard let text = file.metadata[Key.headClassNames] else { return nil }
    let part = "metadata '\(Key.headClassNames)'"
    let names: [[String]?]
    do {
      names = try JSONDecoder().decode([[String]?].self, from: Data(text.utf8))
    } catch {
      throw ModelFileError(.invalidDescription, source: nil, part: part, decoding: error)
    }
    let heads = likelihood.heads ?? []
    let fits = zip(heads, names).allSatisfy { head, names in
      names.map { $0.count == (head.likelihood.takesClasses ? head.likelihood.outputs : 2) } ?? true
    }
    guard !heads.isEmpty, heads.count == names.count, fits else {
      throw ModelFileError(
        .invalidDescription, part: part, expected: "for each of \(heads.count) heads as many names as it has classes",
        found: "\(names.map { $0?.count ?? 0 })")
    }
    return names
  }

  private static func noiseVariance(of file: SafetensorsFile) throws(ModelFileError) -> Double? {
    guard let text = file.metadata[Key.noiseVariance] else { return nil }
    guard let variance = Double(text), variance >= 0, variance.isFinite else {
      throw ModelFileError(
        .invalidNumber, part: "metadata '\(Key.noiseVariance)'", expected: "a number that is not negative",
        found: "'\(text.prefix(40))'")
    }
    return variance
  }

  /// How columns become inputs; it is checked to make just as many as the network has.
  private static func encoding(of file: SafetensorsFile, inputs: Int) throws(ModelFileError) -> InputEncoding? {
    guard let text = file.metadata[Key.encoding] else { return nil }
    let part = "metadata '\(Key.encoding)'"
    let encoding: InputEncoding
    do {
      encoding = try JSONDecoder().decode(InputEncoding.self, from: Data(text.utf8))
    } catch {
      throw ModelFileError(.invalidDescription, source: nil, part: part, decoding: error)
    }
    guard encoding.inputCount == inputs else {
      throw ModelFileError(
        .invalidDescription, part: part, expected: "\(inputs) inputs, as the network has",
        found: "\(encoding.inputCount)")
    }
    return encoding
  }

  private static func scaler(of file: SafetensorsFile, features: Int) throws(ModelFileError) -> Scaler<Scalar>? {
    let (means, scales) = (ModelFile.TensorName.means, ModelFile.TensorName.scales)
    let names = [means, scales, ModelFile.TensorName.limit, ModelFile.TensorName.quantiles]
    guard names.contains(where: { file.tensors[$0] != nil }) else { return nil }
    let m: [Scalar] = try file.elements(means, shape: [features])
    let s: [Scalar] = try file.elements(scales, shape: [features])
    guard s.allSatisfy({ $0 > 0 }) else {
      throw ModelFileError(
        .invalidNumber, part: "tensor '\(scales)'", expected: "positive numbers", found: "one that is not")
    }
    if let tensor = file.tensors[ModelFile.TensorName.quantiles] {
      return try quantileScaler(of: file, rows: tensor.shape.first ?? 0, means: m, scales: s)
    }
    guard file.tensors[ModelFile.TensorName.limit] != nil else { return Scaler(means: m, scales: s) }
    let limit: [Scalar] = try file.elements(ModelFile.TensorName.limit, shape: [1])
    guard limit[0] > 0 else {
      throw ModelFileError(
        .invalidNumber, part: "tensor '\(ModelFile.TensorName.limit)'", expected: "a positive number",
        found: "\(limit[0])")
    }
    return Scaler(means: m, scales: s, limit: limit[0])
  }

  /// A scaler of so many quantiles, beside which there are the means and scales of numbers as they come.
  private static func quantileScaler(
    of file: SafetensorsFile, rows: Int, means: [Scalar], scales: [Scalar]
  ) throws(ModelFileError) -> Scaler<Scalar> {
    let name = ModelFile.TensorName.quantiles
    let elements: [Scalar] = try file.elements(name, shape: [rows, means.count])
    let quantiles = Matrix(rows: rows, columns: means.count, elements: elements)
    guard Scaler.areUsable(quantiles: quantiles), file.tensors[ModelFile.TensorName.limit] == nil,
      means.allSatisfy({ $0 == 0 }), scales.allSatisfy({ $0 == 1 })
    else {
      throw ModelFileError(
        .invalidNumber, part: "tensor '\(name)'",
        expected: "quantiles that ascend in each column, beside means of 0, scales of 1 and no limit", found: "others")
    }
    return Scaler(quantileTable: quantiles)
  }
}

extension SafetensorsFile {
  /// The elements of a tensor that must be there, with this shape, of floating-point numbers that are finite.
  func elements<S: RealScalar>(_ name: String, shape: [Int]) throws(ModelFileError) -> [S] {
    let part = "tensor '\(name)'"
    guard let tensor = tensors[name] else {
      throw ModelFileError(.missing, part: part, expected: "a tensor of the shape \(shape)", found: "none")
    }
    guard tensor.shape == shape else {
      throw ModelFileError(.unexpected, part: part, expected: "the shape \(shape)", found: "\(tensor.shape)")
    }
    guard tensor.elementType.isFloatingPoint else {
      throw ModelFileError(
        .unsupportedElementType, part: part, expected: "elements of the type F64, F32, F16 or BF16",
        found: tensor.elementType.rawValue)
    }
    guard AvailableMemory.has(tensor.count, of: S.self) else {
      throw ModelFileError(
        .unreadable, part: part, expected: "numbers for which there is memory", found: "\(tensor.count)")
    }
    let elements: [S] = tensor.elements()
    if let i = firstNonFinite(elements) {
      throw ModelFileError(
        .invalidNumber, part: part, expected: "finite numbers within the range of \(S.self)",
        found: "\(elements[i]) as element \(i)")
    }
    return elements
  }

  /// A list of names, where there is one.
  fileprivate func names(_ key: String) throws(ModelFileError) -> [String]? {
    guard let text = metadata[key] else { return nil }
    do {
      return try JSONDecoder().decode([String].self, from: Data(text.utf8))
    } catch {
      throw ModelFileError(.invalidDescription, source: nil, part: "metadata '\(key)'", decoding: error)
    }
  }
}
