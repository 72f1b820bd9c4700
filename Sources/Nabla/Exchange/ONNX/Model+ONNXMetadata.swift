extension Model {
  /// The model that the metadata and constants of a graph say, where that graph is the one that this model has; nil for
  /// others.
  ///
  /// Encodings, basis functions and heads come in so: of their operators nothing else is asked than that they are the ones that
  /// are written for them.
  ///
  /// - Complexity: O(size of the file).
  static func written(as graph: ONNXGraph) -> Model? {
    var file = SafetensorsFile(tensors: [:], metadata: graph.metadata)
    guard file.metadata[ModelFile.Key.format] == ModelFile.format,
      let architecture = try? Self.architecture(of: file, CustomFunctions())
    else { return nil }
    guard
      architecture.basisFunctions != nil || architecture.likelihood.heads != nil
        || file.metadata[ModelFile.Key.encoding] != nil
    else { return nil }
    var parts = ModelFile.parts(of: architecture)[...]
    for layer in architecture.layers {
      guard let weights = graph.initializers["weight:\(layer.name)"], weights.shape == [layer.units, layer.fanIn] else {
        return nil
      }
      let elements: [Scalar] = weights.elements()
      var first = 0
      for block in layer.blocks {
        let rows = (0..<layer.units).map {
          elements[$0 * layer.fanIn + first..<$0 * layer.fanIn + first + block.columns]
        }
        let part = parts.removeFirst()
        file.tensors[part.name] = .init(shape: part.shape, elements: rows.flatMap(\.self))
        first += block.columns
      }
      guard layer.biasOffset != nil else { continue }
      let part = parts.removeFirst()
      guard let biases = graph.initializers["bias:\(layer.name)"], biases.shape == part.shape else { return nil }
      file.tensors[part.name] = .init(shape: part.shape, elements: biases.elements(as: Scalar.self))
    }
    for name in [ModelFile.TensorName.means, ModelFile.TensorName.scales] {
      guard let tensor = graph.initializers[name] else { continue }
      file.tensors[name] = .init(shape: tensor.shape, elements: tensor.elements(as: Scalar.self))
    }
    guard let model = try? Model(file), let bytes = try? model.onnx(), let own = try? ONNXGraph(bytes: bytes),
      own.nodes == graph.nodes, own.inputs == graph.inputs, own.outputs == graph.outputs,
      own.initializers == graph.initializers
    else { return nil }
    return model
  }
}
