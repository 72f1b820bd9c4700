internal import Foundation

/// JSON with its names in order, so that equal values give equal text.
package enum JSON {
  /// The text of a value of the package's own: numbers, texts, and lists and objects of them. A number that is infinite or
  /// NaN, for which JSON has no word, is `null`.
  ///
  /// - Complexity: O(length of the text).
  package static func encoded(_ value: some Encodable, isPretty: Bool = false) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = isPretty ? [.prettyPrinted, .sortedKeys] : [.sortedKeys, .withoutEscapingSlashes]
    // A word that no text of the value has, as nobody could know it before.
    let word = UUID().uuidString
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: word, negativeInfinity: word, nan: word)
    do {
      let text = String(decoding: try encoder.encode(value), as: UTF8.self)
      return Array(text.contains(word) ? text.replacing("\"\(word)\"", with: "null").utf8 : text.utf8)
    } catch {
      // Nothing that such values hold makes the encoder fail.
      preconditionFailure("\(error)")
    }
  }
}
