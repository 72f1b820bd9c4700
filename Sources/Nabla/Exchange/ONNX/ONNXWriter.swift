/// An ONNX graph that grows node by node.
struct ONNXWriter {
  private var nodes: [[UInt8]] = []
  private var initializers: [[UInt8]] = []
  private var inputs: [[UInt8]] = []
  private var outputs: [[UInt8]] = []
  private var constants: [String: String] = [:]
  private var count = 0
  /// Whether an operator of `ai.onnx.ml` is used.
  private var usesML = false

  /// A name of a value that none has yet.
  mutating func newName(_ stem: String) -> String {
    count += 1
    return "\(stem):\(count)"
  }

  /// A node with one output: its name, a new one unless it is given.
  mutating func node(
    _ op: String, _ operands: [String], _ attributes: [(String, ONNXAttribute)] = [], name: String? = nil,
    output: String? = nil, domain: String = ""
  ) -> String {
    typealias Field = ONNXField.Node
    let result = output ?? newName(op)
    var writer = ProtobufWriter()
    for operand in operands { writer.put(Field.inputs, text: operand) }
    writer.put(Field.outputs, text: result)
    writer.put(Field.name, text: name ?? result)
    writer.put(Field.op, text: op)
    for (name, value) in attributes { writer.put(Field.attributes) { Self.put(value, named: name, into: &$0) } }
    if !domain.isEmpty {
      writer.put(Field.domain, text: domain)
      usesML = true
    }
    nodes.append(writer.bytes)
    return result
  }

  private static func put(_ value: ONNXAttribute, named name: String, into writer: inout ProtobufWriter) {
    typealias Field = ONNXField.Attribute
    writer.put(Field.name, text: name)
    switch value {
    case .float(let number):
      writer.put(Field.float, float: number)
      writer.put(Field.type, integer: 1)
    case .integer(let number):
      writer.put(Field.integer, integer: number)
      writer.put(Field.type, integer: 2)
    case .text(let text):
      writer.put(Field.text, text: text)
      writer.put(Field.type, integer: 3)
    case .floats(let numbers):
      for number in numbers { writer.put(Field.floats, float: number) }
      writer.put(Field.type, integer: 6)
    case .integers(let numbers):
      for number in numbers { writer.put(Field.integers, integer: number) }
      writer.put(Field.type, integer: 7)
    case .texts(let texts):
      for text in texts { writer.put(Field.texts, text: text) }
      writer.put(Field.type, integer: 8)
    case .tensor, .other: preconditionFailure("no operator that is written has such an attribute")
    }
  }

  // MARK: - Constants

  /// A tensor of numbers: its name.
  mutating func tensor<S: RealScalar>(_ shape: [Int], _ elements: some Collection<S>, name: String? = nil) -> String {
    var raw: [UInt8] = []
    raw.reserveCapacity(elements.count * MemoryLayout<S>.size)
    for element in elements {
      if S.self == Float.self {
        raw.append(littleEndian: Float(element).bitPattern)
      } else {
        raw.append(littleEndian: Double(element).bitPattern)
      }
    }
    return put(.of(S.self), shape, raw, name: name)
  }

  /// A tensor of whole numbers.
  mutating func tensor(_ shape: [Int], integers: [Int], name: String? = nil) -> String {
    var raw: [UInt8] = []
    for integer in integers { raw.append(littleEndian: Int64(integer)) }
    return put(.int64, shape, raw, name: name)
  }

  /// A tensor of texts.
  mutating func tensor(texts: [String]) -> String {
    let name = newName("texts")
    var writer = ProtobufWriter()
    writer.put(ONNXField.Tensor.dimensions, integer: texts.count)
    writer.put(ONNXField.Tensor.type, integer: ONNXType.string.rawValue)
    for text in texts { writer.put(ONNXField.Tensor.texts, text: text) }
    writer.put(ONNXField.Tensor.name, text: name)
    initializers.append(writer.bytes)
    return name
  }

  /// A single number, which is there once.
  mutating func number<S: RealScalar>(_ value: S) -> String {
    let key = "\(S.self) \(value)"
    if let name = constants[key] { return name }
    let name = tensor([], CollectionOfOne(value))
    constants[key] = name
    return name
  }

  private mutating func put(_ type: ONNXType, _ shape: [Int], _ raw: [UInt8], name: String?) -> String {
    typealias Field = ONNXField.Tensor
    let name = name ?? newName("constant")
    var writer = ProtobufWriter()
    for extent in shape { writer.put(Field.dimensions, integer: extent) }
    writer.put(Field.type, integer: type.rawValue)
    writer.put(Field.name, text: name)
    writer.put(Field.raw, bytes: raw)
    initializers.append(writer.bytes)
    return name
  }

  // MARK: - The file

  /// An input of the graph: any number of rows, the first extent, of these further extents.
  mutating func input(_ name: String, _ type: ONNXType, _ extents: [Int]) {
    inputs.append(Self.value(name, type, extents))
  }

  mutating func output(_ name: String, _ type: ONNXType, _ extents: [Int]) {
    outputs.append(Self.value(name, type, extents))
  }

  private static func value(_ name: String, _ type: ONNXType, _ extents: [Int]) -> [UInt8] {
    var writer = ProtobufWriter()
    writer.put(1, text: name)
    writer.put(2) { type_ in
      type_.put(1) { tensor in
        tensor.put(1, integer: type.rawValue)
        tensor.put(2) { shape in
          shape.put(1) { $0.put(2, text: "N") }
          for extent in extents { shape.put(1) { $0.put(1, integer: extent) } }
        }
      }
    }
    return writer.bytes
  }

  /// The model.
  func bytes(name: String, metadata: [String: String]) -> [UInt8] {
    typealias Field = ONNXField.Model
    var writer = ProtobufWriter()
    writer.put(Field.irVersion, integer: 8)
    writer.put(Field.producer, text: "nabla")
    writer.put(Field.graph) { graph in
      for node in nodes { graph.put(ONNXField.Graph.nodes, bytes: node) }
      graph.put(ONNXField.Graph.name, text: name)
      for tensor in initializers { graph.put(ONNXField.Graph.initializers, bytes: tensor) }
      for input in inputs { graph.put(ONNXField.Graph.inputs, bytes: input) }
      for output in outputs { graph.put(ONNXField.Graph.outputs, bytes: output) }
    }
    for (domain, version) in [("", 17)] + (usesML ? [("ai.onnx.ml", 3)] : []) {
      writer.put(Field.opsets) {
        if !domain.isEmpty { $0.put(1, text: domain) }
        $0.put(2, integer: version)
      }
    }
    for (key, text) in metadata.sorted(by: { $0.key < $1.key }) {
      writer.put(Field.metadata) {
        $0.put(1, text: key)
        $0.put(2, text: text)
      }
    }
    return writer.bytes
  }
}
