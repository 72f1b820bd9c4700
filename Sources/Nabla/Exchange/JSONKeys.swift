internal import FoundationEssentials

/// A look at the names in JSON text, for what Foundation's decoder lets pass.
enum JSONKeys {
  /// The first name that an object of the text has twice.
  ///
  /// - Precondition: the text is JSON, as a decoder has already found; so a string is a name where a colon follows it.
  /// - Complexity: O(text.count).
  static func firstRepeated(in text: ArraySlice<UInt8>) -> String? {
    var objects: [Set<String>] = []
    var i = text.startIndex
    while i < text.endIndex {
      switch text[i] {
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        objects.append([])
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        objects.removeLast()
      case UInt8(ascii: "\""):
        let end = endOfString(in: text, from: i)
        let next = text[end...].first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        if next == UInt8(ascii: ":"), let name = string(of: text[i..<end]) {
          guard objects[objects.count - 1].insert(name).inserted else { return name }
        }
        i = end - 1
      default: break
      }
      i += 1
    }
    return nil
  }

  /// Behind the closing quotation mark of the string that begins at `start`.
  private static func endOfString(in text: ArraySlice<UInt8>, from start: Int) -> Int {
    var i = start + 1
    while text[i] != UInt8(ascii: "\"") { i += text[i] == UInt8(ascii: "\\") ? 2 : 1 }
    return i + 1
  }

  /// The value of a string with its quotation marks: equal names may be written with different escapes.
  private static func string(of literal: ArraySlice<UInt8>) -> String? {
    guard literal.contains(UInt8(ascii: "\\")) else {
      return String(decoding: literal.dropFirst().dropLast(), as: UTF8.self)
    }
    return try? JSONDecoder().decode(String.self, from: Data(literal))
  }
}
