internal import Nabla

extension Network {
  /// The parameters that a gradient check compares: all of a small network, else as many from each block of weights and
  /// each layer's biases.
  func parametersToCheck(atMost limit: Int, seed: UInt64) -> [Int] {
    guard architecture.parameterCount > limit else { return Array(0..<architecture.parameterCount) }
    var parts: [Range<Int>] = []
    for layer in architecture.layers {
      parts += layer.blocks.map { block in block.offset..<block.offset + layer.units * block.columns }
      if let offset = layer.biasOffset { parts.append(offset..<offset + layer.units) }
    }
    var generator = SeededGenerator(seed: seed)
    return parts.flatMap { part in
      let wanted = max(limit / parts.count, 1)
      guard part.count > wanted else { return Array(part) }
      return Set((0..<wanted).map { _ in Int.random(in: part, using: &generator) }).sorted()
    }
  }
}

extension Model {
  /// The training examples of the data as the network of this model takes them: inputs scaled, targets in the form of its
  /// likelihood.
  ///
  /// - Parameter path: The file of the model, which may have a note on the digits that it was trained on.
  func trainingExamples(of data: DataChoice, _ path: String) throws -> Dataset<Scalar> {
    let architecture = network.architecture
    var data = data.divided(as: notes)
    // Whole numbers of arrays are what the model takes them for.
    if data.kind == nil, data.hasArrays, !isClassifier { data.kind = .values }
    if data.source == .digits { data.testFraction = try data.testFraction ?? notedTestFraction(path) }
    let loaded = try LoadedData<Scalar>(data, for: self, likelihood: architecture.likelihood)
    guard loaded.training.inputs.columns == architecture.inputs else {
      throw CommandError(
        "\(loaded.name) has \(loaded.training.inputs.columns) inputs, but the model \(architecture.inputs)")
    }
    let problem = try TrainingProblem(loaded, likelihood: architecture.likelihood, scaling: .unscaled)
    guard problem.likelihood.outputs == architecture.outputs else {
      throw CommandError(
        "\(loaded.name) asks for \(problem.likelihood.outputs) outputs, but the model has \(architecture.outputs)")
    }
    let inputs = scaler.map { $0(problem.training.inputs) } ?? problem.training.inputs
    return try Dataset(inputs: inputs, targets: problem.training.targets, weights: problem.training.weights)
  }
}
