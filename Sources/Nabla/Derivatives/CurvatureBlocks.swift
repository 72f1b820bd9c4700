/// The exact Hessian of a batch's error in blocks of layers, or its Gauss–Newton part, or the diagonal.
///
/// For unit j of layer p and one example let A = ∂a⁽ᑫ⁾/∂a_j⁽ᵖ⁾, G = ∂z⁽ˢ⁾/∂a_j⁽ᵖ⁾ = h_s′ ⊙ A and B = ∂δ⁽ᑫ⁾/∂a_j⁽ᵖ⁾, for all layers
/// q, s that follow p:
///
///     forward    A⁽ᵖ⁾ = e_j,  A⁽ᑫ⁾ = Σ_s W⁽ᑫ'ˢ⁾ G⁽ˢ⁾
///     output     B = (∂²E/∂a∂aᵀ) A
///     backward   B⁽ᑫ⁾ = h_q′ ⊙ Σ_r W⁽ʳ'ᑫ⁾ᵀ B⁽ʳ⁾ + A⁽ᑫ⁾ ⊙ h_q″ ⊙ s⁽ᑫ⁾,  s⁽ᑫ⁾ = Σ_r W⁽ʳ'ᑫ⁾ᵀ δ⁽ʳ⁾
///     block      ∂²E/∂w⁽ᵖ⁾_ji ∂w⁽ᑫ⁾_lk = Σ_examples z_i (B_l z_k + δ_l G_k)
///
/// So unit j's rows of the Hessian are one product (z_i) · (B_l z_k + δ_l G_k)ᵀ per block and tile. The units are independent
/// of each other: they are the pieces that threads take, and each row is summed over the tiles in their order. Without the
/// terms with h″ and δ the result is the Gauss–Newton matrix.
///
/// Source: C. M. Bishop, "Exact calculation of the Hessian matrix for the multilayer perceptron", Neural Computation 4,
/// 1992, here for any graph of layers and arranged for matrix products.
struct CurvatureBlocks<Scalar: RealScalar>: Pass {
  enum Kind: Sendable, Hashable {
    case hessian
    case gaussNewton(OutputCurvatureKind)

    var output: OutputCurvatureKind {
      switch self {
      case .hessian: .exact
      case .gaussNewton(let kind): kind
      }
    }
  }

  /// What is wanted: the block of layers `rows` ≤ `columns`, of which `result` is the matrix, or the diagonal.
  enum Target {
    /// All pairs of layers; |w| × |w|.
    case full(MatrixView<Scalar>)
    /// One pair of layers p ≤ q; parameters of p × parameters of q.
    case block(rows: Int, columns: Int, MatrixView<Scalar>)
    /// |w| numbers.
    case diagonal(UnsafeMutablePointer<Scalar>)
  }

  let architecture: Architecture
  let w: UnsafeMutablePointer<Scalar>
  let examples: Examples<Scalar>
  let workspace: Workspace<Scalar>
  let threads: Int
  let kind: Kind
  let target: Target

  func run<B: Backend>(on backend: B.Type) {
    clear()
    let layout = CurvatureLayout<Scalar>(architecture, tile: Self.tile(architecture, count: examples.count))
    let partition = Partition(oneChunkOf: examples.count, tile: layout.tile)
    let units = wantedUnits
    workspace.prepare(
      architecture, partition,
      WorkspaceNeeds(order: .second, scratch: layout.total, pieces: units.count, sharesTile: true), threads: threads)
    let (memory, scratch) = (workspace.tiles[0], workspace.scratch)
    let pass = NetworkPass<Scalar, B>(architecture: architecture, w: w, memory: memory)
    let error = OutputError<Scalar, B>(architecture: architecture, memory: memory)
    for part in partition.tiles(ofChunk: 0) {
      let input = memory.loadInputs(examples, part, on: backend)
      pass.forward(input)
      let targets = memory.loadTargets(examples, part, backend: backend)
      _ = error.evaluate(targets, columns: part.count, wantsDelta: true)
      pass.backward(input, gradient: nil)
      let source = memory.loadContiguous(input, on: backend)
      Parallel.forEach(units.count, threads: threads, team: workspace.team) { piece, slot in
        let unit = UnitCurvature<Scalar, B>(
          pass: pass, input: source, targets: targets, layout: layout, scratch: scratch[slot], kind: kind,
          layer: units[piece].layer, unit: units[piece].unit)
        unit.propagate(through: lastLayer)
        unit.add(to: target)
      }
    }
    finish()
  }

  /// Tiles short enough for a unit's summands to stay in the second-level cache, and in a budget of 16 MiB for any network.
  static func tile(_ architecture: Architecture, count: Int) -> Int {
    let widest = architecture.layers.map { $0.units * ($0.blocks.map(\.columns).max() ?? 1) }.max() ?? 1
    let wanted = (512 << 10) / (widest * MemoryLayout<Scalar>.stride)
    let most = (16 << 20) / (widest * MemoryLayout<Scalar>.stride)
    return max(1, min(count, 256, max(wanted / 16 * 16, 32), max(most, 1)))
  }

  /// The units whose rows are wanted, those with the most work first.
  private var wantedUnits: [(layer: Int, unit: Int)] {
    let layers: [Int]
    switch target {
    case .full, .diagonal: layers = Array(architecture.layers.indices)
    case .block(let rows, _, _): layers = [rows]
    }
    return layers.flatMap { k in (0..<architecture.layers[k].units).map { (layer: k, unit: $0) } }
  }

  /// Every layer up to the output takes part, since B comes from there.
  private var lastLayer: Int { architecture.layers.count - 1 }

  private func clear() {
    switch target {
    case .full(let matrix), .block(_, _, let matrix): matrix.fill(0)
    case .diagonal(let diagonal): diagonal.update(repeating: 0, count: architecture.parameterCount)
    }
  }

  /// Writes the other triangle and clears the rows and columns of masked weights.
  private func finish() {
    switch target {
    case .full(let matrix):
      mirror(matrix)
      for position in architecture.maskedPositions {
        matrix.row(position).update(repeating: 0)
        for i in 0..<matrix.rows { matrix[i, position] = 0 }
      }
    case .block(let p, let q, let matrix):
      let (rows, columns) = (architecture.layers[p].parameterRange, architecture.layers[q].parameterRange)
      if p == q { mirrorLayer(p, matrix, origin: rows.lowerBound) }
      for position in architecture.maskedPositions {
        if rows.contains(position) { matrix.row(position - rows.lowerBound).update(repeating: 0) }
        if columns.contains(position) {
          for i in 0..<matrix.rows { matrix[i, position - columns.lowerBound] = 0 }
        }
      }
    case .diagonal(let diagonal):
      architecture.clearMasked(diagonal)
    }
  }

  /// H_wv = H_vw between layers, and inside a layer between its units.
  private func mirror(_ matrix: MatrixView<Scalar>) {
    for (p, layer) in architecture.layers.enumerated() {
      mirrorLayer(p, matrix, origin: 0)
      let range = layer.parameterRange
      for i in range.upperBound..<matrix.rows {
        for j in range { matrix[i, j] = matrix[j, i] }
      }
    }
  }

  private func mirrorLayer(_ p: Int, _ matrix: MatrixView<Scalar>, origin: Int) {
    let layer = architecture.layers[p]
    let groups = (0..<layer.units).map {
      layer.places(ofUnit: $0).map { $0.lowerBound - origin..<$0.upperBound - origin }
    }
    for j in 0..<layer.units {
      // A unit's own square was computed whole; one half of it counts, so that the result is symmetric to the last bit.
      let own = groups[j].flatMap { Array($0) }
      for (i, row) in own.enumerated() {
        for column in own[(i + 1)...] { matrix[column, row] = matrix[row, column] }
      }
      for l in j + 1..<max(layer.units, j + 1) {
        for from in groups[j] {
          for to in groups[l] {
            for row in from {
              for column in to { matrix[column, row] = matrix[row, column] }
            }
          }
        }
      }
    }
  }
}

extension Layer {
  /// The places in w of what belongs to unit `j`: its weights, block by block, and its bias.
  func places(ofUnit j: Int) -> [Range<Int>] {
    var places = blocks.map { $0.offset + j * $0.columns..<$0.offset + (j + 1) * $0.columns }
    if let biasOffset { places.append(biasOffset + j..<biasOffset + j + 1) }
    return places
  }
}

/// Where a thread keeps A, G and B of every layer for one unit, and the summands of a block.
struct CurvatureLayout<Scalar: RealScalar> {
  let tile: Int
  private(set) var total = 0
  private(set) var a: [Int] = []
  private(set) var g: [Int] = []
  private(set) var b: [Int] = []
  let terms: Int
  /// What a non-canonical output layer needs of one example.
  let output: Int

  init(_ architecture: Architecture, tile: Int) {
    self.tile = tile
    var plan = ArenaPlan<Scalar>()
    for layer in architecture.layers {
      a.append(plan.matrix(rows: layer.units, columns: tile))
      g.append(plan.matrix(rows: layer.units, columns: tile))
      b.append(plan.matrix(rows: layer.units, columns: tile))
    }
    let widest = architecture.layers.map { $0.units * ($0.blocks.map(\.columns).max() ?? 1) }.max() ?? 1
    terms = plan.matrix(rows: widest, columns: tile)
    output = plan.vector(architecture.scratchCount)
    total = plan.total
  }
}
