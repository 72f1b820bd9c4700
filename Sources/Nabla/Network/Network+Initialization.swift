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
}

extension Network {
  /// Draws new parameters: the same scheme and seed give the same parameters, rounded, in every precision.
  ///
  /// The numbers come from `SeededGenerator`, one per weight that is not masked, in parameter order.
  ///
  /// - Complexity: O(|w|).
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  public mutating func initialize(_ scheme: Initialization, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var w = Array(repeating: Scalar(0), count: architecture.parameterCount)
    let masked = Set(architecture.maskedPositions)
    func draw(_ bound: Double) -> Scalar { Scalar((2 * generator.uniform() - 1) * bound) }

    for layer in architecture.layers {
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
    parameters = w
    noiseVariance = nil
  }
}

extension Initialization {
  /// The weights of a unit with `fanIn` connections in a layer of `fanOut` units are uniform on ± this.
  fileprivate func bound(fanIn: Int, fanOut: Int) -> Double {
    switch self {
    case .zeros: 0
    case .uniform(let bound): bound
    case .glorot: (6 / Double(max(fanIn + fanOut, 1))).squareRoot()
    case .he: (6 / Double(max(fanIn, 1))).squareRoot()
    case .leCun: (3 / Double(max(fanIn, 1))).squareRoot()
    }
  }
}

extension Layer {
  /// The number of units that unit `j` receives from.
  fileprivate func connections(ofUnit j: Int) -> Int {
    guard let mask else { return fanIn }
    return mask.connected[j * mask.inputs..<(j + 1) * mask.inputs].count { $0 }
  }
}
