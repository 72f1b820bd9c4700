/// The rows of the Hessian that belong to some units of one layer, of one tile: see `CurvatureBlocks` for the formulas.
///
/// A, G and B of a layer are units × (units of the group · examples), one beside the other without gaps: so they are also
/// matrices with a row of examples for every pair of units.
struct UnitGroupCurvature<Scalar: RealScalar> {
  let pass: NetworkPass<Scalar>
  /// The number of examples.
  let columns: Int
  let targets: TargetTile<Scalar>
  let plan: CurvaturePlan<Scalar>
  let shared: Scratch<Scalar>
  let scratch: Scratch<Scalar>
  let kind: CurvatureBlocks<Scalar>.Kind
  let group: CurvaturePlan<Scalar>.Group
  /// Whether tiles came before this one.
  let accumulate: Bool

  /// p.
  var layer: Int { group.layer }
  /// The number of units j.
  var width: Int { group.units.count }
  var architecture: Architecture { pass.architecture }
  var backend: ChosenBackend { pass.backend }
  private var last: Int { architecture.layers.count - 1 }

  // MARK: - Memory

  func matrix(_ offset: Int, rows: Int, columns: Int) -> MatrixView<Scalar> {
    MatrixView(scratch.buffer(at: offset, count: rows * columns).baseAddress!, rows: rows, columns: columns)
  }
  private func view(_ offset: Int, _ k: Int) -> MatrixView<Scalar> {
    matrix(offset, rows: architecture.layers[k].units, columns: width * columns)
  }
  private func a(_ k: Int) -> MatrixView<Scalar> { view(plan.a[k], k) }
  func g(_ k: Int) -> MatrixView<Scalar> { view(plan.g[k], k) }
  func b(_ k: Int) -> MatrixView<Scalar> { view(plan.b[k], k) }
  func inputs(_ k: Int) -> MatrixView<Scalar> { plan.inputs(k, columns: columns, in: shared) }
  func delta(_ k: Int) -> MatrixView<Scalar> { pass.memory.delta(k, columns: columns) }
  func first(_ k: Int) -> MatrixView<Scalar> { pass.memory.first(k, columns: columns)! }

  /// The same numbers with a row for every unit l and every unit j of the group.
  func pairRows(_ x: MatrixView<Scalar>) -> MatrixView<Scalar> {
    MatrixView(x.base, rows: x.rows * width, columns: columns)
  }

  /// The columns of unit number `j` of the group.
  func block(_ j: Int) -> Range<Int> { j * columns..<(j + 1) * columns }

  /// Whether layer q ≥ p depends on layer p, once `markFollowers` has found out.
  func follows(_ q: Int) -> Bool { reach[q] == 1 }

  private var reach: UnsafeMutableBufferPointer<Scalar> {
    scratch.buffer(at: plan.reach, count: architecture.layers.count)
  }

  /// Marks the layers that depend on layer p, itself among them; the others from p on come to 0.
  private func markFollowers() {
    let reach = reach
    reach[layer] = 1
    for q in layer + 1..<last + 1 {
      reach[q] = 0
      for block in architecture.layers[q].blocks {
        if let source = block.source, source >= layer, reach[source] == 1 { reach[q] = 1 }
      }
    }
  }

  // MARK: - A, G and B

  /// A, G and B of all layers from p on.
  func propagate() {
    markFollowers()
    guard kind != .empiricalFisher else { return multiplySignals() }
    for q in layer...last where follows(q) {
      loadActivationChange(q)
      if q > layer && q < last { backend.scale(a(q), by: first(q), into: g(q)) }
    }
    OutputMaps(
      architecture: architecture, memory: pass.memory, columns: columns,
      scratch: scratch.buffer(at: plan.output, count: architecture.scratchCount)
    )
    .applyCurvature(a(last), targets, kind: kind.output, into: b(last), on: backend)
    for q in stride(from: last - 1, through: firstColumnLayer, by: -1) {
      let b = b(q)
      var isWritten = false
      for r in architecture.consumers[q] {
        for block in architecture.layers[r].blocks where block.source == q {
          backend.multiply(
            pass.weights(architecture.layers[r], block, in: pass.w).transposed, self.b(r), into: b,
            accumulate: isWritten)
          isWritten = true
        }
      }
      if kind == .hessian && follows(q) {
        backend.scaleAndAdd(b, by: first(q), adding: a(q), times: pass.memory.second(q, columns: columns)!)
      } else {
        backend.scale(b, by: first(q), into: b)
      }
    }
  }

  /// A⁽ᑫ⁾; that of p is the unit matrix, and so that of a layer that receives from p begins with columns of W ⊙ h_p′.
  private func loadActivationChange(_ q: Int) {
    let a = a(q)
    guard q > layer else {
      a.fill(0)
      for (j, unit) in group.units.enumerated() { a.columns(block(j)).row(unit).update(repeating: 1) }
      return
    }
    let to = architecture.layers[q]
    var isWritten = false
    for part in to.blocks {
      guard let s = part.source, s >= layer, follows(s) else { continue }
      let weights = pass.weights(to, part, in: pass.w)
      if s == layer {
        for (j, unit) in group.units.enumerated() {
          backend.multiply(
            weights.columns(unit..<unit + 1), first(layer).rows(unit..<unit + 1), into: a.columns(block(j)),
            accumulate: isWritten)
        }
      } else {
        backend.multiply(weights, g(s), into: a, accumulate: isWritten)
      }
      isWritten = true
    }
  }

  /// B_jl = δ_j δ_l, times the weights of the examples.
  private func multiplySignals() {
    for q in layer...last {
      backend.rowProducts(
        delta(q), delta(layer).rows(group.units), into: pairRows(b(q)))
      if let weights = targets.weights { backend.scaleColumns(b(q), by: weights, count: columns) }
    }
  }

  /// The first layer whose B is wanted.
  private var firstColumnLayer: Int {
    if case .block(_, let columns) = plan.parts { return columns }
    return layer
  }

  // MARK: - Where the products go

  /// Adds this tile's sums to the group's rows.
  func add(to target: CurvatureBlocks<Scalar>.Target) {
    switch target {
    case .full(let matrix):
      addSquare(matrix, origin: 0)
      for q in layer..<last { addBlock(q + 1, matrix, rowOrigin: 0, columnOrigin: 0) }
    case .block(_, let q, let matrix):
      let rowOrigin = architecture.layers[layer].parameterRange.lowerBound
      if q == layer { return addSquare(matrix, origin: rowOrigin) }
      addBlock(
        q, matrix, rowOrigin: rowOrigin, columnOrigin: architecture.layers[q].parameterRange.lowerBound)
    case .diagonal(let diagonal):
      addDiagonal(diagonal)
    }
  }

  func examples(_ offset: Int, rows: Int) -> MatrixView<Scalar> {
    matrix(offset, rows: rows, columns: columns)
  }

  /// The place in w of what unit number `j` of the group does with input `i` of its layer.
  func place(_ j: Int, _ i: Int) -> Int {
    for segment in plan.segments[layer] where i < segment.first + segment.columns {
      return segment.offset + (group.units.lowerBound + j) * segment.columns + i - segment.first
    }
    preconditionFailure("input \(i) of layer \(layer)")
  }
}
