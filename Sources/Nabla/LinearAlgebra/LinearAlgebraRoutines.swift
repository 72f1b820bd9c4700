/// The factorisations that the solvers use, in `Double`, on column-major memory whose columns follow each other without
/// gaps.
///
/// `LAPACKRoutines` calls LAPACKE and CBLAS, one line each; `ReferenceRoutines` writes them as the textbook does, for
/// builds without the trait `OpenBLAS` and for cross-checking. Each call runs on one thread, so that its bits depend on
/// its arguments alone. Called through `QRFactorization`, `SingularValueDecomposition`, `CholeskyFactorization`,
/// `SymmetricEigenvalues` and `ColumnMatrix`, which check the shapes.
protocol LinearAlgebraRoutines: Sendable {
  /// C ← op(A) op(B) + βC with C m × n and k terms an element.
  static func multiply(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>,
    _ b: UnsafePointer<Double>, _ beta: Double, _ c: UnsafeMutablePointer<Double>)
  /// C ← C − AᵀB with C m × n, whose columns are `stride` numbers apart, and k terms an element.
  static func subtractProduct(
    _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ c: UnsafeMutablePointer<Double>, stride: Int)
  /// The lower triangle of C ← AᵀA + βC, with A m × n; the upper one is left alone.
  static func gram(
    _ m: Int, _ n: Int, _ a: UnsafePointer<Double>, _ beta: Double, _ c: UnsafeMutablePointer<Double>)

  /// The lower factor of A = LLᵀ over the lower triangle of A; the upper one is left alone.
  ///
  /// - Returns: The order of the first leading minor that is not positive, or nil.
  static func cholesky(_ n: Int, _ a: UnsafeMutablePointer<Double>) -> Int?
  /// B ← A⁻¹B for n × `columns` B, with L from `cholesky`, whose columns are `stride` numbers apart.
  static func choleskySolve(
    _ n: Int, _ columns: Int, _ l: UnsafePointer<Double>, stride: Int, _ b: UnsafeMutablePointer<Double>)
  /// The lower triangle of A⁻¹ over L.
  static func choleskyInverse(_ n: Int, _ l: UnsafeMutablePointer<Double>)

  /// B ← op(T)⁻¹B for a triangular T without zeros on its diagonal, n × `columns` B.
  static func triangularSolve(
    upper: Bool, transpose: Bool, _ n: Int, _ columns: Int, _ t: UnsafePointer<Double>,
    _ b: UnsafeMutablePointer<Double>)
  /// T⁻¹ over a triangular T without zeros on its diagonal.
  static func triangularInverse(upper: Bool, _ n: Int, _ t: UnsafeMutablePointer<Double>)

  /// A = QR over A: R in the upper triangle, the Householder vectors below it, their factors in τ of min(m, n).
  static func qr(_ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ tau: UnsafeMutablePointer<Double>)
  /// C ← QC or QᵀC with Q from `qr` of k reflections; C is m × `columns`.
  static func applyQ(
    transpose: Bool, _ m: Int, _ columns: Int, _ k: Int, _ a: UnsafePointer<Double>, _ tau: UnsafePointer<Double>,
    _ c: UnsafeMutablePointer<Double>)

  /// The R of [A; B] over the upper triangle of A, for an upper triangle A, `columns` square, upon an upper trapezoid B,
  /// n × `columns` with n ≤ `columns`, which is destroyed. What is below the diagonals is 0.
  static func qr(
    ofTriangles n: Int, _ columns: Int, _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>)

  /// A = U diag(s) Vᵀ of an m × n matrix, which is destroyed; s descending, U m × k, Vᵀ k × n with k = min(m, n). Without
  /// memory for both U and Vᵀ only s.
  ///
  /// - Returns: Whether the iteration converged; not where A has a NaN.
  static func singularValues(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ s: UnsafeMutablePointer<Double>,
    _ u: UnsafeMutablePointer<Double>?, _ vTransposed: UnsafeMutablePointer<Double>?
  ) -> Bool
  /// The eigenvalues, ascending, of the symmetric matrix whose lower triangle is given; its eigenvectors over A where
  /// they are wanted, else A is destroyed.
  ///
  /// - Returns: Whether the iteration converged; not where A has a NaN.
  static func symmetricEigenvalues(
    vectors: Bool, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>
  ) -> Bool

  /// R of A = QR over the upper triangle of A; what is below it has no meaning. `memory` has room for 4m + n numbers.
  static func triangle(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ memory: UnsafeMutablePointer<Double>)
}

extension LinearAlgebraRoutines {
  /// C ← C + op(A) B.
  static func multiplyAdding(
    _ transposeA: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ c: UnsafeMutablePointer<Double>
  ) {
    multiply(transposeA, false, m, n, k, a, b, 1, c)
  }
}

/// The routines of this build.
enum FactorizationRoutines {
  /// LAPACKE's where the build has it, else the textbook's.
  static var fastest: any LinearAlgebraRoutines.Type {
    #if OpenBLAS
      LAPACKRoutines.self
    #else
      ReferenceRoutines.self
    #endif
  }
}

/// The textbook's routines, in the files `ReferenceRoutines+…`.
enum ReferenceRoutines: Sendable {}

extension LinearAlgebraRoutines {
  static func triangle(
    _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ memory: UnsafeMutablePointer<Double>
  ) {
    qr(m, n, a, memory)
  }
}
