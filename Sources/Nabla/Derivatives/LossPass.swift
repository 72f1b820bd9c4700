/// The error of a batch and, where it is wanted, its gradient: chunks on threads, tiles in a chunk.
struct LossPass<Scalar: RealScalar>: Pass {
  let architecture: Architecture
  let w: UnsafeMutablePointer<Scalar>
  let examples: Examples<Scalar>
  let workspace: Workspace<Scalar>
  let threads: Int
  /// Where ∂E/∂w, |w| numbers, is written; nil where it is not wanted.
  let gradient: UnsafeMutablePointer<Scalar>?

  /// Returns E(w) = Σ E_i.
  func run<B: Backend>(on backend: B.Type) -> Double {
    let partition = Partition(architecture, count: examples.count)
    workspace.prepare(architecture, partition, order: gradient == nil ? .value : .first, threads: threads)
    let tiles = workspace.tiles
    return workspace.losses.withUnsafeMutableBufferPointer { losses in
      Parallel.forEach(partition.chunks, threads: threads) { chunk, slot in
        let own = gradient.map { chunk == 0 ? $0 : workspace.partial(chunk, architecture) }
        losses[chunk] = run(partition, chunk: chunk, memory: tiles[slot], gradient: own, on: backend)
      }
      if let gradient {
        for chunk in 1..<max(partition.chunks, 1) {
          Scalar._Primitives.axpy(architecture.parameterCount, 1, workspace.partial(chunk, architecture), gradient)
        }
        for position in architecture.maskedPositions { gradient[position] = 0 }
      }
      return losses.reduce(0, +)
    }
  }

  /// One chunk, tile after tile; its gradient is the sum over the tiles.
  private func run<B: Backend>(
    _ partition: Partition, chunk: Int, memory: TileMemory<Scalar>, gradient: UnsafeMutablePointer<Scalar>?,
    on backend: B.Type
  ) -> Double {
    let pass = NetworkPass<Scalar, B>(architecture: architecture, w: w, memory: memory)
    let error = OutputError<Scalar, B>(architecture: architecture, memory: memory)
    var loss = 0.0
    var isFirst = true
    for part in partition.tiles(ofChunk: chunk) {
      let input = memory.loadInputs(examples, part)
      pass.forward(input)
      let targets = memory.loadTargets(examples, part, backend: backend)
      loss += error.evaluate(targets, columns: part.count, wantsDelta: gradient != nil)
      if let gradient { pass.backward(input, gradient: gradient, accumulate: !isFirst) }
      isFirst = false
    }
    if isFirst { gradient?.update(repeating: 0, count: architecture.parameterCount) }
    return loss
  }
}
