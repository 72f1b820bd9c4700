/// The forward and the backward pass of the streams of input derivatives over one tile, and both along a direction in the
/// parameters.
///
/// A matrix of streams is units × (S · examples), the examples of one stream side by side, so that the linear part of a
/// layer is one product of matrices a source for all streams.
struct StreamPass<Scalar: RealScalar> {
  let architecture: Architecture
  /// All parameters, read only.
  let w: UnsafeMutablePointer<Scalar>
  /// A direction in the parameters, where there is one.
  let v: UnsafeMutablePointer<Scalar>?
  let set: StreamSet
  let programs: StreamPrograms
  let memory: StreamMemory<Scalar>
  let backend: ChosenBackend
  /// The inputs of the tile, examples × d.
  let samples: MatrixView<Scalar>
  /// The number of examples.
  let columns: Int

  private var plan: PassPlan { architecture.plan }
  private var last: Int { plan.steps.count - 1 }

  /// The columns of stream s.
  func block(_ s: Int) -> Range<Int> { s * columns..<(s + 1) * columns }

  /// The streams of the outputs, K × (S · examples), after `forward`.
  var outputs: MatrixView<Scalar> { memory.z(last, columns) }
  /// Their tangents.
  var outputTangents: MatrixView<Scalar> { memory.zTangent(last, columns) }
  /// Where ∂E/∂y of every stream goes before `backward`.
  var outputSignals: MatrixView<Scalar> { memory.signal(units: plan.outputs, columns) }
  /// Where R{∂E/∂y} of every stream goes before `backward`.
  var outputSignalTangents: MatrixView<Scalar> { memory.signalTangent(units: plan.outputs, columns) }

  /// How many of a block's streams may differ from 0: of the inputs themselves the value and the first derivatives.
  private func width(_ block: PassPlan.Block) -> Int {
    (block.source == nil && architecture.basisFunctions == nil ? set.leading : set.count) * columns
  }

  private func source(_ block: PassPlan.Block) -> MatrixView<Scalar> {
    (block.source.map { memory.z($0, columns) } ?? memory.input(columns)).prefix(columns: width(block))
  }

  // MARK: - Forward

  /// The streams of every layer, from those of the inputs; with the tangents where there is a direction.
  func forward() {
    for k in plan.steps.indices {
      let step = plan.steps[k]
      let a = memory.a(k, columns)
      var isWritten = clearUnwritten(step, a)
      for b in step.blocks {
        let block = plan.blocks[b]
        plan.multiply(
          block, of: w, source(block), into: a.prefix(columns: width(block)), accumulate: isWritten, on: backend)
        isWritten = true
      }
      addBias(step, w, to: a)
      if k == last { addOffsets(to: a) }
      if v != nil { forwardTangent(k) }
      activate(k)
    }
    if !plan.hasPlainOutputs { applyOutputFunctions() }
  }

  /// R{a} = Σ (V z + W R{z}) + v_b.
  private func forwardTangent(_ k: Int) {
    let step = plan.steps[k]
    let a = memory.aTangent(k, columns)
    var isWritten = clearUnwritten(step, a)
    for b in step.blocks {
      let block = plan.blocks[b]
      plan.multiply(
        block, of: v!, source(block), into: a.prefix(columns: width(block)), accumulate: isWritten, on: backend)
      isWritten = true
      guard let layer = block.source else { continue }
      plan.multiply(block, of: w, memory.zTangent(layer, columns), into: a, accumulate: true, on: backend)
    }
    addBias(step, v!, to: a)
  }

  /// Sets to 0 what the products of a step's blocks are added to, where not all of them have all streams, or what the only
  /// one does not have. Returns whether there is something to add to.
  private func clearUnwritten(_ step: PassPlan.Step, _ a: MatrixView<Scalar>) -> Bool {
    let least = step.blocks.reduce(a.columns) { min($0, width(plan.blocks[$1])) }
    guard least < a.columns else { return false }
    let isShared = step.blocks.count > 1
    a.columns(isShared ? 0..<a.columns : least..<a.columns).fill(0)
    return isShared
  }

  private func addBias(_ step: PassPlan.Step, _ vector: UnsafeMutablePointer<Scalar>, to a: MatrixView<Scalar>) {
    guard let offset = step.biasOffset else { return }
    backend.activate(
      .identity, a.columns(block(0)), bias: UnsafePointer(vector + offset), first: nil, second: nil)
  }

  /// The streams of z = h(a), and their tangents. The softmax of outputs and the functions of heads come behind the layers: here z
  /// is a.
  private func activate(_ k: Int) {
    let h = function(k)
    if h == .identity {
      backend.add(memory.a(k, columns), to: memory.z(k, columns), accumulate: false)
      if v != nil { backend.add(memory.aTangent(k, columns), to: memory.zTangent(k, columns), accumulate: false) }
      return
    }
    backend.differentiate(
      h, memory.a(k, columns).columns(block(0)), order: memory.needs.highest, into: memory.planes(k, columns))
    run(programs.forward, k, into: memory.z(k, columns))
    if v != nil { run(programs.tangent, k, into: memory.zTangent(k, columns)) }
  }

  private func function(_ k: Int) -> Activation {
    k == plan.steps.count - 1 && !plan.hasPlainOutputs ? .identity : plan.activations[k]
  }

  /// Runs one of the programs on layer k.
  private func run(_ program: StreamProgram, _ k: Int, into result: MatrixView<Scalar>) {
    let units = plan.steps[k].units
    let operands = memory.operands(rows: units, columns: columns)
    let numbers = programs.operands
    let planes = memory.planes(k, columns)
    for order in 0...memory.needs.highest {
      operands.set(numbers.h(order), planes.rows(order * units..<(order + 1) * units))
    }
    for s in 0..<set.count {
      operands.set(numbers.a(s), memory.a(k, columns).columns(block(s)))
      operands.set(numbers.result(s), result.columns(block(s)))
      if memory.needs.extent != .forward {
        operands.set(numbers.signal(s), memory.signal(units: units, columns).columns(block(s)))
      }
      if v != nil {
        operands.set(numbers.tangent(s), memory.aTangent(k, columns).columns(block(s)))
        operands.set(numbers.signalTangent(s), memory.signalTangent(units: units, columns).columns(block(s)))
      }
    }
    backend.run(program, on: operands)
  }

  // MARK: - Backward

  /// From ∂E/∂y of every stream, in `outputSignals`, back to front: ∂E/∂a of every stream of every layer; and from
  /// `outputSignalTangents` their tangents, where there is a direction.
  ///
  /// - Parameter gradient: Where the derivatives in the parameters go, Σ_s δ_s z_sᵀ; with a direction R{∂E/∂w}. Nil where they
  ///   are not wanted.
  func backward(gradient: UnsafeMutablePointer<Scalar>?, accumulate: Bool) {
    if plan.isSoftmax { transposeSoftmax() }
    for k in plan.steps.indices.reversed() {
      let step = plan.steps[k]
      if k < last { collect(step) }
      let h = function(k)
      if h == .identity {
        backend.add(memory.signal(units: step.units, columns), to: memory.delta(k, columns), accumulate: false)
        if v != nil {
          backend.add(
            memory.signalTangent(units: step.units, columns), to: memory.deltaTangent(k, columns), accumulate: false)
        }
      } else {
        run(programs.backward, k, into: memory.delta(k, columns))
        if v != nil { run(programs.tangentBackward, k, into: memory.deltaTangent(k, columns)) }
      }
      if let gradient { addGradient(k, to: gradient, accumulate: accumulate) }
    }
  }

  /// ∂E/∂z of a layer, Σ Wᵀδ over those that it leads to, and R{∂E/∂z} = Σ (Vᵀδ + WᵀR{δ}).
  private func collect(_ step: PassPlan.Step) {
    let signal = memory.signal(units: step.units, columns)
    if step.links.isEmpty { signal.fill(0) }
    for l in step.links {
      let block = plan.links[l]
      plan.multiplyTransposed(
        block, of: w, memory.delta(block.layer, columns), into: signal, accumulate: l > step.links.lowerBound,
        on: backend)
    }
    guard let v else { return }
    let tangent = memory.signalTangent(units: step.units, columns)
    if step.links.isEmpty { tangent.fill(0) }
    for l in step.links {
      let block = plan.links[l]
      plan.multiplyTransposed(
        block, of: v, memory.delta(block.layer, columns), into: tangent, accumulate: l > step.links.lowerBound,
        on: backend)
      plan.multiplyTransposed(
        block, of: w, memory.deltaTangent(block.layer, columns), into: tangent, accumulate: true, on: backend)
    }
  }

  private func addGradient(_ k: Int, to gradient: UnsafeMutablePointer<Scalar>, accumulate: Bool) {
    let step = plan.steps[k]
    let delta = v == nil ? memory.delta(k, columns) : memory.deltaTangent(k, columns)
    for b in step.blocks {
      let block = plan.blocks[b]
      plan.multiplyOuter(
        block, of: gradient, delta.prefix(columns: width(block)), source(block).transposed, accumulate: accumulate,
        on: backend)
      guard v != nil, let layer = block.source else { continue }
      plan.multiplyOuter(
        block, of: gradient, memory.delta(k, columns), memory.zTangent(layer, columns).transposed, accumulate: true,
        on: backend)
    }
    if let offset = step.biasOffset {
      backend.rowSums(delta.columns(block(0)), into: gradient + offset, accumulate: accumulate)
    }
  }

  // MARK: - Example by example

  /// The derivatives of every example in the parameters, from δ of all layers: Σ_s δ_s z_sᵀ.
  ///
  /// - Parameters:
  ///   - result: Where those of the first example go, |w| numbers.
  ///   - stride: The distance to those of the next one.
  func writePerExample(into result: UnsafeMutablePointer<Scalar>, stride: Int) {
    for k in plan.steps.indices {
      let step = plan.steps[k]
      let delta = memory.delta(k, columns)
      for b in step.blocks {
        let block = plan.blocks[b]
        let width = width(block)
        backend.outerProducts(
          ofStreams: width / columns, delta.prefix(columns: width), source(block), into: result + block.offset,
          stride: stride)
      }
      guard let offset = step.biasOffset else { continue }
      backend.transpose(
        delta.columns(block(0)), into: MatrixView(result + offset, rows: columns, columns: step.units, stride: stride))
    }
    for n in 0..<columns { architecture.clearMasked(result + n * stride) }
  }
}
