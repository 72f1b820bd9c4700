/// The graph of an ONNX file.
package struct ONNXGraph {
  struct Node: Hashable {
    var name = ""
    var op = ""
    var domain = ""
    var inputs: [String] = []
    var outputs: [String] = []
    var attributes: [String: ONNXAttribute] = [:]

    /// The node as errors have it.
    var part: String {
      let label = name.isEmpty ? outputs.first ?? "" : name
      return "node '\(label)' (\(domain.isEmpty || domain == "ai.onnx" ? "" : domain + ".")\(op))"
    }
  }

  /// An input: its name, its type and the extents behind the first, nil where they are not known.
  struct Input: Hashable {
    var name = ""
    var type = 0
    var extents: [Int?] = []
  }

  var nodes: [Node] = []
  var initializers: [String: ONNXTensor] = [:]
  /// The inputs that are no constants.
  var inputs: [Input] = []
  var outputs: [String] = []
  var metadata: [String: String] = [:]
  /// The size of the file.
  let byteCount: Int

  /// Reads the contents of a file.
  ///
  /// - Throws: `ModelFileError` where they are not those of an ONNX model.
  /// - Complexity: O(size of the file), in time and memory.
  package init(bytes: [UInt8]) throws(ModelFileError) {
    typealias Field = ONNXField.Model
    byteCount = bytes.count
    var message = ProtobufMessage(bytes[...])
    var graph: ArraySlice<UInt8>?
    while let (field, value) = try message.next() {
      switch field {
      case Field.graph: graph = try value.asBytes("graph")
      case Field.metadata:
        let (key, text) = try Self.pair(try value.asBytes("metadata"))
        metadata[key] = text
      default: break
      }
    }
    guard let graph else {
      throw ModelFileError(.foreign, expected: "an ONNX file, which has a graph", found: "none")
    }
    try read(graph)
  }

  private mutating func read(_ bytes: ArraySlice<UInt8>) throws(ModelFileError) {
    typealias Field = ONNXField.Graph
    var message = ProtobufMessage(bytes)
    var all: [Input] = []
    while let (field, value) = try message.next() {
      switch field {
      case Field.nodes: nodes.append(try Self.node(try value.asBytes("node")))
      case Field.initializers:
        let tensor = try ONNXTensor(try value.asBytes("tensor"))
        initializers[tensor.name] = tensor
      case Field.inputs: all.append(try Self.input(try value.asBytes("input")))
      case Field.outputs: outputs.append(try Self.input(try value.asBytes("output")).name)
      case Field.sparseInitializers:
        throw ModelFileError(.unexpected, part: "graph", expected: "dense tensors", found: "a sparse one")
      default: break
      }
    }
    inputs = all.filter { initializers[$0.name] == nil }
  }

  private static func pair(_ bytes: ArraySlice<UInt8>) throws(ModelFileError) -> (String, String) {
    var message = ProtobufMessage(bytes)
    var (key, text) = ("", "")
    while let (field, value) = try message.next() {
      if field == 1 { key = try value.asText("metadata") } else if field == 2 { text = try value.asText("metadata") }
    }
    return (key, text)
  }

  private static func input(_ bytes: ArraySlice<UInt8>) throws(ModelFileError) -> Input {
    var input = Input()
    var message = ProtobufMessage(bytes)
    while let (field, value) = try message.next() {
      if field == 1 { input.name = try value.asText("name of an input") }
      guard field == 2 else { continue }
      var type = ProtobufMessage(try value.asBytes("type"))
      while let (field, value) = try type.next() {
        guard field == 1 else { continue }
        var tensor = ProtobufMessage(try value.asBytes("type"))
        while let (field, value) = try tensor.next() {
          if field == 1 { input.type = try value.asInteger("type") }
          if field == 2 { input.extents = try extents(try value.asBytes("shape")) }
        }
      }
    }
    return input
  }

  private static func extents(_ bytes: ArraySlice<UInt8>) throws(ModelFileError) -> [Int?] {
    var result: [Int?] = []
    var shape = ProtobufMessage(bytes)
    while let (field, value) = try shape.next() {
      guard field == 1 else { continue }
      var extent: Int?
      var dimension = ProtobufMessage(try value.asBytes("shape"))
      while let (field, value) = try dimension.next() {
        if field == 1 { extent = try value.asInteger("shape") }
      }
      result.append(extent)
    }
    return Array(result.dropFirst())
  }

  private static func node(_ bytes: ArraySlice<UInt8>) throws(ModelFileError) -> Node {
    typealias Field = ONNXField.Node
    var node = Node()
    var message = ProtobufMessage(bytes)
    while let (field, value) = try message.next() {
      switch field {
      case Field.inputs: node.inputs.append(try value.asText("node"))
      case Field.outputs: node.outputs.append(try value.asText("node"))
      case Field.name: node.name = try value.asText("node")
      case Field.op: node.op = try value.asText("node")
      case Field.domain: node.domain = try value.asText("node")
      case Field.attributes:
        let (name, attribute) = try Self.attribute(try value.asBytes("attribute"))
        node.attributes[name] = attribute
      default: break
      }
    }
    return node
  }

  private static func attribute(_ bytes: ArraySlice<UInt8>) throws(ModelFileError) -> (String, ONNXAttribute) {
    typealias Field = ONNXField.Attribute
    var message = ProtobufMessage(bytes)
    var name = ""
    var (float, integer, text): (Float, Int, String?) = (0, 0, nil)
    var (floats, integers, texts): ([Float], [Int], [String]) = ([], [], [])
    var tensor: ONNXTensor?
    var type = 0
    while let (field, value) = try message.next() {
      switch field {
      case Field.name: name = try value.asText("attribute")
      case Field.float: float = try value.asFloat("attribute")
      case Field.integer: integer = try value.asInteger("attribute")
      // Bytes need not be text in attributes that no operator here has.
      case Field.text: text = String(validating: try value.asBytes("attribute"), as: UTF8.self)
      case Field.tensor: tensor = try ONNXTensor(try value.asBytes("attribute"))
      case Field.floats:
        if case .bytes(let packed) = value, packed.count.isMultiple(of: 4) {
          for i in stride(from: packed.startIndex, to: packed.endIndex, by: 4) {
            floats.append(
              Float(bitPattern: packed[i..<i + 4].reversed().reduce(0 as UInt32) { $0 << 8 | UInt32($1) }))
          }
        } else {
          floats.append(try value.asFloat("attribute"))
        }
      case Field.integers: try ONNXTensor.forEachInteger(value) { integers.append($0) }
      case Field.texts: texts.append(String(decoding: try value.asBytes("attribute"), as: UTF8.self))
      case Field.type: type = try value.asInteger("attribute")
      default: break
      }
    }
    let result: ONNXAttribute =
      switch type {
      case 1: .float(float)
      case 2: .integer(integer)
      case 3: text.map { .text($0) } ?? .other
      case 4: tensor.map { .tensor($0) } ?? .other
      case 6: .floats(floats)
      case 7: .integers(integers)
      case 8: .texts(texts)
      default: .other
      }
    return (name, result)
  }
}
