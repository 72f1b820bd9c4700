/// Which second derivative of the error at the output.
enum OutputCurvatureKind: Sendable, Hashable {
  /// ∂²E/∂a∂aᵀ, of the error as it is.
  case exact
  /// J_hᵀ F J_h with F the second derivative of E in y, in the mean over targets drawn from the model: I, 1/(y(1 − y)) or
  /// 1/y. The same as `exact` for a canonical pair with targets that sum to 1.
  case expected
}

/// Linear maps at the output layer of a tile: the Jacobian J_h = ∂y/∂a and the curvature of the error.
///
/// The memory's z of the output layer holds y, as `OutputError` leaves it in memory of second order. Tangents are
/// K × (R · examples): R directions, each for all examples.
struct OutputMaps<Scalar: RealScalar> {
  let architecture: Architecture
  let memory: TileMemory<Scalar>
  let columns: Int
  /// Room for `scratchCount` numbers, where threads share the memory; the memory's own by default.
  var scratch: UnsafeMutableBufferPointer<Scalar>?

  private var last: Int { architecture.layers.count - 1 }
  private var y: MatrixView<Scalar> { memory.z(last, columns: columns) }
  private var isSoftmax: Bool { architecture.outputLayer.activation == .softmax }

  /// x ← J_h x, in every block: h′ ⊙ x, or y ⊙ (x − Σ y x) for the softmax. J_h is symmetric, so this is J_hᵀ too.
  func applyJacobian<B: Backend>(_ x: MatrixView<Scalar>, on _: B.Type) {
    guard isSoftmax else { return B.scale(x, by: memory.first(last, columns: columns)!, into: x) }
    let y = y
    for c in 0..<x.columns {
      let i = c % columns
      var mean: Scalar = 0
      for k in 0..<y.rows { mean += y[k, i] * x[k, c] }
      for k in 0..<y.rows { x[k, c] = y[k, i] * (x[k, c] - mean) }
    }
  }

  /// result ← (∂²E/∂a∂aᵀ) x in every block, times the weights of the examples. result may not be x.
  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  func applyCurvature(
    _ x: MatrixView<Scalar>, _ targets: TargetTile<Scalar>, kind: OutputCurvatureKind, into result: MatrixView<Scalar>
  ) {
    guard architecture.isCanonical else {
      return applyThroughOutputs(x, targets, kind: kind, into: result)
    }
    let y = y
    for c in 0..<x.columns {
      let i = c % columns
      var weight = targets.weight(i)
      switch architecture.likelihood.family {
      case .gaussian:
        for k in 0..<y.rows { result[k, c] = weight * x[k, c] }
      case .bernoulli:
        for k in 0..<y.rows { result[k, c] = weight * y[k, i] * (1 - y[k, i]) * x[k, c] }
      case .categorical:
        if kind == .exact, case .values(let t) = targets.values {
          var total: Scalar = 0
          for k in 0..<t.rows { total += t[k, i] }
          weight *= total
        }
        var mean: Scalar = 0
        for k in 0..<y.rows { mean += y[k, i] * x[k, c] }
        for k in 0..<y.rows { result[k, c] = weight * y[k, i] * (x[k, c] - mean) }
      case .custom:
        preconditionFailure("an error of the user's own has no canonical activation")
      }
    }
  }

  /// With g = ∂E/∂y, F = ∂²E/∂y∂yᵀ, Ry = J_h x and Rg = F Ry, the derivative of δ along x is
  /// h″ x g + h′ Rg for an elementwise h, and y ⊙ (Rg − Σ Ry g − Σ y Rg) + Ry ⊙ (g − Σ y g) for the softmax.
  /// The expected kind leaves out the terms with g.
  private func applyThroughOutputs(
    _ x: MatrixView<Scalar>, _ targets: TargetTile<Scalar>, kind: OutputCurvatureKind, into result: MatrixView<Scalar>
  ) {
    let outputs = architecture.outputs
    let scratch = scratch ?? memory.outputScratch()
    func part(_ number: Int) -> UnsafeMutableBufferPointer<Scalar> {
      scratch.extracting(number * outputs..<(number + 1) * outputs)
    }
    let (y, t, g, ry, rg) = (part(0), part(1), part(2), part(3), part(4))
    let custom = scratch.extracting(6 * outputs..<scratch.count)
    let first = memory.first(last, columns: columns)!
    let second = memory.second(last, columns: columns)!
    let likelihood = architecture.likelihood
    for i in 0..<columns {
      for k in 0..<outputs {
        y[k] = self.y[k, i]
        t[k] = targets.value(k, i)
      }
      let ySpan = UnsafeBufferPointer(y).span
      let tSpan = UnsafeBufferPointer(t).span
      var gSpan = g.mutableSpan
      likelihood.errorGradient(ySpan, tSpan, into: &gSpan)
      if case .custom(let error) = likelihood.family {
        var curvature = custom.mutableSpan
        error.function.curvature(ySpan, tSpan, into: &curvature)
      }
      if kind == .expected { g.update(repeating: 0) }
      let weight = targets.weight(i)
      for c in stride(from: i, to: x.columns, by: columns) {
        var yx: Scalar = 0
        for k in 0..<outputs { yx += y[k] * x[k, c] }
        for k in 0..<outputs { ry[k] = isSoftmax ? y[k] * (x[k, c] - yx) : first[k, i] * x[k, c] }
        likelihood.multiplyOutputCurvature(y, t, ry, custom: custom, kind: kind, into: rg)
        guard isSoftmax else {
          for k in 0..<outputs {
            result[k, c] = weight * (second[k, i] * x[k, c] * g[k] + first[k, i] * rg[k])
          }
          continue
        }
        var yg: Scalar = 0
        var change: Scalar = 0
        for k in 0..<outputs {
          yg += y[k] * g[k]
          change += ry[k] * g[k] + y[k] * rg[k]
        }
        for k in 0..<outputs { result[k, c] = weight * (y[k] * (rg[k] - change) + ry[k] * (g[k] - yg)) }
      }
    }
  }
}

extension Likelihood {
  /// rg ← (∂²E/∂y∂yᵀ) ry of one example, or its mean over targets drawn from the model.
  fileprivate func multiplyOutputCurvature<S: RealScalar>(
    _ y: UnsafeMutableBufferPointer<S>, _ t: UnsafeMutableBufferPointer<S>, _ ry: UnsafeMutableBufferPointer<S>,
    custom: UnsafeMutableBufferPointer<S>, kind: OutputCurvatureKind, into rg: UnsafeMutableBufferPointer<S>
  ) {
    for k in y.indices {
      switch (family, kind) {
      case (.gaussian, _):
        rg[k] = ry[k]
      case (.bernoulli, .exact):
        let complement = 1 - y[k]
        rg[k] =
          ((t[k] == 0 ? 0 : t[k] / (y[k] * y[k])) + (t[k] == 1 ? 0 : (1 - t[k]) / (complement * complement))) * ry[k]
      case (.bernoulli, .expected):
        rg[k] = ry[k] / (y[k] * (1 - y[k]))
      case (.categorical, .exact):
        rg[k] = t[k] == 0 ? 0 : t[k] / (y[k] * y[k]) * ry[k]
      case (.categorical, .expected):
        rg[k] = ry[k] / y[k]
      case (.custom, _):
        rg[k] = 0
        for j in y.indices { rg[k] += custom[k * y.count + j] * ry[j] }
      }
    }
  }
}
