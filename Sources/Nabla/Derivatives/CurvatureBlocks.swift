/// The exact Hessian of a batch's error in blocks of layers, or its Gauss–Newton part, or the diagonal.
///
/// For unit j of layer p and one example let A = ∂a⁽ᑫ⁾/∂a_j⁽ᵖ⁾, G = ∂z⁽ˢ⁾/∂a_j⁽ᵖ⁾ = h_s′ ⊙ A and B = ∂δ⁽ᑫ⁾/∂a_j⁽ᵖ⁾, for all layers
/// q, s that follow p:
///
///     forward    A⁽ᵖ⁾ = e_j,  A⁽ᑫ⁾ = Σ_s W⁽ᑫ'ˢ⁾ G⁽ˢ⁾
///     output     B = (∂²E/∂a∂aᵀ) A
///     backward   B⁽ᑫ⁾ = h_q′ ⊙ Σ_r W⁽ʳ'ᑫ⁾ᵀ B⁽ʳ⁾ + A⁽ᑫ⁾ ⊙ h_q″ ⊙ s⁽ᑫ⁾,  s⁽ᑫ⁾ = Σ_r W⁽ʳ'ᑫ⁾ᵀ δ⁽ʳ⁾
///     block      ∂²E/∂w⁽ᵖ⁾_ji ∂w⁽ᑫ⁾_lk = Σ_examples (B_jl z_i z_k + G_jk z_i δ_l)
///
/// with z = 1 for a bias. Both sums are matrix products over the examples, of all pairs (j, l) with all pairs (i, k), and of
/// all pairs (j, k) with all pairs (i, l): `UnitGroupCurvature` has them. The second one is there only where the source of
/// q follows p; where the source is p itself, G is diagonal. Inside a layer both B and z zᵀ are symmetric, so that a
/// quarter of the elements is enough.
///
/// Groups of units are independent of each other: they are the pieces that threads take, and each element is summed over
/// the tiles in their order. Without the terms with h″ and δ the result is the Gauss–Newton matrix; with B_jl = δ_j δ_l
/// alone it is the empirical Fisher information.
///
/// Source: C. M. Bishop, "Exact calculation of the Hessian matrix for the multilayer perceptron", Neural Computation 4,
/// 1992, here for any graph of layers and arranged for matrix products.
struct CurvatureBlocks<Scalar: RealScalar>: Pass {
  enum Kind: Sendable, Hashable {
    case hessian
    case gaussNewton(OutputCurvatureKind)
    case empiricalFisher

    var output: OutputCurvatureKind {
      switch self {
      case .gaussNewton(let kind): kind
      default: .exact
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

    var parts: CurvaturePlan<Scalar>.Parts {
      switch self {
      case .full: .full
      case .block(let rows, let columns, _): .block(rows: rows, columns: columns)
      case .diagonal: .diagonal
      }
    }
  }

  let architecture: Architecture
  let w: UnsafeMutablePointer<Scalar>
  let examples: Examples<Scalar>
  let workspace: Workspace<Scalar>
  let threads: Int
  let kind: Kind
  let target: Target

  func run<B: Backend>(on backend: B.Type) {
    guard examples.count > 0 else { return clear() }
    let plan = workspace.curvaturePlan(architecture, count: examples.count, target.parts)
    let partition = Partition(oneChunkOf: examples.count, tile: plan.tile)
    workspace.prepare(
      architecture, partition,
      WorkspaceNeeds(
        order: .second, scratch: plan.scratch, pieces: plan.groups.count, sharesTile: true, shared: plan.shared),
      threads: threads)
    let memory = workspace.tiles[0]
    let pass = NetworkPass<Scalar, B>(architecture: architecture, w: w, memory: memory)
    for first in stride(from: 0, to: examples.count, by: plan.tile) {
      let part = first..<min(first + plan.tile, examples.count)
      let targets = runPasses(pass, plan, part)
      share(
        plan.groups.count,
        GroupWork<Scalar, B>(
          workspace: workspace, plan: plan, pass: pass, targets: targets, kind: kind, target: target, part: part))
    }
    finish(plan, on: backend)
  }

  /// The forward and the backward pass of a tile, and what each layer receives, with a 1 for the bias, in shared memory.
  private func runPasses<B: Backend>(
    _ pass: NetworkPass<Scalar, B>, _ plan: CurvaturePlan<Scalar>, _ part: Range<Int>
  ) -> TargetTile<Scalar> {
    let memory = pass.memory
    let input = memory.loadInputs(examples, part, on: B.self)
    pass.forward(input)
    let targets = memory.loadTargets(examples, part, backend: B.self)
    // The empirical Fisher information weighs products of the examples' own gradients.
    let own = kind == .empiricalFisher ? TargetTile(values: targets.values, weights: nil) : targets
    _ = OutputError<Scalar, B>(architecture: architecture, memory: memory)
      .evaluate(own, columns: part.count, wantsDelta: true)
    pass.backward(input, gradient: nil)
    for (k, layer) in architecture.layers.enumerated() {
      let inputs = plan.inputs(k, columns: part.count, in: workspace.shared!)
      var row = 0
      for block in layer.blocks {
        let source = pass.source(block, input)
        let rows = inputs.rows(row..<row + block.columns)
        if source.isTransposed {
          B.transpose(source.transposed, into: rows)
        } else {
          B.add(source, to: rows, accumulate: false)
        }
        row += block.columns
      }
      if layer.biasOffset != nil { inputs.row(row).update(repeating: 1) }
    }
    return targets
  }

  /// Hands pieces of work to the threads of the call.
  private func share<Work: PieceWork>(_ pieces: Int, _ work: Work) {
    workspace.team.gather(threads: min(threads, pieces)) { workspace.team.forEach(pieces, work) }
  }

  private func clear() {
    switch target {
    case .full(let matrix), .block(_, _, let matrix): matrix.fill(0)
    case .diagonal(let diagonal): diagonal.update(repeating: 0, count: architecture.parameterCount)
    }
  }

  // MARK: - The other triangles

  /// Writes what symmetry gives, and clears the rows and columns of masked weights.
  private func finish<B: Backend>(_ plan: CurvaturePlan<Scalar>, on _: B.Type) {
    switch target {
    case .full(let matrix):
      for p in architecture.layers.indices {
        mirrorLayer(p, plan, matrix, origin: 0, on: B.self)
        mirrorBelow(p, matrix, on: B.self)
      }
      for position in architecture.maskedPositions {
        matrix.row(position).update(repeating: 0)
        for i in 0..<matrix.rows { matrix[i, position] = 0 }
      }
    case .block(let p, let q, let matrix):
      let (rows, columns) = (architecture.layers[p].parameterRange, architecture.layers[q].parameterRange)
      if p == q { mirrorLayer(p, plan, matrix, origin: rows.lowerBound, on: B.self) }
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

  /// The rows of the layers after p in the columns of p: H_qp = H_pqᵀ.
  private func mirrorBelow<B: Backend>(_ p: Int, _ matrix: MatrixView<Scalar>, on _: B.Type) {
    let range = architecture.layers[p].parameterRange
    let rest = range.upperBound..<matrix.rows
    guard !rest.isEmpty else { return }
    share((range.count + 63) / 64, MirrorBelowWork<Scalar, B>(matrix: matrix, layer: range, rest: rest))
  }

  /// Inside a layer: from the elements (j, i), (l, k) with j ≤ l and i ≤ k all others.
  private func mirrorLayer<B: Backend>(
    _ p: Int, _ plan: CurvaturePlan<Scalar>, _ matrix: MatrixView<Scalar>, origin: Int, on _: B.Type
  ) {
    let units = architecture.layers[p].units
    share(
      (units + 7) / 8,
      MirrorLayerWork<Scalar, B>(matrix: matrix, segments: plan.segments[p], units: units, origin: origin))
  }
}

/// A group of units of one tile.
private struct GroupWork<Scalar: RealScalar, B: Backend>: PieceWork {
  let workspace: Workspace<Scalar>
  let plan: CurvaturePlan<Scalar>
  let pass: NetworkPass<Scalar, B>
  let targets: TargetTile<Scalar>
  let kind: CurvatureBlocks<Scalar>.Kind
  let target: CurvatureBlocks<Scalar>.Target
  let part: Range<Int>

  func run(piece: Int, slot: Int) {
    let group = UnitGroupCurvature<Scalar, B>(
      pass: pass, columns: part.count, targets: targets, plan: plan, shared: workspace.shared!,
      scratch: workspace.scratch[slot], kind: kind, group: plan.groups[piece], accumulate: part.lowerBound > 0)
    group.propagate()
    group.add(to: target)
  }
}

/// The transposes of 64 rows of a layer, in the rows of the layers after it.
private struct MirrorBelowWork<Scalar: RealScalar, B: Backend>: PieceWork {
  let matrix: MatrixView<Scalar>
  let layer: Range<Int>
  let rest: Range<Int>

  func run(piece: Int, slot: Int) {
    let first = layer.lowerBound + piece * 64
    let rows = first..<min(first + 64, layer.upperBound)
    B.transpose(matrix.rows(rows).columns(rest), into: matrix.rows(rest).columns(rows))
  }
}

/// The squares of 8 units of a layer with all that follow them.
private struct MirrorLayerWork<Scalar: RealScalar, B: Backend>: PieceWork {
  let matrix: MatrixView<Scalar>
  let segments: [CurvaturePlan<Scalar>.Segment]
  let units: Int
  let origin: Int

  func run(piece: Int, slot: Int) {
    for j in piece * 8..<min(piece * 8 + 8, units) {
      for l in j..<units { matrix.mirrorUnits(j, l, segments, origin: origin, on: B.self) }
    }
  }
}

extension MatrixView {
  /// Completes the square of two units of one layer, of which the elements (j, i), (l, k) with i ≤ k are known: they are
  /// those of (j, k), (l, i), and of the units the other way round.
  fileprivate func mirrorUnits<B: Backend>(
    _ j: Int, _ l: Int, _ segments: [CurvaturePlan<Scalar>.Segment], origin: Int, on _: B.Type
  ) {
    for s in segments.indices {
      let from = segments[s]
      let (fromJ, fromL) = (from.offset - origin + j * from.columns, from.offset - origin + l * from.columns)
      part(fromJ, fromL, from.columns, from.columns).mirrorSquare(on: B.self)
      for t in s + 1..<max(segments.count, s + 1) {
        let to = segments[t]
        let (toJ, toL) = (to.offset - origin + j * to.columns, to.offset - origin + l * to.columns)
        B.transpose(
          part(fromJ, toL, from.columns, to.columns), into: part(toJ, fromL, to.columns, from.columns))
      }
    }
    guard j != l else { return }
    for from in segments {
      for to in segments {
        let (fromJ, fromL) = (from.offset - origin + j * from.columns, from.offset - origin + l * from.columns)
        let (toJ, toL) = (to.offset - origin + j * to.columns, to.offset - origin + l * to.columns)
        B.add(
          part(fromJ, toL, from.columns, to.columns), to: part(fromL, toJ, from.columns, to.columns), accumulate: false)
      }
    }
  }

  /// `rows` × `columns` elements from (`row`, `column`) on.
  private func part(_ row: Int, _ column: Int, _ rows: Int, _ columns: Int) -> MatrixView {
    MatrixView(base + row * stride + column, rows: rows, columns: columns, stride: stride)
  }

  /// Copies what is above the diagonal below it, in squares whose lines stay in the cache.
  private func mirrorSquare<B: Backend>(on _: B.Type) {
    let size = 16
    for i in Swift.stride(from: 0, to: rows, by: size) {
      let height = min(size, rows - i)
      part(i, i, height, height).mirrorElements()
      for k in Swift.stride(from: i + size, to: rows, by: size) {
        let width = min(size, rows - k)
        B.transpose(part(i, k, height, width), into: part(k, i, width, height))
      }
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func mirrorElements() {
    for i in 0..<rows {
      for k in i + 1..<max(rows, i + 1) { base[k * stride + i] = base[i * stride + k] }
    }
  }
}
