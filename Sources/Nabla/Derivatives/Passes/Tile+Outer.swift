extension Tile {
  /// Memory that `writeOuterProducts` needs.
  static func outerScratch(_ architecture: Architecture) -> Int {
    var widest = architecture.features
    for layer in architecture.layers { widest = max(widest, layer.units) }
    return outerGroup * Arena<Scalar>.padded(widest)
  }

  /// The number of examples whose outputs are held example by example at a time.
  private static var outerGroup: Int { 64 }

  /// The derivatives of every example in the parameters from the signals δ of all layers: the outer products δ zᵀ.
  ///
  /// - Parameters:
  ///   - directions: R, the number of signals of an example.
  ///   - signals: δ of a layer, units × (R · examples).
  ///   - result: Where the first direction's derivatives of the first example go, |w| numbers, overwritten.
  ///   - stride: The distance from an example's derivatives to the next example's; those of its directions follow each
  ///     other.
  func writeOuterProducts(
    directions: Int, _ signals: (_ layer: Int) -> MatrixView<Scalar>, into result: UnsafeMutablePointer<Scalar>,
    stride: Int
  ) {
    let count = architecture.parameterCount
    for first in Swift.stride(from: 0, to: columns, by: Self.outerGroup) {
      let part = first..<min(first + Self.outerGroup, columns)
      let base = result + first * stride
      for (k, layer) in architecture.layers.enumerated() {
        let delta = signals(k)
        for block in layer.blocks {
          let z = rows(of: block, part)
          for r in 0..<directions {
            backend.outerProducts(
              delta.columns(r * columns + part.lowerBound..<r * columns + part.upperBound), z,
              into: base + r * count + block.offset, stride: stride)
          }
        }
        guard let offset = layer.biasOffset else { continue }
        for r in 0..<directions {
          backend.transpose(
            delta.columns(r * columns + part.lowerBound..<r * columns + part.upperBound),
            into: MatrixView(base + r * count + offset, rows: part.count, columns: layer.units, stride: stride))
        }
      }
      for n in 0..<part.count {
        for r in 0..<directions { architecture.clearMasked(base + n * stride + r * count) }
      }
    }
  }

  /// What a block's source put out for some examples, one example a row.
  private func rows(of block: Layer.Block, _ part: Range<Int>) -> MatrixView<Scalar> {
    if block.source == nil, let rows = memory.inputRows { return rows.rows(part) }
    let z = pass.source(block, input)
    let rows = scratch!.view(at: 0, rows: part.count, columns: block.columns)
    backend.transpose(z.columns(part), into: rows)
    return rows
  }
}
