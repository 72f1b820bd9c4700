/// An architecture as a pass goes by it: plain numbers in the order of use, without names, arrays in arrays or anything
/// else that costs a reference count to look at.
final class PassPlan: Sendable {
  /// A layer: a⁽ᵏ⁾ = Σ_blocks W z + b.
  struct Step {
    let units: Int
    /// The number of its weights that products go through.
    let weights: Int
    /// Its blocks of weights in `PassPlan.blocks`.
    let blocks: Range<Int>
    /// Where the biases begin in w, or nil without.
    let biasOffset: Int?
    /// The blocks that lead from it to later layers, in `PassPlan.links`.
    let links: Range<Int>
  }

  /// The weights between a source and a layer, units × `columns`.
  struct Block {
    /// The layer they come from, or nil for the input.
    let source: Int?
    /// The layer they lead to.
    let layer: Int
    let columns: Int
    let offset: Int
    /// The part of it that products go through, in `PassPlan.bands`; empty where that is all of it.
    let bands: Range<Int>
  }

  let inputs: Int
  /// How many inputs layers or basis functions see, the first ones.
  let covariates: Int
  /// Which of the offsets, the inputs behind, each output has, or nil for none; empty where there are no offsets.
  let offsetOfOutput: [Int?]
  let features: Int
  let outputs: Int
  let isCanonical: Bool
  /// Whether the output's function is the softmax.
  let isSoftmax: Bool
  /// Whether one function of one pre-activation is that of all outputs: no softmax, and no heads.
  let hasPlainOutputs: Bool
  /// The outputs by functions and likelihoods: all of them, or those of each head.
  let outputParts: [OutputPart]
  /// Which target each output has; nil where each has its own.
  let targetsOfOutputs: [Int]?
  let steps: [Step]
  /// The blocks of all layers, layer by layer.
  let blocks: [Block]
  /// The bands of masked blocks; those of a block have all of its layer's units, in order.
  let bands: [Band]
  /// The same blocks in the order in which signals go back through them: those that lead from layer 0, from layer 1, …,
  /// for each the last consumer first; then those that lead from the input.
  let links: [Block]
  /// The links that lead from the input.
  let inputLinks: Range<Int>
  /// The functions h of the layers.
  let activations: [Activation]
  /// The number of units of the widest layer.
  let widest: Int
  /// Whether every product of a pass is so small that BLAS would not share it among threads.
  let isThin: Bool
  /// Whether the inputs, where there are no basis functions, are transposed for the layers that receive them.
  let transposesInputs: Bool
  /// Where each layer's z lies in memory for one example, behind the features where there are basis functions.
  let exampleOffsets: [Int]
  /// How many numbers that memory holds.
  let exampleCount: Int
  /// The number of parameters.
  let parameterCount: Int

  init(
    inputs: Int, basisFunctions: BasisFunctions?, layers: [Layer], likelihood: Likelihood, offsets: [Int?]
  ) {
    self.inputs = inputs
    offsetOfOutput = offsets
    covariates = inputs - (offsets.lazy.compactMap { $0 }.max() ?? -1) - 1
    features = basisFunctions?.count(inputs: covariates) ?? covariates
    outputs = likelihood.outputs
    isSoftmax = layers[layers.count - 1].activation == .softmax
    hasPlainOutputs = !isSoftmax && layers[layers.count - 1].activation != .heads
    outputParts = OutputPart.parts(of: likelihood, layers[layers.count - 1].activation)
    targetsOfOutputs = likelihood.targets == likelihood.outputs ? nil : likelihood.targetsOfOutputs
    isCanonical = likelihood.isCanonical(with: layers[layers.count - 1].activation)
    activations = layers.map(\.activation)
    widest = layers.reduce(0) { max($0, $1.units) }
    parameterCount = layers.reduce(0) { $0 + $1.parameterRange.count }

    isThin =
      ProductRule.takesSmallLayers(features: features)
      && layers.allSatisfy { layer in
        layer.blocks.allSatisfy { ProductRule.isSmall(weights: layer.units * $0.columns) }
      }
    let unitsAtInputs = layers.lazy.filter { $0.blocks.contains { $0.source == nil } }.map(\.units).max() ?? 0
    transposesInputs = ProductRule.transposes(inputs: covariates, units: unitsAtInputs)
    var offset = basisFunctions == nil ? 0 : features
    exampleOffsets = layers.map { layer in
      defer { offset += layer.units }
      return offset
    }
    exampleCount = offset

    var bands: [Band] = []
    let byLayer = layers.enumerated().map { k, layer in
      var column = 0
      return layer.blocks.map { block in
        let own = Self.bands(of: layer.mask, columns: column..<column + block.columns)
        column += block.columns
        bands += own
        return Block(
          source: block.source, layer: k, columns: block.columns, offset: block.offset,
          bands: bands.count - own.count..<bands.count)
      }
    }
    self.bands = bands
    blocks = byLayer.flatMap { $0 }
    // The last consumer first, in one pass over all blocks.
    var bySource = Array(repeating: [Block](), count: layers.count)
    var fromInput: [Block] = []
    for block in byLayer.reversed().joined() {
      if let source = block.source { bySource[source].append(block) } else { fromInput.append(block) }
    }
    var links: [Block] = []
    var linkRanges: [Range<Int>] = []
    for blocks in bySource {
      linkRanges.append(links.count..<links.count + blocks.count)
      links += blocks
    }
    let firstOfInput = links.count
    links += fromInput
    inputLinks = firstOfInput..<links.count
    self.links = links

    var next = 0
    steps = layers.enumerated().map { k, layer in
      defer { next += layer.blocks.count }
      let weights = byLayer[k].reduce(0) { sum, block in
        sum + (block.bands.isEmpty ? layer.units * block.columns : bands[block.bands].reduce(0) { $0 + $1.area })
      }
      return Step(
        units: layer.units, weights: weights, blocks: next..<next + layer.blocks.count,
        biasOffset: layer.biasOffset,
        links: linkRanges[k])
    }
  }
}
