internal import Nabla

#if OpenBLAS
  internal import CBLAS
#endif

/// The machine's roof: C = AB of square matrices by OpenBLAS itself, on its own threads, in this process.
///
/// A product of size s is what a layer of s units does with s inputs on a batch of s, so that is how it is reported.
enum GemmBenchmark {
  static let sizes = [64, 96, 128, 192, 256, 384, 512, 768, 1024]

  @Sendable static func run(_ options: Options, _ report: Report) throws(UsageError) {
    #if OpenBLAS
      var options = options
      options.backend = .openBLAS
      let threadsBefore = openblas_get_num_threads()
      openblas_set_num_threads(Int32(options.threads))
      defer { openblas_set_num_threads(threadsBefore) }
      let meter = Meter(seconds: options.seconds ?? 0.5)
      var best: CallRecord?
      for size in sizes {
        let measurement =
          switch options.precision {
          case .single: measure(Float.self, size, meter, cblas_sgemm)
          case .double: measure(Double.self, size, meter, cblas_dgemm)
          }
        let record = CallRecord(
          kind: "gemm", layers: [size, size], batch: size, options: options, takes: Kind.gemm.options,
          parameters: size * size, flops: 2 * Double(size * size * size), measurement: measurement)
        report.add(record)
        if record.gflops > best?.gflops ?? 0 { best = record }
      }
      best?.best = true
      if let best { report.add(best) }
    #else
      throw UsageError("gemm measures OpenBLAS's products; build the package with its trait OpenBLAS")
    #endif
  }

  #if OpenBLAS
    private typealias Product<Scalar> = (
      CBLAS_ORDER, CBLAS_TRANSPOSE, CBLAS_TRANSPOSE, blasint, blasint, blasint, Scalar, UnsafePointer<Scalar>?, blasint,
      UnsafePointer<Scalar>?, blasint, Scalar, UnsafeMutablePointer<Scalar>?, blasint
    ) -> Void

    private static func measure<Scalar: RealScalar>(
      _: Scalar.Type, _ size: Int, _ meter: Meter, _ product: Product<Scalar>
    ) -> Measurement {
      var generator = SeededGenerator(seed: 1)
      let a = (0..<size * size).map { _ in Scalar(generator.normal()) }
      let b = (0..<size * size).map { _ in Scalar(generator.normal()) }
      var c = [Scalar](repeating: .nan, count: size * size)
      let s = blasint(size)
      let measurement = meter.measure {
        product(CblasRowMajor, CblasNoTrans, CblasNoTrans, s, s, s, 1, a, s, b, s, 0, &c, s)
        return Double(c[0])
      }
      precondition(c.allSatisfy(\.isFinite), "the product is not finite")
      return measurement
    }
  #endif
}
