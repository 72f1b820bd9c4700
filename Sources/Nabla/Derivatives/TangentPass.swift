/// One thread's memory for R directions at once: R{a}, R{z} and R{δ} of every layer, units × (R · examples).
final class TangentMemory<Scalar: RealScalar> {
  let directions: Int
  private let architecture: Architecture
  private let tile: Int
  private let arena: Arena<Scalar>
  private let offsets: [(a: Int, z: Int, delta: Int)]
  private let input: Int

  init(_ architecture: Architecture, tile: Int, directions: Int) {
    self.architecture = architecture
    self.tile = tile
    self.directions = directions
    var plan = ArenaPlan<Scalar>()
    let width = tile * directions
    offsets = architecture.layers.map { layer in
      (
        plan.matrix(rows: layer.units, columns: width), plan.matrix(rows: layer.units, columns: width),
        plan.matrix(rows: layer.units, columns: width)
      )
    }
    input = plan.matrix(rows: architecture.features, columns: width)
    arena = Arena(capacity: plan.total)
  }

  /// R{a} of layer k for `columns` examples.
  func a(_ k: Int, columns: Int) -> MatrixView<Scalar> { view(k, offsets[k].a, columns) }
  /// R{z} of layer k.
  func z(_ k: Int, columns: Int) -> MatrixView<Scalar> { view(k, offsets[k].z, columns) }
  /// R{δ} of layer k.
  func delta(_ k: Int, columns: Int) -> MatrixView<Scalar> { view(k, offsets[k].delta, columns) }
  /// The tangent of what layers with the source `input` see, or the signal there.
  func input(columns: Int) -> MatrixView<Scalar> {
    arena.view(at: input, rows: architecture.features, columns: tile * directions)
      .prefix(columns: columns * directions)
  }

  private func view(_ k: Int, _ offset: Int, _ columns: Int) -> MatrixView<Scalar> {
    arena.view(at: offset, rows: architecture.layers[k].units, columns: tile * directions)
      .prefix(columns: columns * directions)
  }
}

/// The derivative R{·} = d/dε of a network's forward and backward pass along R directions, in the parameters (w + εv), in
/// the inputs (x + εu) or in both; the products with the weights are shared by all directions.
///
/// `memory` has been through `NetworkPass.forward` and, for `backward`, through `NetworkPass.backward`, with h″.
///
/// Source: B. A. Pearlmutter, "Fast exact multiplication by the Hessian", Neural Computation 6, 1994.
struct TangentPass<Scalar: RealScalar, B: Backend> {
  let architecture: Architecture
  let w: UnsafeMutablePointer<Scalar>
  let memory: TileMemory<Scalar>
  let tangents: TangentMemory<Scalar>
  /// What layers with the source `input` see, features × examples.
  let input: MatrixView<Scalar>
  /// R vectors v of |w| numbers each, one after the other; nil where the parameters do not change.
  let v: UnsafeMutablePointer<Scalar>?

  private var columns: Int { input.columns }
  private var directions: Int { tangents.directions }

  private func block(_ r: Int) -> Range<Int> { r * columns..<(r + 1) * columns }

  private func direction(_ r: Int) -> UnsafeMutablePointer<Scalar> { v! + r * architecture.parameterCount }

  private func weights(
    _ layer: Layer, _ block: Layer.Block, _ vector: UnsafeMutablePointer<Scalar>
  ) -> MatrixView<Scalar> {
    MatrixView(vector + block.offset, rows: layer.units, columns: block.columns)
  }

  private func z(_ block: Layer.Block) -> MatrixView<Scalar> {
    block.source.map { memory.z($0, columns: columns) } ?? input
  }

  /// R{a} = Σ (V z + W R{z}) + v_b and R{z} = h′ ⊙ R{a}, layer by layer; of the output layer only R{a}.
  ///
  /// - Parameter inputChanges: Whether `tangents.input` holds the directions u in which the input changes.
  func forward(inputChanges: Bool) {
    for (k, layer) in architecture.layers.enumerated() {
      let a = tangents.a(k, columns: columns)
      var isWritten = false
      for block in layer.blocks {
        if let v {
          for r in 0..<directions {
            B.multiply(
              weights(layer, block, v + r * architecture.parameterCount), z(block), into: a.columns(self.block(r)),
              accumulate: isWritten)
          }
          isWritten = true
        }
        guard block.source != nil || inputChanges else { continue }
        let source = block.source.map { tangents.z($0, columns: columns) } ?? tangents.input(columns: columns)
        B.multiply(weights(layer, block, w), source, into: a, accumulate: isWritten)
        isWritten = true
      }
      if !isWritten { a.fill(0) }
      if v != nil, let offset = layer.biasOffset {
        for r in 0..<directions {
          B.activate(
            .identity, a.columns(block(r)), bias: UnsafePointer(direction(r) + offset), first: nil, second: nil)
        }
      }
      if k < architecture.layers.count - 1 {
        B.scale(a, by: memory.first(k, columns: columns)!, into: tangents.z(k, columns: columns))
      }
    }
  }

  /// From R{δ} of the output layer, back to front: R{δ} = h″ R{a} ⊙ s + h′ ⊙ Σ (Vᵀδ + WᵀR{δ}), s = Σ Wᵀδ; and
  /// R{∂E/∂W} = Σ R{δ} zᵀ + δ R{z}ᵀ.
  ///
  /// - Parameters:
  ///   - curvature: Whether the layers' own curvature h″ counts. Without it, and without `v`, this is the backward pass of R
  ///     different signals at the output.
  ///   - gradients: Where the R derivatives of the gradient are written or added to, |w| numbers each; nil where they
  ///     are not wanted.
  ///   - inputChanges: Whether the forward pass had changing inputs.
  ///   - wantsInput: Whether R{δ} at the input is wanted, in `tangents.input`.
  func backward(
    curvature: Bool, gradients: UnsafeMutablePointer<Scalar>?, accumulate: Bool = false, inputChanges: Bool = false,
    wantsInput: Bool = false
  ) {
    // The input's tangents give way to its signals only once the last layer that reads them is done.
    var inputIsWritten = false
    for k in architecture.layers.indices.reversed() {
      let layer = architecture.layers[k]
      let delta = tangents.delta(k, columns: columns)
      if k < architecture.layers.count - 1 {
        let first = memory.first(k, columns: columns)!
        if curvature {
          B.scaleAndAdd(
            delta, by: first, adding: tangents.a(k, columns: columns), times: memory.second(k, columns: columns)!)
        } else {
          B.scale(delta, by: first, into: delta)
        }
      }
      if let gradients {
        addGradients(k, layer, delta, gradients, accumulate: accumulate, inputChanges: inputChanges)
      }
      for block in layer.blocks {
        let target: MatrixView<Scalar>
        var adds: Bool
        if let from = block.source {
          target = tangents.delta(from, columns: columns)
          adds = architecture.consumers[from].last != k
        } else {
          guard wantsInput else { continue }
          target = tangents.input(columns: columns)
          adds = inputIsWritten
          inputIsWritten = true
        }
        if let v {
          for r in 0..<directions {
            B.multiply(
              weights(layer, block, v + r * architecture.parameterCount).transposed,
              memory.delta(k, columns: columns), into: target.columns(self.block(r)), accumulate: adds)
          }
          adds = true
        }
        B.multiply(weights(layer, block, w).transposed, delta, into: target, accumulate: adds)
      }
    }
    if wantsInput && !inputIsWritten { tangents.input(columns: columns).fill(0) }
  }

  private func addGradients(
    _ k: Int, _ layer: Layer, _ delta: MatrixView<Scalar>, _ gradients: UnsafeMutablePointer<Scalar>,
    accumulate: Bool, inputChanges: Bool
  ) {
    for r in 0..<directions {
      let gradient = gradients + r * architecture.parameterCount
      let own = delta.columns(block(r))
      for block in layer.blocks {
        let result = weights(layer, block, gradient)
        B.multiply(own, z(block).transposed, into: result, accumulate: accumulate)
        guard block.source != nil || inputChanges else { continue }
        let tangent = block.source.map { tangents.z($0, columns: columns) } ?? tangents.input(columns: columns)
        B.multiply(
          memory.delta(k, columns: columns), tangent.columns(self.block(r)).transposed, into: result, accumulate: true)
      }
      if let offset = layer.biasOffset { B.rowSums(own, into: gradient + offset, accumulate: accumulate) }
    }
  }
}
