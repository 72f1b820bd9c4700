extension Network {
  /// One network whose outputs are the mean of those of K networks, on the scale before the output's activation.
  ///
  /// Its hidden layers are those of all networks side by side, named `k.name` for layer `name` of network k = 1, …, K, with
  /// connections within each network only, and so no products where there is no connection. Its output layer has all their
  /// weights and biases, over K:
  ///
  ///     y = f((1/K) Σₖ aₖ),   aₖ the pre-activations of network k's outputs.
  ///
  /// With the identity f this is the mean of the predictions. With softmax or the logistic function it is the geometric mean
  /// of the probabilities, scaled to the sum 1. Where the error is convex in a, as for all canonical outputs, the mean
  /// network's error is at most the mean of the networks' errors (Jensen's inequality) on any data.
  ///
  /// It is a network as any other: to be saved, exported, derived and trained on.
  ///
  /// Source: L. K. Hansen and P. Salamon, "Neural network ensembles", IEEE PAMI 12, 1990; T. Heskes, "Selecting weighting
  /// factors in logarithmic opinion pools", NIPS 1997.
  ///
  /// - Parameter networks: The networks; their hidden layers may differ. The execution is the first one's.
  /// - Precondition: there is at least one, and they agree in inputs, offsets, basis functions, likelihood and output activation.
  /// - Complexity: O(Σₖ |wₖ|).
  public static func mean(of networks: [Network]) -> Network {
    precondition(!networks.isEmpty, "the mean of no networks")
    let first = networks[0].architecture
    for architecture in networks.map(\.architecture).dropFirst() {
      precondition(
        architecture.inputs == first.inputs && architecture.basisFunctions == first.basisFunctions
          && architecture.likelihood == first.likelihood && architecture.offsets == first.offsets
          && architecture.outputLayer.activation == first.outputLayer.activation,
        "networks with other inputs, offsets, basis functions, likelihoods or output activations have no mean")
    }
    if networks.count == 1 { return networks[0] }
    let members = MeanOfNetworks(networks.map(\.architecture))
    let architecture: Architecture
    do {
      architecture = try Architecture(
        inputs: first.inputs, likelihood: first.likelihood, specifications: members.specifications)
    } catch {
      preconditionFailure("\(error)")
    }
    var mean = Network(architecture, execution: networks[0].execution)
    var w = mean.parameters
    for (k, network) in networks.enumerated() {
      let own = network.architecture
      for layer in own.layers.dropLast() {
        guard let place = architecture.layers.first(where: { $0.name == members.name(k, layer.name) }) else { continue }
        // A layer's parameters follow each other, blocks and then biases, in the same order as in the network alone.
        let start = layer.blocks[0].offset
        let count = layer.units * layer.fanIn + (layer.biasOffset == nil ? 0 : layer.units)
        let target = place.blocks[0].offset
        w.replaceSubrange(target..<target + count, with: network.parameters[start..<start + count])
      }
      mean.addOutput(of: network, names: { members.name(k, $0) }, share: 1 / Scalar(networks.count), to: &w)
    }
    mean.parameters = w
    return mean
  }

  /// Adds a share of a network's output layer to the places of its weights and biases in `w`.
  private func addOutput(of network: Network, names: (String) -> String, share: Scalar, to w: inout [Scalar]) {
    let (own, layers) = (network.architecture.outputLayer, network.architecture.layers)
    let output = architecture.outputLayer
    func add(_ count: Int, from start: Int, to target: Int) {
      for i in 0..<count { w[target + i] += share * network.parameters[start + i] }
    }
    for block in own.blocks {
      let source = block.source.map { names(layers[$0].name) }
      let place = output.blocks.first { $0.source.map { architecture.layers[$0].name } == source }
      guard let place else { continue }
      add(own.units * block.columns, from: block.offset, to: place.offset)
    }
    if let start = own.biasOffset, let target = output.biasOffset { add(own.units, from: start, to: target) }
  }
}

/// The description of networks side by side.
private struct MeanOfNetworks {
  private let members: [Architecture]

  init(_ members: [Architecture]) { self.members = members }

  func name(_ k: Int, _ layer: String) -> String { "\(k + 1).\(layer)" }

  var specifications: [LayerSpecification] {
    var result = members[0].basisFunctions.map { [LayerSpecification.basisFunctions($0)] } ?? []
    for (k, member) in members.enumerated() {
      for layer in member.layers.dropLast() {
        let sources = layer.blocks.map { $0.source.map { Source.layer(name(k, member.layers[$0].name)) } ?? .input }
        result.append(
          .dense(
            Dense(
              layer.units, layer.activation, name: name(k, layer.name), from: sources, bias: layer.biasOffset != nil,
              mask: layer.mask)))
      }
    }
    return result + [.output(output)]
  }

  /// The output layer, from the input where any member's is, and from every member's hidden layers.
  private var output: Output {
    var sources: [Source] = []
    var blocks: [(columns: Int, members: [(k: Int, from: Int)])] = []
    for (k, member) in members.enumerated() {
      var from = 0
      for block in member.outputLayer.blocks {
        let source = block.source.map { Source.layer(name(k, member.layers[$0].name)) } ?? .input
        if let i = sources.firstIndex(of: source) {
          blocks[i].members.append((k, from))
        } else {
          sources.append(source)
          blocks.append((block.columns, [(k, from)]))
        }
        from += block.columns
      }
    }
    let outputs = members.map(\.outputLayer)
    return Output(
      outputs[0].activation, from: sources, bias: outputs.contains { $0.biasOffset != nil },
      mask: outputs.contains { $0.mask != nil } ? mask(blocks) : nil, offset: members[0].offsets > 0)
  }

  /// A connection is there where any member has it.
  private func mask(_ blocks: [(columns: Int, members: [(k: Int, from: Int)])]) -> ConnectionMask {
    let units = members[0].outputs
    var connected: [Bool] = []
    for unit in 0..<units {
      for block in blocks {
        for column in 0..<block.columns {
          connected.append(
            block.members.contains { k, from in
              guard let mask = members[k].outputLayer.mask else { return true }
              return mask.connected[unit * mask.inputs + from + column]
            })
        }
      }
    }
    return ConnectionMask(units: units, inputs: connected.count / units, connected: connected)
  }
}
