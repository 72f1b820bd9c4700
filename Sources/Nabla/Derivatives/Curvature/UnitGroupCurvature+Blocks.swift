// The blocks of a layer with the later ones.
extension UnitGroupCurvature {
  /// The block with a later layer q: Σ B_jl z_i z_k, and Σ G_jk z_i δ_l for the sources of q that follow p.
  func addBlock(_ q: Int, _ matrix: MatrixView<Scalar>, rowOrigin: Int, columnOrigin: Int) {
    let (from, to) = (inputs(layer), inputs(q))
    let units = architecture.layers[q].units
    let signals = pairRows(b(q))
    forEachChunk(from.rows, pairs: to.rows, rows: signals.rows) { chunk in
      let products = self.matrix(plan.pairs, rows: chunk.count * to.rows, columns: columns)
      backend.rowProducts(
        from.rows(chunk), to, into: products)
      let sums = self.matrix(plan.product, rows: signals.rows, columns: products.rows)
      backend.multiply(signals, products.transposed, into: sums, accumulate: false)
      for j in 0..<width {
        for (i, input) in chunk.enumerated() {
          let row = place(j, input) - rowOrigin
          for segment in plan.segments[q] {
            // Rows (l, j) of the sums, columns (i, k).
            let part = MatrixView(
              sums.base + j * sums.stride + i * to.rows + segment.first, rows: units, columns: segment.columns,
              stride: width * sums.stride)
            backend.add(
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
        backend.add(g.columns(block(j)), to: changes.rows(j * g.rows..<(j + 1) * g.rows), accumulate: false)
      }
    }
    forEachChunk(from.rows, pairs: delta.rows, rows: changes.rows) { chunk in
      let products = self.matrix(plan.pairs, rows: chunk.count * delta.rows, columns: columns)
      backend.rowProducts(
        from.rows(chunk), delta, into: products)
      let sums = self.matrix(plan.product, rows: products.rows, columns: changes.rows)
      backend.multiply(products, changes.transposed, into: sums, accumulate: false)
      for (j, unit) in group.units.enumerated() {
        for (i, input) in chunk.enumerated() {
          let row = matrix.base + (place(j, input) - rowOrigin) * matrix.stride + segment.offset - columnOrigin
          let part = sums.rows(i * delta.rows..<(i + 1) * delta.rows)
          if isDiagonal {
            backend.add(
              part.columns(j..<j + 1),
              to: MatrixView(row + unit, rows: delta.rows, columns: 1, stride: segment.columns), accumulate: true)
          } else {
            backend.add(
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
}
