/// JSON as a tree that can be changed into text that no encoder would write: numbers are kept as they are spelled.
indirect enum JSONTree {
  case object([(name: String, value: JSONTree)])
  case array([JSONTree])
  case string(String)
  /// A number, `true`, `false`, `null`, or anything else that is written without quotation marks.
  case word(String)

  /// The tree of JSON text, or nil where it is none.
  init?(_ text: String) {
    var parser = JSONTreeParser(Array(text.utf8))
    guard let tree = parser.value() else { return nil }
    self = tree
  }

  var text: String {
    switch self {
    case .object(let members):
      "{" + members.map { Self.quoted($0.name) + ":" + $0.value.text }.joined(separator: ",") + "}"
    case .array(let elements): "[" + elements.map(\.text).joined(separator: ",") + "]"
    case .string(let text): Self.quoted(text)
    case .word(let word): word
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  /// The number of values, this one and all within it.
  var count: Int {
    switch self {
    case .object(let members): members.reduce(1) { $0 + $1.value.count }
    case .array(let elements): elements.reduce(1) { $0 + $1.count }
    case .string, .word: 1
    }
  }

  /// The tree with value number `index`, counted from the root on, changed.
  func changing(_ index: Int, _ change: (JSONTree) -> JSONTree) -> JSONTree {
    var left = index
    return visit(&left) { change($0) }
  }

  private func visit(_ left: inout Int, _ change: (JSONTree) -> JSONTree) -> JSONTree {
    left -= 1
    if left == -1 { return change(self) }
    guard left >= 0 else { return self }
    switch self {
    case .object(let members):
      var result = members
      for i in result.indices { result[i].value = result[i].value.visit(&left, change) }
      return .object(result)
    case .array(let elements):
      var result = elements
      for i in result.indices { result[i] = result[i].visit(&left, change) }
      return .array(result)
    case .string, .word: return self
    }
  }
}

/// Reads JSON that an encoder wrote.
private struct JSONTreeParser {
  private let bytes: [UInt8]
  private var i = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func value() -> JSONTree? {
    skipSpace()
    guard i < bytes.count else { return nil }
    switch bytes[i] {
    case UInt8(ascii: "{"):
      return list(closing: UInt8(ascii: "}")) { (parser: inout JSONTreeParser) -> (name: String, value: JSONTree)? in
        guard let name = parser.string() else { return nil }
        parser.skipSpace()
        parser.i += 1
        return parser.value().map { (name, $0) }
      }.map { .object($0) }
    case UInt8(ascii: "["):
      return list(closing: UInt8(ascii: "]")) { (parser: inout JSONTreeParser) in parser.value() }.map { .array($0) }
    case UInt8(ascii: "\""): return string().map { .string($0) }
    default:
      let start = i
      while i < bytes.count, !",]} \n".utf8.contains(bytes[i]) { i += 1 }
      return i > start ? .word(String(decoding: bytes[start..<i], as: UTF8.self)) : nil
    }
  }

  private mutating func list<Element>(
    closing: UInt8, _ element: (inout JSONTreeParser) -> Element?
  ) -> [Element]? {
    i += 1
    var result: [Element] = []
    while true {
      skipSpace()
      guard i < bytes.count else { return nil }
      if bytes[i] == closing {
        i += 1
        return result
      }
      if bytes[i] == UInt8(ascii: ",") { i += 1 }
      guard let next = element(&self) else { return nil }
      result.append(next)
    }
  }

  private mutating func string() -> String? {
    skipSpace()
    guard i < bytes.count, bytes[i] == UInt8(ascii: "\"") else { return nil }
    i += 1
    var result: [UInt8] = []
    while i < bytes.count, bytes[i] != UInt8(ascii: "\"") {
      if bytes[i] == UInt8(ascii: "\\"), i + 1 < bytes.count { i += 1 }
      result.append(bytes[i])
      i += 1
    }
    i += 1
    return String(decoding: result, as: UTF8.self)
  }

  private mutating func skipSpace() {
    while i < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[i]) { i += 1 }
  }
}
