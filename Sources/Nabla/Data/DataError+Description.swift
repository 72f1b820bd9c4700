public import FoundationEssentials

extension DataError: CustomStringConvertible {
  /// Where, what was expected and what was found, in one line.
  public var description: String {
    let message = "expected \(expected)" + (found.map { ", found \($0)" } ?? "")
    return ([source, place].compactMap { $0 } + [message]).joined(separator: ": ").visible
  }

  /// The place inside the source: `line 3, column "age"`, or `inputs, row 3, column 2 (counted from 0)`.
  private var place: String? {
    var parts: [String] = []
    if let line {
      // A line belongs to a table, in which the field is the name of a column.
      parts.append("line \(line)")
      if let field {
        parts.append("column \"\(field)\"")
      } else if let column {
        parts.append("column \(column) (counted from 0)")
      }
    } else {
      if let field { parts.append(field) }
      if let row { parts.append("row \(row)") }
      if let column { parts.append("column \(column)") }
      if row != nil || column != nil { parts[parts.count - 1] += " (counted from 0)" }
    }
    if let byteOffset { parts.append("byte \(byteOffset)") }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }
}

extension DataError: LocalizedError {
  /// The same text as `description`, for programs that print `localizedDescription`.
  public var errorDescription: String? { description }
}

extension DataError {
  /// Text of a file between quotation marks, fit for one line of a message: shortened, control characters made visible.
  static func quoted(_ text: String) -> String {
    guard !text.isEmpty else { return "an empty field" }
    let limit = 40
    let start = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
    return "\"" + start.visible + (text.unicodeScalars.count > limit ? "…" : "") + "\""
  }

  /// A number of things, with the plural where it is called for: `1 byte`, `2 bytes`.
  package static func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }

  /// The first names of a list between quotation marks.
  static func list(_ names: [String]) -> String {
    let limit = 20
    return names.prefix(limit).map(quoted).joined(separator: ", ") + (names.count > limit ? ", …" : "")
  }
}
