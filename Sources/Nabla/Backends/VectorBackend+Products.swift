extension VectorBackend {
  @specialized(where S == Double)
  @specialized(where S == Float)
  func multiply<S: RealScalar>(
    _ a: MatrixView<S>, _ b: MatrixView<S>, into c: MatrixView<S>, accumulate: Bool, by route: ProductRoute?
  ) {
    precondition(a.columns == b.rows && c.rows == a.rows && c.columns == b.columns && !c.isTransposed)
    guard c.rows > 0 && c.columns > 0 else { return }
    let takesBLAS =
      switch products {
      case .openBLAS: true
      case .kernels: false
      case .automatic: (route ?? ProductRule.route(a, b)) == .openBLAS
      }
    if takesBLAS {
      multiplyByBLAS(a, b, into: c, accumulate: accumulate)
    } else {
      multiplyByKernels(a, b, into: c, accumulate: accumulate)
    }
  }

  /// One call of gemm, or of gemv where c has one column.
  private func multiplyByBLAS<S: RealScalar>(
    _ a: MatrixView<S>, _ b: MatrixView<S>, into c: MatrixView<S>, accumulate: Bool
  ) {
    let beta: S = accumulate ? 1 : 0
    guard c.columns == 1 else {
      return S._Primitives.gemm(
        a.isTransposed, b.isTransposed, c.rows, c.columns, a.columns, a.base, a.stride, b.base, b.stride, beta, c.base,
        c.stride)
    }
    let (m, n) = a.isTransposed ? (a.columns, a.rows) : (a.rows, a.columns)
    S._Primitives.gemv(
      a.isTransposed, m, n, a.base, a.stride, b.base, b.isTransposed ? 1 : b.stride, beta, c.base, c.stride)
  }

  /// The kernel for the orders of the operands: sums of products along rows where both lie along them, else sums of columns
  /// of b.
  private func multiplyByKernels<S: RealScalar>(
    _ a: MatrixView<S>, _ b: MatrixView<S>, into c: MatrixView<S>, accumulate: Bool
  ) {
    typealias P = S._Primitives
    // One column lies along its rows and along its columns.
    let liesByRows = !b.isTransposed || (b.columns == 1 && b.rows == 1)
    let liesByColumns = b.isTransposed || (b.columns == 1 && b.stride == 1)
    if !a.isTransposed && liesByColumns {
      P.dotProduct(
        c.rows, c.columns, a.columns, a.base, a.stride, b.base, b.isTransposed ? b.stride : a.columns, accumulate,
        c.base,
        c.stride)
    } else if liesByRows {
      P.product(
        c.rows, c.columns, a.columns, a.base, a.isTransposed ? 1 : a.stride, a.isTransposed ? a.stride : 1, b.base,
        b.stride, accumulate, c.base, c.stride)
    } else {
      multiplyTransposed(a, b, into: c, accumulate: accumulate)
    }
  }

  /// c ← aᵀ bᵀ as both are stored, with copies of a some rows and terms at a time. No pass of a network needs it.
  private func multiplyTransposed<S: RealScalar>(
    _ a: MatrixView<S>, _ b: MatrixView<S>, into c: MatrixView<S>, accumulate: Bool
  ) {
    let (mostRows, mostTerms) = (32, 512)
    withUnsafeTemporaryAllocation(of: S.self, capacity: mostRows * mostTerms) { copy in
      for first in stride(from: 0, to: c.rows, by: mostRows) {
        let rows = first..<min(first + mostRows, c.rows)
        for start in stride(from: 0, to: max(a.columns, 1), by: mostTerms) {
          let terms = start..<min(start + mostTerms, a.columns)
          let part = MatrixView(copy.baseAddress!, rows: rows.count, columns: terms.count)
          transpose(a.rows(rows).columns(terms).transposed, into: part)
          multiplyByKernels(
            part, b.rows(terms), into: c.rows(rows), accumulate: accumulate || start > 0)
        }
      }
    }
  }
}
