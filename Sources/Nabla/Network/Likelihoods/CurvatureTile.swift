/// What vector kernels multiply by the curvature of an error: x in every block of the tile's columns, from the pre-activations a
/// and targets t, times the weights of the examples.
struct CurvatureTile<Scalar: RealScalar> {
  let a: MatrixView<Scalar>
  let t: MatrixView<Scalar>
  /// One an example, or nil where all are 1.
  let weights: UnsafePointer<Scalar>?
  let x: MatrixView<Scalar>
  /// Where the products go; not x.
  let result: MatrixView<Scalar>

  /// How often x has the tile's columns.
  var blocks: Int { a.columns == 0 ? 0 : x.columns / a.columns }

  /// Multiplies by a curvature that depends on the output alone: `curvature` for those of one target, in turn.
  func multiply(by curvature: [Double]) {
    withUnsafeTemporaryAllocation(of: Scalar.self, capacity: curvature.count) { factors in
      guard let base = factors.baseAddress else { return }
      for (k, own) in curvature.enumerated() { factors.initializeElement(at: k, to: Scalar(own)) }
      Scalar._Primitives.constantCurvature(
        a.rows, a.columns, blocks, weights, x.base, x.stride, result.base, result.stride, curvature.count, base)
    }
  }
}
