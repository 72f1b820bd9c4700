extension Range<Int> {
  /// Part `i` of `count` consecutive parts of 0 ..< n, whose lengths differ by one at most.
  init(part i: Int, of count: Int, in n: Int) { self = n * i / count..<n * (i + 1) / count }
}
