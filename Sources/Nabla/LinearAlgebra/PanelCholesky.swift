/// Cholesky's factorisation and the inverse by several threads. Panels and blocks depend on the size alone, so the bits do not
/// depend on the number of threads.
extension LinearAlgebraRoutines {
  private static var panel: Int { 128 }
  private static var width: Int { 256 }

  /// The lower factor of A = LLᵀ over the lower triangle of A; the upper one holds nothing of meaning.
  ///
  /// A panel of columns after the other: the triangle on the diagonal, the rows below it, B ← BL⁻ᵀ, and what is right of them,
  /// C ← C − BBᵀ, in blocks of columns.
  ///
  /// - Returns: The order of the first leading minor that is not positive, or nil.
  /// - Complexity: n³/3 flops; 128 n numbers of memory.
  static func cholesky(_ n: Int, _ a: UnsafeMutablePointer<Double>, threads: Int) -> Int? {
    guard n > 2 * width else { return cholesky(n, a) }
    nonisolated(unsafe) let matrix = a
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: panel * (panel + n)) { memory in
      nonisolated(unsafe) let (triangle, strip) = (memory.baseAddress!, memory.baseAddress! + panel * panel)
      for first in stride(from: 0, to: n, by: panel) {
        let k = min(panel, n - first)
        let rest = first + k
        copy(matrix + first * n + first, stride: n, to: triangle, stride: k, k, k)
        if let order = cholesky(k, triangle) { return first + order }
        copy(triangle, stride: k, to: matrix + first * n + first, stride: n, k, k)
        let pieces = (n - rest + width - 1) / width
        Parallel.forEach(pieces, threads: threads) { piece, _ in
          let row = rest + piece * width
          let count = min(width, n - row)
          // Bᵀ, of which L⁻¹Bᵀ is made.
          let own = strip + (row - rest) * k
          let below = matrix + first * n + row
          for i in 0..<count { for j in 0..<k { own[i * k + j] = below[j * n + i] } }
          triangularSolve(upper: false, transpose: false, k, count, triangle, own)
          for i in 0..<count { for j in 0..<k { below[j * n + i] = own[i * k + j] } }
        }
        Parallel.forEach(pieces, threads: threads) { piece, _ in
          let column = rest + piece * width
          let own = strip + (column - rest) * k
          subtractProduct(n - column, min(width, n - column), k, own, own, matrix + column * n + column, stride: n)
        }
      }
      return nil
    }
  }

  /// A⁻¹, both triangles, of A = LLᵀ: in blocks of columns, of which what is below the diagonal follows from the part of L there.
  ///
  /// - Complexity: 2n³/3 flops; 256 `threads` n numbers of memory.
  static func choleskyInverse(
    _ n: Int, _ l: UnsafePointer<Double>, _ inverse: UnsafeMutablePointer<Double>, threads: Int
  ) {
    guard n > 2 * width else {
      inverse.update(from: l, count: n * n)
      choleskyInverse(n, inverse)
      return mirror(n, rows: 0..<n, columns: 0..<n, inverse)
    }
    nonisolated(unsafe) let (factor, result) = (l, inverse)
    let pieces = (n + width - 1) / width
    Parallel.forEach(pieces, threads: threads) { piece, _ in
      let column = piece * width
      let (rows, count) = (n - column, min(width, n - column))
      withUnsafeTemporaryAllocation(of: Double.self, capacity: rows * count) { block in
        let block = block.baseAddress!
        block.initialize(repeating: 0, count: rows * count)
        for j in 0..<count { block[j * rows + j] = 1 }
        choleskySolve(rows, count, factor + column * n + column, stride: n, block)
        copy(block, stride: rows, to: result + column * n + column, stride: n, rows, count)
      }
      for row in stride(from: column, to: n, by: width) {
        mirror(n, rows: row..<min(row + width, n), columns: column..<column + count, result)
      }
    }
  }

  /// What is below the diagonal, above it.
  private static func mirror(_ n: Int, rows: Range<Int>, columns: Range<Int>, _ a: UnsafeMutablePointer<Double>) {
    for j in columns { for i in max(j, rows.lowerBound)..<max(j, rows.upperBound) { a[i * n + j] = a[j * n + i] } }
  }
}
