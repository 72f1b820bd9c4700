/// The shape of a network: its layers in topological order, and where the parameters of each lie in the flat vector.
///
/// **Parameter order.** One flat vector w: the layers in topological order, the output layer last; in a layer the
/// weights, one block per source in order of connection, each block `units` × (units of the source) row by row (w_ji:
/// unit j, input i); then the biases. Masked weights have their places, hold 0 and have zero derivatives. Gradients,
/// Hessians, optimiser state and model files are indexed by this vector.
public struct Architecture: Sendable, Hashable {
  /// The number of input features d.
  public let inputs: Int
  /// The fixed base functions in front of the layers, if any.
  public let baseFunctions: BaseFunctions?
  /// The layers in topological order; the last one is the output layer.
  public let layers: [Layer]
  /// What the outputs are modelled to be.
  public let likelihood: Likelihood
  /// The number of parameters |w|, masked ones included.
  public let parameterCount: Int
  /// For every layer the layers that receive from it.
  let consumers: [[Int]]
  /// Whether layer q depends on layer p, or is it: `reach[p][q]`.
  let reach: [[Bool]]
  /// The places in w of the weights that a mask removes.
  let maskedPositions: [Int]

  /// The number of outputs K.
  public var outputs: Int { likelihood.outputs }
  /// The number of features that layers with the source `input` see: d, or the number of base functions.
  public var features: Int { baseFunctions?.count(inputs: inputs) ?? inputs }
  /// The output layer.
  public var outputLayer: Layer { layers[layers.count - 1] }
  /// Whether δ = y − t at the output.
  var isCanonical: Bool { likelihood.isCanonical(with: outputLayer.activation) }
}

/// One layer of an architecture: a = Σ_blocks W z_source + b, z = h(a).
public struct Layer: Sendable, Hashable {
  /// The weights between one source and the layer.
  public struct Block: Sendable, Hashable {
    /// The index of the source layer, or `nil` for the input.
    public let source: Int?
    /// The number of units of the source: the columns of the block.
    public let columns: Int
    /// Where the block's `units * columns` weights begin in the parameter vector.
    public let offset: Int
  }

  /// The name: given, or the position, or `output`.
  public let name: String
  /// The number of units.
  public let units: Int
  /// The activation function h.
  public let activation: Activation
  /// The blocks of weights, one per source in order of connection.
  public let blocks: [Block]
  /// Where the `units` biases begin in the parameter vector, or `nil` without bias.
  public let biasOffset: Int?
  /// Which connections exist, or `nil` for all.
  public let mask: ConnectionMask?

  /// The number of units that the layer receives from, all sources together.
  public var fanIn: Int { blocks.reduce(0) { $0 + $1.columns } }
}

/// Why a description makes no network.
public struct ArchitectureError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, with the layer's name.
  public let description: String

  init(_ description: String) { self.description = description }
}
