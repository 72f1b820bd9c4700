/// Work in pieces whose results lie one after the other.
extension ProcessGroup {
  /// Which of some pieces are this process's own: consecutive ones.
  func own(of pieces: Int) -> Range<Int> { Range(part: rank, of: size, in: pieces) }

  /// Completes the results of pieces, `length` numbers each, of which every process has made its own.
  func complete(_ results: UnsafeMutablePointer<Double>, pieces: Int, length: Int) {
    guard size > 1 else { return }
    meet(.pieces, pieces, of: length)
    let lengths = (0..<size).map { Range(part: $0, of: size, in: pieces).count * length }
    MessagePassing.gather(
      UnsafeMutableRawBufferPointer(start: results, count: pieces * length * MemoryLayout<Double>.size),
      width: MemoryLayout<Double>.size, lengths)
  }

  /// Of each of some numbers the largest of all processes.
  func maxima(_ numbers: [Double]) -> [Double] {
    let all = gather(numbers)
    return numbers.indices.map { i in all.reduce(-.infinity) { max($0, $1[i]) } }
  }
}
