// The block of a layer with itself, and its diagonal.
extension UnitGroupCurvature {
  /// The block of the layer with itself: Σ B_jl z_i z_k for j ≤ l and i ≤ k.
  func addSquare(_ matrix: MatrixView<Scalar>, origin: Int) {
    let units = architecture.layers[layer].units
    let z = inputs(layer)
    // The rows of B with j ≤ l, all units j of one l after the other.
    let all = pairRows(b(layer))
    var pairs = 0
    let sorted = examples(plan.sorted, rows: all.rows)
    for l in group.units.lowerBound..<units {
      let count = min(l + 1, group.units.upperBound) - group.units.lowerBound
      backend.add(all.rows(l * width..<l * width + count), to: sorted.rows(pairs..<pairs + count), accumulate: false)
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
        backend.rowProducts(
          z.rows(from..<from + 1), z.rows(from..<z.rows), into: products.rows(row..<row + z.rows - from))
        row += z.rows - from
      }
      let sums = self.matrix(plan.product, rows: pairs, columns: terms)
      backend.multiply(sorted.rows(0..<pairs), products.transposed, into: sums, accumulate: false)
      matrix.addTriangles(
        sums, inputs: i..<next, of: z.rows, group: group.units, units: units, plan.segments[layer], origin: origin,
        accumulate: accumulate)
      i = next
    }
  }

  /// Whether the memory holds so many pairs, and their products with so many rows.
  private func fits(pairs: Int, rows: Int) -> Bool {
    pairs * columns <= plan.pairCapacity && pairs * rows <= plan.productCapacity
  }

  /// ∂²E/∂w_ji² = Σ_examples z_i² B_jj: the source of a layer does not depend on it, so there is no second term.
  func addDiagonal(_ diagonal: UnsafeMutablePointer<Scalar>) {
    let z = inputs(layer)
    let own = examples(plan.sorted, rows: width)
    let all = pairRows(b(layer))
    for (j, unit) in group.units.enumerated() {
      backend.add(all.rows(unit * width + j..<unit * width + j + 1), to: own.rows(j..<j + 1), accumulate: false)
    }
    let squares = matrix(plan.pairs, rows: z.rows, columns: columns)
    backend.scale(z, by: z, into: squares)
    let sums = matrix(plan.product, rows: width, columns: z.rows)
    backend.multiply(own, squares.transposed, into: sums, accumulate: false)
    for j in 0..<width {
      for segment in plan.segments[layer] {
        backend.add(
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
