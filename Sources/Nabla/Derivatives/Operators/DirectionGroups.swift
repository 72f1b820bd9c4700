/// Many directions are done some at a time, so that their memory stays small.
enum DirectionGroups {
  /// The most directions that share their products: beyond, these are long enough anyway.
  static let most = 32

  /// How many directions the largest group of `count` has. Memory is made and batches are cut for so many, in the last
  /// group too, so that a call of several groups needs one workspace.
  static func largest(of count: Int) -> Int { min(count, most) }

  static func forEach(_ count: Int, _ body: (Range<Int>) -> Void) {
    for first in stride(from: 0, to: count, by: most) { body(first..<min(first + most, count)) }
  }
}
