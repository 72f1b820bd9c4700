/// What the backends need from a scalar type: elementary functions of the C library, the vector kernels and BLAS.
///
/// `_DoublePrimitives` and `_FloatPrimitives` hold the same functions in the same order, a one-line call each, in the
/// twin files `Elementary+…`, `VectorKernels+…` and `OpenBLAS+…`. Those of the kernels are written by a script from the
/// list in C. Public only because a public protocol names it; not for use outside the library.
public protocol _ScalarPrimitives<Scalar>: _ElementaryPrimitives, _KernelPrimitives, _BLASPrimitives {}

/// Elementary functions of one number, by the C library.
public protocol _ElementaryPrimitives<Scalar> {
  associatedtype Scalar: RealScalar

  static func exp(_ x: Scalar) -> Scalar
  static func expm1(_ x: Scalar) -> Scalar
  static func log(_ x: Scalar) -> Scalar
  static func log1p(_ x: Scalar) -> Scalar
  static func tanh(_ x: Scalar) -> Scalar
  static func erf(_ x: Scalar) -> Scalar
  static func sin(_ x: Scalar) -> Scalar
  static func cos(_ x: Scalar) -> Scalar
  static func sinh(_ x: Scalar) -> Scalar
  static func cosh(_ x: Scalar) -> Scalar
  static func atan(_ x: Scalar) -> Scalar
  static func atan2(_ y: Scalar, _ x: Scalar) -> Scalar
  static func pow(_ x: Scalar, _ y: Scalar) -> Scalar
}

/// The BLAS functions in use, row-major; without the trait `OpenBLAS` they trap and are never called.
public protocol _BLASPrimitives<Scalar> {
  associatedtype Scalar: RealScalar

  /// C ← op(A) op(B) + beta C, with op(A) m × k, op(B) k × n and C m × n.
  static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Scalar>, _ lda: Int,
    _ b: UnsafePointer<Scalar>, _ ldb: Int, _ beta: Scalar, _ c: UnsafeMutablePointer<Scalar>, _ ldc: Int)
  /// y ← op(A) x + beta y, with A m × n as stored.
  static func gemv(
    _ transposeA: Bool, _ m: Int, _ n: Int, _ a: UnsafePointer<Scalar>, _ lda: Int, _ x: UnsafePointer<Scalar>,
    _ incx: Int, _ beta: Scalar, _ y: UnsafeMutablePointer<Scalar>, _ incy: Int)
}

/// The primitives of `Double`.
public enum _DoublePrimitives: _ScalarPrimitives {
  /// `Double`.
  public typealias Scalar = Double
}

/// The primitives of `Float`.
public enum _FloatPrimitives: _ScalarPrimitives {
  /// `Float`.
  public typealias Scalar = Float
}
