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
    OutputError<Scalar, B>(architecture: architecture, memory: memory).activate(columns: columns)
    return memory.z(architecture.layers.count - 1, columns: columns)
  }

  /// From δ of the output layer, back to front: δ⁽ˢ⁾ = h_s′ ⊙ Σ_k W⁽ᵏ'ˢ⁾ᵀ δ⁽ᵏ⁾, and with it
  /// ∂E/∂W⁽ᵏ'ˢ⁾ = Σ δ⁽ᵏ⁾ z⁽ˢ⁾ᵀ and ∂E/∂b⁽ᵏ⁾ = Σ δ⁽ᵏ⁾.
  ///
  /// Where the memory keeps h″, it is multiplied by Σ_k W⁽ᵏ'ˢ⁾ᵀ δ⁽ᵏ⁾ in passing, as second derivatives need it.
  ///
  /// - Parameters:
  ///   - gradient: Where ∂E/∂w is written, or added to where `accumulate`; nil where it is not wanted.
  ///   - inputDelta: Where the signal at the input is written, features × examples; nil where it is not wanted.
  func backward(
    _ input: MatrixView<Scalar>, gradient: UnsafeMutablePointer<Scalar>?, accumulate: Bool = false,
    inputDelta: MatrixView<Scalar>? = nil
  ) {
    var inputIsWritten = false
    for k in architecture.layers.indices.reversed() {
      let layer = architecture.layers[k]
      let delta = memory.delta(k, columns: input.columns)
      if k < architecture.layers.count - 1 {
        if let second = memory.second(k, columns: input.columns) { B.scale(second, by: delta, into: second) }
        B.backward(
          layer.activation, output: memory.z(k, columns: input.columns),
          first: memory.first(k, columns: input.columns), signal: delta)
      }
      for block in layer.blocks {
        if let gradient {
          B.multiply(
            delta, source(block, input).transposed, into: weights(layer, block, in: gradient),
            accumulate: accumulate)
        }
        let back = weights(layer, block, in: w).transposed
        if let from = block.source {
          // The last consumer of a layer is the first to reach it on the way back: it writes, the others add.
          B.multiply(
            back, delta, into: memory.delta(from, columns: input.columns),
            accumulate: architecture.consumers[from].last != k)
        } else if let inputDelta {
          B.multiply(back, delta, into: inputDelta, accumulate: inputIsWritten)
          inputIsWritten = true
        }
      }
      if let gradient, let offset = layer.biasOffset {
        B.rowSums(delta, into: gradient + offset, accumulate: accumulate)
      }
    }
    if !inputIsWritten { inputDelta?.fill(0) }
  }
}
