internal import CAllocationCounter

#if OpenBLAS
  internal import CBLASCallCounter
#endif

/// What the clock and the allocation counter say of one operation.
struct Measurement {
  /// Seconds a call: the median and the smallest of the samples.
  let medianSeconds: Double
  let minSeconds: Double
  /// The number of calls that the samples consist of.
  let iterations: Int
  /// Heap allocations a call, of the calling thread, once warm.
  let allocations: Double
  /// Products a call that OpenBLAS computed, on all threads, and their floating-point operations.
  let blasCalls: Double
  let blasFlops: Double
  /// The median time over that of the gradient, where the operator is measured against it.
  var gradientRatio: Double?
}

/// Measures how long a call takes, on a monotonic clock.
///
/// 1. The call is warmed up for a tenth of the measuring time: workspaces grow, caches fill, the clock rate rises.
/// 2. The number of calls of a sample is doubled until a sample takes a millisecond, so that reading the clock costs less
///    than 10⁻⁴ of it; a call that takes longer is a sample by itself.
/// 3. Samples are taken until the time is used up, and at least `minimumSamples`. The median is what a user gets, the
///    minimum what the machine gives when least disturbed. Allocations are counted over all samples.
struct Meter {
  /// The measuring time, warming up not counted.
  let seconds: Double
  var minimumSamples = 3
  /// So many calls and no others, as one sample: for programs that count what they do.
  var calls: Int?

  private static let sampleSeconds = 1e-3
  private static let mostSamples = 100_000

  /// Times `call`.
  ///
  /// - Parameter call: The operation. Its results are added up and the sum must be finite: so no call can be optimised
  ///   away, and no wrong result passes as a fast one.
  func measure(_ call: () -> Double) -> Measurement {
    let clock = ContinuousClock()
    var sum = 0.0
    func sample(_ calls: Int) -> Double {
      let start = clock.now
      for _ in 0..<calls { sum += call() }
      return (clock.now - start) / .seconds(1)
    }

    func callsOfASample() -> Int {
      var last = sample(1)
      var warmUp = last
      while warmUp < seconds / 10 {
        last = sample(1)
        warmUp += last
      }
      var calls = 1
      while last < Self.sampleSeconds {
        calls *= 2
        last = sample(calls)
      }
      return calls
    }
    let (least, most) = calls == nil ? (minimumSamples, Self.mostSamples) : (1, 1)
    let calls = calls ?? callsOfASample()

    var samples: [Double] = []
    samples.reserveCapacity(most)
    var used = 0.0
    let allocationsBefore = nabla_allocation_count()
    let productsBefore = BLASProducts.counted
    while samples.count < least || (used < seconds && samples.count < most) {
      let time = sample(calls)
      used += time
      samples.append(time / Double(calls))
    }
    let allocations = nabla_allocation_count() - allocationsBefore
    let products = BLASProducts.counted
    let count = Double(samples.count * calls)
    precondition(sum.isFinite, "the measured operation gives a result that is not finite")
    samples.sort()
    let middle = samples.count / 2
    return Measurement(
      medianSeconds: samples.count % 2 == 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2,
      minSeconds: samples[0], iterations: samples.count * calls,
      allocations: Double(allocations) / count, blasCalls: Double(products.calls - productsBefore.calls) / count,
      blasFlops: Double(products.flops - productsBefore.flops) / count)
  }
}

/// The products that OpenBLAS has computed in this process.
private struct BLASProducts {
  let calls: UInt64
  let flops: UInt64

  static var counted: BLASProducts {
    #if OpenBLAS
      BLASProducts(calls: nabla_blas_calls(), flops: nabla_blas_flops())
    #else
      BLASProducts(calls: 0, flops: 0)
    #endif
  }
}
