/// The shape of a network: its layers in topological order, and where the parameters of each lie in the flat vector.
///
/// **Parameter order.** One flat vector w: the layers in topological order, the output layer last; in a layer the
/// weights, one block per source in order of connection, each block `units` × (units of the source) row by row (w_ji:
/// unit j, input i); then the biases. Masked weights have their places, hold 0 and have zero derivatives. Gradients,
/// Hessians, optimiser state and model files are indexed by this vector.
///
/// A value that is one reference to immutable storage, so that networks, workspaces and passes copy and compare it for
/// next to nothing.
public struct Architecture: Sendable {
  /// What all copies of an architecture share.
  final class Storage: Sendable {
    let inputs: Int
    let basisFunctions: BasisFunctions?
    let layers: [Layer]
    let likelihood: Likelihood
    let parameterCount: Int
    let consumers: [[Int]]
    let maskedPositions: [Int]
    /// The same in runs: a mask of few connections is long ones.
    let maskedRanges: [Range<Int>]
    let plan: PassPlan

    init(
      inputs: Int, basisFunctions: BasisFunctions?, layers: [Layer], likelihood: Likelihood, parameterCount: Int,
      consumers: [[Int]], maskedPositions: [Int], offsets: [Int?] = []
    ) {
      self.inputs = inputs
      self.basisFunctions = basisFunctions
      self.layers = layers
      self.likelihood = likelihood
      self.parameterCount = parameterCount
      self.consumers = consumers
      self.maskedPositions = maskedPositions
      maskedRanges = maskedPositions.runs
      plan = PassPlan(
        inputs: inputs, basisFunctions: basisFunctions, layers: layers, likelihood: likelihood, offsets: offsets)
    }
  }

  let storage: Storage

  init(_ storage: Storage) { self.storage = storage }

  /// The number of inputs d, offsets included.
  public var inputs: Int { storage.inputs }
  /// How many of the inputs, the last ones, are offsets: known terms o in the pre-activations of the outputs, a = Wz + b + o,
  /// such as the logarithm of the time in which events were counted. None, or one for each target.
  ///
  /// Layers and basis functions do not see them. Of a target with several outputs those have the offset that say where it
  /// lies: every quantile and every component's mean, and no variance or share.
  public var offsets: Int { storage.plan.offsets }
  /// The number of inputs that layers or basis functions see, d − `offsets`.
  public var covariates: Int { storage.plan.covariates }
  /// The fixed basis functions in front of the layers, if any.
  public var basisFunctions: BasisFunctions? { storage.basisFunctions }
  /// The layers in topological order; the last one is the output layer.
  public var layers: [Layer] { storage.layers }
  /// What the outputs are modelled to be.
  public var likelihood: Likelihood { storage.likelihood }
  /// The number of parameters |w|, masked ones included.
  public var parameterCount: Int { storage.parameterCount }
  /// The number of outputs K.
  public var outputs: Int { storage.plan.outputs }
  /// The number of features that layers with the source `input` see: `covariates`, or the number of basis functions.
  public var features: Int { storage.plan.features }
  /// The output layer.
  public var outputLayer: Layer { storage.layers[storage.layers.count - 1] }

  /// For every layer the layers that receive from it.
  var consumers: [[Int]] { storage.consumers }
  /// The places in w of the weights that a mask removes.
  var maskedPositions: [Int] { storage.maskedPositions }
  /// What a pass goes by.
  var plan: PassPlan { storage.plan }
  /// Whether δ = y − t at the output.
  var isCanonical: Bool { storage.plan.isCanonical }
}

extension Architecture: Hashable {
  /// Whether both describe the same layers.
  ///
  /// - Complexity: O(1) for copies of one architecture.
  public static func == (left: Architecture, right: Architecture) -> Bool {
    left.storage === right.storage
      || (left.inputs == right.inputs && left.basisFunctions == right.basisFunctions && left.layers == right.layers
        && left.likelihood == right.likelihood && left.offsets == right.offsets)
  }

  /// Hashes the layers.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(inputs)
    hasher.combine(layers)
    hasher.combine(likelihood)
    hasher.combine(offsets)
  }
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

  init(_ description: String) { self.description = description.visible }
}
