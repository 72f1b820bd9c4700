/// Learning rates of single layers: what the optimiser's step makes of their parameters, times a factor.
///
/// Every optimiser's step is along η, Δw = −η · (…), so that w + f Δw is the step with the rate fη, whatever it remembers. Weight
/// decay before it has the factor in its constant.
struct LayerRates<Scalar: RealScalar> {
  private let parts: [(range: Range<Int>, factor: Scalar)]
  /// The parameters of these layers before a step, one after the other.
  private var before: [Scalar]

  /// - Precondition: the factors are of layers of the network.
  init(_ factors: [String: Double], _ architecture: Architecture) {
    architecture.checkLayers(factors.keys, for: "a learning rate")
    parts = architecture.layers.compactMap { layer in
      guard let factor = factors[layer.name], factor != 1 else { return nil }
      return (layer.parameterRange, Scalar(factor))
    }
    before = Array(repeating: 0, count: parts.reduce(0) { $0 + $1.range.count })
  }

  /// Keeps the parameters as they are before a step.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  mutating func beginStep(_ network: borrowing Network<Scalar>) {
    guard !parts.isEmpty else { return }
    let w = network.parameters
    var place = 0
    for part in parts {
      for i in part.range {
        before[place] = w[i]
        place += 1
      }
    }
  }

  /// w ← w₀ + f (w − w₀) in these layers, for the w₀ from before the step.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func endStep(_ network: inout Network<Scalar>) {
    guard !parts.isEmpty else { return }
    network.updateParameters { w in
      var place = 0
      for part in parts {
        for i in part.range {
          w[i] = before[place] + part.factor * (w[i] - before[place])
          place += 1
        }
      }
    }
  }
}
