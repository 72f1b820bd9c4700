/// A design in memory, tile by tile of rows, each tile column by column: what the iterations of Newton's method go over.
///
/// Tiles, and the chunks of tiles that are summed one after the other, depend on the shape alone; the chunks' sums are
/// added in order. So no bit depends on the number of threads.
struct DesignTiles: Sendable {
  let rows: Int
  let columns: Int
  private let height: Int
  private let storage: [Double]

  /// The rows that `write` puts column by column.
  init(
    rows: Int, columns: Int, threads: Int, write: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) {
    self.init(
      rows: rows, columns: columns, height: max(64, min(1024, 32_768 / max(columns, 1))), threads: threads, write: write
    )
  }

  private var tiles: Int { (rows + height - 1) / height }

  /// The rows of the largest tile.
  var largestTile: Int { min(height, rows) }

  private static let chunks = 16

  /// Calls `body` for every tile and adds up the `count` numbers that it adds to, chunk by chunk.
  func sum(
    count: Int, threads: Int, scratch: Int,
    _ body: (
      _ range: Range<Int>, _ tile: UnsafePointer<Double>, _ scratch: UnsafeMutablePointer<Double>,
      _ sums: UnsafeMutablePointer<Double>
    ) -> Void
  ) -> [Double] {
    let chunks = min(Self.chunks, max(tiles, 1))
    var partial = Array(repeating: 0.0, count: chunks * count)
    partial.withUnsafeMutableBufferPointer { partial in
      storage.withUnsafeBufferPointer { storage in
        guard let source = storage.baseAddress, let sums = partial.baseAddress else { return }
        nonisolated(unsafe) let (data, results) = (source, sums)
        Parallel.forEach(chunks, threads: threads) { chunk, _ in
          withUnsafeTemporaryAllocation(of: Double.self, capacity: max(scratch, 1)) { memory in
            for tile in tiles * chunk / chunks..<tiles * (chunk + 1) / chunks {
              let range = tile * height..<min(rows, (tile + 1) * height)
              body(range, data + range.lowerBound * columns, memory.baseAddress!, results + chunk * count)
            }
          }
        }
      }
    }
    for chunk in 1..<max(chunks, 1) {
      for i in 0..<count { partial[i] += partial[chunk * count + i] }
    }
    return Array(partial[..<count])
  }

  /// The design with its columns combined: every row times `b`.
  func times(_ b: ColumnMatrix, using routines: any LinearAlgebraRoutines.Type, threads: Int) -> DesignTiles {
    storage.withUnsafeBufferPointer { source in
      nonisolated(unsafe) let data = source.baseAddress
      return DesignTiles(rows: rows, columns: b.columns, height: height, threads: threads) { range, result in
        guard let data else { return }
        b.withUnsafe {
          routines.multiply(
            false, false, range.count, b.columns, columns, data + range.lowerBound * columns, $0, 0, result)
        }
      }
    }
  }

  private init(
    rows: Int, columns: Int, height: Int, threads: Int, write: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) {
    self.rows = rows
    self.columns = columns
    self.height = height
    storage = Array(unsafeUninitializedCapacity: rows * columns) { buffer, count in
      count = rows * columns
      guard let base = buffer.baseAddress, count > 0 else { return }
      nonisolated(unsafe) let memory = base
      Parallel.forEach((rows + height - 1) / height, threads: threads) { tile, _ in
        let range = tile * height..<min(rows, (tile + 1) * height)
        write(range, memory + range.lowerBound * columns)
      }
    }
  }

  /// The upper quartile of the magnitudes in every column, zeros and rows of weight 0 left out; an outlier has no say in it.
  func typicalMagnitudes(weights: [Double]?) -> [Double] {
    (0..<columns).map { c in
      var magnitudes: [Double] = []
      for first in stride(from: 0, to: rows, by: height) {
        let n = min(height, rows - first)
        for row in 0..<n where (weights?[first + row] ?? 1) > 0 {
          let value = storage[first * columns + c * n + row].magnitude
          if value > 0 { magnitudes.append(value) }
        }
      }
      magnitudes.sort()
      return magnitudes.isEmpty ? 0 : magnitudes[(magnitudes.count - 1) * 3 / 4]
    }
  }

  /// Φᵀ diag(weights) Φ.
  func gram(
    weights: [Double]?, using routines: any LinearAlgebraRoutines.Type, threads: Int
  ) -> ColumnMatrix {
    let p = columns
    let sums = sum(count: p * p, threads: threads, scratch: largestTile * p) { range, tile, scratch, sums in
      guard p > 0 else { return }
      let n = range.count
      guard let weights else { return routines.gram(n, p, tile, 1, sums) }
      for (row, i) in range.enumerated() {
        let root = weights[i].squareRoot()
        for j in 0..<p { scratch[j * n + row] = root * tile[j * n + row] }
      }
      routines.gram(n, p, scratch, 1, sums)
    }
    return ColumnMatrix(rows: p, columns: p, elements: sums).symmetricFromLower
  }
}

extension ColumnMatrix {
  /// The symmetric matrix with this lower triangle.
  var symmetricFromLower: ColumnMatrix {
    var result = self
    for j in 0..<columns {
      for i in j + 1..<max(rows, j + 1) { result[j, i] = result[i, j] }
    }
    return result
  }
}
