extension TileMemory {
  /// The input as a factor of ∂E/∂W = δ x: the caller's rows, or the transpose of what the pass sees.
  func inputRows(of input: MatrixView<Scalar>) -> MatrixView<Scalar> {
    if let rows = inputRows, rows.columns >= ProductRule.leastColumns { return rows }
    return input.transposed
  }
}
