/// One unit's rows of the Hessian, of one tile: see `CurvatureBlocks` for the formulas.
struct UnitCurvature<Scalar: RealScalar, B: Backend> {
  let pass: NetworkPass<Scalar, B>
  /// What layers with the source `input` see, features × examples.
  let input: MatrixView<Scalar>
  let targets: TargetTile<Scalar>
  let layout: CurvatureLayout<Scalar>
  let scratch: Scratch<Scalar>
  let kind: CurvatureBlocks<Scalar>.Kind
  /// p.
  let layer: Int
  /// j.
  let unit: Int

  private var architecture: Architecture { pass.architecture }
  private var columns: Int { input.columns }

  private func view(_ offset: Int, _ k: Int) -> MatrixView<Scalar> {
    scratch.view(at: offset, rows: architecture.layers[k].units, columns: layout.tile).prefix(columns: columns)
  }
  private func a(_ k: Int) -> MatrixView<Scalar> { view(layout.a[k], k) }
  private func g(_ k: Int) -> MatrixView<Scalar> { view(layout.g[k], k) }
  private func b(_ k: Int) -> MatrixView<Scalar> { view(layout.b[k], k) }
  private func z(_ block: Layer.Block) -> MatrixView<Scalar> { pass.source(block, input) }

  /// Whether layer q ≥ p depends on layer p.
  private func follows(_ q: Int) -> Bool { architecture.reach[layer][q] }

  /// A, G and B of all layers from p on.
  func propagate(through last: Int) {
    for q in layer...last where follows(q) {
      let a = a(q)
      if q == layer {
        a.fill(0)
        a.row(unit).update(repeating: 1)
      } else {
        var isWritten = false
        for block in architecture.layers[q].blocks {
          guard let s = block.source, s >= layer, follows(s) else { continue }
          B.multiply(
            pass.weights(architecture.layers[q], block, in: pass.w), g(s), into: a, accumulate: isWritten)
          isWritten = true
        }
      }
      if q < last { B.scale(a, by: pass.memory.first(q, columns: columns)!, into: g(q)) }
    }
    OutputMaps(
      architecture: architecture, memory: pass.memory, columns: columns,
      scratch: scratch.buffer(at: layout.output, count: architecture.scratchCount)
    )
    .applyCurvature(a(last), targets, kind: kind.output, into: b(last))
    for q in stride(from: last - 1, through: layer, by: -1) {
      let b = b(q)
      var isWritten = false
      for r in architecture.consumers[q] {
        for block in architecture.layers[r].blocks where block.source == q {
          B.multiply(
            pass.weights(architecture.layers[r], block, in: pass.w).transposed, self.b(r), into: b,
            accumulate: isWritten)
          isWritten = true
        }
      }
      let first = pass.memory.first(q, columns: columns)!
      if kind == .hessian && follows(q) {
        B.scaleAndAdd(b, by: first, adding: a(q), times: pass.memory.second(q, columns: columns)!)
      } else {
        B.scale(b, by: first, into: b)
      }
    }
  }

  /// Adds this tile's sums to the unit's rows.
  func add(to target: CurvatureBlocks<Scalar>.Target) {
    switch target {
    case .full(let matrix):
      for q in layer..<architecture.layers.count { addRows(q, matrix, rowOrigin: 0, columnOrigin: 0) }
    case .block(let p, let q, let matrix):
      addRows(
        q, matrix, rowOrigin: architecture.layers[p].parameterRange.lowerBound,
        columnOrigin: architecture.layers[q].parameterRange.lowerBound)
    case .diagonal(let diagonal):
      addDiagonal(diagonal)
    }
  }

  /// The rows of unit j of layer p, the columns of layer q; in its own layer those of units l ≥ j only.
  private func addRows(_ q: Int, _ matrix: MatrixView<Scalar>, rowOrigin: Int, columnOrigin: Int) {
    let to = architecture.layers[q]
    let firstUnit = q == layer ? unit : 0
    let b = b(q).rows(firstUnit..<to.units)
    let delta = pass.memory.delta(q, columns: columns).rows(firstUnit..<to.units)
    for block in to.blocks {
      let terms = scratch.view(at: layout.terms, rows: b.rows * block.columns, columns: layout.tile)
        .prefix(columns: columns)
      var second: (delta: MatrixView<Scalar>, g: MatrixView<Scalar>)?
      if kind == .hessian, let s = block.source, s >= layer, follows(s) { second = (delta, g(s)) }
      B.outerTerms(b, z(block), second: second, into: terms)
      addRows(terms, matrix, rowOrigin, block.offset + firstUnit * block.columns - columnOrigin)
    }
    if let offset = to.biasOffset { addRows(b, matrix, rowOrigin, offset + firstUnit - columnOrigin) }
  }

  /// Adds Σ_examples z_i m, and Σ_examples m for the bias, to the unit's rows from column `column` on.
  private func addRows(_ m: MatrixView<Scalar>, _ matrix: MatrixView<Scalar>, _ rowOrigin: Int, _ column: Int) {
    let from = architecture.layers[layer]
    for block in from.blocks {
      let row = block.offset + unit * block.columns - rowOrigin
      let result = MatrixView(
        matrix.base + row * matrix.stride + column, rows: block.columns, columns: m.rows, stride: matrix.stride)
      B.multiply(z(block), m.transposed, into: result, accumulate: true)
    }
    if let offset = from.biasOffset {
      B.rowSums(m, into: matrix.base + (offset + unit - rowOrigin) * matrix.stride + column, accumulate: true)
    }
  }

  /// ∂²E/∂w_ji² = Σ_examples z_i² B_jj: the source of a layer does not depend on it, so there is no second term.
  private func addDiagonal(_ diagonal: UnsafeMutablePointer<Scalar>) {
    let from = architecture.layers[layer]
    let own = b(layer).row(unit)
    for block in from.blocks {
      let z = z(block)
      for i in 0..<block.columns {
        var sum: Scalar = 0
        for (n, value) in own.enumerated() { sum += z[i, n] * z[i, n] * value }
        diagonal[block.offset + unit * block.columns + i] += sum
      }
    }
    if let offset = from.biasOffset { diagonal[offset + unit] += own.reduce(0, +) }
  }
}
