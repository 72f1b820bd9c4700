internal import FoundationEssentials

extension Model {
  /// The model of an ONNX file of a feed-forward network: what `onnx` writes, and the graphs of dense layers that exporters
  /// of PyTorch, Keras and scikit-learn write.
  ///
  /// Layers come from `Gemm`, or `MatMul` and `Add`, and from the linear models of `ai.onnx.ml`; their functions are
  /// recognized by their values, however they are written. `Sub`, `Add`, `Mul`, `Div` and `Scaler` in front of them become
  /// the scaler, `Concat`, `Slice` and `Gather` skip connections and masks. Outputs that are classes give their names.
  ///
  /// - Parameters:
  ///   - bytes: The contents of the file.
  ///   - likelihood: What the outputs stand for; by default what the file says, where Nabla wrote it, and else what belongs
  ///     to their function: classes for softmax, probabilities for sigmoid, and numbers.
  /// - Throws: `ModelFileError` where the file is damaged, and where the graph is none of a network, with the name of the
  ///   node and its operator.
  /// - Complexity: O(size of the file), in time and memory.
  public init(onnx bytes: [UInt8], likelihood: Likelihood? = nil) throws(ModelFileError) {
    try self.init(ONNXGraph(bytes: bytes), likelihood)
  }

  /// Reads an ONNX file.
  ///
  /// - Throws: as for its contents, and where it cannot be read.
  public init(contentsOfONNX path: String, likelihood: Likelihood? = nil) throws(ModelFileError) {
    try self.init(ONNXGraph(contentsOf: path), source: path, likelihood: likelihood)
  }

  /// The model of a graph: as its metadata say, where they are Nabla's, or as its nodes do.
  init(_ graph: ONNXGraph, _ likelihood: Likelihood?) throws(ModelFileError) {
    if likelihood == nil, let own = Self.written(as: graph) {
      self = own
      return
    }
    var importer = try ONNXImporter<Scalar>(graph)
    self = try importer.model(graph, likelihood)
  }
}

extension ONNXImporter {
  /// The model of the whole graph.
  mutating func model(_ graph: ONNXGraph, _ likelihood: Likelihood?) throws(ModelFileError) -> Model<Scalar> {
    let inputs = try usedInputs(graph)
    let output = onlyInputs(inputs, sorted(try outputLayer(graph)))
    layers = layers.map { onlyInputs(inputs, $0) }
    let network = try network(output, inputs: inputs.count, likelihood)
    let scaling = inputs.map { self.scaling[$0] }
    let isScaled = scaling.contains { ($0?.mean ?? 0) != 0 || ($0?.scale ?? 1) != 1 }
    let scaler =
      isScaled ? Scaler<Scalar>(means: scaling.map { $0?.mean ?? 0 }, scales: scaling.map { $0?.scale ?? 1 }) : nil
    if likelihood == nil, let own = try saved(graph.metadata, network, scaler) { return own }
    let classes = Model<Scalar>.classCount(of: network.architecture)
    let encoding = encoding
    let names = encoding == nil && columns.count > 1 ? columns.compactMap(\.name) : []
    return Model(
      network, scaler: scaler, classNames: classNames.flatMap { $0.count == classes ? $0 : nil },
      featureNames: !names.isEmpty && names.count == columns.count ? names : nil, encoding: encoding)
  }

  /// Brings the layers, which are known once something receives from them, into the order of the graph.
  private mutating func sorted(_ output: ImportedLayer) -> ImportedLayer {
    let order = layers.indices.sorted { (layers[$0].order, $0) < (layers[$1].order, $1) }
    var places = Array(repeating: 0, count: order.count)
    for (new, old) in order.enumerated() { places[old] = new }
    func moved(_ layer: ImportedLayer) -> ImportedLayer {
      var layer = layer
      for b in layer.sums.blocks.indices {
        layer.sums.blocks[b].source = layer.sums.blocks[b].source.map { places[$0] }
      }
      return layer
    }
    layers = order.map { moved(layers[$0]) }
    return moved(output)
  }

  // MARK: - Outputs

  /// The layer that the output of the graph is, taken out of the hidden ones.
  private mutating func outputLayer(_ graph: ONNXGraph) throws(ModelFileError) -> ImportedLayer {
    var found: [(name: String, value: Value)] = []
    for name in graph.outputs {
      guard let value = values[name] else {
        throw ModelFileError(.missing, part: "output '\(name)'", expected: "a node that computes it", found: "none")
      }
      if case .label = value { continue }
      found.append((name, value))
    }
    guard found.count == 1 else {
      throw ModelFileError(
        .unsupportedOperator, part: "graph", expected: "one output of numbers",
        found: found.isEmpty ? "none" : found.map { "'\($0.name)'" }.joined(separator: ", "))
    }
    let part = "output '\(found[0].name)'"
    switch found[0].value {
    case .softmax(let a): return ImportedLayer(sums: sums[a], activation: .softmax, order: a)
    case .function(let a, let formula, _):
      let (sums, activation) = try recognized(sums[a], formula)
      return ImportedLayer(sums: sums, activation: activation, order: a)
    case .units(let units): return try stacked(units, part)
    case .constant, .label, .columns:
      throw ModelFileError(.unsupportedOperator, part: part, expected: "a layer", found: "none")
    }
  }

  /// Layers side by side, which are the output together.
  private mutating func stacked(_ units: [Unit], _ part: String) throws(ModelFileError) -> ImportedLayer {
    var order: [Int] = []
    for unit in units {
      guard let layer = unit.layer else {
        throw ModelFileError(.unsupportedOperator, part: part, expected: "a layer", found: "an input")
      }
      if order.last != layer { order.append(layer) }
    }
    let whole = order.flatMap { layer in (0..<layers[layer].sums.units).map { Unit(layer: layer, index: $0) } }
    let isUsed = layers.contains { $0.sums.blocks.contains { block in block.source.map(order.contains) ?? false } }
    let parts = order.map { layers[$0] }
    guard whole == units, !isUsed, Set(order).count == order.count,
      parts.allSatisfy({ $0.activation == parts[0].activation })
    else {
      throw ModelFileError(
        .unsupportedOperator, part: part, expected: "all units of layers that nothing else receives, with one function")
    }
    var result = parts[0]
    for next in parts.dropFirst() { result.sums = result.sums.below(next.sums) }
    // Those behind them in the list move up; nothing receives from the ones that go.
    for layer in order.sorted(by: >) {
      layers.remove(at: layer)
      func moved(_ source: Int?) -> Int? { source.map { $0 > layer ? $0 - 1 : $0 } }
      for k in layers.indices {
        for b in layers[k].sums.blocks.indices {
          layers[k].sums.blocks[b].source = moved(layers[k].sums.blocks[b].source)
        }
      }
      for b in result.sums.blocks.indices { result.sums.blocks[b].source = moved(result.sums.blocks[b].source) }
    }
    return result
  }

  // MARK: - The network

  private func network(
    _ output: ImportedLayer, inputs: Int, _ likelihood: Likelihood?
  ) throws(ModelFileError) -> Network<Scalar> {
    let units = output.sums.units
    let own: Likelihood
    if output.activation == .softmax, units > 1 {
      own = .categorical(classes: units)
    } else if output.activation == .sigmoid {
      own = .bernoulli(outputs: units)
    } else if output.activation == .normalDistribution {
      own = .probit(outputs: units)
    } else if output.activation == .complementaryLogLog {
      own = .complementaryLogLog(outputs: units)
    } else {
      own = .gaussian(outputs: units)
    }
    guard likelihood.map({ $0.outputs == units }) ?? true else {
      throw ModelFileError(
        .invalidDescription, part: "graph", expected: "\(likelihood?.outputs ?? 0) outputs, as the likelihood has",
        found: "\(units)")
    }
    var specifications: [LayerSpecification] = []
    for (k, layer) in layers.enumerated() {
      specifications.append(
        .dense(
          Dense(
            layer.sums.units, layer.activation, name: "\(k + 1)", from: sources(layer), bias: layer.sums.bias != nil,
            mask: layer.sums.mask)))
    }
    specifications.append(
      .output(
        Output(output.activation, from: sources(output), bias: output.sums.bias != nil, mask: output.sums.mask)))
    let architecture: Architecture
    do {
      architecture = try Architecture(
        inputs: inputs, likelihood: likelihood ?? own, specifications: specifications)
    } catch {
      throw ModelFileError(
        .unsupportedOperator, part: "graph", expected: "a feed-forward network", found: error.description)
    }
    guard AvailableMemory.has(2 * architecture.parameterCount, of: Scalar.self) else {
      throw ModelFileError(
        .unreadable, expected: "parameters for which there is memory", found: "\(architecture.parameterCount)")
    }
    var network = Network<Scalar>(architecture)
    var parameters = network.parameters
    for layer in architecture.layers {
      let own = Int(layer.name).map { layers[$0 - 1].sums } ?? output.sums
      for (block, imported) in zip(layer.blocks, own.blocks) {
        parameters.replaceSubrange(block.offset..<block.offset + imported.weights.count, with: imported.weights)
      }
      if let offset = layer.biasOffset, let bias = own.bias {
        parameters.replaceSubrange(offset..<offset + layer.units, with: bias)
      }
    }
    network.parameters = parameters
    return network
  }

  private func sources(_ layer: ImportedLayer) -> [Source] {
    layer.sums.blocks.map { $0.source.map { .layer("\($0 + 1)") } ?? .input }
  }

  /// The model as its metadata have it, where Nabla wrote them and they are of this network: with the names of layers, their
  /// masks, and all else that a graph has no place for.
  private func saved(
    _ metadata: [String: String], _ network: Network<Scalar>, _ scaler: Scaler<Scalar>?
  ) throws(ModelFileError) -> Model<Scalar>? {
    guard metadata[ModelFile.Key.format] == ModelFile.format, let text = metadata[ModelFile.Key.architecture],
      let architecture = try? JSONDecoder().decode(Architecture.self, from: Data(text.utf8))
    else { return nil }
    let (found, own) = (network.architecture, architecture)
    guard own.inputs == found.inputs, own.basisFunctions == nil, own.layers.count == found.layers.count,
      zip(own.layers, found.layers).allSatisfy({ a, b in
        a.units == b.units && a.blocks == b.blocks && a.biasOffset == b.biasOffset
          && a.activation.name == b.activation.name
      })
    else { return nil }
    let parameters = network.parameters
    guard own.maskedPositions.allSatisfy({ parameters[$0] == 0 }) else { return nil }
    var tensors: [String: SafetensorsFile.Tensor] = [:]
    for part in ModelFile.parts(of: own) {
      tensors[part.name] = .init(shape: part.shape, elements: Array(parameters[part.range]))
    }
    if let scaler {
      tensors[ModelFile.TensorName.means] = .init(shape: [scaler.means.count], elements: scaler.means)
      tensors[ModelFile.TensorName.scales] = .init(shape: [scaler.scales.count], elements: scaler.scales)
    }
    var kept = metadata
    kept[ModelFile.Key.checksum] = nil
    return try Model(SafetensorsFile(tensors: tensors, metadata: kept))
  }
}

extension ONNXImporter.Sums {
  /// The connections, or nil where all are there.
  var mask: ConnectionMask? {
    guard blocks.contains(where: { !$0.connected.allSatisfy(\.self) }) else { return nil }
    var connected: [Bool] = []
    for j in 0..<units {
      for block in blocks {
        let columns = block.connected.count / units
        connected += block.connected[j * columns..<(j + 1) * columns]
      }
    }
    return ConnectionMask(units: units, inputs: connected.count / units, connected: connected)
  }

  /// These units and, below them, others.
  func below(_ other: Self) -> Self {
    var result = self
    result.units += other.units
    for block in other.blocks where !blocks.contains(where: { $0.source == block.source }) {
      let count = block.weights.count / other.units * units
      result.blocks.append((block.source, Array(repeating: 0, count: count), Array(repeating: false, count: count)))
    }
    for b in result.blocks.indices {
      let block = result.blocks[b]
      if let more = other.blocks.first(where: { $0.source == block.source }) {
        result.blocks[b].weights += more.weights
        result.blocks[b].connected += more.connected
      } else {
        let count = block.weights.count / units * other.units
        result.blocks[b].weights += Array(repeating: 0, count: count)
        result.blocks[b].connected += Array(repeating: false, count: count)
      }
    }
    if bias != nil || other.bias != nil {
      result.bias =
        (bias ?? Array(repeating: 0, count: units)) + (other.bias ?? Array(repeating: 0, count: other.units))
    }
    return result
  }
}
