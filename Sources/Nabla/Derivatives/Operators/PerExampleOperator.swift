/// The gradients of a tile's examples, or their squared norms.
struct PerExampleOperator<Scalar: RealScalar>: TileOperator {
  enum Result {
    /// n × |w|.
    case gradients(MatrixView<Scalar>)
    /// n numbers.
    case squaredNorms(UnsafeMutablePointer<Scalar>)
  }

  let result: Result

  var flopsPerParameter: Int { 5 }

  func needs(_ architecture: Architecture) -> WorkspaceNeeds<Scalar> {
    let sums = Arena<Scalar>.padded(Partition.longestTile)
    return WorkspaceNeeds(
      order: .first, scratch: max(2 * sums, Tile<Scalar>.outerScratch(architecture)))
  }

  func apply(to tile: Tile<Scalar>) -> Double {
    let loss = tile.error(tile.loadTargets(), wantsDelta: true)
    tile.pass.backward(tile.input, gradient: nil)
    switch result {
    case .gradients(let rows):
      tile.writeOuterProducts(
        directions: 1, { tile.memory.delta($0, columns: tile.columns) },
        into: rows.row(tile.range.lowerBound).baseAddress!, stride: rows.stride)
    case .squaredNorms(let norms):
      writeSquaredNorms(tile, into: norms + tile.range.lowerBound)
    }
    return loss
  }

  /// Σ_layers ‖δ‖² (Σ_blocks ‖z‖² + 1), the 1 for biases; unit by unit where a layer is masked.
  private func writeSquaredNorms(_ tile: Tile<Scalar>, into norms: UnsafeMutablePointer<Scalar>) {
    let sums = tile.scratch!.view(at: 0, rows: 2, columns: Partition.longestTile)
    let (signals, inputs) = (sums.row(0).baseAddress!, sums.row(1).baseAddress!)
    norms.update(repeating: 0, count: tile.columns)
    for (k, layer) in tile.architecture.layers.enumerated() {
      let delta = tile.memory.delta(k, columns: tile.columns)
      guard layer.mask == nil else {
        addMaskedNorms(tile, layer, delta, to: norms)
        continue
      }
      signals.update(repeating: 0, count: tile.columns)
      inputs.update(repeating: layer.biasOffset == nil ? 0 : 1, count: tile.columns)
      tile.backend.addColumnSquares(delta, to: signals)
      for block in layer.blocks {
        let z = tile.pass.source(block, tile.input)
        if z.isTransposed {
          addRowSquares(z.transposed, to: inputs)
        } else {
          tile.backend.addColumnSquares(z, to: inputs)
        }
      }
      addProducts(signals, inputs, count: tile.columns, to: norms)
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func addProducts(
    _ a: UnsafeMutablePointer<Scalar>, _ b: UnsafeMutablePointer<Scalar>, count: Int,
    to sums: UnsafeMutablePointer<Scalar>
  ) {
    for n in 0..<count { sums[n] += a[n] * b[n] }
  }

  /// sums_n ← sums_n + ‖row n‖².
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func addRowSquares(_ x: MatrixView<Scalar>, to sums: UnsafeMutablePointer<Scalar>) {
    for n in 0..<x.rows {
      var lanes = SIMD8<Scalar>(repeating: 0)
      let row = x.row(n).baseAddress!
      var i = 0
      while i + 8 <= x.columns {
        let part = UnsafeRawPointer(row + i).loadUnaligned(as: SIMD8<Scalar>.self)
        lanes += part * part
        i += 8
      }
      var sum = lanes.sum()
      while i < x.columns {
        sum += row[i] * row[i]
        i += 1
      }
      sums[n] += sum
    }
  }

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  private func addMaskedNorms(
    _ tile: Tile<Scalar>, _ layer: Layer, _ delta: MatrixView<Scalar>, to norms: UnsafeMutablePointer<Scalar>
  ) {
    for j in 0..<layer.units {
      for n in 0..<tile.columns {
        var connected: Scalar = layer.biasOffset == nil ? 0 : 1
        var first = 0
        for block in layer.blocks {
          let z = tile.pass.source(block, tile.input)
          for i in 0..<block.columns where layer.mask!.connected[j * layer.fanIn + first + i] {
            connected += z[i, n] * z[i, n]
          }
          first += block.columns
        }
        norms[n] += delta[j, n] * delta[j, n] * connected
      }
    }
  }
}
