/// In which order the examples of an epoch come, drawn anew each epoch by the training's generator.
public enum Shuffling: Sendable, Hashable, Codable {
  /// Every order of all examples is as likely.
  case all
  /// Blocks of `size` consecutive examples in any order, and then the examples of each `window` of so many blocks in any order
  /// among themselves, so that only the blocks of one window need to be in memory.
  ///
  /// Examples that depend on their neighbours, as in a file that is sorted, are mixed as far as a window reaches: `window` blocks
  /// from all over the data.
  case blocks(size: Int, window: Int)

  /// Blocks of 1024 examples, 64 at a time: 65 536 examples are mixed.
  public static let blocks = Shuffling.blocks(size: 1024, window: 64)

  /// The order of n examples, and that of their blocks.
  ///
  /// - Complexity: O(n).
  func order(of n: Int, by generator: inout SeededGenerator) -> (examples: [Int], blocks: [Int]) {
    switch self {
    case .all: return (generator.permutation(of: n), [])
    case .blocks(let size, let window):
      let blocks = generator.permutation(of: (n + size - 1) / size)
      var examples: [Int] = []
      examples.reserveCapacity(n)
      for first in stride(from: 0, to: blocks.count, by: window) {
        let members = blocks[first..<min(first + window, blocks.count)].flatMap { $0 * size..<min(($0 + 1) * size, n) }
        examples += generator.permutation(of: members.count).map { members[$0] }
      }
      return (examples, blocks)
    }
  }

  /// - Precondition: blocks and windows have at least one member.
  func check() {
    guard case .blocks(let size, let window) = self else { return }
    precondition(size >= 1 && window >= 1, "windows of \(window) blocks of \(size) examples")
  }
}
