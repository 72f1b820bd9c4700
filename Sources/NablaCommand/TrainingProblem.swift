internal import Nabla

/// The examples as a network is trained on them: scaled, with targets that suit the likelihood.
struct TrainingProblem<Scalar: RealScalar> {
  let likelihood: Likelihood
  let training: Dataset<Scalar>
  /// How the training examples are divided again.
  let heldOut: HeldOutDivision
  private let scaler: Scaler<Scalar>?
  private let targetScaler: Scaler<Scalar>?

  /// What is scaled, in words; nil where nothing is.
  var scaledParts: String? { scaler.map { _ in targetScaler == nil ? "inputs" : "inputs and targets" } }

  /// The problem of some data.
  ///
  /// - Parameters:
  ///   - likelihood: The likelihood, for any number of targets; by default the one that suits them.
  ///   - scaling: How inputs are scaled, and whether targets that are numbers are; it is fitted on the training data.
  init(_ data: LoadedData<Scalar>, likelihood named: Likelihood?, scaling: ScalingChoice) throws {
    let targets: Targets<Scalar>
    let likelihood: Likelihood
    (likelihood, targets) = try Self.likelihood(named, for: data)
    self.likelihood = likelihood
    heldOut = data.heldOut
    guard !data.hasOffset || likelihood.targets == 1 else {
      throw CommandError(
        "\(data.name): an offset is for one target, and the \(likelihood.name) likelihood has \(likelihood.targets)")
    }
    guard !data.hasOffset || !scaling.bends else {
      throw CommandError(
        "\(data.name): '--scaling \(scaling.rawValue)' bends inputs, and an offset must stay as it is")
    }
    let (all, offsets) = (data.training.inputs, data.hasOffset ? 1 : 0)
    scaler = scaling.scaler(fitting: all)?.sparing(offsets: offsets)
    if scaling != .unscaled, let values = data.training.targets.numbers,
      (0..<likelihood.targets).contains(where: { likelihood.scales(target: $0) })
    {
      let targetScaler = Scaler(fittingObserved: values).restricted { likelihood.scales(target: $0) }
      self.targetScaler = targetScaler
      let inputs = (scaler ?? Scaler(fitting: all)).sparing(offsets: offsets, scale: targetScaler.scales[0])(all)
      training = try Dataset(
        inputs: inputs, targets: data.training.targets.scaled(by: targetScaler), weights: data.training.weights)
    } else {
      targetScaler = nil
      training = try Dataset(inputs: scaler?(all) ?? all, targets: targets, weights: data.training.weights)
    }
  }

  /// The likelihood for the targets of the data, and the training targets in its form.
  private static func likelihood(
    _ named: Likelihood?, for data: LoadedData<Scalar>
  ) throws -> (Likelihood, Targets<Scalar>) {
    let targets = data.training.targets
    if let named, named.heads != nil {
      guard let classNames = data.headClassNames else {
        throw CommandError("\(data.name): several likelihoods are for the columns of a table, '--csv FILE'")
      }
      return (named.counting(classNames), targets)
    }
    switch targets {
    case .values(let values), .incomplete(let values):
      let K = values.columns
      let likelihood = (named ?? .gaussian).with(targets: K)
      guard
        named == nil || (likelihood.takesNumbers && (likelihood.classCoding != .binary || data.hasProbabilities))
      else {
        throw CommandError(
          "the likelihood '\(likelihood.name)' is for classes, but the targets are numbers; '--classes' takes them as "
            + "classes")
      }
      return (likelihood, targets)
    case .classes(let classes):
      let count = data.classCount ?? 0
      guard count >= 2 else { throw CommandError("\(data.name): at least 2 classes are needed, not \(count)") }
      let likelihood = named ?? .categorical(classes: count)
      guard let coding = likelihood.classCoding else {
        throw CommandError(
          "the likelihood '\(likelihood.name)' is for numbers, but the targets are classes"
            + (likelihood.orderedClasses == nil ? "" : "; '--levels LOW,…,HIGH' says their order"))
      }
      guard let outputs = coding.outputs(classes: count) else {
        throw CommandError("the likelihood '\(likelihood.name)' is for 2 classes, not \(count)")
      }
      return (likelihood.with(targets: outputs), coding.targets(classes, count: count))
    }
  }

  /// Other examples, such as those of the test, as the training has them.
  func scaled(_ data: Dataset<Scalar>, classCount: Int?) throws -> Dataset<Scalar> {
    var targets = data.targets
    if let targetScaler { targets = targets.scaled(by: targetScaler) }
    if case .classes(let classes) = targets, let classCount, let coding = likelihood.classCoding {
      targets = coding.targets(classes, count: classCount)
    }
    return try Dataset(inputs: scaler?(data.inputs) ?? data.inputs, targets: targets, weights: data.weights)
  }

  /// The trained network as a model of the data as it came.
  func model(
    _ trained: Network<Scalar>, _ data: LoadedData<Scalar>, notes: [String: String],
    uncertainty known: ParameterUncertainty? = nil
  ) -> Model<Scalar> {
    var network = trained
    var uncertainty = known
    if let targetScaler {
      network.unscaleOutputs(targetScaler)
      uncertainty = uncertainty?.scalingOutputs(
        by: network.outputChanges(targetScaler).map(\.factor), of: network.architecture)
    }
    if likelihood.hasVariance, data.training.targets.numbers != nil {
      network.fitNoiseVariance(
        scaler?(data.training.inputs) ?? data.training.inputs, data.training.targets,
        weights: data.training.weights)
    }
    var classNames = data.training.classNames
    // Only by names of classes can outputs that are fitted as numbers be told from numbers.
    if likelihood.scores(hasClassNames: false) == .regression, let count = data.classCount {
      classNames = classNames ?? (0..<count).map { "\($0)" }
    }
    var model = Model(
      network, scaler: scaler, classNames: classNames, featureNames: data.featureNames,
      encoding: data.encoding, targetNames: data.targetNames, notes: notes)
    if likelihood.heads != nil { model.headClassNames = data.headClassNames }
    model.uncertainty = uncertainty
    return model
  }
}

extension Network {
  /// Changes the output layer so that a network fitted to scaled targets is one of targets as they came: where these want
  /// fy + c in the place of an output y = Wz + b, f(Wz + b) + c = (fW)z + (fb + c).
  ///
  /// - Precondition: the likelihood is the same for such targets, the output activation is the identity, and there are
  ///   biases.
  mutating func unscaleOutputs(_ scaler: Scaler<Scalar>) {
    let layer = architecture.outputLayer
    precondition(
      layer.activation == .identity || layer.activation == .heads,
      "outputs of '\(layer.activation.name)' cannot be scaled in the weights")
    guard let biasOffset = layer.biasOffset else { preconditionFailure("an output layer without biases") }
    var w = parameters
    for (k, change) in outputChanges(scaler).enumerated() {
      let (factor, shift) = (Scalar(change.factor), Scalar(change.shift))
      for block in layer.blocks {
        for i in block.offset + k * block.columns..<block.offset + (k + 1) * block.columns { w[i] *= factor }
      }
      w[biasOffset + k] = factor * w[biasOffset + k] + shift
    }
    parameters = w
  }

  /// How each output changes where scaled targets become targets as they came.
  func outputChanges(_ scaler: Scaler<Scalar>) -> [(factor: Double, shift: Double)] {
    let likelihood = architecture.likelihood
    return likelihood.targetsOfOutputs.enumerated().map { k, target in
      let (mean, scale) = (Double(scaler.means[target]), Double(scaler.scales[target]))
      // A head whose targets are not scaled.
      if mean == 0 && scale == 1 { return (1, 0) }
      guard let change = likelihood.outputChange(k, mean: mean, scale: scale) else {
        preconditionFailure("targets of '\(likelihood.name)' cannot be scaled")
      }
      return change
    }
  }
}

extension Scaler {
  /// The same for some columns; others stay as they are.
  fileprivate func restricted(to isScaled: (Int) -> Bool) -> Scaler {
    Scaler(
      means: means.enumerated().map { isScaled($0) ? $1 : 0 }, scales: scales.enumerated().map { isScaled($0) ? $1 : 1 }
    )
  }
}

extension Targets {
  /// Numbers scaled, classes as they are.
  func scaled(by scaler: Scaler<Scalar>) -> Targets {
    switch self {
    case .values(let values): .values(scaler(values))
    case .incomplete(let values): .incomplete(scaler(values))
    case .classes: self
    }
  }
}
