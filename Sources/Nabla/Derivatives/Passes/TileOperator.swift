/// What an operator does with one tile of examples. `BatchPass` cuts a batch into tiles, hands them to threads and adds up
/// what is to be summed; an operator says what it needs and does its mathematics.
protocol TileOperator {
  associatedtype Scalar: RealScalar

  /// What it keeps of a tile, and how many numbers it sums over the examples.
  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar>

  /// About how many flops it does an example, in units of |w|.
  var flopsPerParameter: Int { get }

  /// Whether the threads may share the layers of a tile, as the passes do without directions.
  var canShareTiles: Bool { get }

  /// Whether what it returns and `tile.sum` are all that it does, so that processes may share the examples.
  var isSum: Bool { get }

  /// Whether it tells `tile.overlapped` which sums are complete, layer by layer.
  var tellsOfLayers: Bool { get }

  /// Does the tile. Sums go to `tile.sum`, anything else to the operator's own memory, at `tile.range`.
  ///
  /// Returns what is to be added to the pass's result.
  func apply(to tile: Tile<Scalar>) -> Double
}

extension TileOperator {
  var canShareTiles: Bool { false }
  var isSum: Bool { false }
  var tellsOfLayers: Bool { false }
}

/// One tile of a batch: its examples, the memory for it, and the passes over it.
struct Tile<Scalar: RealScalar> {
  var pass: NetworkPass<Scalar>
  let examples: Examples<Scalar>
  /// Which of the examples.
  let range: Range<Int>
  /// What layers with the source `input` see, features × examples.
  let input: MatrixView<Scalar>
  /// Memory for directions, where the operator needs it.
  let tangents: TangentMemory<Scalar>?
  /// Memory for streams of input derivatives, where the operator needs it.
  let streams: StreamMemory<Scalar>?
  /// Memory of other kinds, where the operator needs it.
  let scratch: Scratch<Scalar>?
  /// Where sums over the examples go, as many numbers as the operator needs.
  let sum: UnsafeMutablePointer<Scalar>?
  /// Whether the sums of this tile are added to those of tiles before.
  let accumulate: Bool
  /// Who is to know which sums are complete; nil where nobody is.
  let overlapped: OverlappedSum<Scalar>?

  var architecture: Architecture { pass.architecture }
  var memory: TileMemory<Scalar> { pass.memory }
  var backend: ChosenBackend { pass.backend }
  /// The number of examples.
  var columns: Int { range.count }
  /// The index of the output layer.
  var last: Int { architecture.layers.count - 1 }

  /// The tile's targets and weights.
  func loadTargets() -> TargetTile<Scalar> { memory.loadTargets(examples, range, on: backend) }

  /// The forward pass and the error; with its signal δ at the output, where that is wanted.
  func error(_ targets: TargetTile<Scalar>, wantsDelta: Bool) -> Double {
    pass.forward(input)
    return pass.error(targets, columns: columns, wantsDelta: wantsDelta)
  }

  /// The forward pass and y at the output, with h′ and h″ as far as the memory keeps them.
  func outputs() -> MatrixView<Scalar> {
    pass.forward(input)
    return pass.outputs(columns: columns)
  }

  /// The linear maps at the output.
  var outputMaps: OutputMaps<Scalar> {
    OutputMaps(architecture: architecture, memory: memory, columns: columns)
  }

  /// R directions of derivatives through the network, along R vectors v in the parameters or none.
  func tangentPass(directions: Int, along v: UnsafeMutablePointer<Scalar>?) -> TangentPass<Scalar> {
    TangentPass(
      architecture: architecture, w: pass.w, memory: memory, tangents: tangents!, backend: backend, input: input,
      directions: directions, v: v)
  }
}

/// The chunks of a batch as pieces of work.
private struct ChunkWork<Operator: TileOperator>: PieceWork {
  let pass: BatchPass<Operator>
  let backend: ChosenBackend
  let partition: Partition
  let needs: WorkspaceNeeds<Operator.Scalar>
  /// Each chunk's own loss.
  let losses: UnsafeMutableBufferPointer<Double>

  func run(piece chunk: Int, slot: Int) {
    let sum = pass.workspace.sum(ofChunk: chunk, needs.sums, of: pass.sum)
    losses[chunk] = pass.run(partition, needs, chunk: chunk, slot: slot, sum: sum, on: backend)
  }
}

/// An operator on a whole batch: chunks on threads, tiles in a chunk, sums in a fixed order.
struct BatchPass<Operator: TileOperator>: Pass {
  typealias Scalar = Operator.Scalar

  let architecture: Architecture
  let w: UnsafeMutablePointer<Scalar>
  let examples: Examples<Scalar>
  let workspace: Workspace<Scalar>
  let threads: Int
  let group: ProcessGroup
  let tileOperator: Operator
  /// Where the sums go; nil where there are none.
  let sum: UnsafeMutablePointer<Scalar>?

  func run(on backend: ChosenBackend) -> Double {
    var needs = tileOperator.needs(architecture)
    needs.isSparse = examples.sparse != nil
    let partition = Partition(
      architecture, count: examples.count, needs, flopsPerParameter: tileOperator.flopsPerParameter,
      canShareTiles: tileOperator.canShareTiles, on: backend)
    if group.isWorld && tileOperator.isSum { return runInGroup(partition, needs, on: backend) }
    workspace.prepare(architecture, partition, needs, threads: threads, on: backend)
    return workspace.addUp(partition, needs.sums, into: sum, threads: threads) { losses in
      ChunkWork(pass: self, backend: backend, partition: partition, needs: needs, losses: losses)
    }
  }

  var callsBLAS: Bool { !architecture.plan.isThin || tileOperator.needs(architecture).takesWideProducts }

  /// Does the tiles of a chunk.
  func run(
    _ partition: Partition, _ needs: WorkspaceNeeds<Scalar>, chunk: Int, slot: Int,
    sum: UnsafeMutablePointer<Scalar>?, on backend: ChosenBackend, overlapped: OverlappedSum<Scalar>? = nil
  ) -> Double {
    let memory = workspace.tiles[slot]
    let end = partition.examples(ofChunk: chunk).upperBound
    var result = 0.0
    var isFirst = true
    for range in partition.tiles(ofChunk: chunk) {
      result += tileOperator.apply(
        to: Tile(
          pass: NetworkPass(
            architecture: architecture, w: w, memory: memory, backend: backend, products: workspace.products!,
            team: partition.sharesTiles ? workspace.team : nil,
            sparse: examples.sparse.map { SparseTile($0, examples, range) }),
          examples: examples, range: range, input: memory.loadInputs(examples, range, on: backend),
          tangents: needs.directions > 0 ? workspace.tangents[slot] : nil,
          streams: needs.streams == nil ? nil : workspace.streams[slot],
          scratch: needs.scratch > 0 ? workspace.scratch[slot] : nil, sum: sum, accumulate: !isFirst,
          overlapped: range.upperBound == end ? overlapped : nil))
      isFirst = false
    }
    if isFirst { sum?.update(repeating: 0, count: needs.sums) }
    return result
  }
}

extension Network {
  /// Runs an operator on borrowed examples.
  @discardableResult
  func run<Operator: TileOperator>(
    _ tileOperator: Operator, on examples: Examples<Scalar>, sum: UnsafeMutablePointer<Scalar>? = nil,
    _ workspace: Workspace<Scalar>
  ) -> Double where Operator.Scalar == Scalar {
    withParameterPointer { w in
      execution.run(
        BatchPass(
          architecture: architecture, w: w, examples: examples, workspace: workspace, threads: execution.threads,
          group: execution.group, tileOperator: tileOperator, sum: sum))
    }
  }
}
