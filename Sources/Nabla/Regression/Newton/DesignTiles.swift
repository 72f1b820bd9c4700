/// A design, tile by tile of rows, each tile column by column: what the iterations of Newton's method go over. It is in memory,
/// or its tiles are read anew in each pass.
///
/// Tiles, and the chunks of tiles that are summed one after the other, depend on the shape alone; the chunks' sums are
/// added in order. So no bit depends on the number of threads, or on that of processes.
struct DesignTiles: Sendable {
  let rows: Int
  let columns: Int
  private let height: Int
  private let storage: Storage
  /// The processes that share the chunks of a sum.
  var group = ProcessGroup.single

  private enum Storage: Sendable {
    case memory([Double])
    /// Writes the rows of a tile when they are needed.
    case streamed(@Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void)
  }

  /// Some columns of a design; streamed where that is.
  init(_ design: LinearDesign, columns: [Int], threads: Int) {
    guard design.isStreamed else {
      self.init(rows: design.count, columns: columns.count, threads: threads) {
        design.write($0, columns: columns, into: $1)
      }
      return
    }
    self.init(rows: design.count, columns: columns.count, height: Self.height(columns.count)) {
      design.write($0, columns: columns, into: $1)
    }
  }

  /// The rows that `write` puts column by column.
  init(
    rows: Int, columns: Int, threads: Int, write: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) {
    self.init(
      rows: rows, columns: columns, height: Self.height(columns), threads: threads, write: write
    )
  }

  /// The rows of a tile.
  private static func height(_ columns: Int) -> Int { max(64, min(1024, 32_768 / max(columns, 1))) }

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
      guard let sums = partial.baseAddress else { return }
      nonisolated(unsafe) let results = sums
      withElements { elements in
        nonisolated(unsafe) let data = elements
        let own = group.own(of: chunks)
        Parallel.forEach(own.count, threads: threads) { piece, _ in
          let chunk = own.lowerBound + piece
          withUnsafeTemporaryAllocation(of: Double.self, capacity: max(scratch, 1)) { memory in
            for tile in Range(part: chunk, of: chunks, in: tiles) {
              let range = tile * height..<min(rows, (tile + 1) * height)
              withTile(range, data) { body(range, $0, memory.baseAddress!, results + chunk * count) }
            }
          }
        }
      }
      group.complete(sums, pieces: chunks, length: count)
    }
    for chunk in 1..<max(chunks, 1) {
      for i in 0..<count { partial[i] += partial[chunk * count + i] }
    }
    return Array(partial[..<count])
  }

  /// Calls `body` with the elements of a design in memory, or with nothing.
  private func withElements<Result>(_ body: (UnsafePointer<Double>?) -> Result) -> Result {
    guard case .memory(let elements) = storage else { return body(nil) }
    return elements.withUnsafeBufferPointer { body($0.baseAddress) }
  }

  /// Calls `body` with a tile of rows: of these elements, or read anew.
  private func withTile(
    _ range: Range<Int>, _ elements: UnsafePointer<Double>?, _ body: (UnsafePointer<Double>) -> Void
  ) {
    switch storage {
    case .memory:
      guard let elements else { return }
      body(elements + range.lowerBound * columns)
    case .streamed(let write):
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(range.count * columns, 1)) { tile in
        guard let tile = tile.baseAddress else { return }
        write(range, tile)
        body(tile)
      }
    }
  }

  /// The design with its columns combined: every row times `b`.
  func times(_ b: ColumnMatrix, using routines: any LinearAlgebraRoutines.Type, threads: Int) -> DesignTiles {
    let columns = columns
    @Sendable func multiply(_ range: Range<Int>, _ tile: UnsafePointer<Double>, _ result: UnsafeMutablePointer<Double>)
    {
      b.withUnsafe { routines.multiply(false, false, range.count, b.columns, columns, tile, $0, 0, result) }
    }
    var product: DesignTiles
    if case .streamed = storage {
      product = DesignTiles(rows: rows, columns: b.columns, height: height) { range, result in
        withTile(range, nil) { multiply(range, $0, result) }
      }
    } else {
      product = withElements { elements in
        nonisolated(unsafe) let data = elements
        return DesignTiles(rows: rows, columns: b.columns, height: height, threads: threads) { range, result in
          withTile(range, data) { multiply(range, $0, result) }
        }
      }
    }
    product.group = group
    return product
  }

  private init(
    rows: Int, columns: Int, height: Int,
    streaming write: @escaping @Sendable (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) {
    self.rows = rows
    self.columns = columns
    self.height = height
    storage = .streamed(write)
  }

  private init(
    rows: Int, columns: Int, height: Int, threads: Int, write: (Range<Int>, UnsafeMutablePointer<Double>) -> Void
  ) {
    self.rows = rows
    self.columns = columns
    self.height = height
    let elements = [Double](unsafeUninitializedCapacity: rows * columns) { buffer, count in
      count = rows * columns
      guard let base = buffer.baseAddress, count > 0 else { return }
      nonisolated(unsafe) let memory = base
      Parallel.forEach((rows + height - 1) / height, threads: threads) { tile, _ in
        let range = tile * height..<min(rows, (tile + 1) * height)
        write(range, memory + range.lowerBound * columns)
      }
    }
    storage = .memory(elements)
  }

  /// The upper quartile of the magnitudes in every column, zeros and rows of weight 0 left out; an outlier has no say in it.
  ///
  /// Of a streamed design the first rows speak for all.
  func typicalMagnitudes(weights: [Double]?) -> [Double] {
    let isStreamed = if case .streamed = storage { true } else { false }
    let last = isStreamed ? min(rows, Self.sampledRows) : rows
    var magnitudes = [[Double]](repeating: [], count: columns)
    withElements { elements in
      for first in stride(from: 0, to: last, by: height) {
        let range = first..<min(first + height, rows)
        withTile(range, elements) { tile in
          for c in 0..<columns {
            for (row, i) in range.enumerated() where (weights?[i] ?? 1) > 0 {
              let value = tile[c * range.count + row].magnitude
              if value > 0 { magnitudes[c].append(value) }
            }
          }
        }
      }
    }
    return magnitudes.map { magnitudes in
      magnitudes.isEmpty ? 0 : magnitudes.sorted()[(magnitudes.count - 1) * 3 / 4]
    }
  }

  private static let sampledRows = 1 << 16

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
