// Known terms in the pre-activations of outputs.
extension PassPlan {
  /// How many of the inputs, the last ones, are offsets.
  var offsets: Int { inputs - covariates }

  /// Adds the offsets of a tile's inputs, examples × d, to pre-activations of the outputs `outputs`, a row each.
  @specialized(where S == Double)
  @specialized(where S == Float)
  func addOffsets<S: RealScalar>(of x: MatrixView<S>, to a: MatrixView<S>, outputs: Range<Int>) {
    for (j, k) in outputs.enumerated() {
      guard let offset = offsetOfOutput[k] else { continue }
      let row = a.row(j)
      for i in 0..<a.columns { row[i] += x[i, covariates + offset] }
    }
  }

  /// Adds changes of the offsets, a row each, to those of the outputs' pre-activations.
  @specialized(where S == Double)
  @specialized(where S == Float)
  func addOffsets<S: RealScalar>(_ changes: MatrixView<S>, to a: MatrixView<S>) {
    for (k, offset) in offsetOfOutput.enumerated() {
      guard let offset else { continue }
      S._Primitives.axpy(a.columns, 1, changes.row(offset).baseAddress!, a.row(k).baseAddress!)
    }
  }

  /// Writes the signals at the offsets, each the sum of δ over the outputs that have it.
  @specialized(where S == Double)
  @specialized(where S == Float)
  func collectOffsets<S: RealScalar>(_ delta: MatrixView<S>, into signals: MatrixView<S>) {
    signals.fill(0)
    for (k, offset) in offsetOfOutput.enumerated() {
      guard let offset else { continue }
      S._Primitives.axpy(delta.columns, 1, delta.row(k).baseAddress!, signals.row(offset).baseAddress!)
    }
  }
}
