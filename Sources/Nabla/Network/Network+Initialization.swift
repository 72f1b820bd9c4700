/// How the weights of a network begin. Biases begin at zero unless the case says otherwise.
///
/// With n_in units that a unit receives from and n_out units of its layer (connections that a mask removes do not count
/// towards n_in), a scheme with the variance v draws from the uniform distribution on ±√(3v):
///
/// | case | variance | source |
/// | --- | --- | --- |
/// | `glorot` | 2 / (n_in + n_out) | Glorot and Bengio 2010 |
/// | `he` | 2 / n_in | He et al. 2015 |
/// | `leCun` | 1 / n_in | LeCun et al. 1998 |
public enum Initialization: Sendable, Hashable {
  /// All parameters zero.
  case zeros
  /// Weights and biases uniform on [−bound, bound].
  case uniform(bound: Double)
  case glorot
  case he
  case leCun
  /// Layers that begin in a way of their own, by name, and others as a scheme says.
  indirect case layers([String: LayerStart], others: Initialization)
}

/// How the parameters of a layer begin that is not for products of weights drawn at random.
public enum LayerStart: Sendable, Hashable {
  /// All weights the same, biases zero: a layer of features that are scaled one by one.
  case constant(Double)
  /// The weights 2πc of units in pairs, with the c of a pair from the normal distribution of mean 0 and this standard deviation
  /// σ, and the biases 0 and π/2: sin(2πcx) and cos(2πcx) where the activation is the sine.
  case frequencies(deviation: Double)
}

extension Network {
  /// Draws new parameters: the same scheme and seed give the same parameters, rounded, in every precision.
  ///
  /// The numbers come from `SeededGenerator`, one per weight that is not masked, in parameter order; for the pairs of units of
  /// `LayerStart.frequencies` a normal one each.
  ///
  /// - Precondition: layers that the scheme names are there.
  /// - Complexity: O(|w|).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func initialize(_ scheme: Initialization, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var w = Array(repeating: Scalar(0), count: architecture.parameterCount)
    let masked = Set(architecture.maskedPositions)
    func draw(_ bound: Double) -> Scalar { Scalar((2 * generator.uniform() - 1) * bound) }

    let (starts, scheme) = scheme.parts
    architecture.checkLayers(starts.keys, for: "a beginning")
    for layer in architecture.layers {
      if let start = starts[layer.name] {
        layer.begin(start, by: &generator, &w)
        continue
      }
      for block in layer.blocks {
        for j in 0..<layer.units {
          let bound = scheme.bound(fanIn: layer.connections(ofUnit: j), fanOut: layer.units)
          for position in block.offset + j * block.columns..<block.offset + (j + 1) * block.columns
          where !masked.contains(position) {
            w[position] = draw(bound)
          }
        }
      }
      if case .uniform(let bound) = scheme, let offset = layer.biasOffset {
        for j in 0..<layer.units { w[offset + j] = draw(bound) }
      }
    }
    for position in masked { w[position] = 0 }
    parameters = w
    noiseVariance = nil
  }
}

extension Initialization {
  /// The layers with a beginning of their own, and the scheme of the others.
  fileprivate var parts: (starts: [String: LayerStart], others: Initialization) {
    guard case .layers(let starts, let others) = self else { return ([:], self) }
    let inner = others.parts
    return (starts.merging(inner.starts) { outer, _ in outer }, inner.others)
  }

  /// The weights of a unit with `fanIn` connections in a layer of `fanOut` units are uniform on ± this.
  fileprivate func bound(fanIn: Int, fanOut: Int) -> Double {
    switch self {
    case .zeros: 0
    case .uniform(let bound): bound
    case .glorot: (6 / Double(max(fanIn + fanOut, 1))).squareRoot()
    case .he: (6 / Double(max(fanIn, 1))).squareRoot()
    case .leCun: (3 / Double(max(fanIn, 1))).squareRoot()
    case .layers(_, let others): others.bound(fanIn: fanIn, fanOut: fanOut)
    }
  }
}

extension Layer {
  /// Writes the parameters that the layer begins with to `w`, those of masked connections too.
  fileprivate func begin<S: RealScalar>(_ start: LayerStart, by generator: inout SeededGenerator, _ w: inout [S]) {
    var weight: Double = 0
    for j in 0..<units {
      switch start {
      case .constant(let value): weight = value
      case .frequencies(let deviation):
        if j.isMultiple(of: 2) { weight = 2 * Double.pi * deviation * generator.normal() }
        if let biasOffset { w[biasOffset + j] = S(j.isMultiple(of: 2) ? 0 : Double.pi / 2) }
      }
      for block in blocks {
        for i in block.offset + j * block.columns..<block.offset + (j + 1) * block.columns { w[i] = S(weight) }
      }
    }
  }

  /// The number of units that unit `j` receives from.
  fileprivate func connections(ofUnit j: Int) -> Int {
    guard let mask else { return fanIn }
    return mask.connected[j * mask.inputs..<(j + 1) * mask.inputs].count { $0 }
  }
}
