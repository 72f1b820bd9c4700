extension ColumnMatrix {
  /// op(A) op(B).
  ///
  /// - Complexity: 2mnk flops.
  func times(
    _ b: ColumnMatrix, transposed: Bool = false, transposedOther: Bool = false,
    using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest
  ) -> ColumnMatrix {
    let (m, k) = transposed ? (columns, rows) : (rows, columns)
    let (k2, n) = transposedOther ? (b.columns, b.rows) : (b.rows, b.columns)
    precondition(k == k2, "a product of \(m) × \(k) and \(k2) × \(n)")
    var result = ColumnMatrix(rows: m, columns: n)
    guard m > 0 && n > 0 && k > 0 else { return result }
    withUnsafe { a in
      b.withUnsafe { b in
        result.withUnsafeMutable { routines.multiply(transposed, transposedOther, m, n, k, a, b, 0, $0) }
      }
    }
    return result
  }

  /// op(A)x.
  func times(
    _ x: [Double], transposed: Bool = false,
    using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest
  ) -> [Double] {
    times(ColumnMatrix(rows: x.count, columns: 1, elements: x), transposed: transposed, using: routines).elements
  }

  /// AᵀA, both triangles.
  ///
  /// - Complexity: mn² flops.
  func gram(using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest) -> ColumnMatrix {
    var result = ColumnMatrix(rows: columns, columns: columns)
    guard rows > 0 && columns > 0 else { return result }
    withUnsafe { a in result.withUnsafeMutable { routines.gram(rows, columns, a, 0, $0) } }
    for j in 0..<columns {
      for i in j..<columns { result[j, i] = result[i, j] }
    }
    return result
  }

  /// op(T)⁻¹B for this triangular matrix T.
  ///
  /// - Precondition: no element of the diagonal is 0.
  func solvingTriangle(
    _ b: ColumnMatrix, upper: Bool, transposed: Bool = false,
    using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest
  ) -> ColumnMatrix {
    precondition(rows == columns && b.rows == rows, "a \(rows) × \(columns) triangle and \(b.rows) × \(b.columns)")
    var x = b
    guard rows > 0 && b.columns > 0 else { return x }
    withUnsafe { t in
      x.withUnsafeMutable {
        routines.triangularSolve(upper: upper, transpose: transposed, rows, b.columns, t, $0)
      }
    }
    return x
  }

  /// T⁻¹ of this triangular matrix; the other triangle is neither read nor changed.
  ///
  /// - Precondition: no element of the diagonal is 0.
  func invertedTriangle(
    upper: Bool, using routines: any LinearAlgebraRoutines.Type = FactorizationRoutines.fastest
  ) -> ColumnMatrix {
    precondition(rows == columns, "a \(rows) × \(columns) matrix is not triangular")
    var result = self
    if rows > 0 { result.withUnsafeMutable { routines.triangularInverse(upper: upper, rows, $0) } }
    return result
  }

  /// The first rows of the first columns.
  func leading(_ m: Int, _ n: Int) -> ColumnMatrix {
    var result = ColumnMatrix(rows: m, columns: n)
    for j in 0..<n {
      for i in 0..<m { result[i, j] = self[i, j] }
    }
    return result
  }
}
