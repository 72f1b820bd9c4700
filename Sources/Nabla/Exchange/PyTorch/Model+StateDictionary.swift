extension Model {
  /// The parameters as a PyTorch state dict, which `load_state_dict` takes.
  ///
  /// A chain of layers has the names of an `nn.Sequential` with a function behind each linear layer: `0.weight`, `0.bias`,
  /// `2.weight`, …. Layers of other graphs have their own names, and the weights from several sources are one tensor, for
  /// the `torch.cat` of these. A scaler becomes part of the weights of the layers that receive the inputs: W / s, and
  /// b − W (m / s), which is exact but for rounding. The function of the output layer is not part of a state dict.
  ///
  /// - Parameter names: The names of the layers in order, in place of these.
  /// - Throws: `ModelFileError` where a state dict cannot say what the model does: with basis functions, with a scaler that
  ///   has a limit or is in front of a layer without bias, and with names that make one name of a tensor.
  /// - Complexity: O(|w|).
  public func stateDictionary(layers names: [String]? = nil) throws(ModelFileError) -> SafetensorsFile {
    let architecture = network.architecture
    try checkStraightInputs("a state dict")
    if let names, names.count != architecture.layers.count {
      throw ModelFileError(
        .invalidDescription, part: "names of layers", expected: "\(architecture.layers.count), one for each layer",
        found: "\(names.count)")
    }
    guard architecture.basisFunctions == nil else {
      throw ModelFileError(
        .invalidDescription, part: "basis functions", expected: "layers only, as a state dict knows nothing else",
        found: "basis functions in front of them")
    }
    try refuseOffsets()
    let isChain = architecture.layers.enumerated().allSatisfy { k, layer in
      layer.blocks.count == 1 && layer.blocks[0].source == (k == 0 ? nil : k - 1)
    }
    var tensors: [String: SafetensorsFile.Tensor] = [:]
    for (k, layer) in architecture.layers.enumerated() {
      let name = names?[k] ?? (isChain ? "\(2 * k)" : layer.name)
      let (weights, bias) = try folded(layer)
      let parts =
        [("weight", [layer.units, layer.fanIn], weights)] + (bias.map { [("bias", [layer.units], $0)] } ?? [])
      for (part, shape, elements) in parts {
        guard elements.allSatisfy(\.isFinite) else {
          throw ModelFileError(
            .invalidNumber, part: "layer '\(layer.name)'", expected: "finite parameters", found: "infinite ones or NaN")
        }
        guard tensors.updateValue(.init(shape: shape, elements: elements), forKey: "\(name).\(part)") == nil else {
          throw ModelFileError(
            .invalidDescription, part: "names of layers", expected: "different ones", found: "'\(name)' twice")
        }
      }
    }
    return SafetensorsFile(tensors: tensors, metadata: ["format": "pt"])
  }

  /// The weights of a layer, units × fan-in, and its bias, with the scaler in them where inputs come in.
  private func folded(_ layer: Layer) throws(ModelFileError) -> (weights: [Scalar], bias: [Scalar]?) {
    let w = network.parameters
    var weights: [Scalar] = []
    var bias = layer.biasOffset.map { Array(w[$0..<$0 + layer.units]) }
    for j in 0..<layer.units {
      for block in layer.blocks {
        let row = w[block.offset + j * block.columns..<block.offset + (j + 1) * block.columns]
        guard let scaler, block.source == nil else {
          weights += row
          continue
        }
        var shift = 0.0
        for (i, weight) in row.enumerated() {
          weights.append(weight / scaler.scales[i])
          shift += Double(weight) * Double(scaler.means[i]) / Double(scaler.scales[i])
        }
        if bias != nil {
          bias?[j] -= Scalar(shift)
        } else if shift != 0 {
          throw ModelFileError(
            .invalidDescription, part: "layer '\(layer.name)'",
            expected: "a bias, in which the means of the scaler can go", found: "a layer without one")
        }
      }
    }
    return (weights, bias)
  }
}
