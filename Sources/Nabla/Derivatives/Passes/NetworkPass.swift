/// The forward and the backward pass of a network over one tile of examples.
///
/// Everything is feature-major: z⁽ᵏ⁾ is units × examples, so a layer is one product W z per source. The units of a large
/// layer are cut into pieces, which the threads of a team may share; the cut depends on the layer and the tile alone.
struct NetworkPass<Scalar: RealScalar> {
  let architecture: Architecture
  /// All parameters, read only.
  let w: UnsafeMutablePointer<Scalar>
  let memory: TileMemory<Scalar>
  let backend: ChosenBackend
  /// Where its products go.
  let products: ProductPlan
  /// Who shares the pieces; nil where one thread does them all.
  var team: Team?
  /// The inputs, where they are sparse.
  var sparse: SparseTile<Scalar>?
  /// The units that are left out, with dropout.
  var dropped: DroppedUnits<Scalar>.Tile?

  var plan: PassPlan { architecture.plan }

  /// The weights of a block, units × columns.
  func weights(_ layer: Layer, _ block: Layer.Block, in vector: UnsafeMutablePointer<Scalar>) -> MatrixView<Scalar> {
    MatrixView(vector + block.offset, rows: layer.units, columns: block.columns)
  }

  /// What a block's source put out: the input, or z of a layer.
  func source(_ block: Layer.Block, _ input: MatrixView<Scalar>) -> MatrixView<Scalar> {
    source(block.source, input)
  }

  private func source(_ layer: Int?, _ input: MatrixView<Scalar>) -> MatrixView<Scalar> {
    layer.map { memory.z($0, columns: input.columns) } ?? input
  }

  // MARK: - Forward

  /// a⁽ᵏ⁾ = Σ_s W⁽ᵏ'ˢ⁾ z⁽ˢ⁾ + b⁽ᵏ⁾ and z⁽ᵏ⁾ = h(a⁽ᵏ⁾), layer by layer; of the output layer only a, its function
  /// being the error's or the prediction's business.
  func forward(_ input: MatrixView<Scalar>) {
    for k in plan.steps.indices {
      let pieces = pieces(ofLayer: k, columns: input.columns)
      if pieces > 1 {
        forEach(pieces, ForwardWork(pass: self, layer: k, input: input, pieces: pieces))
      } else {
        forward(k, rows: 0..<plan.steps[k].units, input)
      }
    }
  }

  /// The units of a layer, forward, in pieces.
  private struct ForwardWork: PieceWork {
    let pass: NetworkPass
    let layer: Int
    let input: MatrixView<Scalar>
    let pieces: Int

    func run(piece: Int, slot: Int) {
      pass.forward(layer, rows: pass.rows(ofLayer: layer, piece: piece, of: pieces), input)
    }
  }

  /// Units `rows` of layer k.
  private func forward(_ k: Int, rows: Range<Int>, _ input: MatrixView<Scalar>) {
    let step = plan.steps[k]
    let z = memory.z(k, columns: input.columns).rows(rows)
    for b in step.blocks {
      let block = plan.blocks[b]
      if let sparse, block.source == nil {
        sparse.multiply(plan.weights(block, in: w).rows(rows), into: z, accumulate: b > step.blocks.lowerBound)
        continue
      }
      plan.multiply(
        block, of: w, rows: rows, source(block.source, input), into: z, accumulate: b > step.blocks.lowerBound,
        on: backend, by: products.forward[b])
    }
    let isOutput = k == plan.steps.count - 1
    if isOutput, !plan.offsetOfOutput.isEmpty { plan.addOffsets(of: memory.sampleRows!, to: z, outputs: rows) }
    backend.activate(
      isOutput ? .identity : plan.activations[k], z,
      bias: step.biasOffset.map { UnsafePointer(w + $0 + rows.lowerBound) },
      first: isOutput ? nil : first(k, columns: input.columns)?.rows(rows),
      second: isOutput ? nil : memory.second(k, columns: input.columns)?.rows(rows))
    if let dropped, dropped.drops(k) { dropped.drop(k, rows: rows, z, on: backend) }
  }

  /// Where h′ of layer k is kept, if it is; beside the memory's own where units are left out, as z no longer tells it.
  private func first(_ k: Int, columns: Int) -> MatrixView<Scalar>? {
    if let dropped, dropped.drops(k) { return dropped.first(k, columns: columns) }
    return memory.first(k, columns: columns)
  }

  /// The prediction y of the tile: the output layer's function on the pre-activations that `forward` left.
  func outputs(columns: Int) -> MatrixView<Scalar> {
    activateOutputs(columns: columns)
    return memory.z(plan.steps.count - 1, columns: columns)
  }

  // MARK: - Backward

  /// From δ of the output layer, back to front: δ⁽ˢ⁾ = h_s′ ⊙ Σ_k W⁽ᵏ'ˢ⁾ᵀ δ⁽ᵏ⁾, and with it
  /// ∂E/∂W⁽ᵏ'ˢ⁾ = Σ δ⁽ᵏ⁾ z⁽ˢ⁾ᵀ and ∂E/∂b⁽ᵏ⁾ = Σ δ⁽ᵏ⁾.
  ///
  /// Where the memory keeps h″, it is multiplied by Σ_k W⁽ᵏ'ˢ⁾ᵀ δ⁽ᵏ⁾ in passing, as second derivatives need it.
  ///
  /// - Parameters:
  ///   - gradient: Where ∂E/∂w is written, or added to where `accumulate`; nil where it is not wanted.
  ///   - inputDelta: Where the signal at the input is written, features × examples; nil where it is not wanted.
  ///   - overlapped: Who is told, layer by layer, from which parameter on the gradient is complete.
  func backward(
    _ input: MatrixView<Scalar>, gradient: UnsafeMutablePointer<Scalar>?, accumulate: Bool = false,
    inputDelta: MatrixView<Scalar>? = nil, overlapped: OverlappedSum<Scalar>? = nil
  ) {
    let columns = input.columns
    for k in plan.steps.indices.reversed() {
      // All signals that the layer before receives are there, so its own signal and this layer's gradient go together.
      let signals = k > 0 ? pieces(ofLayer: k - 1, columns: columns) : 0
      let gradients = gradient == nil ? 0 : pieces(ofLayer: k, columns: columns)
      if max(signals, gradients) > 1 {
        forEach(
          signals + gradients,
          BackwardWork(
            pass: self, layer: k, input: input, gradient: gradient, accumulate: accumulate, signals: signals,
            gradients: gradients))
      } else {
        if signals == 1 { signal(k - 1, rows: 0..<plan.steps[k - 1].units, columns: columns) }
        if let gradient { self.gradient(k, input, into: gradient, accumulate: accumulate) }
      }
      if let overlapped { overlapped.complete(from: architecture.layers[k].start) }
    }
    if let inputDelta { collect(plan.inputLinks, rows: 0..<inputDelta.rows, into: inputDelta) }
  }

  /// The gradient of a layer and the signal of the one before it, in pieces.
  private struct BackwardWork: PieceWork {
    let pass: NetworkPass
    let layer: Int
    let input: MatrixView<Scalar>
    let gradient: UnsafeMutablePointer<Scalar>?
    let accumulate: Bool
    let signals: Int
    let gradients: Int

    func run(piece: Int, slot: Int) {
      if piece < signals {
        pass.signal(
          layer - 1, rows: pass.rows(ofLayer: layer - 1, piece: piece, of: signals), columns: input.columns)
      } else {
        pass.gradient(
          layer, piece: piece - signals, of: gradients, input, into: gradient!, accumulate: accumulate)
      }
    }
  }

  /// δ of units `rows` of layer s.
  private func signal(_ s: Int, rows: Range<Int>, columns: Int) {
    let delta = memory.delta(s, columns: columns).rows(rows)
    collect(plan.steps[s].links, rows: rows, into: delta)
    if let second = memory.second(s, columns: columns)?.rows(rows) { backend.scale(second, by: delta, into: second) }
    if let dropped, dropped.drops(s) {
      backend.scale(delta, by: dropped.factors(s, columns: columns).rows(rows), into: delta)
    }
    backend.backward(
      plan.activations[s], output: memory.z(s, columns: columns).rows(rows),
      first: first(s, columns: columns)?.rows(rows), signal: delta)
  }

  /// Σ W⁽ᵏ'ˢ⁾ᵀ δ⁽ᵏ⁾ over the blocks `links` that lead from a source s, of its units `rows`.
  private func collect(_ links: Range<Int>, rows: Range<Int>, into result: MatrixView<Scalar>) {
    guard !links.isEmpty else { return result.fill(0) }
    for l in links {
      let block = plan.links[l]
      plan.multiplyTransposed(
        block, of: w, rows: rows, memory.delta(block.layer, columns: result.columns), into: result,
        accumulate: l > links.lowerBound, on: backend, by: products.signals[l])
    }
  }

  /// The derivatives in the parameters of layer k: piece `piece` of `pieces`.
  ///
  /// A piece has some columns of ∂E/∂W, so that every unit of the layer before is transposed, or copied, for one piece only;
  /// of a layer that receives few units it has some rows.
  private func gradient(
    _ k: Int, piece: Int = 0, of pieces: Int = 1, _ input: MatrixView<Scalar>,
    into gradient: UnsafeMutablePointer<Scalar>, accumulate: Bool
  ) {
    let step = plan.steps[k]
    let delta = memory.delta(k, columns: input.columns)
    let rows = rows(ofLayer: k, piece: piece, of: pieces)
    for b in step.blocks {
      let block = plan.blocks[b]
      if let sparse, block.source == nil {
        sparse.addOuter(delta.rows(rows), into: plan.weights(block, in: gradient).rows(rows), accumulate: accumulate)
        continue
      }
      let z =
        if let layer = block.source { memory.z(layer, columns: input.columns).transposed } else {
          memory.inputRows(of: input)
        }
      let columns = Partition.columns(of: block.columns, piece: piece, of: pieces)
      plan.multiplyOuter(
        block, of: gradient, rows: columns == nil ? rows : nil, columns: columns, delta, z, accumulate: accumulate,
        on: backend, by: products.gradients[b])
    }
    if let offset = step.biasOffset {
      backend.rowSums(delta.rows(rows), into: gradient + offset + rows.lowerBound, accumulate: accumulate)
    }
  }

  // MARK: - Pieces

  /// Into how many pieces the units of layer k are cut on a tile of `columns` examples.
  private func pieces(ofLayer k: Int, columns: Int) -> Int {
    Partition.pieces(of: plan.steps[k], columns: columns, on: backend)
  }

  private func rows(ofLayer k: Int, piece: Int, of pieces: Int) -> Range<Int> {
    let units = plan.steps[k].units
    return Range(part: piece, of: pieces, in: units)
  }

  private func forEach(_ pieces: Int, _ work: some PieceWork) {
    guard let team else {
      for piece in 0..<pieces { work.run(piece: piece, slot: 0) }
      return
    }
    team.forEach(pieces, work)
  }
}
