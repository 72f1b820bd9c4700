/// Text in another encoding, as UTF-8.
enum TextDecoding {
  /// The bytes of a text in UTF-8.
  ///
  /// - Throws: `DataError` with the byte of a half of a pair of UTF-16, or where the text ends in the middle of a character.
  /// - Complexity: O(bytes.count).
  static func utf8(_ bytes: [UInt8], _ encoding: Dialect.Encoding, source: String?) throws(DataError) -> [UInt8] {
    switch encoding {
    case .utf8: return bytes
    case .latin1: return converted(bytes) { UInt16($0) }
    case .windows1252: return converted(bytes) { $0 >= 0x80 && $0 < 0xA0 ? windows[Int($0 - 0x80)] : UInt16($0) }
    case .utf16:
      var decoder = UTF16Decoder(source: source)
      return try decoder.decode(bytes, isLast: true)
    }
  }

  /// The characters 0x80 … 0x9F of Windows-1252; those that it has not are control characters, as in Latin-1.
  private static let windows: [UInt16] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x8D, 0x017D,
    0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,
    0x017E, 0x0178,
  ]

  private static func converted(_ bytes: [UInt8], _ character: (UInt8) -> UInt16) -> [UInt8] {
    guard bytes.contains(where: { $0 >= 0x80 }) else { return bytes }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 { text.append(byte) } else { append(Unicode.Scalar(character(byte)), to: &text) }
    }
    return text
  }

  /// No character of these encodings is a half of a pair.
  fileprivate static func append(_ scalar: Unicode.Scalar?, to text: inout [UInt8]) {
    guard let scalar else { return }
    text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
  }
}

/// Text in UTF-16, decoded a part at a time: in the order of its byte order mark, or little-endian.
struct UTF16Decoder {
  let source: String?
  private var isBig: Bool?
  /// Where the bytes are in the text that are not decoded yet, and these: fewer than two characters.
  private var offset = 0
  private var rest: [UInt8] = []

  init(source: String?) { self.source = source }

  /// The next part in UTF-8.
  ///
  /// - Throws: `DataError` with the byte of a half of a pair, or where the text ends in the middle of a character.
  mutating func decode(_ part: [UInt8], isLast: Bool) throws(DataError) -> [UInt8] {
    let bytes = rest.isEmpty ? part : rest + part
    var i = 0
    if isBig == nil, bytes.count >= 2 || isLast {
      let isBig = bytes.starts(with: [0xFE, 0xFF])
      i = isBig || bytes.starts(with: [0xFF, 0xFE]) ? 2 : 0
      self.isBig = isBig
    }
    let isBig = isBig == true
    func unit(_ i: Int) -> UInt16 {
      let (first, second) = (UInt16(bytes[i]), UInt16(bytes[i + 1]))
      return isBig ? first << 8 | second : second << 8 | first
    }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    while i + 1 < bytes.count {
      let high = unit(i)
      if high < 0x80 {
        text.append(UInt8(high))
      } else if high & 0xF800 != 0xD800 {
        TextDecoding.append(Unicode.Scalar(high), to: &text)
      } else {
        if !isLast, high < 0xDC00, i + 3 >= bytes.count { break }
        guard high < 0xDC00, i + 3 < bytes.count, unit(i + 2) & 0xFC00 == 0xDC00 else {
          throw error(offset + i, "half of a pair")
        }
        let value = 0x10000 + (UInt32(high & 0x3FF) << 10 | UInt32(unit(i + 2) & 0x3FF))
        TextDecoding.append(Unicode.Scalar(value), to: &text)
        i += 2
      }
      i += 2
    }
    if isLast, i < bytes.count { throw error(offset + i, "an odd number of bytes") }
    rest = Array(bytes[i...])
    offset += i
    return text
  }

  private func error(_ offset: Int, _ found: String) -> DataError {
    DataError(.unsupportedEncoding, source: source, byteOffset: offset, expected: "text in UTF-16", found: found)
  }
}
