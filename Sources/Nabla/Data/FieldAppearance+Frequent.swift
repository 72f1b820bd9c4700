// What is told from the bytes alone, as tables can have it by the million.
extension FieldAppearance {
  /// What digits with one comma between them look like; nil of any other text.
  static func ofDecimalComma(_ text: String) -> FieldAppearance? {
    var text = text
    return text.withUTF8 { bytes in
      var (commas, whole, fraction) = (0, 0, 0)
      let start = bytes.first == UInt8(ascii: "-") || bytes.first == UInt8(ascii: "+") ? 1 : 0
      for byte in bytes[min(start, bytes.count)...] {
        if byte == UInt8(ascii: ",") {
          commas += 1
        } else if byte &- UInt8(ascii: "0") > 9 {
          return nil
        } else if commas == 0 {
          whole += 1
        } else {
          fraction += 1
        }
      }
      guard commas == 1, whole > 0, fraction > 0 else { return nil }
      return fraction == 3 && whole <= 3 && bytes[start] != UInt8(ascii: "0") ? .commaOrThousands : .decimalComma
    }
  }

  /// The same of a day such as `2024-05-17`.
  static func ofDay(_ text: String) -> FieldAppearance? {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count == 10 else { return nil }
      let isDay = bytes.indices.allSatisfy { i in
        i == 4 || i == 7 ? bytes[i] == UInt8(ascii: "-") : bytes[i] &- UInt8(ascii: "0") <= 9
      }
      return isDay ? .date : nil
    }
  }
}
