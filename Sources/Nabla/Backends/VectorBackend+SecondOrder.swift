// What Jacobians and second derivatives need beside products, by the vector kernels.
extension VectorBackend {
  @specialized(where S == Double)
  @specialized(where S == Float)
  func softmaxJacobian<S: RealScalar>(
    _ y: MatrixView<S>, _ x: MatrixView<S>, totals t: MatrixView<S>?, weights: UnsafePointer<S>?,
    into out: MatrixView<S>
  ) {
    guard y.columns > 0 else { return }
    assert(x.rows == y.rows && x.columns % y.columns == 0 && out.columns == x.columns && t?.rows ?? y.rows == y.rows)
    S._Primitives.softmaxJacobian(
      y.rows, y.columns, x.columns / y.columns, y.base, y.stride, t?.base, t?.stride ?? 0, weights, x.base, x.stride,
      out.base, out.stride)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func rowProducts<S: RealScalar>(_ x: MatrixView<S>, _ z: MatrixView<S>, into m: MatrixView<S>) {
    assert(!x.isTransposed && !z.isTransposed && m.rows == x.rows * z.rows && m.columns == z.columns)
    S._Primitives.rowProducts(x.rows, z.rows, z.columns, x.base, x.stride, z.base, z.stride, m.base, m.stride)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func add<S: RealScalar>(_ x: MatrixView<S>, to y: MatrixView<S>, accumulate: Bool) {
    assert(!x.isTransposed && !y.isTransposed && x.rows == y.rows && x.columns == y.columns)
    S._Primitives.addMatrix(x.rows, x.columns, x.base, x.stride, accumulate, y.base, y.stride)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func scaleColumns<S: RealScalar>(_ x: MatrixView<S>, by f: UnsafePointer<S>, count: Int) {
    guard count > 0 else { return }
    assert(x.columns % count == 0)
    // One row of factors for all rows of x.
    S._Primitives.scale(x.rows, count, x.columns / count, x.base, x.stride, f, 0, x.base, x.stride)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func addColumnSquares<S: RealScalar>(_ x: MatrixView<S>, to sums: UnsafeMutablePointer<S>) {
    assert(!x.isTransposed)
    S._Primitives.addColumnSquares(x.rows, x.columns, x.base, x.stride, sums)
  }

  @specialized(where S == Double)
  @specialized(where S == Float)
  func outerProducts<S: RealScalar>(
    _ delta: MatrixView<S>, _ z: MatrixView<S>, into result: UnsafeMutablePointer<S>, stride: Int
  ) {
    assert(!delta.isTransposed && !z.isTransposed && delta.columns == z.rows && stride >= delta.rows * z.columns)
    S._Primitives.outerProducts(
      delta.rows, z.columns, z.rows, delta.base, delta.stride, z.base, z.stride, result, stride)
  }
}
