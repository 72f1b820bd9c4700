// White space, line breaks, the encoding, and what the first line shows.
extension DelimitedTextParser {
  mutating func skipByteOrderMark(_ text: Span<UInt8>) throws(DataError) {
    if text.count >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
      position = 3
    } else if text.count >= 2, (text[0] == 0xFF && text[1] == 0xFE) || (text[0] == 0xFE && text[1] == 0xFF) {
      throw DataError(
        .unsupportedEncoding, source: source, byteOffset: 0, expected: "text in UTF-8", found: "text in UTF-16")
    }
  }

  /// Refuses bytes that are not UTF-8: repaired, different labels could become one.
  func checkEncoding(_ text: Span<UInt8>) throws(DataError) {
    if hasUTF8Pieces(text) { return }
    let offset: Int
    do {
      _ = try UTF8Span(validating: text)
      return
    } catch {
      offset = error.byteOffsets.lowerBound
    }
    var line = firstLine
    for i in 0..<offset where text[i] == Self.lf || (text[i] == Self.cr && text[i + 1] != Self.lf) { line += 1 }
    throw DataError(
      .unsupportedEncoding, source: source, line: line, byteOffset: offset, expected: "text in UTF-8",
      found: "a byte 0x\(String(text[offset], radix: 16, uppercase: true)) of another encoding")
  }

  func isBlank(_ text: Span<UInt8>) -> Bool {
    var i = position
    // A line of delimiters is a row of empty fields, even where the delimiter is a tab.
    while i < text.count, text[i] == Self.space || (text[i] == Self.tab && delimiter != Self.tab) { i += 1 }
    return i == text.count || isLineBreak(text[i])
  }

  mutating func skipLine(_ text: Span<UInt8>) {
    while position < text.count, !isLineBreak(text[position]) { position += 1 }
    skipLineBreak(text)
  }

  /// Skips LF, CR LF or CR, and counts a line.
  mutating func skipLineBreak(_ text: Span<UInt8>) {
    guard position < text.count else { return }
    let isCR = text[position] == Self.cr
    position += 1
    if isCR, position < text.count, text[position] == Self.lf { position += 1 }
    line += 1
  }

  mutating func skipPadding(_ text: Span<UInt8>, delimiter: UInt8) {
    while position < text.count, isPadding(text[position], delimiter: delimiter) { position += 1 }
  }

  /// Whether the byte is white space that does not belong to a field: a tab that is the delimiter is not.
  func isPadding(_ byte: UInt8, delimiter: UInt8) -> Bool {
    byte == Self.space || (byte == Self.tab && delimiter != Self.tab)
  }

  func isLineBreak(_ byte: UInt8) -> Bool {
    byte == Self.lf || byte == Self.cr
  }

  /// The first of tab, semicolon, comma and space that is in the row outside quotation marks; comma if none is.
  static func detectDelimiter(in text: Span<UInt8>, from start: Int, quote: UInt8?) -> UInt8 {
    var found = (tab: false, semicolon: false, comma: false, space: false)
    var isQuoted = false
    // A quotation mark opens a field where one begins, or goes on with it where it is doubled; elsewhere it is an
    // ordinary character.
    var beginsField = true
    // Spaces at the ends of the line separate nothing, while a tab there may have an empty field beside it.
    var hasText = false
    var hasSpace = false
    scan: for i in start..<text.count {
      let byte = text[i]
      let wasQuoted = isQuoted
      switch byte {
      case _ where byte == quote && (isQuoted || beginsField): isQuoted.toggle()
      case _ where isQuoted: break
      case lf, cr: break scan
      case tab: found.tab = true
      case UInt8(ascii: ";"): found.semicolon = true
      case UInt8(ascii: ","): found.comma = true
      case space: hasSpace = hasText
      default: break
      }
      if byte != space {
        found.space = found.space || hasSpace
        hasText = true
      }
      beginsField = !isQuoted && (wasQuoted || [space, tab, UInt8(ascii: ";"), UInt8(ascii: ",")].contains(byte))
    }
    if found.tab { return tab }
    if found.semicolon { return UInt8(ascii: ";") }
    if found.comma { return UInt8(ascii: ",") }
    return found.space ? space : UInt8(ascii: ",")
  }
}
