internal import Nabla

extension Network {
  /// The parameters that a gradient check compares: all of a small network, else as many from each block of weights and
  /// each layer's biases.
  func parametersToCheck(atMost limit: Int, seed: UInt64) -> [Int] {
    guard architecture.parameterCount > limit else { return Array(0..<architecture.parameterCount) }
    let parts = architecture.layers.flatMap { layer in
      layer.blocks.map { $0.offset..<$0.offset + layer.units * $0.columns }
        + (layer.biasOffset.map { [$0..<$0 + layer.units] } ?? [])
    }
    var generator = SeededGenerator(seed: seed)
    return parts.flatMap { part in
      let wanted = max(limit / parts.count, 1)
      guard part.count > wanted else { return Array(part) }
      return Set((0..<wanted).map { _ in Int.random(in: part, using: &generator) }).sorted()
    }
  }
}
