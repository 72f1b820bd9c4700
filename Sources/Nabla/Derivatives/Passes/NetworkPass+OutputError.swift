extension NetworkPass {
  /// The error of a tile, Σ E over its examples with their weights, after `forward`; with it the error signal δ = ∂E/∂a at
  /// the output layer, where it is wanted, for canonical and other pairs of output activation and likelihood.
  ///
  /// On entry z of the output layer holds the pre-activations a. Afterwards it holds y where the pair is not canonical or
  /// the memory keeps second derivatives, and a elsewhere; the memory has kept a where the curvature follows from it.
  func error(_ targets: TargetTile<Scalar>, columns: Int, wantsDelta: Bool) -> Double {
    let k = architecture.layers.count - 1
    let z = memory.z(k, columns: columns)
    let delta = wantsDelta ? memory.delta(k, columns: columns) : nil
    if architecture.isCanonical {
      var loss = 0.0
      for part in plan.outputParts {
        loss += backend.canonicalLoss(
          part.kind, z.rows(part.outputs), targets.part(part), delta: delta?.rows(part.outputs))
      }
      if memory.order == .second {
        memory.keepPreActivations(columns: columns)
        activateOutputs(columns: columns)
      }
      return loss
    }
    activateOutputs(columns: columns)
    return throughOutputs(z, memory.first(k, columns: columns), targets, delta: delta)
  }

  /// y = h(a), in place, with h′ and h″ as far as the memory keeps them.
  func activateOutputs(columns: Int) {
    let k = architecture.layers.count - 1
    let z = memory.z(k, columns: columns)
    let (first, second) = (memory.first(k, columns: columns), memory.second(k, columns: columns))
    for part in plan.outputParts {
      let rows = part.outputs
      if part.isSoftmax {
        backend.softmax(z.rows(rows))
      } else {
        backend.activate(part.activation, z.rows(rows), bias: nil, first: first?.rows(rows), second: second?.rows(rows))
      }
    }
  }

  /// δ = J_hᵀ ∂E/∂y, one example after the other: h′ ⊙ ∂E/∂y for an elementwise h, and with the full Jacobian
  /// ∂y_k/∂a_j = y_k(I_kj − y_j) of the softmax, δ = y ⊙ (∂E/∂y − Σ_j y_j ∂E/∂y_j).
  private func throughOutputs(
    _ z: MatrixView<Scalar>, _ first: MatrixView<Scalar>?, _ targets: TargetTile<Scalar>,
    delta: MatrixView<Scalar>?
  ) -> Double {
    let outputs = architecture.outputs
    let activation = architecture.outputLayer.activation
    let likelihood = architecture.likelihood.kind
    let scratch = memory.outputScratch()
    let y = scratch.extracting(0..<outputs)
    let t = scratch.extracting(outputs..<2 * outputs)
    let gradient = scratch.extracting(2 * outputs..<3 * outputs)
    var loss = 0.0
    for i in 0..<z.columns {
      for k in 0..<outputs {
        y[k] = z[k, i]
        t[k] = targets.value(k, i)
      }
      let ySpan = UnsafeBufferPointer(y).span
      let tSpan = UnsafeBufferPointer(t).span
      let weight = targets.weight(i)
      // What has no weight is not there, also where its error is infinite.
      guard weight != 0 else {
        if let delta { for k in 0..<outputs { delta[k, i] = 0 } }
        continue
      }
      let count = likelihood.outputsPerTarget
      targets.forEachObserved(i, outputs: outputs, perTarget: count) { own in
        loss += Double(weight * likelihood.value(ySpan.extracting(own), tSpan.extracting(own)))
      }
      guard let delta else { continue }
      gradient.update(repeating: 0)
      targets.forEachObserved(i, outputs: outputs, perTarget: count) { own in
        var gradientSpan = gradient.extracting(own).mutableSpan
        likelihood.gradient(ySpan.extracting(own), tSpan.extracting(own), into: &gradientSpan)
      }
      if activation == .softmax {
        var mean: Scalar = 0
        for k in 0..<outputs { mean += y[k] * gradient[k] }
        for k in 0..<outputs { delta[k, i] = weight * y[k] * (gradient[k] - mean) }
      } else {
        for k in 0..<outputs {
          let slope = first.map { $0[k, i] } ?? activation.first(fromOutput: y[k])
          delta[k, i] = weight * slope * gradient[k]
        }
      }
    }
    return loss
  }
}
