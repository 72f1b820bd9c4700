extension Tile {
  /// The caller's inputs of example `i` of the tile.
  private func row(_ i: Int) -> UnsafeBufferPointer<Scalar> {
    UnsafeBufferPointer(examples.inputs.row(examples.row(range.lowerBound + i)))
  }

  /// Turns a direction in the inputs, one row of d numbers an example, into one of what the layers see, features × examples:
  /// u itself, or (∂φ/∂x) u.
  func loadInputTangent(_ u: (_ example: Int, _ i: Int) -> Scalar, into tangent: MatrixView<Scalar>) {
    guard let base = architecture.baseFunctions else {
      for i in 0..<tangent.rows {
        for n in 0..<columns { tangent[i, n] = u(n, i) }
      }
      return
    }
    tangent.fill(0)
    for n in 0..<columns {
      base.forEachDerivative(of: row(n)) { m, i, first, _ in tangent[m, n] += first * u(n, i) }
    }
  }

  /// Turns a signal at what the layers see, features × examples, into one at the inputs: itself, or (∂φ/∂x)ᵀ δ. Each is added
  /// to what `result` holds; the caller begins with zeros.
  func addInputSignal(_ signal: MatrixView<Scalar>, to result: (_ example: Int, _ i: Int, _ value: Scalar) -> Void) {
    guard let base = architecture.baseFunctions else {
      for n in 0..<columns {
        for i in 0..<signal.rows { result(n, i, signal[i, n]) }
      }
      return
    }
    for n in 0..<columns {
      base.forEachDerivative(of: row(n)) { m, i, first, _ in result(n, i, first * signal[m, n]) }
    }
  }

  /// The part of an input Hessian's row j that comes from the base functions' own curvature: Σ_m δ_m ∂²φ_m/∂x_i∂x_j.
  func addInputCurvature(
    _ signal: MatrixView<Scalar>, row j: Int, to result: (_ example: Int, _ i: Int, _ value: Scalar) -> Void
  ) {
    guard let base = architecture.baseFunctions else { return }
    for n in 0..<columns {
      base.forEachDerivative(of: row(n), other: j) { m, i, _, mixed in result(n, i, mixed * signal[m, n]) }
    }
  }
}
