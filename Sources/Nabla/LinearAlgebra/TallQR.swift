/// The triangle R of a tall matrix that is written a tile of rows at a time: QR of every tile, then of the triangles one
/// upon the other, until one is left.
///
/// The tiles depend on the shape alone and are put together in order, so the bits do not depend on the number of threads, or
/// on that of processes.
///
/// Source: J. Demmel, L. Grigori, M. Hoemmen and J. Langou, SIAM Journal on Scientific Computing 34, 2012.
struct TallQR {
  let routines: any LinearAlgebraRoutines.Type
  let threads: Int
  /// The processes that share the tiles.
  var group = ProcessGroup.single

  /// Rows of a tile of q columns: what the second-level cache holds, and not too wide a tile.
  static func tileRows(_ q: Int) -> Int { max(4 * q, min(2048, 49_152 / max(q, 1))) }

  /// What rounding makes of the singular values of a matrix whose columns have unit length, at most: ε times the rows that
  /// the reflections of a column sum over, tile upon tile, and what the singular values themselves add.
  ///
  /// The sums of a reflection round to one side where rows repeat, as those of a table with few different rows do; then
  /// the errors grow with the rows, not with their square root (N. J. Higham, Accuracy and Stability of Numerical
  /// Algorithms, 2nd edition, 2002, section 19.3).
  static func rounding(rows n: Int, columns q: Int) -> Double {
    let height = tileRows(q)
    var (left, summed) = (n, min(n, height))
    while left > height {
      left = (left + height - 1) / height * q
      summed += min(left, height)
    }
    return Double.ulpOfOne * (Double(summed) * Double(q).squareRoot() + 8 * Double(q))
  }

  /// R, q × q, of the n × q matrix whose rows `write` puts column by column into the memory given; zeros below where
  /// n < q.
  ///
  /// - Complexity: about 2nq² flops.
  func triangle(
    rows n: Int, columns q: Int, write: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) -> ColumnMatrix {
    let height = Self.tileRows(q)
    let tiles = max(1, (n + height - 1) / height)
    // The triangles one upon the other: tile i in rows iq ..< (i + 1)q.
    var stack = ColumnMatrix(rows: tiles * q, columns: q)
    stack.withUnsafeMutable { stack in
      nonisolated(unsafe) let stack = stack
      let own = group.own(of: tiles)
      Parallel.forEach(own.count, threads: threads) { piece, _ in
        let tile = own.lowerBound + piece
        let range = tile * height..<min(n, (tile + 1) * height)
        let m = range.count
        guard m > 0 && q > 0 else { return }
        withUnsafeTemporaryAllocation(of: Double.self, capacity: m * q + 4 * m + q) { memory in
          let a = memory.baseAddress!
          write(range, a)
          if tiles > 1 {
            routines.triangle(m, q, a, a + m * q)
          } else {
            routines.qr(m, q, a, a + m * q, threads: threads)
          }
          for j in 0..<q {
            for i in 0..<min(j + 1, m) { stack[j * tiles * q + tile * q + i] = a[j * m + i] }
          }
        }
      }
      exchange(stack, own, tiles: tiles, q)
    }
    guard tiles > 1 else { return stack }
    // Triangles are few, and each process goes on alone.
    return TallQR(routines: routines, threads: threads).triangle(rows: stack.rows, columns: q) { range, memory in
      for j in 0..<q {
        for (row, i) in range.enumerated() { memory[j * range.count + row] = stack[i, j] }
      }
    }
  }

  /// Completes a stack of triangles, of which every process has made its own.
  private func exchange(_ stack: UnsafeMutablePointer<Double>, _ own: Range<Int>, tiles: Int, _ q: Int) {
    guard group.size > 1, q > 0 else { return }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: tiles * q * q) { memory in
      let triangles = memory.baseAddress!
      for tile in own {
        for j in 0..<q { (triangles + (tile * q + j) * q).update(from: stack + (j * tiles + tile) * q, count: q) }
      }
      group.complete(triangles, pieces: tiles, length: q * q)
      for tile in 0..<tiles where !own.contains(tile) {
        for j in 0..<q { (stack + (j * tiles + tile) * q).update(from: triangles + (tile * q + j) * q, count: q) }
      }
    }
  }
}
