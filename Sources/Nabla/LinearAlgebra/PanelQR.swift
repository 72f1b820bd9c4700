extension LinearAlgebraRoutines {
  /// A = QR over A as `qr` has it, by several threads: a panel of columns after the other, and what is right of each in blocks of
  /// columns, one a thread. Panels and blocks depend on the shape alone, so the bits do not depend on the number of threads.
  ///
  /// - Complexity: 2n²(m − n/3) flops for m × n, of which 2 · 64 n (m − n/2) are on one thread; (64 + 256) m numbers of memory
  ///   a thread.
  static func qr(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ tau: UnsafeMutablePointer<Double>, threads: Int
  ) {
    let (panel, width) = (64, 256)
    guard n > 2 * width && m > 2 * width else { return qr(m, n, a, tau) }
    nonisolated(unsafe) let (matrix, factors) = (a, tau)
    for first in stride(from: 0, to: min(m, n), by: panel) {
      let (rows, columns) = (m - first, min(panel, min(m, n) - first))
      let rest = first + columns
      withUnsafeTemporaryAllocation(of: Double.self, capacity: rows * columns) { memory in
        nonisolated(unsafe) let reflections = memory.baseAddress!
        copy(matrix + first * m + first, stride: m, to: reflections, stride: rows, rows, columns)
        qr(rows, columns, reflections, factors + first)
        copy(reflections, stride: rows, to: matrix + first * m + first, stride: m, rows, columns)
        Parallel.forEach((n - rest + width - 1) / width, threads: threads) { piece, _ in
          let column = rest + piece * width
          let count = min(width, n - column)
          withUnsafeTemporaryAllocation(of: Double.self, capacity: rows * count) { block in
            let block = block.baseAddress!
            copy(matrix + column * m + first, stride: m, to: block, stride: rows, rows, count)
            applyQ(transpose: true, rows, count, columns, reflections, factors + first, block)
            copy(block, stride: rows, to: matrix + column * m + first, stride: m, rows, count)
          }
        }
      }
    }
  }

  /// A block of columns to another place.
  static func copy(
    _ a: UnsafePointer<Double>, stride: Int, to b: UnsafeMutablePointer<Double>, stride other: Int, _ rows: Int,
    _ columns: Int
  ) {
    for j in 0..<columns { (b + j * other).update(from: a + j * stride, count: rows) }
  }
}
