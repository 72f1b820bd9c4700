import Nabla

/// Changes of bytes, of text and of JSON, all from one seeded generator.
struct Mutation {
  var generator: SeededGenerator

  mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
  mutating func chance(_ one: Int, in all: Int) -> Bool { below(all) < one }
  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  // MARK: - Bytes

  /// Bytes with some flipped, cut off, taken out, doubled, exchanged or put in.
  mutating func damaged(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<(1 + below(3)) {
      guard !bytes.isEmpty else { return bytes }
      let i = below(bytes.count)
      let j = min(bytes.count, i + 1 + below(chance(1, in: 4) ? bytes.count : 8))
      switch below(7) {
      case 0: bytes[i] ^= 1 << UInt8(below(8))
      case 1: bytes[i] = pick([0, 1, 0x7F, 0x80, 0xFF, 0x22, 0x2C, 0x0A])
      case 2: bytes.removeSubrange(i..<j)
      case 3: bytes.insert(contentsOf: bytes[i..<j], at: below(bytes.count))
      case 4: bytes = Array(bytes[..<i])
      case 5: for k in i..<j { bytes[k] = UInt8(truncatingIfNeeded: generator.next()) }
      default: bytes.replaceSubrange(i..<j, with: bytes[i..<j].reversed())
      }
    }
    return bytes
  }

  // MARK: - Text

  /// Numbers at the ends of what integers and floating-point numbers can hold, and some that are none.
  static let numbers = [
    "0", "-1", "1", "2", "3", "7", "0.5", "-0.0", "65536", "1000000", "1073741824", "2147483648", "4294967296",
    "4503599627370496", "9007199254740993", "4611686018427387904", "-4611686018427387904", "9223372036854775807",
    "-9223372036854775808", "9223372036854775808", "18446744073709551615", "1e18", "-1e19", "1e-320", "1e308", "-1e308",
    "1e999", "NaN", "Infinity", "0x10", "1.", "+1", "01", "true", "null",
  ]

  /// A table's text with fields, lines and separators changed.
  mutating func damagedTable(_ text: String) -> [UInt8] {
    let tokens =
      Self.numbers + [
        "", "\"", "\"\"", "\"a,b\"", "a\"b", "#", "# a", "\u{FEFF}", "\r", "\r\n", "\n\n", "\t", ";", " ", ",,", "\0",
        "é",
        "NA", "?", "nan", "-inf", "1,5", "5%", "$5.00", "1.0D+00", "68,527.00", "x2",
        String(repeating: "9", count: 400),
      ]
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    for _ in 0..<(1 + below(4)) {
      let i = below(lines.count)
      switch below(7) {
      case 0: lines.remove(at: i)
      case 1: lines.insert(lines[i], at: below(lines.count))
      case 2: lines[i] += pick([",", "\r", " ", "\t", ";"]) + pick(tokens)
      case 3: lines[i] = lines[i].replacing(",", with: pick([";", "\t", " ", ",,"]))
      default:
        var fields = lines[i].split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        fields[below(fields.count)] = pick(tokens)
        lines[i] = fields.joined(separator: ",")
      }
      if lines.isEmpty { lines = [""] }
    }
    let bytes = Array(lines.joined(separator: "\n").utf8)
    return chance(1, in: 3) ? damaged(bytes) : bytes
  }

  // MARK: - JSON

  /// JSON with some values replaced, taken out, repeated, renamed or nested.
  mutating func damaged(_ tree: JSONTree, names: [String]) -> JSONTree {
    var result = tree
    for _ in 0..<(1 + below(3)) {
      let count = result.count
      let index = below(count)
      // Another value of the tree, to put in its place.
      var other = JSONTree.word("null")
      let from = below(count)
      _ = result.changing(from) {
        other = $0
        return $0
      }
      var mutation = self
      result = result.changing(index) { mutation.changed($0, other: other, names: names) }
      self = mutation
    }
    return result
  }

  private mutating func changed(_ value: JSONTree, other: JSONTree, names: [String]) -> JSONTree {
    switch below(12) {
    case 0: return other
    case 1: return .word(pick(Self.numbers))
    case 2: return .string(pick(names + Self.numbers))
    case 3 where chance(1, in: 8): return (0..<(100 + below(1000))).reduce(value) { inner, _ in .array([inner]) }
    default: break
    }
    switch value {
    case .word: return .word(pick(Self.numbers + ["false"]))
    case .string(let text):
      return .string(
        pick([pick(names), "", text + "\n", String(text.reversed()), "\0", String(repeating: text, count: 99)]))
    case .array(var elements):
      guard !elements.isEmpty else { return .array([other]) }
      let i = below(elements.count)
      switch below(5) {
      case 0: elements.remove(at: i)
      case 1: elements.insert(elements[i], at: below(elements.count))
      case 2: elements = []
      case 3: elements += Array(repeating: elements[i], count: 1 + below(60))
      default: elements[i] = .word(pick(Self.numbers))
      }
      return .array(elements)
    case .object(var members):
      guard !members.isEmpty else { return .object([(pick(names), other)]) }
      let i = below(members.count)
      switch below(5) {
      case 0: members.remove(at: i)
      case 1: members[i].name = pick(names)
      case 2: members.append((members[i].name, other))
      case 3: members.append((pick(names), other))
      default: members[i].value = .word(pick(Self.numbers))
      }
      return .object(members)
    }
  }
}
