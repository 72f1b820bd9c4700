internal import FoundationEssentials

/// The parts of a checkpoint file.
///
/// A checkpoint is a safetensors file with the vectors of a training, bit for bit: `parameters`; `optimizer`, what the
/// optimiser remembers; `best`, the parameters of the best epoch; and, in the midst of an epoch, `start.parameters` and
/// `start.optimizer`, to which a diverging epoch goes back. Its text has the network's architecture, what the training is
/// (`training`), how far it is (`progress`), and a checksum of all.
enum Checkpoint {
  static let format = "nabla-checkpoint"
  static let version = "1"

  /// Names of metadata.
  enum Key {
    static let format = "format"
    static let version = "version"
    static let architecture = "architecture"
    static let training = "training"
    static let progress = "progress"
    static let checksum = "checksum"
  }

  /// Names of tensors.
  enum TensorName {
    static let parameters = "parameters"
    static let optimizer = "optimizer"
    static let best = "best"
    static let startParameters = "start.parameters"
    static let startOptimizer = "start.optimizer"
  }

  /// What a training is: a checkpoint of another one is refused.
  struct Identity: Codable, Equatable {
    var precision: String
    var examples: Int
    /// A hash of the examples.
    var data: String
    /// The metric and a hash of the validation data.
    var validation: String
    var batch: Int
    var seed: UInt64
    var optimizer: String
    var learningRate: Double
    var options: TrainingOptions

    /// The first part in which two trainings differ, with its values.
    func difference(from other: Identity) -> (part: String, own: String, other: String)? {
      let parts: [(String, String, String)] = [
        ("precision", precision, other.precision),
        ("number of examples", "\(examples)", "\(other.examples)"),
        ("data, by its hash", data, other.data),
        ("validation", validation, other.validation),
        ("batch", "\(batch)", "\(other.batch)"),
        ("seed", "\(seed)", "\(other.seed)"),
        ("optimizer", optimizer, other.optimizer),
        ("learning rate", "\(learningRate)", "\(other.learningRate)"),
        ("options", Checkpoint.text(options), Checkpoint.text(other.options)),
      ]
      return parts.first { $0.1 != $0.2 }
    }
  }

  /// How far a training is.
  struct Progress: Codable {
    var training: TrainingProgress
    var optimizer: OptimizerRecord
    /// In the midst of an epoch, its beginning.
    var start: Start?

    struct Start: Codable {
      var generator: SeededGenerator
      var steps: Int
      var optimizer: OptimizerRecord
    }
  }

  /// What an optimiser remembers, its vectors excepted.
  struct OptimizerRecord: Codable {
    var learningRate: Double
    var steps: Int
    var product: Double

    init<Scalar: RealScalar>(_ optimizer: any Optimizer<Scalar>) {
      learningRate = Double(optimizer.learningRate)
      steps = optimizer.state.steps
      product = optimizer.state.product
    }
  }
}

// MARK: - Text

extension Checkpoint {
  /// JSON of a value, with its names in order; numbers come back to the last bit, also infinite ones and NaN.
  static func text(_ value: some Encodable) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return String(decoding: try encoder.encode(value), as: UTF8.self)
    } catch {
      preconditionFailure("\(error)")
    }
  }

  /// A value from the text of a file.
  static func value<Value: Decodable>(
    _ type: Value.Type, _ key: String, in file: SafetensorsFile
  ) throws(ModelFileError) -> Value {
    let part = "metadata '\(key)'"
    guard let text = file.metadata[key] else {
      throw ModelFileError(.missing, part: part, expected: "the state of a training", found: "nothing")
    }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return try decoder.decode(type, from: Data(text.utf8))
    } catch {
      throw ModelFileError(.invalidDescription, source: nil, part: part, decoding: error)
    }
  }
}

// MARK: - Hashes of data

extension Dataset {
  /// A hash of all numbers, to tell data sets apart.
  ///
  /// - Complexity: O(n · (d + K)).
  var fingerprint: String {
    var hash = WordHash()
    hash.append(inputs.elements)
    switch targets {
    case .values(let values), .incomplete(let values): hash.append(values.elements)
    case .classes(let classes): hash.append(classes)
    }
    if let weights { hash.append(weights) }
    return String(hash.value, radix: 16)
  }
}

extension SparseDataset {
  /// The same of sparse inputs.
  ///
  /// - Complexity: O(numbers that are there + n K).
  var fingerprint: String {
    var hash = WordHash()
    hash.append(inputs.starts)
    hash.append(inputs.indices)
    hash.append(inputs.values)
    return withoutInputs.fingerprint + String(hash.value, radix: 16)
  }
}

extension Network {
  /// A hash of all parameters, the same where every bit is.
  ///
  /// - Complexity: O(|w|).
  public var parameterFingerprint: String {
    var hash = WordHash()
    hash.append(parameters)
    return String(hash.value, radix: 16)
  }
}
