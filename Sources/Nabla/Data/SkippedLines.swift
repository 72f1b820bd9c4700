/// Lines of a text that were left out: how many, and where the first ones are.
public struct SkippedLines: Sendable, Hashable {
  /// How many they are.
  public private(set) var count = 0
  /// The first three of them, counted from 1.
  public private(set) var first: [Int] = []

  init() {}

  mutating func add(_ line: Int) {
    count += 1
    if first.count < 3 { first.append(line) }
  }

  mutating func add(_ others: SkippedLines) {
    count += others.count
    first = Array((first + others.first).prefix(3))
  }

  /// The same that many lines further down.
  func moved(by lines: Int) -> SkippedLines {
    var moved = self
    moved.first = first.map { $0 + lines }
    return moved
  }

  /// The places in words: `line 3`, or `lines 3, 7, 9, …`.
  var places: String {
    "line\(count == 1 ? "" : "s") " + first.map { "\($0)" }.joined(separator: ", ") + (count > 3 ? ", …" : "")
  }
}
