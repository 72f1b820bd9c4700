/// The forward and the backward pass of a network over one tile of examples.
///
/// Everything is feature-major: z⁽ᵏ⁾ is units × examples, so a layer is one product W z per source.
struct NetworkPass<Scalar: RealScalar, B: Backend> {
  let architecture: Architecture
  /// All parameters, read only.
  let w: UnsafeMutablePointer<Scalar>
  let memory: TileMemory<Scalar>

  /// The weights of a block, units × columns.
  func weights(_ layer: Layer, _ block: Layer.Block, in vector: UnsafeMutablePointer<Scalar>) -> MatrixView<Scalar> {
    MatrixView(vector + block.offset, rows: layer.units, columns: block.columns)
  }

  /// What a block's source put out: the input, or z of a layer.
  func source(_ block: Layer.Block, _ input: MatrixView<Scalar>) -> MatrixView<Scalar> {
    block.source.map { memory.z($0, columns: input.columns) } ?? input
  }

  /// a⁽ᵏ⁾ = Σ_s W⁽ᵏ'ˢ⁾ z⁽ˢ⁾ + b⁽ᵏ⁾ and z⁽ᵏ⁾ = h(a⁽ᵏ⁾), layer by layer; of the output layer only a, its function
  /// being the error's or the prediction's business.
  func forward(_ input: MatrixView<Scalar>) {
    for (k, layer) in architecture.layers.enumerated() {
      let z = memory.z(k, columns: input.columns)
      for (b, block) in layer.blocks.enumerated() {
        B.multiply(weights(layer, block, in: w), source(block, input), into: z, accumulate: b > 0)
      }
      let isOutput = k == architecture.layers.count - 1
      B.activate(
        isOutput ? .identity : layer.activation, z, bias: layer.biasOffset.map { UnsafePointer(w + $0) },
        first: isOutput ? nil : memory.first(k, columns: input.columns),
        second: isOutput ? nil : memory.second(k, columns: input.columns))
    }
  }

  /// The prediction y of the tile: the output layer's function on the pre-activations that `forward` left.
  func outputs(columns: Int) -> MatrixView<Scalar> {
    let k = architecture.layers.count - 1
    let y = memory.z(k, columns: columns)
    if architecture.outputLayer.activation == .softmax {
      B.softmax(y)
    } else {
      B.activate(architecture.outputLayer.activation, y, bias: nil, first: nil, second: nil)
    }
    return y
  }

  /// From δ of the output layer, back to front:
  /// ∂E/∂W⁽ᵏ'ˢ⁾ = Σ δ⁽ᵏ⁾ z⁽ˢ⁾ᵀ, ∂E/∂b⁽ᵏ⁾ = Σ δ⁽ᵏ⁾, and δ⁽ˢ⁾ = h_s′ ⊙ Σ_k W⁽ᵏ'ˢ⁾ᵀ δ⁽ᵏ⁾.
  ///
  /// Writes the gradient, or adds to it where `accumulate`.
  func backward(_ input: MatrixView<Scalar>, gradient: UnsafeMutablePointer<Scalar>, accumulate: Bool) {
    for k in architecture.layers.indices.reversed() {
      let layer = architecture.layers[k]
      let delta = memory.delta(k, columns: input.columns)
      if k < architecture.layers.count - 1 {
        B.backward(
          layer.activation, output: memory.z(k, columns: input.columns),
          first: memory.first(k, columns: input.columns), signal: delta)
      }
      for block in layer.blocks {
        B.multiply(
          delta, source(block, input).transposed, into: weights(layer, block, in: gradient), accumulate: accumulate)
        if let from = block.source {
          // The last consumer of a layer is the first to reach it on the way back: it writes, the others add.
          B.multiply(
            weights(layer, block, in: w).transposed, delta, into: memory.delta(from, columns: input.columns),
            accumulate: architecture.consumers[from].last != k)
        }
      }
      if let offset = layer.biasOffset {
        B.rowSums(delta, into: gradient + offset, accumulate: accumulate)
      }
    }
  }
}
