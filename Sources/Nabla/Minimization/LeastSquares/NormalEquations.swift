/// Residuals of which JᵀJ costs less than J and its products.
protocol NormalEquations: ResidualObjective {
  /// JᵀJ, both triangles, and Jᵀr at x.
  func normalEquations(at x: [Double]) -> (gram: ColumnMatrix, gradient: [Double])
}

/// JᵀJ with J = ∂y/∂w is the Fisher information of normal targets, whose blocks share what units have in common
/// (`CurvatureBlocks`). Where the output bends, `Curvature.gaussNewton` has terms of h″ beside it.
extension NetworkResiduals: NormalEquations {
  /// - Complexity: m n² flops at most, on all threads.
  func normalEquations(at x: [Double]) -> (gram: ColumnMatrix, gradient: [Double]) {
    var matrix = Matrix<Double>(rows: dimension, columns: dimension)
    objective.curvature(at: x, .fisher, into: &matrix)
    var gradient = [Double](repeating: 0, count: dimension)
    _ = objective.valueWithGradient(at: x, into: &gradient)
    // Symmetric: row by row is column by column.
    return (ColumnMatrix(rows: dimension, columns: dimension, elements: matrix.elements), gradient)
  }
}
