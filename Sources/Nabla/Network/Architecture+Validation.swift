extension Architecture {
  /// Puts a description in topological order and checks it.
  ///
  /// Layers may be described in any order as long as each names its sources; the order of layers that do not depend on
  /// each other is kept.
  ///
  /// - Throws: `ArchitectureError` for sizes below 1, a name used twice, an unknown source, a source named twice, a cycle
  ///   (its layers are listed), a layer that no other receives from, a mask of another shape, softmax on a hidden layer,
  ///   basis functions that are not first, more than one `Output`, no layer that reaches the output, no input beside
  ///   offsets, or more than 2⁴⁸ weights.
  /// - Complexity: O((L + connections) ln L) for L layers, and O(|w|) with masks.
  public init(
    inputs: Int, likelihood: Likelihood, specifications: [LayerSpecification]
  ) throws(ArchitectureError) {
    let parts = try Parts(specifications)
    guard inputs >= 1 else { throw ArchitectureError("a network needs at least 1 input, not \(inputs)") }
    guard likelihood.outputs >= 1 else {
      throw ArchitectureError("a network needs at least 1 output, not \(likelihood.outputs)")
    }
    if likelihood.outputs < likelihood.fewestOutputs {
      throw ArchitectureError(
        "a \(likelihood.name) likelihood needs at least \(likelihood.fewestOutputs) "
          + "\(likelihood.takesClasses ? "classes" : "outputs"), not \(likelihood.outputs)")
    }
    let perTarget = likelihood.outputsPerTarget
    guard likelihood.outputs.isMultiple(of: perTarget) else {
      throw ArchitectureError(
        "a \(likelihood.name) likelihood has \(perTarget) outputs for each target, so not \(likelihood.outputs)")
    }
    let hasOffset = parts.output?.hasOffset ?? false
    let covariates = hasOffset ? inputs - likelihood.targets : inputs
    guard covariates >= 1 else {
      throw ArchitectureError(
        "a network of \(likelihood.targets) offsets, one for each target, needs at least \(likelihood.targets + 1) inputs, "
          + "not \(inputs)")
    }
    if let problem = parts.basisFunctions?.problem(inputs: covariates) {
      throw ArchitectureError("basis functions: \(problem)")
    }

    let described = try parts.layers(likelihood: likelihood)
    let order = try Self.topologicalOrder(of: described)
    let position = Dictionary(uniqueKeysWithValues: order.enumerated().map { (described[$1].name, $0) })
    let features = parts.basisFunctions?.count(inputs: covariates) ?? covariates

    var layers: [Layer] = []
    var consumers = Array(repeating: [Int](), count: order.count)
    var masked: [Int] = []
    var next = 0
    for (k, index) in order.enumerated() {
      let description = described[index]
      let blocks = try description.sources.map { source throws(ArchitectureError) in
        let from = source == .input ? nil : position[source.name]
        let columns = from.map { layers[$0].units } ?? features
        let (weights, overflows) = description.units.multipliedReportingOverflow(by: columns)
        guard !overflows && weights < Self.mostParameters - next else {
          throw ArchitectureError("layer '\(description.name)' of \(description.units) units has too many weights")
        }
        defer { next += weights }
        return Layer.Block(source: from, columns: columns, offset: next)
      }
      for block in blocks { if let from = block.source { consumers[from].append(k) } }
      let biasOffset = description.hasBias ? next : nil
      if description.hasBias { next += description.units }
      let layer = Layer(
        name: description.name, units: description.units, activation: description.activation, blocks: blocks,
        biasOffset: biasOffset,
        mask: description.mask
          ?? (k == order.count - 1 ? likelihood.defaultMask(inputs: blocks.reduce(0) { $0 + $1.columns }) : nil))
      try masked.append(contentsOf: layer.maskedPositions())
      layers.append(layer)
    }
    for (layer, consumers) in zip(layers.dropLast(), consumers) where consumers.isEmpty {
      throw ArchitectureError("layer '\(layer.name)' is not the source of any layer")
    }

    self.init(
      Storage(
        inputs: inputs, basisFunctions: parts.basisFunctions, layers: layers, likelihood: likelihood,
        parameterCount: next, consumers: consumers, maskedPositions: masked,
        offsets: hasOffset ? likelihood.offsetOfOutput : []))
  }

  /// Beyond this, sizes are mistakes, and products of them overflow.
  private static let mostParameters = 1 << 48

  /// An order in which every layer follows its sources: repeatedly the first described layer whose sources are all placed
  /// (A. B. Kahn, Communications of the ACM 5, 1962).
  private static func topologicalOrder(of layers: [Dense.Described]) throws(ArchitectureError) -> [Int] {
    let position = Dictionary(layers.enumerated().map { ($1.name, $0) }) { first, _ in first }
    var consumers = Array(repeating: [Int](), count: layers.count)
    var missing = Array(repeating: 0, count: layers.count)
    for (k, layer) in layers.enumerated() {
      for source in layer.sources where source != .input {
        guard let from = position[source.name] else {
          throw ArchitectureError(
            "layer '\(layer.name)' names the source '\(source.name)', which is neither the input nor a layer")
        }
        consumers[from].append(k)
        missing[k] += 1
      }
    }
    var ready = LeastFirst(layers.indices.filter { missing[$0] == 0 })
    var order: [Int] = []
    while let index = ready.removeLeast() {
      order.append(index)
      for consumer in consumers[index] {
        missing[consumer] -= 1
        if missing[consumer] == 0 { ready.insert(consumer) }
      }
    }
    guard order.count == layers.count else {
      let cycle = Self.cycle(among: layers.indices.filter { missing[$0] > 0 }.map { layers[$0] })
      let shown = cycle.count > 20 ? cycle.prefix(20) + ["… (\(cycle.count - 1) layers)"] : cycle
      throw ArchitectureError("layers form a cycle: \(shown.joined(separator: " → "))")
    }
    guard let last = order.last, layers[last].name == Dense.Described.outputName else {
      throw ArchitectureError("a layer receives from the output layer")
    }
    return order
  }

  /// One cycle among layers that all wait for each other, in the order in which signals would run.
  private static func cycle(among layers: [Dense.Described]) -> [String] {
    let names = Set(layers.map(\.name))
    let waitingFor = Dictionary(
      uniqueKeysWithValues: layers.map { layer in
        (layer.name, layer.sources.first { names.contains($0.name) }?.name)
      })
    var path = [layers[0].name]
    var places = [layers[0].name: 0]
    while let source = waitingFor[path[path.count - 1]] ?? nil {
      if let start = places[source] { return (path[start...] + [source]).reversed() }
      places[source] = path.count
      path.append(source)
    }
    return path
  }
}

/// Numbers of which the least comes out first: a binary heap.
private struct LeastFirst {
  private var heap: [Int]

  /// - Precondition: the numbers increase, so that they are a heap as they are.
  init(_ numbers: [Int]) { heap = numbers }

  mutating func insert(_ number: Int) {
    var i = heap.count
    heap.append(number)
    while i > 0, heap[(i - 1) / 2] > heap[i] {
      heap.swapAt(i, (i - 1) / 2)
      i = (i - 1) / 2
    }
  }

  mutating func removeLeast() -> Int? {
    guard let least = heap.first, let last = heap.popLast() else { return nil }
    guard !heap.isEmpty else { return least }
    heap[0] = last
    var i = 0
    while 2 * i + 1 < heap.count {
      var child = 2 * i + 1
      if child + 1 < heap.count && heap[child + 1] < heap[child] { child += 1 }
      guard heap[child] < heap[i] else { break }
      heap.swapAt(i, child)
      i = child
    }
    return least
  }
}

extension Layer {
  /// The places in w of the weights that the mask removes, block by block.
  fileprivate func maskedPositions() throws(ArchitectureError) -> [Int] {
    guard let mask else { return [] }
    guard mask.units == units && mask.inputs == fanIn else {
      throw ArchitectureError(
        "layer '\(name)' has \(units) units and \(fanIn) inputs, but a mask of \(mask.units) × \(mask.inputs)")
    }
    var positions: [Int] = []
    var firstColumn = 0
    for block in blocks {
      for j in 0..<units {
        for i in 0..<block.columns where !mask.connected[j * mask.inputs + firstColumn + i] {
          positions.append(block.offset + j * block.columns + i)
        }
      }
      firstColumn += block.columns
    }
    return positions
  }
}

extension Dense {
  /// A layer with its defaults filled in.
  fileprivate struct Described {
    static let outputName = "output"

    var name: String
    var units: Int
    var activation: Activation
    var sources: [Source]
    var hasBias: Bool
    var mask: ConnectionMask?
  }
}

/// A list of specifications, sorted by what they are.
private struct Parts {
  var basisFunctions: BasisFunctions?
  var hidden: [Dense] = []
  var output: Output?

  init(_ specifications: [LayerSpecification]) throws(ArchitectureError) {
    for (i, specification) in specifications.enumerated() {
      switch specification {
      case .basisFunctions(let functions):
        guard i == 0 else { throw ArchitectureError("basis functions come first, before every layer") }
        basisFunctions = functions
      case .dense(let layer):
        hidden.append(layer)
      case .output(let changes):
        guard output == nil else { throw ArchitectureError("a network has one output layer, but two are described") }
        output = changes
      }
    }
  }

  func layers(likelihood: Likelihood) throws(ArchitectureError) -> [Dense.Described] {
    var result: [Dense.Described] = []
    var before = Source.input
    for (i, layer) in hidden.enumerated() {
      let name = layer.name ?? "\(i + 1)"
      result.append(
        Dense.Described(
          name: name, units: layer.units, activation: layer.activation, sources: layer.sources ?? [before],
          hasBias: layer.hasBias, mask: layer.mask))
      before = .layer(name)
    }
    result.append(
      Dense.Described(
        name: Dense.Described.outputName, units: likelihood.outputs,
        activation: output?.activation ?? likelihood.canonicalActivation, sources: output?.sources ?? [before],
        hasBias: output?.hasBias ?? true, mask: output?.mask))
    var names: Set<String> = ["input"]
    for layer in result {
      guard names.insert(layer.name).inserted else {
        throw ArchitectureError("the name '\(layer.name)' is used twice ('input' and 'output' are taken)")
      }
      guard layer.units >= 1 else {
        throw ArchitectureError("layer '\(layer.name)' needs at least 1 unit, not \(layer.units)")
      }
      guard !layer.sources.isEmpty else { throw ArchitectureError("layer '\(layer.name)' has no source") }
      guard Set(layer.sources).count == layer.sources.count else {
        throw ArchitectureError("layer '\(layer.name)' names a source twice")
      }
      let isOutput = layer.name == Dense.Described.outputName
      guard isOutput || (layer.activation != .softmax && layer.activation != .heads) else {
        throw ArchitectureError("layer '\(layer.name)': \(layer.activation.name) is for the output layer")
      }
      guard !isOutput || (layer.activation == .heads) == (likelihood.heads != nil) else {
        throw ArchitectureError(
          likelihood.heads == nil
            ? "the functions of heads are for a likelihood of heads, not for '\(likelihood.name)'"
            : "each head has its own output function, so the output layer cannot have '\(layer.activation.name)'")
      }
    }
    return result
  }
}
