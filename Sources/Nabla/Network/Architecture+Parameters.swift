extension Architecture {
  /// Traps where something is meant for a layer that is not there.
  func checkLayers(_ names: some Sequence<String>, for what: String) {
    for name in names {
      precondition(layers.contains { $0.name == name }, "\(what) of '\(name)', which is no layer")
    }
  }

  /// The places in the parameter vector that are not among these, in increasing order.
  func parameterPositions(outside places: some Sequence<Int>) -> [Int] {
    let places = Set(places)
    return (0..<parameterCount).filter { !places.contains($0) }
  }

  /// What multiplies each parameter where the pre-activations of the outputs are multiplied by these factors: the weights and the
  /// bias of an output by its factor, all others by 1.
  ///
  /// - Precondition: there is a factor for each output.
  func parameterFactors(ofOutputs factors: [Double]) -> [Double] {
    let layer = outputLayer
    var result = [Double](repeating: 1, count: parameterCount)
    for (k, factor) in factors.enumerated() {
      for block in layer.blocks {
        for i in 0..<block.columns { result[block.offset + k * block.columns + i] = factor }
      }
      if let offset = layer.biasOffset { result[offset + k] = factor }
    }
    return result
  }
}
