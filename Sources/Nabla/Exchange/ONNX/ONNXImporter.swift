/// Reads a graph as a feed-forward network, node by node: every value is the inputs, units of layers, a function of one
/// layer's pre-activations, or a constant. What is none of these is refused.
struct ONNXImporter<Scalar: RealScalar> {
  /// One number of every example: an input, scaled, or a unit of a layer.
  struct Unit: Hashable {
    /// The layer, or nil for the input.
    var layer: Int?
    var index: Int
    /// Of an input: z = (x − mean) / scale.
    var mean: Scalar = 0
    var scale: Scalar = 1
    /// Of an input: what takes the place of NaN.
    var replacement: Double?
  }

  /// What the graph calls by a name.
  enum Value {
    case constant(ONNXTensor)
    case units([Unit])
    /// Inputs as text or whole numbers, by their places, which an encoder makes units of.
    case columns([Int])
    /// A function of every pre-activation of a layer.
    case function(Int, OperatorFormula, size: Int)
    case softmax(Int)
    /// The class of each example, with the names of the classes where they are known.
    case label
  }

  /// The pre-activations of a layer: Σ W z + b.
  struct Sums {
    var units: Int
    /// The weights from each source, units × its units, in order.
    var blocks: [(source: Int?, weights: [Scalar], connected: [Bool])]
    var bias: [Scalar]?
    /// The node that made it.
    var node: String
  }

  struct ImportedLayer {
    var sums: Sums
    var activation: Activation
    /// The number of its pre-activations among those of the graph, by which layers keep their order.
    var order: Int
  }

  /// The columns that the inputs of the graph are, side by side, and their encoders.
  var columns: [ImportedColumn] = []
  /// How many units the input has: each column, and behind them the levels that encoders make of some.
  let inputCount: Int
  /// The names of what the graph puts out.
  let outputs: [String]
  var values: [String: Value] = [:]
  var sums: [Sums] = []
  var layers: [ImportedLayer] = []
  /// The scaling of each input that layers receive.
  var scaling: [Unit?]
  var classNames: [String]?
  var node = ONNXGraph.Node()
  /// How many more numbers may be made: a small file could ask for any number of copies.
  private var budget: Int
  /// How many levels have been made units.
  var levelCount = 0

  /// The most operators of a function, as a graph may double it with every node.
  static var largestFormula: Int { 100 }

  init(_ graph: ONNXGraph) throws(ModelFileError) {
    budget = 1 << 22 + 64 * graph.byteCount
    outputs = graph.outputs
    var inputs: [(input: ONNXGraph.Input, count: Int)] = []
    for input in graph.inputs {
      let part = "input '\(input.name)'"
      guard [.float, .double, .int64, .string].contains(ONNXType(rawValue: input.type)) else {
        throw ModelFileError(
          .unsupportedElementType, part: part, expected: "inputs in single or double precision, whole numbers or text",
          found: "the type \(input.type)")
      }
      guard input.extents.count == 1, let count = input.extents[0], count > 0, count <= 1 << 30 else {
        throw ModelFileError(
          .invalidDescription, part: part, expected: "rows of a known number of inputs",
          found: "the extents \(input.extents.map { $0.map { "\($0)" } ?? "?" })")
      }
      inputs.append((input, count))
    }
    let levels = graph.nodes.reduce(0) { $0 + ($1.op == "OneHotEncoder" ? Self.levels(of: $1).count : 0) }
    let total = inputs.reduce(levels) { $0 + $1.count }
    // Each has a weight at least.
    guard total > 0, total <= graph.byteCount else {
      throw ModelFileError(
        .invalidDescription, part: "inputs", expected: "inputs with weights in the file", found: "\(total) inputs")
    }
    inputCount = total
    scaling = Array(repeating: nil, count: total)
    for (input, count) in inputs {
      let places = columns.count..<columns.count + count
      let isNumber = [.float, .double].contains(ONNXType(rawValue: input.type))
      for _ in places {
        columns.append(
          ImportedColumn(name: count == 1 ? input.name : nil, isText: input.type == ONNXType.string.rawValue))
      }
      values[input.name] =
        isNumber ? .units(places.map { Unit(layer: nil, index: $0) }) : .columns(Array(places))
    }
    for (name, tensor) in graph.initializers { values[name] = .constant(tensor) }
    for node in graph.nodes {
      self.node = node
      try take(node)
    }
  }

  // MARK: - Errors and operands

  /// The node cannot be part of a network.
  func refusal(_ expected: String, found: String? = nil) -> ModelFileError {
    ModelFileError(.unsupportedOperator, part: node.part, expected: expected, found: found)
  }

  /// Notes that so many numbers are made.
  mutating func spend(_ count: Int) throws(ModelFileError) {
    guard count <= budget else {
      throw refusal("a network of about as many numbers as the file has", found: "many more")
    }
    budget -= count
  }

  func operand(_ i: Int) throws(ModelFileError) -> Value {
    guard i < node.inputs.count, !node.inputs[i].isEmpty else {
      throw refusal("an operand \(i + 1)", found: "none")
    }
    guard let value = values[node.inputs[i]] else {
      throw refusal("operands that are there before the node", found: "'\(node.inputs[i])'")
    }
    return value
  }

  func constant(_ i: Int) throws(ModelFileError) -> ONNXTensor {
    guard case .constant(let tensor) = try operand(i) else {
      throw refusal("a constant as operand \(i + 1)", found: "a value that depends on the inputs")
    }
    return tensor
  }

  /// An operand that may be left out.
  func optionalConstant(_ i: Int) throws(ModelFileError) -> ONNXTensor? {
    guard i < node.inputs.count, !node.inputs[i].isEmpty else { return nil }
    return try constant(i)
  }

  /// The inputs or units that an operand is: a function becomes a layer.
  mutating func units(_ i: Int) throws(ModelFileError) -> [Unit] {
    let value = try operand(i)
    let units = try self.units(of: value)
    try spend(units.count)
    values[node.inputs[i]] = .units(units)
    return units
  }

  mutating func units(of value: Value) throws(ModelFileError) -> [Unit] {
    switch value {
    case .units(let units): return units
    case .function(let a, let formula, _):
      let (sums, activation) = try recognized(sums[a], formula)
      layers.append(ImportedLayer(sums: sums, activation: activation, order: a))
      return (0..<sums.units).map { Unit(layer: layers.count - 1, index: $0) }
    case .columns: throw refusal("numbers, or the levels of a column by an encoder", found: "text or whole numbers")
    case .softmax: throw refusal("softmax at the outputs only")
    case .constant: throw refusal("a value that depends on the inputs", found: "a constant")
    case .label: throw refusal("a value of the network", found: "the class")
    }
  }

  func integer(_ name: String, default value: Int) -> Int {
    if case .integer(let number) = node.attributes[name] { return number }
    return value
  }

  func float(_ name: String, default value: Float) -> Float {
    if case .float(let number) = node.attributes[name] { return number }
    return value
  }

  /// What an attribute `alpha` stands for: the decimal number that it was.
  static func decimal(_ number: Float) -> Double { Double("\(number)") ?? Double(number) }

  mutating func set(_ value: Value, output i: Int = 0) {
    if i < node.outputs.count, !node.outputs[i].isEmpty { values[node.outputs[i]] = value }
  }

  /// An axis of a matrix, counted from the front.
  func isFeatureAxis(_ axis: Int) -> Bool { axis == 1 || axis == -1 }
}
