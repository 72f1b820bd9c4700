/// Directions in a network's parameters along which its outputs on given examples do not change, each with its reason.
///
/// The most telling reasons come first. Directions may depend on each other.
struct FlatDirections {
  private let architecture: Architecture
  private let w: [Double]
  private let signals: LayerSignals

  init(of network: Network<Double>, on inputs: Matrix<Double>) {
    architecture = network.architecture
    w = network.parameters
    signals = LayerSignals(of: network, on: inputs)
  }

  /// All of them.
  var all: [FlatDirection] {
    let hidden = architecture.layers.indices.dropLast()
    return softmaxShifts + hidden.flatMap(unitReasons) + hidden.flatMap(duplicates) + hidden.flatMap(scalings)
      + hidden.flatMap(mixings) + architecture.layers.indices.flatMap(dependencies)
  }

  private func direction(_ reason: FlatReason, _ places: [(place: Int, value: Double)]) -> FlatDirection {
    FlatDirection(reason: reason, entries: places)
  }

  private func units(_ reason: FlatReason, _ places: [Int]) -> [FlatDirection] {
    places.map { direction(reason, [($0, 1)]) }
  }

  private func incoming(_ k: Int, _ j: Int) -> [Int] {
    architecture.incomingPlaces(layer: k, unit: j) + (architecture.biasPlace(layer: k, unit: j).map { [$0] } ?? [])
  }

  /// The same number added to a weight of every class.
  private var softmaxShifts: [FlatDirection] {
    architecture.placesOfSoftmaxes.map { places in direction(.softmaxShift, places.map { ($0, 1) }) }
  }

  /// Dead, saturated and disconnected units: what comes in does not matter, for a dead one neither what goes out.
  private func unitReasons(layer k: Int) -> [FlatDirection] {
    let name = architecture.layers[k].name
    let largest = w.reduce(0) { max($0, $1.magnitude) }
    return (0..<architecture.layers[k].units).flatMap { j in
      let outgoing = architecture.outgoingConnections(layer: k, unit: j).map(\.place)
      if signals.slopes[k][j].allSatisfy({ $0.magnitude <= 1e-4 }) {
        return signals.outputs[k][j].allSatisfy { $0.magnitude <= 1e-12 }
          ? units(.deadUnit(layer: name, unit: j), incoming(k, j) + outgoing)
          : units(.saturatedUnit(layer: name, unit: j), incoming(k, j))
      }
      return outgoing.allSatisfy { w[$0].magnitude <= 1e-6 * largest }
        ? units(.disconnectedUnit(layer: name, unit: j), incoming(k, j)) : []
    }
  }

  /// Units with equal or opposite outputs: weight moves from one to the other in every layer that receives both.
  private func duplicates(layer k: Int) -> [FlatDirection] {
    let layer = architecture.layers[k]
    return (0..<layer.units).flatMap { j in
      (0..<j).flatMap { i -> [FlatDirection] in
        let (first, second) = (signals.outputs[k][i], signals.outputs[k][j])
        let scale = first.reduce(0) { max($0, $1.magnitude) }
        let sign = DenseVector.dot(first, second) < 0 ? -1.0 : 1
        let isSame = zip(first, second).allSatisfy { ($0 - sign * $1).magnitude <= 1e-2 * scale }
        guard scale > 0 && isSame else { return [] }
        let receivers = architecture.outgoingConnections(layer: k, unit: j)
        return architecture.outgoingConnections(layer: k, unit: i).compactMap { from in
          guard let to = receivers.first(where: { $0.layer == from.layer && $0.unit == from.unit }) else { return nil }
          return direction(
            .duplicateUnits(layer: layer.name, first: i, second: j), [(from.place, 1), (to.place, -sign)])
        }
      }
    }
  }

  /// The scale of positively homogeneous units and the shift of exponentials.
  private func scalings(layer k: Int) -> [FlatDirection] {
    let layer = architecture.layers[k]
    return (0..<layer.units).compactMap { j in
      let outgoing = architecture.outgoingConnections(layer: k, unit: j).map { ($0.place, -w[$0.place]) }
      switch layer.activation.facts.homogeneity {
      case .positive:
        return direction(.scaling(layer: layer.name, unit: j), incoming(k, j).map { ($0, w[$0]) } + outgoing)
      case .exponential:
        guard let bias = architecture.biasPlace(layer: k, unit: j) else { return nil }
        return direction(.scaling(layer: layer.name, unit: j), [(bias, 1)] + outgoing)
      case .linear, .none: return nil
      }
    }
  }

  /// a_i ← a_i + εa_j in a linear layer without mask, and the weights from j less ε times those from i; a_i ← a_i + ε, and
  /// the biases after it less ε times the weights from i.
  private func mixings(layer k: Int) -> [FlatDirection] {
    let layer = architecture.layers[k]
    guard layer.activation.facts.homogeneity == .linear && layer.mask == nil else { return [] }
    let shifts = (0..<layer.units).compactMap { i -> FlatDirection? in
      guard let bias = architecture.biasPlace(layer: k, unit: i) else { return nil }
      let out = architecture.outgoingConnections(layer: k, unit: i).map { connection in
        (architecture.biasPlace(layer: connection.layer, unit: connection.unit), -w[connection.place])
      }
      guard out.allSatisfy({ $0.0 != nil }) else { return nil }
      return direction(.linearMixing(layer: layer.name), [(bias, 1)] + out.map { ($0.0!, $0.1) })
    }
    return shifts
      + (0..<layer.units).flatMap { i in
        (0..<layer.units).map { j in
          let into = zip(incoming(k, i), incoming(k, j)).map { (place: $0, value: w[$1]) }
          let out = zip(
            architecture.outgoingConnections(layer: k, unit: i), architecture.outgoingConnections(layer: k, unit: j)
          ).map { (place: $1.place, value: -w[$0.place]) }
          return direction(.linearMixing(layer: layer.name), into + out)
        }
      }
  }

  /// Combinations of what a unit receives that are 0 for every example.
  private func dependencies(layer k: Int) -> [FlatDirection] {
    let layer = architecture.layers[k]
    // Units with the same mask receive the same.
    let groups = Dictionary(grouping: 0..<layer.units) { j in
      layer.mask.map { Array($0.connected[j * $0.inputs..<(j + 1) * $0.inputs]) } ?? []
    }
    return groups.values.sorted { $0[0] < $1[0] }.flatMap { members in
      let columns = signals.received(
        by: k, connected: layer.mask.map { Array($0.connected[members[0] * $0.inputs..<(members[0] + 1) * $0.inputs]) })
      let nullSpace = Self.nullSpace(columns)
      return members.flatMap { j in
        nullSpace.map { combination in
          direction(
            .dependentInputs(layer: layer.name), zip(incoming(k, j), combination).map { (place: $0, value: $1) })
        }
      }
    }
  }

  /// The combinations c with Σ c_i column_i = 0, of length 1.
  private static func nullSpace(_ columns: [[Double]]) -> [[Double]] {
    let n = columns.count
    guard let rows = columns.first?.count else { return [] }
    let norms = columns.map { column in
      let norm = DenseVector.norm(column)
      return norm > 0 ? norm : 1
    }
    // At least n rows, so that every combination has a singular value.
    var matrix = ColumnMatrix(rows: max(rows, n), columns: n)
    for (j, column) in columns.enumerated() {
      for i in 0..<rows { matrix[i, j] = column[i] / norms[j] }
    }
    guard let decomposition = SingularValueDecomposition(QRFactorization(matrix).r) else { return [] }
    let largest = decomposition.values.first ?? 0
    return decomposition.values.indices.filter { decomposition.values[$0] <= 1e-10 * largest || largest == 0 }.map {
      r in
      (0..<n).map { decomposition.vTransposed[r, $0] / norms[$0] }
    }
  }
}

/// What every unit of a network puts out for every example, with its slope, by textbook loops.
struct LayerSignals {
  /// Layer by layer and unit by unit, one number an example.
  private(set) var outputs: [[[Double]]] = []
  /// h′ of hidden layers at the same places.
  private(set) var slopes: [[[Double]]] = []
  private let architecture: Architecture
  private let features: [[Double]]

  init(of network: Network<Double>, on inputs: Matrix<Double>) {
    architecture = network.architecture
    let covariates = inputs.prefix(columns: architecture.covariates)
    let seen = architecture.basisFunctions.map { $0(covariates) } ?? covariates
    features = (0..<seen.columns).map { i in (0..<seen.rows).map { seen[$0, i] } }
    let w = network.parameters
    for (k, layer) in architecture.layers.enumerated() where k < architecture.layers.count - 1 {
      var z: [[Double]] = []
      var slope: [[Double]] = []
      for j in 0..<layer.units {
        var a = [Double](repeating: layer.biasOffset.map { w[$0 + j] } ?? 0, count: inputs.rows)
        for block in layer.blocks {
          for (i, source) in sources(block).enumerated() {
            DenseVector.add(w[block.offset + j * block.columns + i], source, to: &a)
          }
        }
        let derivatives = a.map { layer.activation.derivatives(at: $0) }
        z.append(derivatives.map(\.value))
        slope.append(derivatives.map(\.first))
      }
      outputs.append(z)
      slopes.append(slope)
    }
  }

  private func sources(_ block: Layer.Block) -> [[Double]] { block.source.map { outputs[$0] } ?? features }

  /// The columns that a unit of layer k receives, the constant 1 of its bias last.
  func received(by k: Int, connected: [Bool]?) -> [[Double]] {
    let layer = architecture.layers[k]
    var columns = layer.blocks.flatMap(sources)
    if let connected { columns = zip(columns, connected).filter(\.1).map(\.0) }
    if layer.biasOffset != nil { columns.append([Double](repeating: 1, count: features.first?.count ?? 0)) }
    return columns
  }
}
