internal import FoundationEssentials

extension Model {
  /// The outputs for inputs as they come, n × d, and how sure they are; nil where the model does not say how sure its parameters
  /// are.
  ///
  /// - Precondition: `x` has d columns.
  /// - Complexity: that of `ParameterUncertainty.predict`.
  public func distribution(_ x: Matrix<Scalar>) -> PredictiveDistribution? {
    uncertainty?.predict(Network<Double>(network), Matrix<Double>(scaler.map { $0(x) } ?? x))
  }
}

/// Whose uncertainty a file has.
enum UncertainParameters: String, Sendable, CaseIterable {
  /// All that no mask removes.
  case all
  /// Those of the output layer.
  case output

  func positions(_ architecture: Architecture) -> [Int] {
    let masked = Set(architecture.maskedPositions)
    let range: Range<Int>
    switch self {
    case .all: range = 0..<architecture.parameterCount
    case .output: range = architecture.outputLayer.parameterRange
    }
    return range.filter { !masked.contains($0) }
  }
}

extension ParameterUncertainty {
  private typealias Key = ModelFile.Key

  /// Adds the uncertainty to a file.
  ///
  /// - Throws: `ModelFileError` where a number is not finite, or others than all or the output layer's parameters are unsure.
  func write(to file: inout SafetensorsFile, _ architecture: Architecture) throws(ModelFileError) {
    guard let which = UncertainParameters.allCases.first(where: { $0.positions(architecture) == positions }) else {
      throw ModelFileError(
        .invalidDescription, part: "metadata '\(Key.uncertain)'",
        expected: "the uncertainty of all parameters, or of the output layer's", found: "that of others")
    }
    guard root.elements.allSatisfy(\.isFinite), noiseVariances.allSatisfy(\.isFinite) else {
      throw ModelFileError(
        .invalidNumber, part: "tensor '\(ModelFile.TensorName.root)'", expected: "finite numbers",
        found: "infinite ones or NaN")
    }
    file.tensors[ModelFile.TensorName.root] = .init(shape: [root.rows, root.columns], elements: root.elements)
    file.metadata[Key.uncertain] = which.rawValue
    file.metadata[Key.noises] = String(decoding: JSON.encoded(noiseVariances), as: UTF8.self)
    if !degreesOfFreedom.isEmpty {
      // JSON has no infinity.
      let finite = degreesOfFreedom.map { $0.isFinite ? $0 : nil }
      file.metadata[Key.noiseFreedom] = String(decoding: JSON.encoded(finite), as: UTF8.self)
    }
  }

  /// The uncertainty in a file, where there is one.
  ///
  /// - Throws: `ModelFileError` where it does not fit the network.
  init?(_ file: SafetensorsFile, _ architecture: Architecture) throws(ModelFileError) {
    guard let text = file.metadata[Key.uncertain] else { return nil }
    guard let which = UncertainParameters(rawValue: text) else {
      throw ModelFileError(
        .invalidDescription, part: "metadata '\(Key.uncertain)'", expected: "'all' or 'output'",
        found: "'\(text.prefix(40))'")
    }
    guard architecture.outputLayer.activation != .heads else {
      throw ModelFileError(
        .unexpected, part: "metadata '\(Key.uncertain)'", expected: "none for a network of heads", found: "'\(text)'")
    }
    let positions = which.positions(architecture)
    let shape = file.tensors[ModelFile.TensorName.root]?.shape ?? []
    guard shape.count == 2, shape[0] == positions.count, (0...positions.count).contains(shape[1]) else {
      throw ModelFileError(
        .unexpected, part: "tensor '\(ModelFile.TensorName.root)'",
        expected: "\(positions.count) rows, one for each parameter, and no more columns", found: "the shape \(shape)")
    }
    let elements: [Double] = try file.elements(ModelFile.TensorName.root, shape: shape)
    let noises = try Self.numbers(file, Key.noises).map { $0 ?? .nan }
    let counts = architecture.likelihood.hasVariance ? [1, architecture.outputs] : [0]
    guard counts.contains(noises.count), noises.allSatisfy({ $0 >= 0 && $0.isFinite }) else {
      throw ModelFileError(
        .invalidNumber, part: "metadata '\(Key.noises)'",
        expected: "\(counts.map { "\($0)" }.joined(separator: " or ")) variances", found: "\(noises.count) numbers")
    }
    let freedom = try Self.numbers(file, Key.noiseFreedom).map { $0 ?? .infinity }
    guard [0, noises.count].contains(freedom.count), freedom.allSatisfy({ $0 > 0 }) else {
      throw ModelFileError(
        .invalidNumber, part: "metadata '\(Key.noiseFreedom)'",
        expected: "a positive number or null for each of \(noises.count) variances", found: "\(freedom.count) numbers")
    }
    self.init(
      positions: positions, root: Matrix(rows: shape[0], columns: shape[1], elements: elements), noiseVariances: noises,
      degreesOfFreedom: freedom)
  }

  /// The numbers of a JSON array in a file's text; none where it has none of this name.
  private static func numbers(_ file: SafetensorsFile, _ key: String) throws(ModelFileError) -> [Double?] {
    guard let text = file.metadata[key] else { return [] }
    do {
      return try JSONDecoder().decode([Double?].self, from: Data(text.utf8))
    } catch {
      throw ModelFileError(.invalidDescription, source: nil, part: "metadata '\(key)'", decoding: error)
    }
  }
}
