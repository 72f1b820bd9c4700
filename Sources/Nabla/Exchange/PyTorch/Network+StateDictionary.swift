extension Network {
  /// The network of a PyTorch state dict of linear layers, which are taken as a chain.
  ///
  /// Tensors do not say which functions stand between the layers; they are given here. The last layer gets the likelihood's
  /// canonical function: of a classifier that was trained with `CrossEntropyLoss`, whose module puts out pre-activations,
  /// y are the probabilities.
  ///
  /// - Parameters:
  ///   - file: Tensors as `safetensors.torch.save_file(module.state_dict(), path)` writes them.
  ///   - names: The names of the layers in order, `fc1`, `fc2`, …; by default the order of the numbers in them, and
  ///     where they differ in more than numbers the one that shapes allow.
  ///   - activations: The functions of the hidden layers, or one for all of them.
  ///   - likelihood: What the outputs stand for, for this number of outputs.
  /// - Throws: `ModelFileError` that names the tensor that does not fit.
  /// - Complexity: O(size of the file).
  public init(
    stateDictionary file: SafetensorsFile, layers names: [String]? = nil, activations: [Activation],
    likelihood: (_ outputs: Int) -> Likelihood = { .gaussian(outputs: $0) }
  ) throws(ModelFileError) {
    let dictionary = try StateDictionary(file)
    let chain = try dictionary.chain(named: names)
    let hidden = chain.count - 1
    guard activations.count == hidden || activations.count == 1 || hidden == 0 else {
      throw ModelFileError(
        .invalidDescription, part: "activations",
        expected: "one for each of the \(hidden) hidden layers, or one for all", found: "\(activations.count)")
    }
    var specifications: [LayerSpecification] = []
    for (k, layer) in chain.dropLast().enumerated() {
      specifications.append(
        .dense(Dense(layer.units, activations[activations.count == 1 ? 0 : k], bias: layer.hasBias)))
    }
    specifications.append(.output(Output(bias: chain[hidden].hasBias)))
    let architecture: Architecture
    do {
      architecture = try Architecture(
        inputs: chain[0].inputs, likelihood: likelihood(chain[hidden].units), specifications: specifications)
    } catch {
      throw ModelFileError(.invalidDescription, expected: "layers that make a network", found: error.description)
    }
    guard architecture.outputs == chain[hidden].units else {
      throw ModelFileError(
        .invalidDescription, part: "tensor '\(chain[hidden].weightName)'",
        expected: "\(architecture.outputs) units, the outputs of the likelihood", found: "\(chain[hidden].units)")
    }
    try self.init(dictionary, chain, architecture)
  }

  /// The network of this architecture with the parameters of a PyTorch state dict.
  ///
  /// The layers go by their names where all are there; else they must be a chain, as in the other initialiser. The weights
  /// of a layer with several sources are one tensor, whose columns run over all sources in order, as `torch.cat` puts them
  /// together.
  ///
  /// - Throws: `ModelFileError` that names the tensor that does not fit: of another shape, missing, one too many, or not 0
  ///   where the architecture's mask has no connection.
  public init(
    stateDictionary file: SafetensorsFile, architecture: Architecture, layers names: [String]? = nil
  ) throws(ModelFileError) {
    let dictionary = try StateDictionary(file)
    let named = architecture.layers.compactMap { layer in dictionary.layers.first { $0.name == layer.name } }
    let isNamed = names == nil && named.count == architecture.layers.count
    let chain = isNamed ? named : try dictionary.chain(named: names)
    guard chain.count == architecture.layers.count, chain.count == dictionary.layers.count else {
      throw ModelFileError(
        .unexpected, expected: "\(architecture.layers.count) linear layers, as the architecture has",
        found: "\(dictionary.layers.count)")
    }
    try self.init(dictionary, chain, architecture)
  }

  private init(
    _ dictionary: StateDictionary, _ chain: [StateDictionary.Linear], _ architecture: Architecture
  ) throws(ModelFileError) {
    var blocks: [(weights: [Scalar], bias: [Scalar]?)] = []
    for (layer, linear) in zip(architecture.layers, chain) {
      let weights: [Scalar] = try dictionary.file.elements(linear.weightName, shape: [layer.units, layer.fanIn])
      if let mask = layer.mask, let i = weights.indices.first(where: { weights[$0] != 0 && !mask.connected[$0] }) {
        throw ModelFileError(
          .invalidNumber, part: "tensor '\(linear.weightName)'", expected: "0 where the mask has no connection",
          found: "\(weights[i]) as element \(i)")
      }
      guard (layer.biasOffset != nil) == linear.hasBias else {
        throw ModelFileError(
          linear.hasBias ? .unexpected : .missing, part: "tensor '\(linear.biasName)'",
          expected: linear.hasBias ? "no bias, as the architecture has" : "a bias, as the architecture has")
      }
      blocks.append(
        (weights, linear.hasBias ? try dictionary.file.elements(linear.biasName, shape: [layer.units]) : nil))
    }
    self.init(architecture)
    var parameters = self.parameters
    for (layer, values) in zip(architecture.layers, blocks) {
      var first = 0
      for block in layer.blocks {
        for j in 0..<layer.units {
          let row = values.weights[j * layer.fanIn + first..<j * layer.fanIn + first + block.columns]
          parameters.replaceSubrange(
            block.offset + j * block.columns..<block.offset + (j + 1) * block.columns, with: row)
        }
        first += block.columns
      }
      if let bias = values.bias, let offset = layer.biasOffset {
        parameters.replaceSubrange(offset..<offset + layer.units, with: bias)
      }
    }
    self.parameters = parameters
  }
}
