/// A trained network with what is needed to use it: the scaling of its inputs and the names of its classes and columns.
///
/// ```swift
/// try Model(network, scaler: scaler, classNames: ["setosa", "versicolor", "virginica"]).save(to: "iris.safetensors")
/// let model = try Model<Double>(contentsOf: "iris.safetensors")
/// let y = model.predict(x)
/// ```
public struct Model<Scalar: RealScalar>: Sendable {
  /// The network.
  public var network: Network<Scalar>
  /// How inputs are scaled before the network sees them, if they are; it has d features.
  public var scaler: Scaler<Scalar>?
  /// The names of the classes 0 ..< K, where they are known; of ordered classes in their order.
  public var classNames: [String]?
  /// The names of the d inputs, where they are known.
  public var featureNames: [String]?
  /// How the columns of a table become the d inputs, where they are more than numbers as they stand. The names of the inputs
  /// are then the encoding's, such as `sex = male`.
  public var encoding: InputEncoding?
  /// The names of the classes of each head, nil where it has none, of a network with several heads; where they are known.
  public var headClassNames: [[String]?]?
  /// The names of the targets, where they are known; of heads a name for all classes of one.
  public var targetNames: [String]?
  /// How sure the network's parameters are, where that is known; it is that of a network with this architecture.
  public var uncertainty: ParameterUncertainty?
  /// Text about the network, such as how it was trained.
  public var notes: [String: String]

  /// A model of these parts.
  ///
  /// - Precondition: the scaler, the encoding and the names of the inputs fit the network's d inputs, and there is a name of a class for
  ///   each output, or two for a single output, and as many as there are ordered classes.
  public init(
    _ network: Network<Scalar>, scaler: Scaler<Scalar>? = nil, classNames: [String]? = nil,
    featureNames: [String]? = nil, encoding: InputEncoding? = nil, targetNames: [String]? = nil,
    notes: [String: String] = [:]
  ) {
    let inputs = network.architecture.inputs
    precondition(
      scaler.map { $0.means.count == inputs } ?? true,
      "a scaler of \(scaler?.means.count ?? 0) features for a network of \(inputs) inputs")
    precondition(
      featureNames.map { $0.count == inputs } ?? true,
      "\(featureNames?.count ?? 0) names of features for a network of \(inputs) inputs")
    precondition(
      encoding.map { $0.inputCount == inputs } ?? true,
      "an encoding of \(encoding?.inputCount ?? 0) inputs for a network of \(inputs)")
    let classes = Self.classCount(of: network.architecture)
    precondition(
      classNames.map { $0.count == classes } ?? true,
      "\(classNames?.count ?? 0) names of classes for a network that tells \(classes) apart")
    self.network = network
    self.scaler = scaler
    self.classNames = classNames
    self.featureNames = featureNames ?? encoding?.inputNames
    self.encoding = encoding
    self.targetNames = targetNames
    self.notes = notes
  }

  /// The number of classes that the outputs tell apart: one output tells two, and those of ordered classes have thresholds between
  /// them.
  static func classCount(of architecture: Architecture) -> Int {
    architecture.likelihood.orderedClasses ?? max(architecture.outputs, 2)
  }

  /// The network's outputs for inputs as they come, n × d, which are scaled where the model has a scaler: n × K.
  ///
  /// - Precondition: `x` has d columns.
  /// - Complexity: about 2 n |w| flops.
  public func predict(_ x: Matrix<Scalar>) -> Matrix<Scalar> {
    network.predict(scaler.map { $0(x) } ?? x)
  }
}

extension Model {
  /// Throws where the network has offsets, for files that cannot say so.
  func refuseOffsets() throws(ModelFileError) {
    guard network.architecture.offsets == 0 else {
      throw ModelFileError(
        .invalidDescription, part: "offsets", expected: "layers only, as this format has nothing else",
        found: "inputs that are added to the outputs' pre-activations")
    }
  }
}

// MARK: - Names in model files

/// The names of a model's parts in its file.
enum ModelFile {
  static let format = "nabla-model"
  static let version = "1"
  /// That of models whose scaled inputs are bent, by a limit or by quantiles, which the first readers would take for straight ones.
  static let versionWithLimit = "2"

  /// Names of metadata.
  enum Key {
    static let format = "format"
    static let version = "version"
    static let architecture = "architecture"
    static let classNames = "class_names"
    static let headClassNames = "head_class_names"
    static let featureNames = "feature_names"
    static let encoding = "input_encoding"
    static let targetNames = "target_names"
    static let noiseVariance = "noise_variance"
    static let uncertain = "uncertain_parameters"
    static let noises = "noise_variances"
    static let noiseFreedom = "noise_degrees_of_freedom"
    static let checksum = "checksum"
    static let note = "note."
  }

  /// Names of tensors.
  enum TensorName {
    static let means = "scaler.means"
    static let scales = "scaler.scales"
    static let limit = "scaler.limit"
    static let quantiles = "scaler.quantiles"
    static let root = "uncertainty.root"
  }

  /// A run of parameters that is one tensor.
  struct Part {
    var name: String
    var shape: [Int]
    /// Where its parameters lie in the parameter vector.
    var range: Range<Int>
  }

  /// The tensors of a network: `2.weight.1` for the weights of layer `2` from layer `1`, and `2.bias`.
  static func parts(of architecture: Architecture) -> [Part] {
    architecture.layers.flatMap { layer in
      var parts = layer.blocks.map { block in
        let source = block.source.map { architecture.layers[$0].name } ?? Source.input.name
        return Part(
          name: "\(layer.name).weight.\(source)", shape: [layer.units, block.columns],
          range: block.offset..<block.offset + layer.units * block.columns)
      }
      if let offset = layer.biasOffset {
        parts.append(Part(name: "\(layer.name).bias", shape: [layer.units], range: offset..<offset + layer.units))
      }
      return parts
    }
  }
}
