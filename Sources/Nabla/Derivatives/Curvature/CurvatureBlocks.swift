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
/// the tiles in their order. Processes share them like threads: see `exchange`. Without the terms with h″ and δ the result is the Gauss–Newton matrix; with B_jl = δ_j δ_l
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
      case .hessian, .empiricalFisher: .exact
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
  /// The processes that share the groups of units.
  let group: ProcessGroup
  let kind: Kind
  let target: Target

  func run(on backend: ChosenBackend) {
    guard examples.count > 0 else { return clear() }
    group.meet(.curvature, examples.count, of: architecture.parameterCount)
    let plan = workspace.curvaturePlan(architecture, count: examples.count, target.parts)
    let partition = Partition(oneChunkOf: examples.count, tile: plan.tile)
    workspace.prepare(
      architecture, partition,
      WorkspaceNeeds(
        order: .second, scratch: plan.scratch, pieces: plan.groups.count, sharesTile: true, shared: plan.shared),
      threads: threads, on: backend)
    let memory = workspace.tiles[0]
    let pass = NetworkPass(
      architecture: architecture, w: w, memory: memory, backend: backend, products: workspace.products!)
    for first in stride(from: 0, to: examples.count, by: plan.tile) {
      let part = first..<min(first + plan.tile, examples.count)
      let targets = runPasses(pass, plan, part)
      share(
        ownGroups(of: plan),
        GroupWork(
          workspace: workspace, plan: plan, pass: pass, targets: targets, kind: kind, target: target, part: part,
          processes: group))
    }
    exchange(plan)
    finish(plan, on: backend)
  }

  /// The forward and the backward pass of a tile, and what each layer receives, with a 1 for the bias, in shared memory.
  private func runPasses(
    _ pass: NetworkPass<Scalar>, _ plan: CurvaturePlan<Scalar>, _ part: Range<Int>
  ) -> TargetTile<Scalar> {
    let memory = pass.memory
    let input = memory.loadInputs(examples, part, on: pass.backend)
    pass.forward(input)
    let targets = memory.loadTargets(examples, part, on: pass.backend)
    // The empirical Fisher information weighs products of the examples' own gradients.
    let own = kind == .empiricalFisher ? targets.unweighted : targets
    _ = pass.error(own, columns: part.count, wantsDelta: true)
    pass.backward(input, gradient: nil)
    for (k, layer) in architecture.layers.enumerated() {
      let inputs = plan.inputs(k, columns: part.count, in: workspace.shared!)
      var row = 0
      for block in layer.blocks {
        let source = pass.source(block, input)
        let rows = inputs.rows(row..<row + block.columns)
        if source.isTransposed {
          pass.backend.transpose(source.transposed, into: rows)
        } else {
          pass.backend.add(source, to: rows, accumulate: false)
        }
        row += block.columns
      }
      if layer.biasOffset != nil { inputs.row(row).update(repeating: 1) }
    }
    return targets
  }

  /// Hands pieces of work to the threads of the call.
  func share<Work: PieceWork>(_ pieces: Int, _ work: Work) {
    workspace.team.gather(threads: min(threads, pieces)) { workspace.team.forEach(pieces, work) }
  }

  private func clear() {
    switch target {
    case .full(let matrix), .block(_, _, let matrix): matrix.fill(0)
    case .diagonal(let diagonal): diagonal.update(repeating: 0, count: architecture.parameterCount)
    }
  }
}

/// A group of units of one tile.
private struct GroupWork<Scalar: RealScalar>: PieceWork {
  let workspace: Workspace<Scalar>
  let plan: CurvaturePlan<Scalar>
  let pass: NetworkPass<Scalar>
  let targets: TargetTile<Scalar>
  let kind: CurvatureBlocks<Scalar>.Kind
  let target: CurvatureBlocks<Scalar>.Target
  let part: Range<Int>
  let processes: ProcessGroup

  func run(piece: Int, slot: Int) {
    let group = UnitGroupCurvature(
      pass: pass, columns: part.count, targets: targets, plan: plan, shared: workspace.shared!,
      scratch: workspace.scratch[slot], kind: kind, group: plan.groups[processes.rank + piece * processes.size],
      accumulate: part.lowerBound > 0)
    group.propagate()
    group.add(to: target)
  }
}
