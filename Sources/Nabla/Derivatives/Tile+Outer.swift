extension Tile {
  /// The derivatives of one example in the parameters from the signals δ of all layers: the outer products δ zᵀ.
  ///
  /// - Parameters:
  ///   - signals: δ of a layer, units × (R · examples).
  ///   - column: The column of the signals: r · examples + n.
  ///   - example: The column n of the layers' outputs.
  ///   - result: |w| numbers, overwritten.
  func writeOuterProducts(
    _ signals: (_ layer: Int) -> MatrixView<Scalar>, column: Int, example: Int,
    into result: UnsafeMutablePointer<Scalar>
  ) {
    for (k, layer) in architecture.layers.enumerated() {
      let delta = signals(k)
      for block in layer.blocks {
        let z = pass.source(block, input)
        withUnsafeTemporaryAllocation(of: Scalar.self, capacity: block.columns) { row in
          for i in 0..<block.columns { row.initializeElement(at: i, to: z[i, example]) }
          for j in 0..<layer.units {
            let factor = delta[j, column]
            let place = result + block.offset + j * block.columns
            for i in 0..<block.columns { place[i] = factor * row[i] }
          }
        }
      }
      if let offset = layer.biasOffset {
        for j in 0..<layer.units { result[offset + j] = delta[j, column] }
      }
    }
    architecture.clearMasked(result)
  }
}
