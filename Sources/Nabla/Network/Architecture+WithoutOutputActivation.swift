extension Architecture {
  /// The same layers with the identity at the output, so that the network puts out what its activation would receive.
  var withoutOutputActivation: Architecture {
    let output = outputLayer
    let layer = Layer(
      name: output.name, units: output.units, activation: .identity, blocks: output.blocks,
      biasOffset: output.biasOffset, mask: output.mask)
    return Architecture(
      Storage(
        inputs: inputs, basisFunctions: basisFunctions, layers: layers.dropLast() + [layer],
        likelihood: .gaussian(outputs: outputs), parameterCount: parameterCount, consumers: consumers,
        maskedPositions: maskedPositions, offsets: plan.offsetOfOutput))
  }
}
