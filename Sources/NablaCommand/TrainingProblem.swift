internal import Nabla

/// The examples as a network is trained on them: scaled, with targets that suit the likelihood.
struct TrainingProblem<Scalar: RealScalar> {
  let likelihood: Likelihood
  let training: Dataset<Scalar>
  private let scaler: Scaler<Scalar>?
  private let targetScaler: Scaler<Scalar>?

  /// What is scaled, in words; nil where nothing is.
  var scaledParts: String? { scaler.map { _ in targetScaler == nil ? "inputs" : "inputs and targets" } }

  /// The problem of some data.
  ///
  /// - Parameters:
  ///   - likelihood: The name of a likelihood; by default the one that suits the targets.
  ///   - scales: Whether inputs, and targets that are numbers, are scaled; the scaling is fitted on the training data.
  init(_ data: LoadedData<Scalar>, likelihood name: String?, scales: Bool) throws {
    let targets: Targets<Scalar>
    (likelihood, targets) = try Self.likelihood(name, for: data)
    scaler = scales ? Scaler(fitting: data.training.inputs) : nil
    let inputs = scaler?(data.training.inputs) ?? data.training.inputs
    if scales, case .values(let values) = data.training.targets, likelihood.hasVariance {
      let scaler = Scaler(fitting: values)
      targetScaler = scaler
      training = try Dataset(inputs: inputs, targets: scaler(values), weights: data.training.weights)
    } else {
      targetScaler = nil
      training = try Dataset(inputs: inputs, targets: targets, weights: data.training.weights)
    }
  }

  /// The likelihood of this name, and the training targets in its form.
  private static func likelihood(
    _ name: String?, for data: LoadedData<Scalar>
  ) throws -> (Likelihood, Targets<Scalar>) {
    let targets = data.training.targets
    switch targets {
    case .values(let values):
      let K = values.columns
      let likelihood = name.flatMap { Likelihood(name: $0, outputs: K) } ?? .gaussian(outputs: K)
      guard
        name == nil || (likelihood.takesNumbers && (likelihood.classCoding != .binary || data.hasProbabilities))
      else {
        throw CommandError(
          "the likelihood '\(likelihood.name)' is for classes, but the targets are numbers; '--classes' takes them as "
            + "classes")
      }
      return (likelihood, targets)
    case .classes(let classes):
      let count = data.classCount ?? 0
      guard count >= 2 else { throw CommandError("\(data.name): at least 2 classes are needed, not \(count)") }
      let likelihood = name.flatMap { Likelihood(name: $0, outputs: count) } ?? .categorical(classes: count)
      guard let coding = likelihood.classCoding else {
        throw CommandError("the likelihood '\(likelihood.name)' is for numbers, but the targets are classes")
      }
      guard let outputs = coding.outputs(classes: count) else {
        throw CommandError("the likelihood '\(likelihood.name)' is for 2 classes, not \(count)")
      }
      return (likelihood.with(outputs: outputs), coding.targets(classes, count: count))
    }
  }

  /// The trained network as a model of the data as it came.
  func model(_ trained: Network<Scalar>, _ data: LoadedData<Scalar>, notes: [String: String]) -> Model<Scalar> {
    var network = trained
    if let targetScaler { network.scaleOutputs(by: targetScaler) }
    if likelihood.hasVariance, case .values(let targets) = data.training.targets {
      network.fitNoiseVariance(
        scaler?(data.training.inputs) ?? data.training.inputs, targets, weights: data.training.weights)
    }
    var classNames = data.training.classNames
    // Only by names of classes can outputs that are fitted as numbers be told from numbers.
    if likelihood.scores(hasClassNames: false) == .regression, let count = data.classCount {
      classNames = classNames ?? (0..<count).map { "\($0)" }
    }
    return Model(
      network, scaler: scaler, classNames: classNames, featureNames: data.featureNames,
      encoding: data.encoding, targetNames: data.targetNames, notes: notes)
  }
}

extension Network {
  /// Changes the output layer so that a network fitted to scaled targets puts out targets as they came:
  /// s(Wz + b) + m = (sW)z + (sb + m).
  ///
  /// - Precondition: the output activation is the identity, and there are biases.
  mutating func scaleOutputs(by scaler: Scaler<Scalar>) {
    let layer = architecture.outputLayer
    precondition(layer.activation == .identity, "outputs of '\(layer.activation.name)' cannot be scaled in the weights")
    guard let biasOffset = layer.biasOffset else { preconditionFailure("an output layer without biases") }
    var w = parameters
    for k in 0..<layer.units {
      for block in layer.blocks {
        for i in block.offset + k * block.columns..<block.offset + (k + 1) * block.columns { w[i] *= scaler.scales[k] }
      }
      w[biasOffset + k] = scaler.scales[k] * w[biasOffset + k] + scaler.means[k]
    }
    parameters = w
  }
}
