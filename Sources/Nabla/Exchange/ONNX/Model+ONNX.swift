internal import FoundationEssentials

extension Model {
  /// The model as an ONNX graph, of the operators of opset 17.
  ///
  /// The input `x` has a row of d numbers for each example; a model whose encoding makes the inputs from columns has an
  /// input for each column in its place, n × 1, by its name. The output `y` is what `predict` gives, n × K; models that tell
  /// classes apart also put out `class`, the index of the class, and where classes have names `label`. Each layer is a
  /// `Gemm` with its weights as they are, units × columns, and the operators of its function; sources are put together by
  /// `Concat`; basis functions are operators on all examples and inputs at once. The metadata has the architecture, the names
  /// and the notes, as model files have them.
  ///
  /// - Throws: `ModelFileError` for what has no operators: functions of the user's own, splines of a degree above 32, offsets and
  ///   a scaler with a limit; and for parameters that are not finite.
  /// - Complexity: O(|w|).
  public func onnx() throws(ModelFileError) -> [UInt8] {
    try checkStraightInputs("an ONNX graph")
    var graph = ONNXNetwork(self)
    return try graph.bytes()
  }

  /// Writes the model as an ONNX file, beside its place first and then renamed.
  ///
  /// - Throws: as `onnx`, and if the system refuses.
  public func exportONNX(to path: String) throws(ModelFileError) {
    do throws(ModelFileError) {
      try ModelFile.write(onnx(), to: path)
    } catch {
      throw error.about(path)
    }
  }
}

/// A model that becomes a graph.
struct ONNXNetwork<Scalar: RealScalar> {
  let model: Model<Scalar>
  var writer = ONNXWriter()

  init(_ model: Model<Scalar>) { self.model = model }

  var architecture: Architecture { model.network.architecture }

  mutating func bytes() throws(ModelFileError) -> [UInt8] {
    try model.refuseOffsets()
    var x = putInputs()
    if let scaler = model.scaler {
      let means = writer.tensor([scaler.means.count], scaler.means, name: "scaler.means")
      let scales = writer.tensor([scaler.scales.count], scaler.scales, name: "scaler.scales")
      x = writer.node("Div", [writer.node("Sub", [x, means]), scales], name: "scaler")
    }
    if let functions = architecture.basisFunctions { x = try put(functions, of: x) }
    var outputs: [String] = []
    for k in architecture.layers.indices { outputs.append(try putLayer(k, input: x, outputs)) }
    writer.output("y", .of(Scalar.self), [architecture.outputs])
    putClasses()
    // The text of a model file, without its tensors; it refuses what cannot be said.
    var metadata = try model.file().metadata
    // What goes with its tensors stays there.
    typealias Key = ModelFile.Key
    for key in [Key.checksum, Key.uncertain, Key.noises, Key.noiseFreedom] { metadata[key] = nil }
    return writer.bytes(name: "network", metadata: metadata)
  }

  // MARK: - Layers

  private mutating func putLayer(_ k: Int, input: String, _ outputs: [String]) throws(ModelFileError) -> String {
    let layer = architecture.layers[k]
    let isLast = k == architecture.layers.count - 1
    let sources = layer.blocks.map { $0.source.map { outputs[$0] } ?? input }
    let source = sources.count == 1 ? sources[0] : writer.node("Concat", sources, [("axis", .integer(1))])

    let w = model.network.parameters
    var weights: [Scalar] = []
    weights.reserveCapacity(layer.units * layer.fanIn)
    for j in 0..<layer.units {
      for block in layer.blocks {
        let first = block.offset + j * block.columns
        weights += w[first..<first + block.columns]
      }
    }
    guard weights.allSatisfy(\.isFinite) else {
      throw ModelFileError(
        .invalidNumber, part: "layer '\(layer.name)'", expected: "finite parameters", found: "infinite ones or NaN")
    }
    var operands = [source, writer.tensor([layer.units, layer.fanIn], weights, name: "weight:\(layer.name)")]
    if let offset = layer.biasOffset {
      operands.append(writer.tensor([layer.units], w[offset..<offset + layer.units], name: "bias:\(layer.name)"))
    }
    let isPlain = layer.activation == .identity
    let a = writer.node(
      "Gemm", operands, [("transB", .integer(1))], name: layer.name, output: isLast && isPlain ? "y" : nil)
    if isPlain { return a }
    if layer.activation == .softmax {
      return writer.node("Softmax", [a], [("axis", .integer(1))], output: isLast ? "y" : nil)
    }
    guard layer.activation != .heads else { return try putHeads(a) }
    guard let formula = layer.activation.formula(isSingle: Scalar.self == Float.self) else {
      throw ModelFileError(
        .unknownFunction, part: "layer '\(layer.name)'", expected: "built-in functions, which have operators",
        found: "your function '\(layer.activation.name)'")
    }
    return put(formula, of: a, output: isLast ? "y" : nil)
  }

  /// The functions of heads, each on its own columns of the pre-activations.
  private mutating func putHeads(_ a: String) throws(ModelFileError) -> String {
    let parts = architecture.plan.outputParts
    var outputs: [String] = []
    for part in parts {
      let own = writer.node(
        "Slice",
        [
          a, writer.tensor([1], integers: [part.outputs.lowerBound]),
          writer.tensor([1], integers: [part.outputs.upperBound]),
          writer.tensor([1], integers: [1]),
        ])
      guard !part.isSoftmax else {
        outputs.append(writer.node("Softmax", [own], [("axis", .integer(1))]))
        continue
      }
      guard let formula = part.activation.formula(isSingle: Scalar.self == Float.self) else {
        throw ModelFileError(
          .unknownFunction, part: "layer 'output'", expected: "functions that have operators",
          found: "'\(part.activation.name)'")
      }
      outputs.append(put(formula, of: own))
    }
    return outputs.count == 1
      ? writer.node("Identity", outputs, output: "y")
      : writer.node("Concat", outputs, [("axis", .integer(1))], output: "y")
  }

  /// The nodes of a formula.
  private mutating func put(_ formula: OperatorFormula, of a: String, output: String? = nil) -> String {
    switch formula {
    case .a: return a
    case .number(let value): return writer.number(Scalar(value))
    case .apply(let op, let operands):
      let names = operands.map { put($0, of: a) }
      return writer.node(op, names, output: output)
    case .withAlpha(let op, let alpha, let operand):
      return writer.node(op, [put(operand, of: a)], [("alpha", .float(Float(alpha)))], output: output)
    }
  }

  /// The class of each example, where the outputs stand for one of several.
  private mutating func putClasses() {
    guard architecture.likelihood.scores(hasClassNames: model.classNames != nil) == .classification else { return }
    let index: String
    if architecture.outputs == 1 {
      let above = writer.node("Greater", ["y", writer.number(Scalar(0.5))])
      let column = writer.node("Cast", [above], [("to", .integer(ONNXType.int64.rawValue))])
      index = writer.node("Squeeze", [column, writer.tensor([1], integers: [1])], output: "class")
    } else {
      index = writer.node("ArgMax", ["y"], [("axis", .integer(1)), ("keepdims", .integer(0))], output: "class")
    }
    writer.output("class", .int64, [])
    guard let names = model.classNames else { return }
    _ = writer.node("Gather", [writer.tensor(texts: names), index], output: "label")
    writer.output("label", .string, [])
  }
}
