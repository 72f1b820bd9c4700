/// Rows of a result that are computed some at a time, cut into blocks by their number alone.
///
/// A process has some consecutive blocks and computes each as any other process would: so no bit depends on how many there are.
struct RowBlocks {
  let rows: Int
  /// The number of blocks.
  let count: Int

  /// So many blocks are enough for many processes.
  private static let most = 1024

  /// Blocks of `least` rows or more where there are as many, but of no more than `most`.
  init(_ rows: Int, least: Int, most: Int = .max) {
    self.rows = rows
    count = max(1, min(Self.most, rows / least), rows > most ? (rows - 1) / most + 1 : 1)
  }

  /// The rows of a block; lengths differ by one at most.
  subscript(block: Int) -> Range<Int> { Range(part: block, of: count, in: rows) }

  /// The rows of a process.
  func rows(of rank: Int, of processes: Int) -> Range<Int> {
    let blocks = Range(part: rank, of: processes, in: count)
    return rows * blocks.lowerBound / count..<rows * blocks.upperBound / count
  }
}

extension ProcessGroup {
  /// Which blocks are this process's own: consecutive ones.
  func own(of blocks: RowBlocks) -> Range<Int> { own(of: blocks.count) }

  /// The rows of these.
  func ownRows(of blocks: RowBlocks) -> Range<Int> { blocks.rows(of: rank, of: size) }

  /// Completes rows of `length` numbers each, of which every process has made those of its own blocks.
  func complete<Scalar: RealScalar>(_ numbers: UnsafeMutableBufferPointer<Scalar>, _ blocks: RowBlocks, length: Int) {
    guard size > 1 else { return }
    meet(.rows, blocks.rows, of: length)
    let lengths = (0..<size).map { blocks.rows(of: $0, of: size).count * length }
    MessagePassing.gather(UnsafeMutableRawBufferPointer(numbers), width: MemoryLayout<Scalar>.size, lengths)
  }
}
