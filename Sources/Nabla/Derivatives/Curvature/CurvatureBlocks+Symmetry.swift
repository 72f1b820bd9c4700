// The triangles of a curvature matrix that follow from its symmetry.
extension CurvatureBlocks {
  /// Writes what symmetry gives, and clears the rows and columns of masked weights.
  func finish(_ plan: CurvaturePlan<Scalar>, on backend: ChosenBackend) {
    switch target {
    case .full(let matrix):
      for p in architecture.layers.indices {
        mirrorLayer(p, plan, matrix, origin: 0, on: backend)
        mirrorBelow(p, matrix, on: backend)
      }
      for position in architecture.maskedPositions {
        matrix.row(position).update(repeating: 0)
        for i in 0..<matrix.rows { matrix[i, position] = 0 }
      }
    case .block(let p, let q, let matrix):
      let (rows, columns) = (architecture.layers[p].parameterRange, architecture.layers[q].parameterRange)
      if p == q { mirrorLayer(p, plan, matrix, origin: rows.lowerBound, on: backend) }
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
  private func mirrorBelow(_ p: Int, _ matrix: MatrixView<Scalar>, on backend: ChosenBackend) {
    let range = architecture.layers[p].parameterRange
    let rest = range.upperBound..<matrix.rows
    guard !rest.isEmpty else { return }
    share((range.count + 63) / 64, MirrorBelowWork(backend: backend, matrix: matrix, layer: range, rest: rest))
  }

  /// Inside a layer: from the elements (j, i), (l, k) with j ≤ l and i ≤ k all others.
  private func mirrorLayer(
    _ p: Int, _ plan: CurvaturePlan<Scalar>, _ matrix: MatrixView<Scalar>, origin: Int, on backend: ChosenBackend
  ) {
    let units = architecture.layers[p].units
    share(
      (units + 7) / 8,
      MirrorLayerWork(
        backend: backend, matrix: matrix, segments: plan.segments[p], units: units, origin: origin))
  }
}

/// The transposes of 64 rows of a layer, in the rows of the layers after it.
private struct MirrorBelowWork<Scalar: RealScalar>: PieceWork {
  let backend: ChosenBackend
  let matrix: MatrixView<Scalar>
  let layer: Range<Int>
  let rest: Range<Int>

  func run(piece: Int, slot: Int) {
    let first = layer.lowerBound + piece * 64
    let rows = first..<min(first + 64, layer.upperBound)
    backend.transpose(matrix.rows(rows).columns(rest), into: matrix.rows(rest).columns(rows))
  }
}

/// The squares of 8 units of a layer with all that follow them.
private struct MirrorLayerWork<Scalar: RealScalar>: PieceWork {
  let backend: ChosenBackend
  let matrix: MatrixView<Scalar>
  let segments: [CurvaturePlan<Scalar>.Segment]
  let units: Int
  let origin: Int

  func run(piece: Int, slot: Int) {
    for j in piece * 8..<min(piece * 8 + 8, units) {
      for l in j..<units { matrix.mirrorUnits(j, l, segments, origin: origin, on: backend) }
    }
  }
}

extension MatrixView {
  /// Completes the square of two units of one layer, of which the elements (j, i), (l, k) with i ≤ k are known: they are
  /// those of (j, k), (l, i), and of the units the other way round.
  fileprivate func mirrorUnits(
    _ j: Int, _ l: Int, _ segments: [CurvaturePlan<Scalar>.Segment], origin: Int, on backend: ChosenBackend
  ) {
    for s in segments.indices {
      let from = segments[s]
      let (fromJ, fromL) = (from.offset - origin + j * from.columns, from.offset - origin + l * from.columns)
      part(fromJ, fromL, from.columns, from.columns).mirrorSquare(on: backend)
      for t in s + 1..<max(segments.count, s + 1) {
        let to = segments[t]
        let (toJ, toL) = (to.offset - origin + j * to.columns, to.offset - origin + l * to.columns)
        backend.transpose(
          part(fromJ, toL, from.columns, to.columns), into: part(toJ, fromL, to.columns, from.columns))
      }
    }
    guard j != l else { return }
    for from in segments {
      for to in segments {
        let (fromJ, fromL) = (from.offset - origin + j * from.columns, from.offset - origin + l * from.columns)
        let (toJ, toL) = (to.offset - origin + j * to.columns, to.offset - origin + l * to.columns)
        backend.add(
          part(fromJ, toL, from.columns, to.columns), to: part(fromL, toJ, from.columns, to.columns), accumulate: false)
      }
    }
  }

  /// `rows` × `columns` elements from (`row`, `column`) on.
  private func part(_ row: Int, _ column: Int, _ rows: Int, _ columns: Int) -> MatrixView {
    MatrixView(base + row * stride + column, rows: rows, columns: columns, stride: stride)
  }

  /// Copies what is above the diagonal below it, in squares whose lines stay in the cache.
  private func mirrorSquare(on backend: ChosenBackend) {
    let size = 16
    for i in Swift.stride(from: 0, to: rows, by: size) {
      let height = min(size, rows - i)
      part(i, i, height, height).mirrorElements()
      for k in Swift.stride(from: i + size, to: rows, by: size) {
        let width = min(size, rows - k)
        backend.transpose(part(i, k, height, width), into: part(k, i, width, height))
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
