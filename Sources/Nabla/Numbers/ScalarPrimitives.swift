/// What the backends need from a scalar type: elementary functions of the C library, the vector kernels and BLAS.
///
/// `_DoublePrimitives` and `_FloatPrimitives` hold the same functions in the same order, a one-line call each, in the
/// twin files `Elementary+…`, `VectorKernels+…` and `OpenBLAS+…`. Public only because a public protocol names it; not
/// for use outside the library. Pointers are to feature-major tiles, as `CVectorKernels.h` describes them.
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
}

/// The kernels of `CVectorKernels`.
public protocol _KernelPrimitives<Scalar> {
  associatedtype Scalar: RealScalar

  static func activate(
    _ h: Int32, _ parameter: Scalar, _ rows: Int, _ columns: Int, _ stride: Int, _ a: UnsafeMutablePointer<Scalar>,
    _ bias: UnsafePointer<Scalar>?, _ d: UnsafeMutablePointer<Scalar>?, _ dd: UnsafeMutablePointer<Scalar>?)
  static func backward(
    _ h: Int32, _ parameter: Scalar, _ rows: Int, _ columns: Int, _ stride: Int, _ z: UnsafePointer<Scalar>,
    _ d: UnsafePointer<Scalar>?, _ s: UnsafeMutablePointer<Scalar>)
  static func rowSums(
    _ rows: Int, _ columns: Int, _ stride: Int, _ x: UnsafePointer<Scalar>, _ beta: Scalar,
    _ out: UnsafeMutablePointer<Scalar>)
  static func gaussianLoss(
    _ rows: Int, _ columns: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func bernoulliLoss(
    _ rows: Int, _ columns: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func categoricalLoss(
    _ rows: Int, _ columns: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ t: UnsafePointer<Scalar>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func classLoss(
    _ rows: Int, _ columns: Int, _ stride: Int, _ a: UnsafePointer<Scalar>, _ classes: UnsafePointer<Int32>,
    _ weights: UnsafePointer<Scalar>?, _ delta: UnsafeMutablePointer<Scalar>?
  ) -> Double
  static func softmax(_ rows: Int, _ columns: Int, _ stride: Int, _ a: UnsafeMutablePointer<Scalar>)
  static func transpose(
    _ rows: Int, _ columns: Int, _ source: UnsafePointer<Scalar>, _ sourceStride: Int,
    _ result: UnsafeMutablePointer<Scalar>, _ resultStride: Int)
  static func scale(
    _ rows: Int, _ columns: Int, _ blocks: Int, _ x: UnsafePointer<Scalar>, _ xStride: Int,
    _ f: UnsafePointer<Scalar>, _ fStride: Int, _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int)
  static func scaleAndAdd(
    _ rows: Int, _ columns: Int, _ blocks: Int, _ s: UnsafeMutablePointer<Scalar>, _ sStride: Int,
    _ f: UnsafePointer<Scalar>, _ x: UnsafePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ fStride: Int)
  static func rowProducts(
    _ xRows: Int, _ zRows: Int, _ columns: Int, _ x: UnsafePointer<Scalar>, _ xStride: Int, _ z: UnsafePointer<Scalar>,
    _ zStride: Int, _ m: UnsafeMutablePointer<Scalar>, _ mStride: Int)
  static func addMatrix(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Scalar>, _ xStride: Int, _ accumulate: Bool,
    _ y: UnsafeMutablePointer<Scalar>, _ yStride: Int)
  static func softmaxJacobian(
    _ rows: Int, _ columns: Int, _ blocks: Int, _ y: UnsafePointer<Scalar>, _ yStride: Int, _ t: UnsafePointer<Scalar>?,
    _ tStride: Int, _ weights: UnsafePointer<Scalar>?, _ x: UnsafePointer<Scalar>, _ xStride: Int,
    _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int)
  static func addColumnSquares(
    _ rows: Int, _ columns: Int, _ x: UnsafePointer<Scalar>, _ xStride: Int, _ sums: UnsafeMutablePointer<Scalar>)
  static func outerProducts(
    _ units: Int, _ columns: Int, _ examples: Int, _ delta: UnsafePointer<Scalar>, _ deltaStride: Int,
    _ z: UnsafePointer<Scalar>, _ zStride: Int, _ out: UnsafeMutablePointer<Scalar>, _ outStride: Int)
  static func axpy(_ n: Int, _ alpha: Scalar, _ x: UnsafePointer<Scalar>, _ y: UnsafeMutablePointer<Scalar>)
  static func product(
    _ rows: Int, _ columns: Int, _ depth: Int, _ a: UnsafePointer<Scalar>, _ aRow: Int, _ aColumn: Int,
    _ b: UnsafePointer<Scalar>, _ bStride: Int, _ accumulate: Bool, _ c: UnsafeMutablePointer<Scalar>, _ cStride: Int)
  static func dotProduct(
    _ rows: Int, _ columns: Int, _ depth: Int, _ a: UnsafePointer<Scalar>, _ aStride: Int, _ b: UnsafePointer<Scalar>,
    _ bStride: Int, _ accumulate: Bool, _ c: UnsafeMutablePointer<Scalar>, _ cStride: Int)
  static func momentumStep(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ scale: Scalar, _ rate: Scalar,
    _ mu: Scalar, _ nesterov: Bool, _ v: UnsafeMutablePointer<Scalar>)
  static func adagradStep(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ scale: Scalar, _ rate: Scalar,
    _ epsilon: Scalar, _ v: UnsafeMutablePointer<Scalar>)
  static func rmsPropStep(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ scale: Scalar, _ rate: Scalar,
    _ decay: Scalar, _ epsilon: Scalar, _ v: UnsafeMutablePointer<Scalar>)
  static func adamStep(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ scale: Scalar, _ rate: Scalar,
    _ b1: Scalar, _ b2: Scalar, _ epsilon: Scalar, _ c1: Scalar, _ c2: Scalar, _ keep: Scalar,
    _ m: UnsafeMutablePointer<Scalar>, _ v: UnsafeMutablePointer<Scalar>)
  static func nadamStep(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ g: UnsafePointer<Scalar>, _ scale: Scalar, _ gradientRate: Scalar,
    _ meanRate: Scalar, _ b1: Scalar, _ b2: Scalar, _ epsilon: Scalar, _ c2: Scalar,
    _ m: UnsafeMutablePointer<Scalar>, _ v: UnsafeMutablePointer<Scalar>)
  static func penalize(
    _ n: Int, _ w: UnsafeMutablePointer<Scalar>, _ l2: Scalar, _ l1: Scalar, _ keep: Scalar,
    _ g: UnsafeMutablePointer<Scalar>)
  static func sumOfSquares(_ n: Int, _ x: UnsafePointer<Scalar>) -> Double
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
