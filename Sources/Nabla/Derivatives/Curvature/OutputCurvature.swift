/// Linear maps at the output layer of a tile: the Jacobian J_h = ∂y/∂a and the curvature of the error.
///
/// The memory's z of the output layer holds y, as the pass leaves it in memory of second order. Tangents are
/// K × (R · examples): R directions, each for all examples.
struct OutputMaps<Scalar: RealScalar> {
  let architecture: Architecture
  let memory: TileMemory<Scalar>
  let columns: Int
  /// Room for `scratchCount` numbers, where threads share the memory; the memory's own by default.
  var scratch: UnsafeMutableBufferPointer<Scalar>?

  private var last: Int { architecture.layers.count - 1 }
  private var y: MatrixView<Scalar> { memory.z(last, columns: columns) }
  private var parts: [OutputPart] { architecture.plan.outputParts }

  /// The part that has this output.
  private func part(of output: Int) -> OutputPart { parts.first { $0.outputs.contains(output) }! }

  /// x ← J_h x, in every block: h′ ⊙ x, or y ⊙ (x − Σ y x) for the softmax. J_h is symmetric, so this is J_hᵀ too.
  func applyJacobian(_ x: MatrixView<Scalar>, on backend: ChosenBackend) {
    for part in parts {
      let own = x.rows(part.outputs)
      if part.isSoftmax {
        backend.softmaxJacobian(y.rows(part.outputs), own, totals: nil, weights: nil, into: own)
      } else {
        backend.scale(own, by: memory.first(last, columns: columns)!.rows(part.outputs), into: own)
      }
    }
  }

  /// How the rows `outputs` of J_h go back through a network.
  func signals(of outputs: Range<Int>) -> TangentPass<Scalar>.Backward {
    parts.contains { $0.isSoftmax && $0.outputs.overlaps(outputs) } ? .signals : .outputs(outputs)
  }

  /// The rows `outputs` of J_h, one a block: column (r, n) of result ← ∂y_r/∂a of example n.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func writeJacobian(rows outputs: Range<Int>, into result: MatrixView<Scalar>) {
    // The softmax of all outputs writes every number.
    if !architecture.plan.isSoftmax { result.fill(0) }
    for (r, output) in outputs.enumerated() {
      let block = result.columns(r * columns..<(r + 1) * columns)
      let part = part(of: output)
      guard part.isSoftmax else {
        block.row(output).baseAddress!
          .update(from: memory.first(last, columns: columns)!.row(output).baseAddress!, count: columns)
        continue
      }
      let own = y.row(output).baseAddress!
      for k in part.outputs {
        let (yk, to) = (y.row(k).baseAddress!, block.row(k).baseAddress!)
        if k == output {
          for n in 0..<columns { to[n] = own[n] * (1 - yk[n]) }
        } else {
          for n in 0..<columns { to[n] = -own[n] * yk[n] }
        }
      }
    }
  }

  /// How row `output` of J_h changes along R directions R{a}: result_j ← h″ R{a} at j = `output` and 0 elsewhere, or for
  /// the softmax R{y_k}(I_kj − y_j) − y_k R{y_j}.
  func writeJacobianChange(
    row output: Int, along a: MatrixView<Scalar>, into result: MatrixView<Scalar>, on backend: ChosenBackend
  ) {
    let part = part(of: output)
    if !architecture.plan.isSoftmax { result.fill(0) }
    guard part.isSoftmax else {
      return backend.scale(
        a.rows(output..<output + 1), by: memory.second(last, columns: columns)!.rows(output..<output + 1),
        into: result.rows(output..<output + 1))
    }
    let (own, change) = (y.rows(part.outputs), result.rows(part.outputs))
    backend.softmaxJacobian(own, a.rows(part.outputs), totals: nil, weights: nil, into: change)
    writeSoftmaxChange(own, row: output - part.outputs.lowerBound, change)
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func writeSoftmaxChange(_ y: MatrixView<Scalar>, row output: Int, _ result: MatrixView<Scalar>) {
    for c in 0..<result.columns {
      let n = c % columns
      let (own, change) = (y[output, n], result[output, c])
      for j in 0..<y.rows { result[j, c] = (j == output ? change : 0) - change * y[j, n] - own * result[j, c] }
    }
  }

  /// result ← (∂²E/∂a∂aᵀ) x in every block, times the weights of the examples. result may not be x.
  func applyCurvature(
    _ x: MatrixView<Scalar>, _ targets: TargetTile<Scalar>, kind: OutputCurvatureKind, into result: MatrixView<Scalar>,
    on backend: ChosenBackend
  ) {
    guard architecture.isCanonical else {
      return applyThroughOutputs(x, targets, kind: kind, into: result)
    }
    for part in parts {
      apply(part, x.rows(part.outputs), targets.part(part), kind: kind, into: result.rows(part.outputs), on: backend)
    }
  }

  /// The same of one part.
  private func apply(
    _ part: OutputPart, _ x: MatrixView<Scalar>, _ targets: TargetTile<Scalar>, kind: OutputCurvatureKind,
    into result: MatrixView<Scalar>, on backend: ChosenBackend
  ) {
    guard part.kind.hasCanonicalLink else {
      let a = memory.preActivations(columns: columns).rows(part.outputs)
      return backend.multiplyCurvature(part.kind, a, targets, kind: kind, x, into: result)
    }
    // δ = y − t, or y Σt − t for the softmax: the curvature is the Jacobian of y.
    guard part.isSoftmax else {
      backend.scale(x, by: memory.first(last, columns: columns)!.rows(part.outputs), into: result)
      if let weights = targets.weights { backend.scaleColumns(result, by: weights, count: columns) }
      targets.clearMissing(result, columns: columns)
      return
    }
    var totals: MatrixView<Scalar>?
    if kind == .exact, case .values(let t) = targets.values { totals = t }
    backend.softmaxJacobian(y.rows(part.outputs), x, totals: totals, weights: targets.weights, into: result)
  }

  /// With g = ∂E/∂y, F = ∂²E/∂y∂yᵀ, Ry = J_h x and Rg = F Ry, the derivative of δ along x is
  /// h″ x g + h′ Rg for an elementwise h, and y ⊙ (Rg − Σ Ry g − Σ y Rg) + Ry ⊙ (g − Σ y g) for the softmax.
  /// The expected kind leaves out the terms with g.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func applyThroughOutputs(
    _ x: MatrixView<Scalar>, _ targets: TargetTile<Scalar>, kind: OutputCurvatureKind, into result: MatrixView<Scalar>
  ) {
    let outputs = architecture.outputs
    let scratch = scratch ?? memory.outputScratch()
    func part(_ number: Int) -> UnsafeMutableBufferPointer<Scalar> {
      scratch.extracting(number * outputs..<(number + 1) * outputs)
    }
    let (y, t, g, ry, rg) = (part(0), part(1), part(2), part(3), part(4))
    let prepared = scratch.extracting(6 * outputs..<scratch.count)
    let first = memory.first(last, columns: columns)!
    let second = memory.second(last, columns: columns)!
    let likelihood = architecture.likelihood.kind
    let isSoftmax = architecture.plan.isSoftmax
    for i in 0..<columns {
      for k in 0..<outputs {
        y[k] = self.y[k, i]
        t[k] = targets.value(k, i)
      }
      let ySpan = UnsafeBufferPointer(y).span
      let tSpan = UnsafeBufferPointer(t).span
      g.update(repeating: 0)
      let count = likelihood.outputsPerTarget
      targets.forEachObserved(i, outputs: outputs, perTarget: count) { own in
        var gSpan = g.extracting(own).mutableSpan
        likelihood.gradient(ySpan.extracting(own), tSpan.extracting(own), into: &gSpan)
      }
      // So that an error may leave out what is 0.
      prepared.update(repeating: 0)
      var preparedSpan = prepared.mutableSpan
      likelihood.prepareCurvature(ySpan, tSpan, into: &preparedSpan)
      if kind == .expected { g.update(repeating: 0) }
      let weight = targets.weight(i)
      for c in stride(from: i, to: x.columns, by: columns) {
        var yx: Scalar = 0
        for k in 0..<outputs { yx += y[k] * x[k, c] }
        for k in 0..<outputs { ry[k] = isSoftmax ? y[k] * (x[k, c] - yx) : first[k, i] * x[k, c] }
        rg.update(repeating: 0)
        targets.forEachObserved(i, outputs: outputs, perTarget: count) { own in
          var rgSpan = rg.extracting(own).mutableSpan
          likelihood.multiplyCurvature(
            ySpan.extracting(own), tSpan.extracting(own), prepared: UnsafeBufferPointer(prepared).span, kind: kind,
            UnsafeBufferPointer(ry).span.extracting(own), into: &rgSpan)
        }
        guard isSoftmax else {
          for k in 0..<outputs {
            result[k, c] = weight * (second[k, i] * x[k, c] * g[k] + first[k, i] * rg[k])
          }
          continue
        }
        var yg: Scalar = 0
        var change: Scalar = 0
        for k in 0..<outputs {
          yg += y[k] * g[k]
          change += ry[k] * g[k] + y[k] * rg[k]
        }
        for k in 0..<outputs { result[k, c] = weight * (y[k] * (rg[k] - change) + ry[k] * (g[k] - yg)) }
      }
    }
  }
}
