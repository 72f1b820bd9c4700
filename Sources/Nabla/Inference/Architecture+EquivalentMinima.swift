extension Architecture {
  /// ln of the number of equal minima that exchanging hidden units and turning them around makes of one, where the prior does
  /// not tell them apart.
  ///
  ///     Σ_layers Σ_sets ln m! + Σ_units ln 2
  ///
  /// with m the units of a set that have the same connections in the same groups of the prior, and a factor of 2 for a unit whose
  /// activation is odd or even. Idle units of a set, whose weights are within two standard deviations of 0, are at one place all
  /// together: they are not turned, and exchanges of them do not count. A network with a mask or groups of one's own may have fewer. A sigmoid unit may be turned
  /// around too, but with another bias, which has another prior: it does not count.
  ///
  ///
  /// - Parameters:
  ///   - variables: For each parameter its place among the variables, if it has one.
  ///   - squaredLength: uᵀAu of a sparse vector in the variables, by its places.
  func logEquivalentMinima(
    _ groups: PriorGroups, _ w: [Double], variables: [Int: Int],
    squaredLength: ([(place: Int, value: Double)]) -> Double
  ) -> Double {
    func logFactorial(_ m: Int) -> Double { (1...max(m, 1)).reduce(0) { $0 + Double._Primitives.log(Double($1)) } }
    return layers.indices.dropLast().reduce(0) { sum, k in
      let layer = layers[k]
      var sets: [[Int]: (all: Int, idle: Int)] = [:]
      var turns = 0
      for j in 0..<layer.units {
        let bias = biasPlace(layer: k, unit: j)
        let incoming = incomingPlaces(layer: k, unit: j) + (bias.map { [$0] } ?? [])
        let outgoing = outgoingConnections(layer: k, unit: j).map(\.place)
        let places = incoming + outgoing
        // Units whose weights are held fixed are as they are.
        guard places.allSatisfy({ variables[$0] != nil }), !outgoing.isEmpty else { continue }
        let isIdle = squaredLength(places.map { (variables[$0]!, w[$0]) }) <= 4
        let pattern = connectionPattern(layer: k, unit: j) + [-2] + places.map { groups.membership[$0] ?? -1 }
        sets[pattern, default: (0, 0)].all += 1
        if isIdle {
          sets[pattern]!.idle += 1
          continue
        }
        switch layer.activation.facts.symmetry {
        case .odd:
          // The rotations of a linear layer are no finite number.
          if layer.activation.facts.homogeneity != .linear { turns += 1 }
        case .even: turns += 1
        case .complementary, .none: break
        }
      }
      // In the order of their sizes, so that the sum has the same bits each time.
      let exchanges = sets.values.sorted { ($0.all, $0.idle) < ($1.all, $1.idle) }.reduce(0.0) {
        $0 + logFactorial($1.all) - logFactorial($1.idle)
      }
      return sum + exchanges + Double(turns) * Double._Primitives.log(2)
    }
  }
}
