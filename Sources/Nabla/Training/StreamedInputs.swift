/// The inputs of a training that are read when they are needed: the blocks of one window at a time are in memory.
struct StreamedInputs<Scalar: RealScalar> {
  private let rows: any RowSource
  /// The examples of a block, and the blocks of a window.
  private let size: Int
  private let window: Int
  /// The order in which blocks come.
  var blocks: [Int] = []
  /// Where each block of the window begins in `elements`, in rows.
  private var starts: [Int: Int] = [:]
  private var elements: [Scalar] = []
  /// The blocks of the window, where their zeros are left out.
  private var sparse: [Int: SparseMatrix<Scalar>] = [:]

  /// Whether rows are read without their zeros.
  var isSparse: Bool { rows.isMostlyZeros }

  /// - Precondition: `shuffling` is one of blocks, as any other needs all rows at once.
  init(_ rows: any RowSource, _ shuffling: Shuffling) {
    guard case .blocks(let size, let window) = shuffling else {
      preconditionFailure("inputs that are read when they are needed are shuffled by blocks")
    }
    self.rows = rows
    (self.size, self.window) = (size, window)
  }

  /// The inputs of some examples, in their order.
  ///
  /// - Throws: `DataError` where they cannot be read.
  mutating func matrix(of examples: ArraySlice<Int>) throws(DataError) -> Matrix<Scalar> {
    let d = rows.columnCount
    var result: [Scalar] = []
    result.reserveCapacity(examples.count * d)
    for i in examples {
      if starts[i / size] == nil { try load(around: i / size) }
      let row = (starts[i / size] ?? 0) + i % size
      result += elements[row * d..<(row + 1) * d]
    }
    return Matrix(rows: examples.count, columns: d, elements: result)
  }

  /// The same without their zeros.
  mutating func sparseMatrix(of examples: ArraySlice<Int>) throws(DataError) -> SparseMatrix<Scalar> {
    var parts: [SparseMatrix<Scalar>] = []
    for i in examples {
      if sparse[i / size] == nil { try loadSparse(around: i / size) }
      if let block = sparse[i / size] { parts.append(block.rows(at: CollectionOfOne(i % size))) }
    }
    return SparseMatrix(stacking: parts, columns: rows.columnCount)
  }

  /// Reads the window with a block, without zeros.
  private mutating func loadSparse(around block: Int) throws(DataError) {
    let (members, ranges) = window(with: block)
    sparse = [:]
    let found = ResultList<Result<SparseMatrix<Scalar>, DataError>?>(count: ranges.count, repeating: nil)
    let source = rows
    Parallel.forEach(ranges.count, threads: Worker.coreCount) { i, _ in
      do throws(DataError) {
        found[i] = .success(try source.sparseMatrix(rows: ranges[i], of: Scalar.self))
      } catch {
        found[i] = .failure(error)
      }
    }
    for (block, part) in zip(members, found.all) { sparse[block] = try part?.get() }
  }

  /// The blocks that are in memory together with one, and their rows.
  private mutating func window(with block: Int) -> (blocks: ArraySlice<Int>, rows: [Range<Int>]) {
    // An epoch that is one batch has no order.
    if blocks.isEmpty { blocks = Array(0..<(rows.rowCount + size - 1) / size) }
    let first = (blocks.firstIndex(of: block) ?? 0) / window * window
    let members = blocks[first..<min(first + window, blocks.count)]
    return (members, members.map { $0 * size..<min(($0 + 1) * size, rows.rowCount) })
  }

  /// Reads the window with a block.
  private mutating func load(around block: Int) throws(DataError) {
    let (members, ranges) = window(with: block)
    let count = ranges.reduce(0) { $0 + $1.count } * rows.columnCount
    guard AvailableMemory.has(count, of: Scalar.self) else {
      throw DataFile.beyondMemory(count * MemoryLayout<Scalar>.size, source: rows.name)
    }
    if elements.count < count { elements = Array(repeating: 0, count: count) }
    starts = [:]
    var failure: DataError?
    let source = rows
    elements.withUnsafeMutableBufferPointer { elements in
      guard let base = elements.baseAddress else { return }
      do throws(DataError) { try source.read(blocks: ranges, into: base) } catch { failure = error }
    }
    if let failure { throw failure }
    var start = 0
    for (block, range) in zip(members, ranges) {
      starts[block] = start
      start += range.count
    }
  }
}

extension Training {
  /// Training of `network` on examples that may be larger than memory. Mini-batches are those of examples in memory that are
  /// shuffled by the same rule, to the bit.
  ///
  /// - Parameters: those of the initialiser for data in memory, and
  ///   - shuffling: Blocks of consecutive examples, and how many of them are in memory at once.
  /// - Precondition: the same, and `shuffling` is one of blocks.
  public init(
    _ network: Network<Scalar>, on data: StreamedDataset<Scalar>, optimizer: some Optimizer<Scalar>, batch: Int,
    seed: UInt64 = 1, options: TrainingOptions = TrainingOptions(), shuffling: Shuffling = .blocks,
    validation: Validation<Scalar>? = nil
  ) {
    network.checkShapes(data.count, data.inputs.columnCount, data.targets, weights: data.weights)
    if data.inputs.isMostlyZeros { network.checkTakesSparse() }
    let rest = Dataset<Scalar>(
      unchecked: Matrix(rows: data.count, columns: 0), targets: data.targets, weights: data.weights,
      classNames: data.classNames)
    self.init(
      network, rest, StreamedInputs(data.inputs, shuffling), optimizer: optimizer, batch: batch, seed: seed,
      options: options, shuffling: shuffling, validation: validation)
  }

  /// The error of the next examples, whose gradient is kept.
  mutating func evaluate(_ range: Range<Int>) throws(TrainingError) -> Double {
    // Examples of weight 0 are in the data, but not in the order.
    let isWhole = range.count == data.count
    guard streamed != nil else {
      return gradientStep.evaluate(
        network, data, sparse: sparse, isWhole ? nil : order[range])
    }
    let rows = order[range]
    var inputs = Matrix<Scalar>(rows: rows.count, columns: 0)
    var sparse: SparseMatrix<Scalar>?
    do throws(DataError) {
      if streamed!.isSparse {
        sparse = try streamed!.sparseMatrix(of: rows)
      } else {
        inputs = try streamed!.matrix(of: rows)
      }
    } catch {
      _ = backToStart(.nan, batch: 0)
      throw .unreadable(error)
    }
    let examples = Dataset<Scalar>(
      unchecked: inputs, targets: data.targets.rows(at: Array(rows)),
      weights: data.weights.map { weights in rows.map { weights[$0] } }, classNames: nil)
    return gradientStep.evaluate(network, examples, sparse: sparse, nil)
  }

  /// The mean error of a training on a stream, which counts as NaN where that cannot be read.
  func streamedMeanLoss(_ streamed: StreamedInputs<Scalar>, using workspace: Workspace<Scalar>?) -> Double {
    var (streamed, total) = (streamed, 0.0)
    for range in Matrix<Scalar>(rows: data.count, columns: 0).blocks(of: 4096) {
      let (t, weights) = (data.targets.rows(at: range), data.weights.map { Array($0[range]) })
      if streamed.isSparse {
        guard let x = try? streamed.sparseMatrix(of: Array(range)[...]) else { return .nan }
        total += network.loss(x, t, weights: weights, using: workspace)
      } else {
        guard let x = try? streamed.matrix(of: Array(range)[...]) else { return .nan }
        total += network.loss(x, t, weights: weights, using: workspace)
      }
    }
    return total / totalWeight
  }
}
