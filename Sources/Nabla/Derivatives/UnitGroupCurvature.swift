/// The rows of the Hessian that belong to some units of one layer, of one tile: see `CurvatureBlocks` for the formulas.
///
/// A, G and B of a layer are units × (units of the group · examples), one beside the other without gaps: so they are also
/// matrices with a row of examples for every pair of units.
struct UnitGroupCurvature<Scalar: RealScalar, B: Backend> {
  let pass: NetworkPass<Scalar, B>
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
  private var layer: Int { group.layer }
  /// The number of units j.
  private var width: Int { group.units.count }
  private var architecture: Architecture { pass.architecture }
  private var last: Int { architecture.layers.count - 1 }

  // MARK: - Memory

  private func matrix(_ offset: Int, rows: Int, columns: Int) -> MatrixView<Scalar> {
    MatrixView(scratch.buffer(at: offset, count: rows * columns).baseAddress!, rows: rows, columns: columns)
  }
  private func view(_ offset: Int, _ k: Int) -> MatrixView<Scalar> {
    matrix(offset, rows: architecture.layers[k].units, columns: width * columns)
  }
  private func a(_ k: Int) -> MatrixView<Scalar> { view(plan.a[k], k) }
  private func g(_ k: Int) -> MatrixView<Scalar> { view(plan.g[k], k) }
  private func b(_ k: Int) -> MatrixView<Scalar> { view(plan.b[k], k) }
  private func inputs(_ k: Int) -> MatrixView<Scalar> { plan.inputs(k, columns: columns, in: shared) }
  private func delta(_ k: Int) -> MatrixView<Scalar> { pass.memory.delta(k, columns: columns) }
  private func first(_ k: Int) -> MatrixView<Scalar> { pass.memory.first(k, columns: columns)! }

  /// The same numbers with a row for every unit l and every unit j of the group.
  private func pairRows(_ x: MatrixView<Scalar>) -> MatrixView<Scalar> {
    MatrixView(x.base, rows: x.rows * width, columns: columns)
  }

  /// The columns of unit number `j` of the group.
  private func block(_ j: Int) -> Range<Int> { j * columns..<(j + 1) * columns }

  /// Whether layer q ≥ p depends on layer p.
  private func follows(_ q: Int) -> Bool { architecture.reach[layer][q] }

  // MARK: - A, G and B

  /// A, G and B of all layers from p on.
  func propagate() {
    guard kind != .empiricalFisher else { return multiplySignals() }
    for q in layer...last where follows(q) {
      loadActivationChange(q)
      if q > layer && q < last { B.scale(a(q), by: first(q), into: g(q)) }
    }
    OutputMaps(
      architecture: architecture, memory: pass.memory, columns: columns,
      scratch: scratch.buffer(at: plan.output, count: architecture.scratchCount)
    )
    .applyCurvature(a(last), targets, kind: kind.output, into: b(last), on: B.self)
    for q in stride(from: last - 1, through: firstColumnLayer, by: -1) {
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
      if kind == .hessian && follows(q) {
        B.scaleAndAdd(b, by: first(q), adding: a(q), times: pass.memory.second(q, columns: columns)!)
      } else {
        B.scale(b, by: first(q), into: b)
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
          B.multiply(
            weights.columns(unit..<unit + 1), first(layer).rows(unit..<unit + 1), into: a.columns(block(j)),
            accumulate: isWritten)
        }
      } else {
        B.multiply(weights, g(s), into: a, accumulate: isWritten)
      }
      isWritten = true
    }
  }

  /// B_jl = δ_j δ_l, times the weights of the examples.
  private func multiplySignals() {
    for q in layer...last {
      B.rowProducts(
        delta(q), delta(layer).rows(group.units), into: pairRows(b(q)))
      if let weights = targets.weights { B.scaleColumns(b(q), by: weights, count: columns) }
    }
  }

  /// The first layer whose B is wanted.
  private var firstColumnLayer: Int {
    if case .block(_, let columns) = plan.parts { return columns }
    return layer
  }

  // MARK: - Products

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

  /// The block of the layer with itself: Σ B_jl z_i z_k for j ≤ l and i ≤ k.
  private func addSquare(_ matrix: MatrixView<Scalar>, origin: Int) {
    let units = architecture.layers[layer].units
    let z = inputs(layer)
    // The rows of B with j ≤ l, all units j of one l after the other.
    let all = pairRows(b(layer))
    var pairs = 0
    let sorted = examples(plan.sorted, rows: all.rows)
    for l in group.units.lowerBound..<units {
      let count = min(l + 1, group.units.upperBound) - group.units.lowerBound
      B.add(all.rows(l * width..<l * width + count), to: sorted.rows(pairs..<pairs + count), accumulate: false)
      pairs += count
    }
    var i = 0
    while i < z.rows {
      // As many rows of z zᵀ as there is room for.
      var next = i
      var terms = 0
      while next < z.rows && (next == i || fits(pairs: terms + z.rows - next, rows: pairs)) {
        terms += z.rows - next
        next += 1
      }
      let products = self.matrix(plan.pairs, rows: terms, columns: columns)
      var row = 0
      for from in i..<next {
        B.rowProducts(
          z.rows(from..<from + 1), z.rows(from..<z.rows), into: products.rows(row..<row + z.rows - from))
        row += z.rows - from
      }
      let sums = self.matrix(plan.product, rows: pairs, columns: terms)
      B.multiply(sorted.rows(0..<pairs), products.transposed, into: sums, accumulate: false)
      matrix.addTriangles(
        sums, inputs: i..<next, of: z.rows, group: group.units, units: units, plan.segments[layer], origin: origin,
        accumulate: accumulate)
      i = next
    }
  }

  private func examples(_ offset: Int, rows: Int) -> MatrixView<Scalar> {
    matrix(offset, rows: rows, columns: columns)
  }

  /// Whether the memory holds so many pairs, and their products with so many rows.
  private func fits(pairs: Int, rows: Int) -> Bool {
    pairs * columns <= plan.pairCapacity && pairs * rows <= plan.productCapacity
  }

  /// The block with a later layer q: Σ B_jl z_i z_k, and Σ G_jk z_i δ_l for the sources of q that follow p.
  private func addBlock(_ q: Int, _ matrix: MatrixView<Scalar>, rowOrigin: Int, columnOrigin: Int) {
    let (from, to) = (inputs(layer), inputs(q))
    let units = architecture.layers[q].units
    let signals = pairRows(b(q))
    forEachChunk(from.rows, pairs: to.rows, rows: signals.rows) { chunk in
      let products = self.matrix(plan.pairs, rows: chunk.count * to.rows, columns: columns)
      B.rowProducts(
        from.rows(chunk), to, into: products)
      let sums = self.matrix(plan.product, rows: signals.rows, columns: products.rows)
      B.multiply(signals, products.transposed, into: sums, accumulate: false)
      for j in 0..<width {
        for (i, input) in chunk.enumerated() {
          let row = place(j, input) - rowOrigin
          for segment in plan.segments[q] {
            // Rows (l, j) of the sums, columns (i, k).
            let part = MatrixView(
              sums.base + j * sums.stride + i * to.rows + segment.first, rows: units, columns: segment.columns,
              stride: width * sums.stride)
            B.add(
              part,
              to: MatrixView(
                matrix.base + row * matrix.stride + segment.offset - columnOrigin, rows: units,
                columns: segment.columns), accumulate: accumulate)
          }
        }
      }
    }
    guard kind == .hessian else { return }
    for segment in plan.segments[q] {
      guard let source = segment.source, source >= layer, follows(source) else { continue }
      addSecondTerm(q, segment, matrix, rowOrigin: rowOrigin, columnOrigin: columnOrigin)
    }
  }

  /// Σ G_jk z_i δ_l for one source of layer q.
  private func addSecondTerm(
    _ q: Int, _ segment: CurvaturePlan<Scalar>.Segment, _ matrix: MatrixView<Scalar>, rowOrigin: Int,
    columnOrigin: Int
  ) {
    let (from, delta) = (inputs(layer), delta(q))
    let source = segment.source!
    // Where the source is p itself, G_jk is h′ for k = j and 0 elsewhere; else its rows (k, j) are put in the order (j, k).
    let isDiagonal = source == layer
    let changes: MatrixView<Scalar>
    if isDiagonal {
      changes = first(layer).rows(group.units)
    } else {
      let g = g(source)
      changes = examples(plan.sorted, rows: g.rows * width)
      for j in 0..<width {
        B.add(g.columns(block(j)), to: changes.rows(j * g.rows..<(j + 1) * g.rows), accumulate: false)
      }
    }
    forEachChunk(from.rows, pairs: delta.rows, rows: changes.rows) { chunk in
      let products = self.matrix(plan.pairs, rows: chunk.count * delta.rows, columns: columns)
      B.rowProducts(
        from.rows(chunk), delta, into: products)
      let sums = self.matrix(plan.product, rows: products.rows, columns: changes.rows)
      B.multiply(products, changes.transposed, into: sums, accumulate: false)
      for (j, unit) in group.units.enumerated() {
        for (i, input) in chunk.enumerated() {
          let row = matrix.base + (place(j, input) - rowOrigin) * matrix.stride + segment.offset - columnOrigin
          let part = sums.rows(i * delta.rows..<(i + 1) * delta.rows)
          if isDiagonal {
            B.add(
              part.columns(j..<j + 1),
              to: MatrixView(row + unit, rows: delta.rows, columns: 1, stride: segment.columns), accumulate: true)
          } else {
            B.add(
              part.columns(j * segment.columns..<(j + 1) * segment.columns),
              to: MatrixView(row, rows: delta.rows, columns: segment.columns), accumulate: true)
          }
        }
      }
    }
  }

  /// Calls `body` with ranges of rows of what p receives, as many at once as there is room for the pairs with `pairs` others
  /// and their products with `rows` rows.
  private func forEachChunk(_ count: Int, pairs: Int, rows: Int, _ body: (Range<Int>) -> Void) {
    let most = max(1, min(plan.pairCapacity / (pairs * columns), plan.productCapacity / (pairs * rows)))
    for first in stride(from: 0, to: count, by: most) { body(first..<min(first + most, count)) }
  }

  /// The place in w of what unit number `j` of the group does with input `i` of its layer.
  private func place(_ j: Int, _ i: Int) -> Int {
    for segment in plan.segments[layer] where i < segment.first + segment.columns {
      return segment.offset + (group.units.lowerBound + j) * segment.columns + i - segment.first
    }
    preconditionFailure("input \(i) of layer \(layer)")
  }

  /// ∂²E/∂w_ji² = Σ_examples z_i² B_jj: the source of a layer does not depend on it, so there is no second term.
  private func addDiagonal(_ diagonal: UnsafeMutablePointer<Scalar>) {
    let z = inputs(layer)
    let own = examples(plan.sorted, rows: width)
    let all = pairRows(b(layer))
    for (j, unit) in group.units.enumerated() {
      B.add(all.rows(unit * width + j..<unit * width + j + 1), to: own.rows(j..<j + 1), accumulate: false)
    }
    let squares = matrix(plan.pairs, rows: z.rows, columns: columns)
    B.scale(z, by: z, into: squares)
    let sums = matrix(plan.product, rows: width, columns: z.rows)
    B.multiply(own, squares.transposed, into: sums, accumulate: false)
    for j in 0..<width {
      for segment in plan.segments[layer] {
        B.add(
          sums.rows(j..<j + 1).columns(segment.first..<segment.first + segment.columns),
          to: MatrixView(diagonal + place(j, segment.first), rows: 1, columns: segment.columns),
          accumulate: accumulate)
      }
    }
  }
}

extension MatrixView {
  /// Adds sums of B_jl z_i z_k, or writes them, for i ≤ k and j ≤ l: a row of `sums` is a pair (l, j), l slower, and has for
  /// every i of `inputs` all k from i on.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  fileprivate func addTriangles(
    _ sums: MatrixView, inputs: Range<Int>, of count: Int, group: Range<Int>, units: Int,
    _ segments: [CurvaturePlan<Scalar>.Segment], origin: Int, accumulate: Bool
  ) {
    var row = 0
    for l in group.lowerBound..<units {
      for j in group.lowerBound..<min(l + 1, group.upperBound) {
        var from = sums.base + row * sums.stride
        row += 1
        for (s, segment) in segments.enumerated() {
          for i in max(
            inputs.lowerBound, segment.first)..<max(
              min(inputs.upperBound, segment.first + segment.columns), max(inputs.lowerBound, segment.first))
          {
            let place = base + (segment.offset - origin + j * segment.columns + i - segment.first) * stride - origin
            for target in segments[s...] {
              let skipped = max(i - target.first, 0)
              let to = place + target.offset + l * target.columns + skipped
              let length = target.columns - skipped
              if accumulate {
                for k in 0..<length { to[k] += from[k] }
              } else {
                to.update(from: from, count: length)
              }
              from += length
            }
          }
        }
      }
    }
  }
}
