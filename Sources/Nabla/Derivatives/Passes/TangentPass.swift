/// The derivative R{·} = d/dε of a network's forward and backward pass along R directions, in the parameters (w + εv), in
/// the inputs (x + εu) or in both; the products with the weights are shared by all directions.
///
/// Matrices of directions are units × (R · examples), the examples of one direction side by side. `memory` has been through
/// `NetworkPass.forward`, with h′, and for a backward pass with curvature through `NetworkPass.backward`, with h″.
///
/// Source: B. A. Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6, 1994.
struct TangentPass<Scalar: RealScalar> {
  /// What the backward pass is the derivative of.
  enum Backward: Equatable {
    /// The backward pass that `memory` went through, which itself changes along the directions of the forward pass.
    case curvature
    /// No pass: R signals at the output go back through the network as it stands.
    case signals
    /// The same with the signals h_k′ e_k of some outputs k, whose function is elementwise.
    case outputs(Range<Int>)
  }

  let architecture: Architecture
  let w: UnsafeMutablePointer<Scalar>
  let memory: TileMemory<Scalar>
  let tangents: TangentMemory<Scalar>
  let backend: ChosenBackend
  /// What layers with the source `input` see, features × examples.
  let input: MatrixView<Scalar>
  /// R.
  let directions: Int
  /// R vectors v of |w| numbers each, one after the other; nil where the parameters do not change.
  let v: UnsafeMutablePointer<Scalar>?

  private var plan: PassPlan { architecture.plan }
  private var columns: Int { input.columns }
  private var width: Int { columns * directions }

  /// The columns of direction r.
  func block(_ r: Int) -> Range<Int> { r * columns..<(r + 1) * columns }
  /// R{a} of layer k.
  func a(_ k: Int) -> MatrixView<Scalar> { tangents.a(k, columns: width) }
  /// R{z} of layer k.
  func z(_ k: Int) -> MatrixView<Scalar> { tangents.z(k, columns: width) }
  /// R{δ} of layer k.
  func delta(_ k: Int) -> MatrixView<Scalar> { tangents.delta(k, columns: width) }
  /// The tangents of what layers with the source `input` see, or the signals there.
  var inputs: MatrixView<Scalar> { tangents.input(columns: width) }
  /// The same with the offsets' behind it.
  var inputRoom: MatrixView<Scalar> { tangents.inputRoom(columns: width) }
  /// The tangents of the offsets, or the signals there.
  private var offsets: MatrixView<Scalar> { inputRoom.rows(plan.features..<plan.features + plan.offsets) }

  private func direction(_ r: Int) -> UnsafeMutablePointer<Scalar> { v! + r * plan.parameterCount }

  private func output(of block: PassPlan.Block) -> MatrixView<Scalar> {
    if let source = block.source { memory.z(source, columns: columns) } else { input }
  }

  private func tangent(of block: PassPlan.Block) -> MatrixView<Scalar> {
    if let source = block.source { z(source) } else { inputs }
  }

  // MARK: - Forward

  /// R{a} = Σ (V z + W R{z}) + v_b and R{z} = h′ ⊙ R{a}, layer by layer; of the output layer only R{a}.
  ///
  /// - Parameter inputChanges: Whether `inputs` holds the directions u in which the input changes.
  func forward(inputChanges: Bool) {
    for k in plan.steps.indices {
      let step = plan.steps[k]
      let a = a(k)
      var isWritten = false
      for b in step.blocks {
        let block = plan.blocks[b]
        if v != nil {
          for r in 0..<directions {
            plan.multiply(
              block, of: direction(r), output(of: block), into: a.columns(self.block(r)), accumulate: isWritten,
              on: backend)
          }
          isWritten = true
        }
        guard block.source != nil || inputChanges else { continue }
        plan.multiply(block, of: w, tangent(of: block), into: a, accumulate: isWritten, on: backend)
        isWritten = true
      }
      if !isWritten { a.fill(0) }
      if inputChanges, k == plan.steps.count - 1, plan.offsets > 0 { plan.addOffsets(offsets, to: a) }
      if v != nil, let offset = step.biasOffset {
        for r in 0..<directions {
          backend.activate(
            .identity, a.columns(block(r)), bias: UnsafePointer(direction(r) + offset), first: nil, second: nil)
        }
      }
      if k < plan.steps.count - 1 { backend.scale(a, by: memory.first(k, columns: columns)!, into: z(k)) }
    }
  }

  // MARK: - Backward

  /// From R{δ} of the output layer, back to front: R{δ} = h″ R{a} ⊙ s + h′ ⊙ Σ (Vᵀδ + WᵀR{δ}), s = Σ Wᵀδ; and
  /// R{∂E/∂W} = Σ R{δ} zᵀ + δ R{z}ᵀ. Without curvature only the terms WᵀR{δ} and R{δ} zᵀ.
  ///
  /// - Parameters:
  ///   - gradients: Where the R derivatives of the gradient are written or added to, |w| numbers each; nil where they
  ///     are not wanted.
  ///   - inputChanges: Whether the forward pass had changing inputs.
  ///   - sink: Where R{δ} at the input goes.
  func backward(
    _ kind: Backward, gradients: UnsafeMutablePointer<Scalar>?, accumulate: Bool = false, inputChanges: Bool = false,
    sink: InputSink<Scalar> = .none
  ) {
    for k in plan.steps.indices.reversed() {
      let delta = delta(k)
      if k < plan.steps.count - 1 {
        collect(kind, plan.steps[k].links, into: delta)
        let first = memory.first(k, columns: columns)!
        if kind == .curvature {
          backend.scaleAndAdd(delta, by: first, adding: a(k), times: memory.second(k, columns: columns)!)
        } else {
          backend.scale(delta, by: first, into: delta)
        }
      }
      if let gradients { addGradients(kind, k, gradients, accumulate: accumulate, inputChanges: inputChanges) }
    }
    switch sink {
    case .none: break
    case .memory:
      collect(kind, plan.inputLinks, into: inputs)
      if plan.offsets > 0 { collectOffsets(kind) }
    case .rows(let rows): collect(kind, plan.inputLinks, into: rows)
    }
  }

  /// Σ (Vᵀδ + WᵀR{δ}) over the blocks `links` that lead from one source: units × (R · examples).
  private func collect(_ kind: Backward, _ links: Range<Int>, into result: MatrixView<Scalar>) {
    guard !links.isEmpty else { return result.fill(0) }
    for l in links {
      let block = plan.links[l]
      var accumulate = l > links.lowerBound
      if kind == .curvature, v != nil {
        for r in 0..<directions {
          plan.multiplyTransposed(
            block, of: direction(r), memory.delta(block.layer, columns: columns), into: result.columns(self.block(r)),
            accumulate: accumulate, on: backend)
        }
        accumulate = true
      }
      if case .outputs(let outputs) = kind, block.layer == plan.steps.count - 1 {
        // One row of W each, instead of all of them times a signal that is 0 but in one place.
        let slopes = memory.first(block.layer, columns: columns)!
        for (r, k) in outputs.enumerated() {
          backend.multiply(
            plan.weights(block, in: w).rows(k..<k + 1).transposed, slopes.rows(k..<k + 1),
            into: result.columns(self.block(r)), accumulate: accumulate)
        }
      } else {
        plan.multiplyTransposed(block, of: w, delta(block.layer), into: result, accumulate: accumulate, on: backend)
      }
    }
  }

  /// R{δ} at the offsets: that of the outputs which have them.
  private func collectOffsets(_ kind: Backward) {
    let delta = delta(plan.steps.count - 1)
    if case .outputs(let outputs) = kind {
      let slopes = memory.first(plan.steps.count - 1, columns: columns)!
      delta.fill(0)
      for (r, k) in outputs.enumerated() {
        delta.row(k).baseAddress!.advanced(by: r * columns).update(from: slopes.row(k).baseAddress!, count: columns)
      }
    }
    plan.collectOffsets(delta, into: offsets)
  }

  /// The same to rows of d numbers, one an example.
  private func collect(_ kind: Backward, _ links: Range<Int>, into rows: DirectionRows<Scalar>) {
    for r in 0..<directions {
      if links.isEmpty { rows(r).fill(0) }
      for l in links {
        let block = plan.links[l]
        var accumulate = l > links.lowerBound
        if kind == .curvature, v != nil {
          backend.multiply(
            memory.delta(block.layer, columns: columns).transposed, plan.weights(block, in: direction(r)),
            into: rows(r), accumulate: accumulate)
          accumulate = true
        }
        backend.multiply(
          delta(block.layer).columns(self.block(r)).transposed, plan.weights(block, in: w), into: rows(r),
          accumulate: accumulate)
      }
    }
  }

  private func addGradients(
    _ kind: Backward, _ k: Int, _ gradients: UnsafeMutablePointer<Scalar>, accumulate: Bool, inputChanges: Bool
  ) {
    let step = plan.steps[k]
    for r in 0..<directions {
      let gradient = gradients + r * plan.parameterCount
      let own = delta(k).columns(block(r))
      for b in step.blocks {
        let block = plan.blocks[b]
        let z = block.source == nil ? memory.inputRows(of: input) : output(of: block).transposed
        plan.multiplyOuter(block, of: gradient, own, z, accumulate: accumulate, on: backend)
        guard kind == .curvature && (block.source != nil || inputChanges) else { continue }
        plan.multiplyOuter(
          block, of: gradient, memory.delta(k, columns: columns), tangent(of: block).columns(self.block(r)).transposed,
          accumulate: true, on: backend)
      }
      if let offset = step.biasOffset { backend.rowSums(own, into: gradient + offset, accumulate: accumulate) }
    }
  }
}
