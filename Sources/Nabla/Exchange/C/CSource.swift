/// The text of a C99 file that grows from templates.
///
/// In a template `real` stands for the number type, `sin_` for `sin` or `sinf`, and so for the other functions of
/// `<math.h>`, and `@` for the prefix of the file's names. Functions of `CElementary` are `@exp` for `exp_`, as they may be the
/// file's own. Names of the user's never go through a template.
struct CSource {
  /// Which number type `real` is.
  let type: String
  /// What `@` stands for, with its underscore.
  let prefix: String
  /// What functions of `<math.h>` end in.
  private let ending: String
  private(set) var text = ""

  init(prefix: String, isSingle: Bool) {
    type = isSingle ? "float" : "double"
    self.prefix = prefix + "_"
    ending = isSingle ? "f" : ""
  }

  private static let functions: Set<String> = [
    "sin_", "cos_", "sqrt_", "fabs_", "floor_", "copysign_",
  ]
  private static let elementary = Set(CElementary.names.map { $0 + "_" })

  /// What a function of `<math.h>` is called in the precision of the file.
  func library(_ function: String) -> String { function + ending }

  /// Appends a template and the end of a line.
  mutating func put(_ template: String) {
    text += rendered(template)
    text += "\n"
  }

  /// Appends text as it is.
  mutating func putText(_ text: String) { self.text += text }

  /// The text that a template stands for.
  ///
  /// - Complexity: O(length).
  func rendered(_ template: String) -> String {
    var result: [UInt8] = []
    var rest = template.utf8[...]
    while let byte = rest.first {
      if byte == UInt8(ascii: "@") {
        result += prefix.utf8
        rest.removeFirst()
        continue
      }
      let word = rest.prefix(while: CNames.isOfWord)
      guard !word.isEmpty else {
        result.append(byte)
        rest.removeFirst()
        continue
      }
      let name = String(word) ?? ""
      if name == "real" {
        result += type.utf8
      } else if Self.functions.contains(name) {
        result += library(String(name.dropLast())).utf8
      } else if Self.elementary.contains(name) {
        result += (prefix + name.dropLast()).utf8
      } else {
        result += name.utf8
      }
      rest = rest[word.endIndex...]
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Lines of code with two spaces for every open brace.
  static func indented(_ code: String, by depth: Int) -> String {
    var depth = depth
    return code.split(separator: "\n").map { line in
      let line = line.drop { $0 == " " }
      let own = line.hasPrefix("}") ? depth - 1 : depth
      for character in line {
        if character == "{" { depth += 1 } else if character == "}" { depth -= 1 }
      }
      return String(repeating: " ", count: 2 * own) + line
    }.joined(separator: "\n")
  }
}

// MARK: - Texts and numbers

extension CSource {
  /// A string literal of these characters, in UTF-8: what is not printable in ASCII, quotation marks and what begins a
  /// trigraph by number.
  static func literal(_ text: String) -> String {
    var result = "\""
    for byte in text.utf8 {
      let isPlain = byte >= 0x20 && byte < 0x7F && !"\"\\?".utf8.contains(byte)
      if isPlain {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        let digits = String(byte, radix: 8)
        result += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return result + "\""
  }

  /// A text for the inside of a comment.
  static func comment(_ text: String) -> String {
    String(text.visible.map { "*/\\?".contains($0) ? "_" : $0 })
  }

  /// A number of the type `real`.
  func number<S: RealScalar>(_ value: S) -> String {
    if value.isNaN { return "NAN" }
    if value.isInfinite { return value < 0 ? "-INFINITY" : "INFINITY" }
    return "\(value)" + (S.self == Float.self ? "f" : "")
  }

  /// `static const` array of these numbers; one of nothing is not there.
  mutating func putArray<S: RealScalar>(_ name: String, _ values: some Collection<S>, type: String = "real") {
    put("static const \(type) \(name)[\(values.count)] = {")
    var line = " "
    for value in values {
      let number = " " + number(value) + ","
      if line.utf8.count + number.utf8.count > 118 {
        text += line + "\n"
        line = " "
      }
      line += number
    }
    text += line + "\n};\n"
  }

  /// A table of names that other files see.
  mutating func putNames(_ name: String, _ values: [String]) {
    put("const char *const \(name)[\(values.count)] = {")
    for value in values { text += "  " + Self.literal(value) + ",\n" }
    text += "};\n\n"
  }
}
