// What these do is documented at the requirements of `_ScalarPrimitives`.
// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation

#if OpenBLAS
  internal import CBLAS
#endif

extension _FloatPrimitives {
  public static func gemm(
    _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Float>, _ lda: Int,
    _ b: UnsafePointer<Float>, _ ldb: Int, _ beta: Float, _ c: UnsafeMutablePointer<Float>, _ ldc: Int
  ) {
    #if OpenBLAS
      cblas_sgemm(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, blasint(m),
        blasint(n), blasint(k), 1, a, blasint(lda), b, blasint(ldb), beta, c, blasint(ldc))
    #else
      fatalError("built without the trait OpenBLAS")
    #endif
  }

  public static func gemv(
    _ transposeA: Bool, _ m: Int, _ n: Int, _ a: UnsafePointer<Float>, _ lda: Int, _ x: UnsafePointer<Float>,
    _ incx: Int, _ beta: Float, _ y: UnsafeMutablePointer<Float>, _ incy: Int
  ) {
    #if OpenBLAS
      cblas_sgemv(
        CblasRowMajor, transposeA ? CblasTrans : CblasNoTrans, blasint(m), blasint(n), 1, a, blasint(lda), x,
        blasint(incx), beta, y, blasint(incy))
    #else
      fatalError("built without the trait OpenBLAS")
    #endif
  }
}
