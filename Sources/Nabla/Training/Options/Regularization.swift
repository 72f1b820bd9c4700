/// What keeps parameters small: penalties on them, layer by layer.
///
/// Training follows the mean error plus R(w) = Σ ½λ₂w² + λ₁|w|, over the weights of every layer; biases are spared unless
/// a `Penalty` includes them. Where w = 0 the derivative of |w| counts as 0. Weight decay is apart from the gradient: a
/// step first makes w ← (1 − ηλ)w, as AdamW does (Loshchilov and Hutter 2019), for any optimiser.
///
/// ```swift
/// Regularization(.l2(1e-4))                                       // on all weights
/// Regularization(.l2(1e-4), layers: ["output": .none])            // but not on the output layer's
/// ```
public struct Regularization: Sendable, Hashable, Codable {
  /// How the parameters of a layer are penalised.
  public struct Penalty: Sendable, Hashable, Codable {
    /// λ₂, of the squares.
    public var l2: Double
    /// λ₁, of the absolute values.
    public var l1: Double
    /// λ, what a step takes away, over the learning rate.
    public var decay: Double
    /// Whether biases are penalised as weights are.
    public var includesBiases: Bool

    /// A penalty of these constants.
    ///
    /// - Precondition: they are not negative.
    public init(l2: Double = 0, l1: Double = 0, decay: Double = 0, includesBiases: Bool = false) {
      precondition(
        l2 >= 0 && l1 >= 0 && decay >= 0, "a penalty of l2 \(l2), l1 \(l1), decay \(decay) has a negative constant")
      self.l2 = l2
      self.l1 = l1
      self.decay = decay
      self.includesBiases = includesBiases
    }

    /// No penalty.
    public static var none: Penalty { Penalty() }
    /// A penalty on the squares.
    public static func l2(_ constant: Double) -> Penalty { Penalty(l2: constant) }
    /// A penalty on the absolute values.
    public static func l1(_ constant: Double) -> Penalty { Penalty(l1: constant) }
    /// Weight decay.
    public static func decay(_ constant: Double) -> Penalty { Penalty(decay: constant) }
  }

  /// The penalty of layers that `layers` does not name.
  public var all: Penalty
  /// The penalties of single layers, by name.
  public var layers: [String: Penalty]

  /// These penalties; none by default.
  public init(_ all: Penalty = .none, layers: [String: Penalty] = [:]) {
    self.all = all
    self.layers = layers
  }

  /// R(w) of a network.
  ///
  /// - Precondition: `layers` names layers of the network.
  /// - Complexity: O(|w|).
  public func value<Scalar: RealScalar>(of network: Network<Scalar>) -> Double {
    terms(of: network.architecture).reduce(0) { sum, term in
      network.parameters[term.range].reduce(sum) { sum, w in
        sum + term.l2 / 2 * Double(w) * Double(w) + term.l1 * abs(Double(w))
      }
    }
  }

  /// A run of parameters with one penalty.
  struct Term {
    var range: Range<Int>
    var l2: Double
    var l1: Double
    var decay: Double
  }

  /// The penalised runs of parameters.
  ///
  /// - Parameter rates: Factors of the learning rate of single layers, and of their decay with it.
  func terms(of architecture: Architecture, rates: [String: Double] = [:]) -> [Term] {
    architecture.checkLayers(layers.keys, for: "a penalty")
    return architecture.layers.flatMap { layer in
      let penalty = layers[layer.name] ?? all
      guard penalty.l2 > 0 || penalty.l1 > 0 || penalty.decay > 0 else { return [Term]() }
      var ranges = layer.blocks.map { $0.offset..<$0.offset + layer.units * $0.columns }
      if penalty.includesBiases, let offset = layer.biasOffset { ranges.append(offset..<offset + layer.units) }
      let decay: Double = penalty.decay * (rates[layer.name] ?? 1)
      return ranges.map { Term(range: $0, l2: penalty.l2, l1: penalty.l1, decay: decay) }
    }
  }
}
