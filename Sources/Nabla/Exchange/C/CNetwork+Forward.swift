extension CNetwork {
  /// Statements that bring the inputs `x` to the beginning of `z`: scaled, and as basis functions.
  private var loading: String {
    let scaled = model.scaler == nil ? "x[i]" : "(x[i] - @means[i]) / @scales[i]"
    let target = basis == nil ? "z" : "s"
    let copy = "for (int i = 0; i < \(inputs); i++) \(target)[i] = \(scaled);"
    return basis == nil ? copy : "real s[\(inputs)];\n  \(copy)\n  @basis(s, z);"
  }

  /// Statements that sum the pre-activations of a layer into an array, without its biases.
  private func sums(_ k: Int, from z: String, into a: String) -> String {
    var text = ["@clear(\(plan.steps[k].units), \(a) + \(places[k]));"]
    for b in plan.steps[k].blocks {
      let block = plan.blocks[b]
      text.append(
        "@multiply\(b)(\(z) + \(place(ofSource: block.source)), \(a) + \(places[k]));")
    }
    return text.map { "  " + $0 }.joined(separator: "\n")
  }

  /// What a layer's function is called on: its pre-activations, with biases where it has them.
  private func preActivation(_ k: Int) -> String {
    "z[\(places[k]) + j]" + (plan.steps[k].biasOffset == nil ? "" : " + @b\(k)[j]")
  }

  private mutating func putLayerComment(_ k: Int) {
    let layer = architecture.layers[k]
    let words = "\(layer.name): \(layer.units) \(layer.activation.name)"
    source.putText("  /* \(CSource.comment(words)). */\n")
  }

  /// y(x).
  mutating func putPrediction() {
    source.put("void @predict(const real x[\(inputs)], real y[\(outputs)]) {\n  real z[\(size)];\n  \(loading)")
    putLayers { network, k, function in
      "z[\(network.places[k]) + j] = @h\(function)(\(network.preActivation(k)));"
    }
    source.put("  for (int k = 0; k < \(outputs); k++) y[k] = z[\(places[last]) + k];\n}\n")
  }

  /// z, h′ and h″ of all units.
  mutating func putForward() {
    source.put(
      """
      /* z, h' and h" of all units. */
      static void @forward(const real *restrict x, real *restrict z, real *restrict d, real *restrict e) {
        \(loading)
      """)
    if functions.isEmpty { source.put("  (void)d;\n  (void)e;") }
    putLayers { network, k, function in
      let p = network.places[k]
      return "@derivatives\(function)(\(network.preActivation(k)), z + \(p) + j, d + \(p) + j, e + \(p) + j);"
    }
    source.put("}\n")
  }

  /// All layers, each with a statement for a unit `j` of a layer that has a function of this number.
  private mutating func putLayers(_ activate: (_ network: CNetwork, _ layer: Int, _ function: Int) -> String) {
    for k in plan.steps.indices {
      putLayerComment(k)
      source.put(sums(k, from: "z", into: "z"))
      for part in parts(ofLayer: k) {
        let loops = Self.loops(over: part.units)
        if let function = part.function {
          for loop in loops { source.put("  \(loop) \(activate(self, k, function))") }
        } else {
          if plan.steps[k].biasOffset != nil {
            for loop in loops { source.put("  \(loop) z[\(places[k]) + j] = \(preActivation(k));") }
          }
          source.put("  @softmax(\(part.units.count), z + \(places[k] + part.units.lowerBound));")
        }
      }
    }
  }

  // MARK: - Sweeps

  /// Tangents forward, and signals back, with and without curvature.
  mutating func putSweeps() {
    let hasHidden = last > 0
    source.put(
      """
      /* Tangents: t holds those of the inputs on entry and of all hidden units afterwards, a those before their functions. */
      static void @push(const real d[\(size)], real a[\(size)], real t[\(size)]) {
      """)
    if !hasHidden { source.put("  (void)d;") }
    for k in plan.steps.indices {
      source.put(sums(k, from: "t", into: "a"))
      if k < last {
        source.put(
          "  for (int j = 0; j < \(plan.steps[k].units); j++) t[\(places[k]) + j] = a[\(places[k]) + j] * "
            + "d[\(places[k]) + j];")
      }
    }
    source.put("}\n")
    source.put(
      """
      /* Signals: s holds those of the outputs' pre-activations on entry and of everything before them afterwards. Where e is
       * there, h" becomes h" times the signal behind the function. */
      static void @pull(const real d[\(size)], real *e, real s[\(size)]) {
      """)
    if !hasHidden { source.put("  (void)d;\n  (void)e;") }
    putCollections { "if (e) e[\($0)] *= s[\($0)];\n    s[\($0)] *= d[\($0)];" }
    source.put("}\n")
    source.put(
      """
      /* The change of all signals along tangents a, with the changed e of @pull. */
      static void @pull_change(const real d[\(size)], const real e[\(size)], const real a[\(size)], real r[\(size)]) {
      """)
    if !hasHidden { source.put("  (void)d;\n  (void)e;\n  (void)a;") }
    putCollections(signal: "r") { "r[\($0)] = r[\($0)] * d[\($0)] + a[\($0)] * e[\($0)];" }
    source.put("}\n")
  }

  /// The signals of all layers but the last, and of the inputs, each with what becomes of a unit's sum.
  private mutating func putCollections(signal s: String = "s", _ finish: (_ index: String) -> String) {
    for k in (0..<last).reversed() {
      putCollection(plan.steps[k].links, units: plan.steps[k].units, place: places[k], s)
      source.put("  for (int j = \(places[k]); j < \(places[k] + plan.steps[k].units); j++) {\n    \(finish("j"))\n  }")
    }
    putCollection(plan.inputLinks, units: plan.features, place: 0, s)
  }

  private mutating func putCollection(_ links: Range<Int>, units: Int, place: Int, _ s: String) {
    source.put("  @clear(\(units), \(s) + \(place));")
    for l in links {
      let block = plan.links[l]
      let number = plan.steps[block.layer].blocks.first { plan.blocks[$0].offset == block.offset } ?? 0
      source.put(
        "  @multiply_transposed(\(block.columns), \(plan.steps[block.layer].units), @w\(number), "
          + "\(s) + \(places[block.layer]), \(s) + \(place));")
    }
  }
}
