/// What the names of a C file begin with.
package enum CNames {
  /// A prefix from the name of a file: its letters, digits and underscores; never a word of C, as names go on behind it.
  package static func prefix(of path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? ""
    let stem = file.hasSuffix(".c") ? String(file.dropLast(2)) : file
    let kept = stem.unicodeScalars.map { $0.isASCII && isOfWord(UInt8($0.value)) ? Character($0) : "_" }
    let name = String(String(kept).drop { $0 == "_" })
    return isPrefix(name) ? name : name.isEmpty ? "model" : "model_" + name
  }

  /// Whether a text can be the prefix.
  package static func isPrefix(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(isOfWord) && (text.first?.isLetter ?? false)
  }

  /// Whether names in C have this character.
  static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
