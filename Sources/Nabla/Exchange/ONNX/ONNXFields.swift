/// The numbers of the fields of ONNX's messages, and of its types, as `onnx.proto` has them.
///
/// Source: <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>.
enum ONNXField {
  enum Model {
    static let irVersion = 1
    static let producer = 2
    static let producerVersion = 3
    static let documentation = 6
    static let graph = 7
    static let opsets = 8
    static let metadata = 14
  }
  enum Graph {
    static let nodes = 1
    static let name = 2
    static let initializers = 5
    static let inputs = 11
    static let outputs = 12
    static let sparseInitializers = 15
  }
  enum Node {
    static let inputs = 1
    static let outputs = 2
    static let name = 3
    static let op = 4
    static let attributes = 5
    static let domain = 7
  }
  enum Attribute {
    static let name = 1
    static let float = 2
    static let integer = 3
    static let text = 4
    static let tensor = 5
    static let floats = 7
    static let integers = 8
    static let texts = 9
    static let type = 20
  }
  enum Tensor {
    static let dimensions = 1
    static let type = 2
    static let floats = 4
    static let int32s = 5
    static let texts = 6
    static let int64s = 7
    static let name = 8
    static let raw = 9
    static let doubles = 10
    static let externalData = 13
    static let location = 14
  }
}

/// The type of a tensor's elements.
enum ONNXType: Int {
  case float = 1
  case uint8 = 2
  case int32 = 6
  case int64 = 7
  case string = 8
  case bool = 9
  case float16 = 10
  case double = 11
  case bfloat16 = 16

  static func of<S: RealScalar>(_ scalar: S.Type) -> ONNXType { S.self == Float.self ? .float : .double }
}

/// An attribute of an operator.
enum ONNXAttribute: Hashable {
  case float(Float)
  case integer(Int)
  case text(String)
  case floats([Float])
  case integers([Int])
  case texts([String])
  case tensor(ONNXTensor)
  /// Of a type that no operator here has, such as a graph.
  case other
}
