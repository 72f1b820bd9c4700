internal import Nabla

/// Data and texts in a form that is never code of gnuplot.
///
/// Numbers go into blocks of data. A text is a constant in quotation marks in which every character of ASCII but letters,
/// digits, spaces and a few harmless marks is written by its number, `\\047` for an apostrophe: so it has no quotation
/// mark, backslash, backquote, `$`, `@` or line break that gnuplot could take for the end of the text, a command of the
/// system, a variable, a macro or the next command. The marks of enhanced text, `_ ^ { } @ & ~`, are switched off.
extension Figure {
  /// A label, a title or a name of the data, which is printed as it is.
  package static func label(_ text: String) -> String { constant(shown(text)) + " noenhanced" }

  /// Names at places 0, 1, … of an axis.
  ///
  /// gnuplot takes these for formats of a number, in which a percent sign is written twice.
  package static func tics(_ names: [String]) -> String {
    let tics = names.enumerated().map { k, name in
      constant(shown(name).split(separator: "%", omittingEmptySubsequences: false).joined(separator: "%%")) + " \(k)"
    }
    return "(" + tics.joined(separator: ", ") + ") noenhanced"
  }

  /// The path of a file; one that begins with a bar would be a command, and one with a tilde another folder.
  package static func place(_ path: String) -> String { constant(path.hasPrefix("/") ? path : "./" + path) }

  /// A block of data that commands can name: rows of numbers, with a gap where one is not finite.
  package static func block(_ name: String, _ rows: [[Double]]) -> String {
    let lines = rows.map { $0.map { $0.isFinite ? "\($0)" : "NaN" }.joined(separator: " ") }
    return (["$\(name) << END"] + lines + ["END"]).joined(separator: "\n")
  }

  /// A text as a figure has room for, on one line.
  private static func shown(_ text: String) -> String {
    let limit = 100
    return text.count > limit ? String(text.prefix(limit - 1)).visible + "…" : text.visible
  }

  /// A constant of the value `text`.
  private static func constant(_ text: String) -> String {
    let harmless = Set(" .,:;()+-/=<>".utf8)
    var bytes = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
        bytes.append(byte)
      case _ where harmless.contains(byte): bytes.append(byte)
      default:
        let digits = String(byte, radix: 8)
        bytes += "\\\(String(repeating: "0", count: 3 - digits.count))\(digits)".utf8
      }
    }
    bytes.append(UInt8(ascii: "\""))
    return String(decoding: bytes, as: UTF8.self)
  }
}
