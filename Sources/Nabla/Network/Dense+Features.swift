/// Layers that make something of features or units one by one, with parameters to be learned. Each is an ordinary layer, whose mask
/// has the connections of every unit with one feature only, so that all derivatives, files and exports have it.
extension Dense {
  /// Sines of learned frequencies and phases, sin(ω x + φ), of some of the inputs: a periodic embedding, 2k units of each input.
  ///
  /// By `LayerStart.frequencies` they begin as pairs sin(2πcx) and cos(2πcx) with normal c; then every unit learns for itself. A
  /// next layer that shall see the inputs, too, names both as its sources:
  ///
  /// ```swift
  /// var network = Network<Double>(inputs: 3, likelihood: .gaussian) {
  ///   Dense.periodic(frequencies: 8, of: [0, 2], inputs: 3)
  ///   Dense(64, .gelu, from: [.input, "periodic"])
  /// }
  /// network.initialize(.layers(["periodic": .frequencies(deviation: 0.1)], others: .he), seed: 1)
  /// ```
  ///
  /// Source: Y. Gorishniy, I. Rubachev and A. Babenko, "On embeddings for numerical features in tabular deep learning",
  /// NeurIPS 2022, where a pair shares its frequency.
  ///
  /// - Parameters:
  ///   - k: How many frequencies each input has.
  ///   - columns: The inputs that are embedded, in the order of their units; all by default.
  ///   - inputs: The number d of what the layer receives from.
  ///   - name: What other layers call it.
  /// - Precondition: k and the number of columns are at least 1, and the columns are below d.
  public static func periodic(
    frequencies k: Int, of columns: [Int]? = nil, inputs: Int, name: String = "periodic"
  ) -> Dense {
    let columns = columns ?? Array(0..<inputs)
    precondition(k >= 1 && !columns.isEmpty, "\(k) frequencies of \(columns.count) inputs")
    precondition(columns.allSatisfy { (0..<inputs).contains($0) }, "columns \(columns) of \(inputs) inputs")
    let mask = ConnectionMask(units: 2 * k * columns.count, inputs: inputs) { unit, input in
      columns[unit / (2 * k)] == input
    }
    return Dense(mask.units, .sin, name: name, mask: mask)
  }

  /// Every input times a learned factor, which begins at 1 by `LayerStart.constant(1)`: with a `TrainingOptions.layerRates` of
  /// more than 1 a network finds soon which inputs matter.
  ///
  /// Source: D. Holzmüller, L. Grinsztajn and I. Steinwart, "Better by default: strong pre-tuned MLPs and boosted trees on
  /// tabular data", NeurIPS 2024.
  ///
  /// - Parameter inputs: The number d of what the layer receives from.
  public static func scales(inputs: Int, name: String = "scales") -> Dense {
    Dense(
      inputs, .identity, name: name, bias: false,
      mask: ConnectionMask(units: inputs, inputs: inputs) { unit, input in unit == input })
  }

  /// The function h(s a) of every unit of a layer, with a slope s of its own, which is learned and begins at 1 by
  /// `LayerStart.constant(1)`. The layer itself, which is the one before by default, has the identity as its function:
  ///
  /// ```swift
  /// var network = Network<Double>(inputs: 8, likelihood: .gaussian) {
  ///   Dense(64, .identity, name: "a")
  ///   Dense.slopes(64, .tanh, name: "z")
  /// }
  /// network.initialize(.layers(["z": .constant(1)], others: .glorot), seed: 1)
  /// ```
  ///
  /// Source: A. D. Jagtap, K. Kawaguchi and G. E. Karniadakis, "Locally adaptive activation functions with slope recovery for deep
  /// and physics-informed neural networks", Proceedings of the Royal Society A 476, 2020.
  ///
  /// - Parameter units: The number of units of the layer.
  public static func slopes(
    _ units: Int, _ activation: Activation, name: String = "slopes", from source: Source? = nil
  ) -> Dense {
    Dense(
      units, activation, name: name, from: source.map { [$0] }, bias: false,
      mask: ConnectionMask(units: units, inputs: units) { unit, input in unit == input })
  }
}
