/// The different texts among fields, found by their bytes.
///
/// It is for some thousand fields at most, so that even texts that were made to collide cost little.
struct TextTable {
  /// A text, at the first field that has it.
  struct Entry: Sendable {
    let field: DelimitedText.Field
    /// Whether it is quoted and has quotation marks in it, which are written twice.
    let isEscaped: Bool
    let hash: UInt64
    /// How many fields have it.
    fileprivate(set) var count: Int

    init(field: DelimitedText.Field, isEscaped: Bool, hash: UInt64, count: Int) {
      (self.field, self.isEscaped, self.hash, self.count) = (field, isEscaped, hash, count)
    }

    /// The text itself.
    func string(in bytes: UnsafeBufferPointer<UInt8>, quote: UInt8?) -> String {
      let raw = UnsafeBufferPointer(rebasing: bytes[field.start..<field.end])
      return isEscaped ? DelimitedText.unescaped(raw, quote) : String(decoding: raw, as: UTF8.self)
    }
  }

  /// In the order of their first fields.
  private(set) var entries: [Entry] = []
  private let text: UnsafePointer<UInt8>
  /// The places of entries from 1 on, and 0; as many as a power of two.
  private var slots: [Int32] = []

  init(_ text: UnsafePointer<UInt8>) { self.text = text }

  /// The place of a field's text among the entries, to which it is added where it is new.
  mutating func place(of field: DelimitedText.Field, quote: UInt8?) -> Int {
    if 2 * entries.count >= slots.count { grow() }
    let hash = hash(of: field)
    let isEscaped = isEscaped(field, quote)
    var slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[slot] > 0 {
      let place = Int(slots[slot]) - 1
      if entries[place].hash == hash, entries[place].isEscaped == isEscaped, isSame(entries[place].field, field) {
        entries[place].count += 1
        return place
      }
      slot = (slot + 1) & (slots.count - 1)
    }
    entries.append(Entry(field: field, isEscaped: isEscaped, hash: hash, count: 1))
    slots[slot] = Int32(entries.count)
    return entries.count - 1
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: max(16, 2 * slots.count))
    for (place, entry) in entries.enumerated() {
      var slot = Int(truncatingIfNeeded: entry.hash) & (slots.count - 1)
      while slots[slot] > 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(place + 1)
    }
  }

  /// Only a quoted field can have a quotation mark just before it.
  private func isEscaped(_ field: DelimitedText.Field, _ quote: UInt8?) -> Bool {
    guard let quote, field.start > 0, text[field.start - 1] == quote else { return false }
    return (field.start..<field.end).contains { text[$0] == quote }
  }

  private func hash(of field: DelimitedText.Field) -> UInt64 {
    // An odd number from the golden ratio spreads the bits.
    let factor: UInt64 = 0x9E37_79B9_7F4A_7C15
    var hash = UInt64(field.end - field.start) &* factor
    var i = field.start
    while field.end - i >= 8 {
      hash = (hash ^ word(i)) &* factor
      hash ^= hash >> 32
      i += 8
    }
    var last: UInt64 = 0
    while i < field.end {
      last = last << 8 | UInt64(text[i])
      i += 1
    }
    hash = (hash ^ last) &* factor
    return hash ^ hash >> 32
  }

  private func isSame(_ a: DelimitedText.Field, _ b: DelimitedText.Field) -> Bool {
    let count = a.end - a.start
    guard count == b.end - b.start else { return false }
    var i = 0
    while count - i >= 8 {
      if word(a.start + i) != word(b.start + i) { return false }
      i += 8
    }
    while i < count {
      if text[a.start + i] != text[b.start + i] { return false }
      i += 1
    }
    return true
  }

  @inline(__always)
  private func word(_ i: Int) -> UInt64 { UnsafeRawPointer(text + i).loadUnaligned(as: UInt64.self) }
}
