extension Network {
  /// The same function with its weights in a canonical form, so that equal minima of different runs become equal vectors.
  ///
  /// What a network computes does not change when hidden units of a layer change places or, for some activations, when a unit
  /// is turned around. Of all these equal parameter vectors one is chosen, layer by layer from the input:
  ///
  /// | what | for | choice |
  /// | --- | --- | --- |
  /// | sign of a unit | `tanh`, `sin`, `identity`: h(−a) = −h(a), outgoing weights change sign | the first number of its key is positive |
  /// | | `sigmoid`: σ(−a) = 1 − σ(a), outgoing weights change sign and move to the biases | the same |
  /// | | `gaussian`: h(−a) = h(a) | the same |
  /// | phase of a unit | `sin`: sin(a + π) = −sin a | the bias is in (−π/2, π/2] |
  /// | scale of a unit | `relu`, `leakyReLU`: h(ca) = c h(a) for c > 0 | the incoming weights and the bias have the norm 1 |
  /// | order of the units of a layer | all; within a masked layer units with the same connections | increasing keys |
  /// | shift of the outputs | `softmax` without mask | the weights to all classes sum to 0 |
  ///
  /// The key of a unit is the list of its incoming weights in parameter order, its bias, and its outgoing weights. Two keys
  /// are compared number by number, and numbers that differ by less than `tolerance` times the unit's largest incoming
  /// number count as equal (as zero, for the sign), so that rounding decides nothing.
  ///
  /// - Parameter tolerance: See above; larger than the relative error of the parameters.
  /// - Complexity: O(|w| · log of the widest layer).
  ///
  /// Source: H. J. Sussmann, "Uniqueness of the weights for minimal feedforward nets with a given input-output map", Neural
  /// Networks 5, 1992 (there are no other symmetries of a minimal tanh network with one hidden layer).
  public func canonicalized(tolerance: Double = 1e-6) -> Network {
    canonicalized(tolerance: tolerance, clearsIdleUnits: false)
  }

  /// The canonical form, and where `clearsIdleUnits` all weights of a unit are 0 that hardly has an effect: each of its
  /// outgoing weights is within the tolerance times the largest weight into the same unit. What comes into it does not matter.
  func canonicalized(tolerance: Double, clearsIdleUnits: Bool) -> Network {
    var form = CanonicalForm(architecture, parameters.map { Double($0) }, tolerance: tolerance)
    form.canonicalize()
    if clearsIdleUnits {
      // Only now, as it is the scales that say which weights are small.
      form.clearIdleUnits()
      form.canonicalize()
    }
    var result = self
    result.parameters = form.w.map { Scalar($0) }
    return result
  }
}

/// The parameters of a network on their way to canonical form.
private struct CanonicalForm {
  let architecture: Architecture
  private(set) var w: [Double]
  let tolerance: Double

  init(_ architecture: Architecture, _ w: [Double], tolerance: Double) {
    self.architecture = architecture
    self.w = w
    self.tolerance = tolerance
  }

  mutating func clearIdleUnits() {
    for k in architecture.layers.indices.dropLast().reversed() {
      for j in 0..<architecture.layers[k].units {
        let outgoing = architecture.outgoingConnections(layer: k, unit: j)
        let isIdle = outgoing.allSatisfy { w[$0.place].magnitude <= tolerance * largestWeight($0.layer, $0.unit) }
        guard isIdle else { continue }
        for place in outgoing.map(\.place) + incoming(k, j) { w[place] = 0 }
      }
    }
  }

  /// The largest magnitude of a weight into a unit. Its bias is none: it may be large for reasons of its own, such as the mean
  /// of unscaled targets.
  private func largestWeight(_ k: Int, _ j: Int) -> Double {
    architecture.incomingPlaces(layer: k, unit: j).reduce(0) { max($0, w[$1].magnitude) }
  }

  mutating func canonicalize() {
    for k in architecture.layers.indices.dropLast() {
      for j in 0..<architecture.layers[k].units {
        turn(layer: k, unit: j)
        balance(layer: k, unit: j)
      }
      sort(layer: k)
    }
    centerSoftmax()
  }

  // MARK: - One unit

  private func incoming(_ k: Int, _ j: Int) -> [Int] {
    architecture.incomingPlaces(layer: k, unit: j) + (architecture.biasPlace(layer: k, unit: j).map { [$0] } ?? [])
  }

  private func key(_ k: Int, _ j: Int) -> [Double] {
    (incoming(k, j) + architecture.outgoingConnections(layer: k, unit: j).map(\.place)).map { w[$0] }
  }

  /// What differences of a unit's numbers are compared with.
  private func threshold(_ k: Int, _ j: Int) -> Double {
    tolerance * incoming(k, j).reduce(0) { max($0, w[$1].magnitude) }
  }

  private mutating func turn(layer k: Int, unit j: Int) {
    let facts = architecture.layers[k].activation.facts
    let outgoing = architecture.outgoingConnections(layer: k, unit: j)
    let places = incoming(k, j)
    let threshold = threshold(k, j)
    let isNegative = (places.first { w[$0].magnitude > threshold }).map { w[$0] < 0 } ?? false
    switch facts.symmetry {
    case .odd:
      if isNegative {
        for place in places { w[place] = 0 - w[place] }
        for connection in outgoing { w[connection.place] = 0 - w[connection.place] }
      }
      if let antiperiod = facts.antiperiod { reducePhase(layer: k, unit: j, by: antiperiod, outgoing) }
    case .even:
      if isNegative { for place in places { w[place] = 0 - w[place] } }
    case .complementary:
      // v h(a) = v − v h(−a): the constant needs a bias to go to.
      let biases = outgoing.map { architecture.biasPlace(layer: $0.layer, unit: $0.unit) }
      guard isNegative, biases.allSatisfy({ $0 != nil }) else { return }
      for place in places { w[place] = 0 - w[place] }
      for (connection, bias) in zip(outgoing, biases) {
        w[bias!] += w[connection.place]
        w[connection.place] = 0 - w[connection.place]
      }
    case .none: break
    }
  }

  /// h(a + mp) = (−1)ᵐ h(a), as for the sine with p = π.
  private mutating func reducePhase(
    layer k: Int, unit j: Int, by antiperiod: Double, _ outgoing: [Architecture.Connection]
  ) {
    guard let bias = architecture.biasPlace(layer: k, unit: j) else { return }
    let turns = (w[bias] / antiperiod - tolerance).rounded()
    guard turns != 0 else { return }
    w[bias] -= turns * antiperiod
    if turns.truncatingRemainder(dividingBy: 2) != 0 {
      for connection in outgoing { w[connection.place] = 0 - w[connection.place] }
    }
  }

  private mutating func balance(layer k: Int, unit j: Int) {
    guard architecture.layers[k].activation.facts.homogeneity == .positive else { return }
    let places = incoming(k, j)
    let norm = DenseVector.norm(places.map { w[$0] })
    guard norm > 0 else { return }
    for place in places { w[place] /= norm }
    for connection in architecture.outgoingConnections(layer: k, unit: j) { w[connection.place] *= norm }
  }

  // MARK: - A layer

  private mutating func sort(layer k: Int) {
    let units = 0..<architecture.layers[k].units
    let patterns = units.map { architecture.connectionPattern(layer: k, unit: $0) }
    for (pattern, members) in Dictionary(grouping: units, by: { patterns[$0] }) where members.count > 1 {
      let keys = Dictionary(uniqueKeysWithValues: members.map { ($0, key(k, $0)) })
      let thresholds = Dictionary(uniqueKeysWithValues: members.map { ($0, threshold(k, $0)) })
      let sorted = members.sorted { a, b in
        let threshold = max(thresholds[a]!, thresholds[b]!)
        for (x, y) in zip(keys[a]!, keys[b]!) where (x - y).magnitude > threshold { return x < y }
        return false
      }
      assert(pattern == patterns[members[0]])
      let places = members.map { incoming(k, $0) + architecture.outgoingConnections(layer: k, unit: $0).map(\.place) }
      for (to, from) in zip(places, sorted) {
        for (place, value) in zip(to, keys[from]!) { w[place] = value }
      }
    }
  }

  /// Softmax does not see what is added to all classes: the mean over the classes is taken off.
  private mutating func centerSoftmax() {
    for places in architecture.placesOfSoftmaxes {
      let mean = places.reduce(0) { $0 + w[$1] } / Double(places.count)
      for place in places { w[place] -= mean }
    }
  }
}

extension Architecture {
  /// The places of weights, and of biases, to which the same number may be added as a softmax does not see it: for each of
  /// the output layer's softmaxes and what its units receive, a place for each class. None with a mask.
  var placesOfSoftmaxes: [[Int]] {
    let layer = outputLayer
    guard layer.mask == nil else { return [] }
    return plan.outputParts.filter(\.isSoftmax).flatMap { (part: OutputPart) -> [[Int]] in
      let columns = layer.blocks.flatMap { (block: Layer.Block) -> [[Int]] in
        (0..<block.columns).map { i in part.outputs.map { block.offset + $0 * block.columns + i } }
      }
      guard let offset = layer.biasOffset else { return columns }
      return columns + [part.outputs.map { offset + $0 }]
    }
  }
}
