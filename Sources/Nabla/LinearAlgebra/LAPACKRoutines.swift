#if OpenBLAS
  internal import CBLAS
  internal import CLAPACKE
  internal import CVectorKernels

  /// The factorisations of LAPACKE and the products of CBLAS, on one thread.
  enum LAPACKRoutines: LinearAlgebraRoutines {
    private static let columnMajor = LAPACK_COL_MAJOR

    /// A negative result names a wrong argument or memory that could not be had; NaN is among the wrong arguments.
    private static func run(_ routine: () -> Int32) -> Int32 {
      OpenBLASThreads.one(routine)
    }

    static func multiply(
      _ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>,
      _ b: UnsafePointer<Double>, _ beta: Double, _ c: UnsafeMutablePointer<Double>
    ) {
      OpenBLASThreads.one {
        guard n > 1 else {
          // A single column is not worth packing A for.
          let (rows, columns) = transposeA ? (k, m) : (m, k)
          cblas_dgemv(
            CblasColMajor, transposeA ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), 1, a, stride(rows),
            b,
            1, beta, c, 1)
          return
        }
        cblas_dgemm(
          CblasColMajor, transposeA ? CblasTrans : CblasNoTrans, transposeB ? CblasTrans : CblasNoTrans, blasint(m),
          blasint(n), blasint(k), 1, a, stride(transposeA ? k : m), b, stride(transposeB ? n : k), beta, c, stride(m))
      }
    }

    static func subtractProduct(
      _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
      _ c: UnsafeMutablePointer<Double>, stride: Int
    ) {
      OpenBLASThreads.one {
        cblas_dgemm(
          CblasColMajor, CblasTrans, CblasNoTrans, blasint(m), blasint(n), blasint(k), -1, a, Self.stride(k), b,
          Self.stride(k), 1, c, Self.stride(stride))
      }
    }

    static func gram(
      _ m: Int, _ n: Int, _ a: UnsafePointer<Double>, _ beta: Double, _ c: UnsafeMutablePointer<Double>
    ) {
      OpenBLASThreads.one {
        cblas_dsyrk(
          CblasColMajor, CblasLower, CblasTrans, blasint(n), blasint(m), 1, a, stride(m), beta, c, stride(n))
      }
    }

    static func cholesky(_ n: Int, _ a: UnsafeMutablePointer<Double>) -> Int? {
      let info = run { LAPACKE_dpotrf(columnMajor, letter("L"), Int32(n), a, stride(n)) }
      // NaN in the input is found before the factorisation begins: no minor is positive.
      return info == 0 ? nil : info > 0 ? Int(info) : 1
    }

    static func choleskySolve(
      _ n: Int, _ columns: Int, _ l: UnsafePointer<Double>, stride: Int, _ b: UnsafeMutablePointer<Double>
    ) {
      // LAPACKE_dpotrs would look for NaN in all of L first.
      OpenBLASThreads.one {
        for transpose in [CblasNoTrans, CblasTrans] {
          cblas_dtrsm(
            CblasColMajor, CblasLeft, CblasLower, transpose, CblasNonUnit, blasint(n), blasint(columns), 1, l,
            Self.stride(stride), b, Self.stride(n))
        }
      }
    }

    static func choleskyInverse(_ n: Int, _ l: UnsafeMutablePointer<Double>) {
      _ = run { LAPACKE_dpotri(columnMajor, letter("L"), Int32(n), l, stride(n)) }
    }

    static func triangularSolve(
      upper: Bool, transpose: Bool, _ n: Int, _ columns: Int, _ t: UnsafePointer<Double>,
      _ b: UnsafeMutablePointer<Double>
    ) {
      OpenBLASThreads.one {
        cblas_dtrsm(
          CblasColMajor, CblasLeft, upper ? CblasUpper : CblasLower, transpose ? CblasTrans : CblasNoTrans,
          CblasNonUnit, blasint(n), blasint(columns), 1, t, stride(n), b, stride(n))
      }
    }

    static func triangularInverse(upper: Bool, _ n: Int, _ t: UnsafeMutablePointer<Double>) {
      _ = run { LAPACKE_dtrtri(columnMajor, letter(upper ? "U" : "L"), letter("N"), Int32(n), t, stride(n)) }
    }

    static func qr(_ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ tau: UnsafeMutablePointer<Double>) {
      _ = run { LAPACKE_dgeqrf(columnMajor, Int32(m), Int32(n), a, stride(m), tau) }
    }

    /// Half the time of dgeqrf for tiles that the second cache holds, whose blocks of columns are narrow.
    static func triangle(
      _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ memory: UnsafeMutablePointer<Double>
    ) {
      if n <= 128, m <= 4096, nabla_triangle(m, n, a, memory) { return }
      qr(m, n, a, memory)
    }

    static func applyQ(
      transpose: Bool, _ m: Int, _ columns: Int, _ k: Int, _ a: UnsafePointer<Double>, _ tau: UnsafePointer<Double>,
      _ c: UnsafeMutablePointer<Double>
    ) {
      func apply(_ a: UnsafePointer<Double>) {
        _ = run {
          LAPACKE_dormqr(
            columnMajor, letter("L"), letter(transpose ? "T" : "N"), Int32(m), Int32(columns), Int32(k),
            a, stride(m), tau, c, stride(m))
        }
      }
      // Up to a block of reflections, 64 at most, LAPACK applies one by one, by dorm2r, which sets the diagonal of `a` to 1 for the
      // while: other threads may read it meanwhile.
      guard k <= 64 else { return apply(a) }
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(m * k, 1)) { own in
        guard let own = own.baseAddress else { return }
        own.initialize(from: a, count: m * k)
        apply(own)
      }
    }

    static func qr(
      ofTriangles n: Int, _ columns: Int, _ a: UnsafeMutablePointer<Double>, _ b: UnsafeMutablePointer<Double>
    ) {
      // The factors of the reflections, a block of columns at a time.
      let block = min(32, columns)
      withUnsafeTemporaryAllocation(of: Double.self, capacity: max(block * columns, 1)) { t in
        _ = run {
          LAPACKE_dtpqrt(
            columnMajor, Int32(n), Int32(columns), Int32(n), Int32(block), a, stride(columns), b, stride(n),
            t.baseAddress, stride(block))
        }
      }
    }

    static func singularValues(
      _ m: Int, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ s: UnsafeMutablePointer<Double>,
      _ u: UnsafeMutablePointer<Double>?, _ vTransposed: UnsafeMutablePointer<Double>?
    ) -> Bool {
      let wantsVectors = u != nil && vTransposed != nil
      return run {
        LAPACKE_dgesdd(
          columnMajor, letter(wantsVectors ? "S" : "N"), Int32(m), Int32(n), a, stride(m), s, u, stride(m),
          vTransposed, stride(min(m, n)))
      } == 0
    }

    static func symmetricEigenvalues(
      vectors: Bool, _ n: Int, _ a: UnsafeMutablePointer<Double>, _ values: UnsafeMutablePointer<Double>
    ) -> Bool {
      run {
        LAPACKE_dsyevd(columnMajor, letter(vectors ? "V" : "N"), letter("L"), Int32(n), a, stride(n), values)
      } == 0
    }

    private static func letter(_ scalar: Unicode.Scalar) -> CChar { CChar(UInt8(ascii: scalar)) }

    /// LAPACK wants a distance between columns of at least 1 even where there is nothing.
    private static func stride(_ rows: Int) -> Int32 { Int32(max(rows, 1)) }
  }
#endif
