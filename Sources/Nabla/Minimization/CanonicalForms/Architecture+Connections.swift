/// How the units of a hidden layer are connected, for symmetries of the weights.
extension Architecture {
  /// The places in w of a unit's incoming weights that no mask removes, block by block, without the bias.
  func incomingPlaces(layer k: Int, unit j: Int) -> [Int] {
    let layer = layers[k]
    var places: [Int] = []
    var first = 0
    for block in layer.blocks {
      for i in 0..<block.columns where layer.mask?.connected[j * layer.fanIn + first + i] ?? true {
        places.append(block.offset + j * block.columns + i)
      }
      first += block.columns
    }
    return places
  }

  /// The place of a unit's bias, where its layer has biases.
  func biasPlace(layer k: Int, unit j: Int) -> Int? { layers[k].biasOffset.map { $0 + j } }

  /// A weight from a unit to a unit of a later layer.
  struct Connection: Hashable {
    var place: Int
    var layer: Int
    var unit: Int
  }

  /// The weights by which unit j of layer k acts on later layers, masked ones left out.
  func outgoingConnections(layer k: Int, unit j: Int) -> [Connection] {
    consumers[k].flatMap { r in
      let layer = layers[r]
      var first = 0
      return layer.blocks.flatMap { block in
        defer { first += block.columns }
        guard block.source == k else { return [Connection]() }
        return (0..<layer.units).compactMap { unit in
          guard layer.mask?.connected[unit * layer.fanIn + first + j] ?? true else { return nil }
          return Connection(place: block.offset + unit * block.columns + j, layer: r, unit: unit)
        }
      }
    }
  }

  /// The connections of a unit as a pattern: two units of a layer may change places where theirs are equal.
  func connectionPattern(layer k: Int, unit j: Int) -> [Int] {
    let layer = layers[k]
    let incoming = incomingPlaces(layer: k, unit: j).map { place in
      let block = layer.blocks.firstIndex { place >= $0.offset && place < $0.offset + layer.units * $0.columns }!
      return block << 32 | (place - layer.blocks[block].offset - j * layer.blocks[block].columns)
    }
    let outgoing = outgoingConnections(layer: k, unit: j).map { $0.layer << 32 | $0.unit }
    return incoming + [-1] + outgoing
  }
}
