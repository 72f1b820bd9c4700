internal import FoundationEssentials

extension Model {
  /// Saves the model as one safetensors file, beside its place first and then renamed.
  ///
  /// The file has a tensor for the weights of each layer from each of its sources, units × columns, and one for its biases,
  /// such as `output.weight.1` and `output.bias`; `scaler.means` and `scaler.scales`, and `scaler.limit` where scaled inputs are bent; where it says how sure the parameters are,
  /// `uncertainty.root`, a matrix R with their covariance RRᵀ, always in double precision, with the noise's variances and their degrees
  /// of freedom as text; and, as text, the format and its
  /// version, the architecture as JSON, the names of classes, inputs and targets as JSON arrays, the encoding of
  /// inputs as JSON, the noise variance, and the notes. Numbers are stored in the precision of the model, bit for bit.
  ///
  /// - Throws: `ModelFileError` if the system refuses, if a parameter is infinite or NaN, or if layers or functions of the
  ///   user's own have names that would be confused in the file.
  /// - Complexity: O(|w|).
  public func save(to path: String) throws(ModelFileError) {
    do throws(ModelFileError) {
      try file().write(to: path)
    } catch {
      throw error.about(path)
    }
  }

  /// The model as tensors and text.
  ///
  /// - Throws: as `save`.
  public func file() throws(ModelFileError) -> SafetensorsFile {
    typealias Key = ModelFile.Key
    var tensors: [String: SafetensorsFile.Tensor] = [:]
    for part in ModelFile.parts(of: network.architecture) {
      let elements = Array(network.parameters[part.range])
      guard elements.allSatisfy(\.isFinite) else {
        throw ModelFileError(
          .invalidNumber, part: "tensor '\(part.name)'", expected: "finite parameters", found: "infinite ones or NaN")
      }
      guard tensors.updateValue(.init(shape: part.shape, elements: elements), forKey: part.name) == nil else {
        throw ModelFileError(
          .invalidDescription, expected: "names of layers that make different names of tensors",
          found: "'\(part.name)' twice")
      }
    }
    if let scaler {
      tensors[ModelFile.TensorName.means] = .init(shape: [scaler.means.count], elements: scaler.means)
      tensors[ModelFile.TensorName.scales] = .init(shape: [scaler.scales.count], elements: scaler.scales)
    }
    var metadata = [Key.format: ModelFile.format, Key.version: ModelFile.version]
    if let limit = scaler?.limit {
      tensors[ModelFile.TensorName.limit] = .init(shape: [1], elements: [limit])
      metadata[Key.version] = ModelFile.versionWithLimit
    }
    if let quantiles = scaler?.quantiles {
      tensors[ModelFile.TensorName.quantiles] = .init(
        shape: [quantiles.rows, quantiles.columns], elements: quantiles.elements)
      metadata[Key.version] = ModelFile.versionWithLimit
    }
    metadata[Key.architecture] = try description()
    metadata[Key.classNames] = classNames.map(Self.text)
    metadata[Key.headClassNames] = headClassNames.map { String(decoding: JSON.encoded($0), as: UTF8.self) }
    metadata[Key.featureNames] = featureNames.map(Self.text)
    metadata[Key.encoding] = encoding.map { String(decoding: JSON.encoded($0), as: UTF8.self) }
    metadata[Key.targetNames] = targetNames.map(Self.text)
    // One that is beyond the range of Double says nothing, and no reader would take it.
    metadata[Key.noiseVariance] = network.noiseVariance.flatMap { $0.isFinite ? "\($0)" : nil }
    for (name, note) in notes { metadata[Key.note + name] = note }
    var file = SafetensorsFile(tensors: tensors, metadata: metadata)
    try uncertainty?.write(to: &file, network.architecture)
    file.metadata[Key.checksum] = file.checksum(except: Key.checksum)
    return file
  }

  /// The architecture as JSON.
  private func description() throws(ModelFileError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(network.architecture), as: UTF8.self)
    } catch {
      var reason = "\(error)"
      if case EncodingError.invalidValue(_, let context) = error { reason = context.debugDescription }
      throw ModelFileError(.invalidDescription, expected: "an architecture that can be written down", found: reason)
    }
  }

  /// A list of names as JSON.
  private static func text(_ names: [String]) -> String { String(decoding: JSON.encoded(names), as: UTF8.self) }
}
