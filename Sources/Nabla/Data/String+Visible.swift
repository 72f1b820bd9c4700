extension String {
  /// The text on one line, with every character that does something instead of showing something made visible.
  ///
  /// Names come from files, and a terminal obeys what is in them: escape sequences, line breaks, changes of the direction
  /// of writing. Each control character becomes its picture (`␊` for a line feed, `␛` for an escape), and what has none
  /// becomes its number (`<U+202E>`). All other characters stay as they are, those that join letters included.
  ///
  /// Every name of a report, an error or a score goes through here.
  ///
  /// - Complexity: O(length).
  package var visible: String {
    guard unicodeScalars.contains(where: \.isInvisible) else { return self }
    var text = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar.isInvisible { text += scalar.picture.unicodeScalars } else { text.append(scalar) }
    }
    return String(text)
  }

  /// The same with the line breaks of a text of several lines left in it.
  package var visibleLines: String {
    guard unicodeScalars.contains(where: { $0 != "\n" && $0.isInvisible }) else { return self }
    return split(separator: "\n" as Unicode.Scalar).map { String($0).visible }.joined(separator: "\n")
  }

  private func split(separator: Unicode.Scalar) -> [UnicodeScalarView.SubSequence] {
    unicodeScalars.split(separator: separator, omittingEmptySubsequences: false)
  }
}

extension Unicode.Scalar {
  /// Whether the character is an instruction. Joiners are none: scripts and emoji are written with them.
  fileprivate var isInvisible: Bool {
    if value < 0x80 { return value < 0x20 || value == 0x7F }
    switch properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: return true
    case .format: return value != 0x200C && value != 0x200D
    default: return false
    }
  }

  /// The control picture of ASCII's control characters, and the number of others.
  fileprivate var picture: String {
    if value < 0x20 { return Unicode.Scalar(0x2400 + value).map { String($0) } ?? "" }
    if value == 0x7F { return "␡" }
    let digits = String(value, radix: 16, uppercase: true)
    return "<U+" + String(repeating: "0", count: max(4 - digits.count, 0)) + digits + ">"
  }
}
