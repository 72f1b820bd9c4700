/// The few operations on vectors that minimisers are made of, on plain arrays.
///
/// Sums run in one fixed order, in lanes, so that results do not depend on anything but the numbers.
enum DenseVector {
  /// aᵀb.
  static func dot(_ a: [Double], _ b: [Double]) -> Double {
    assert(a.count == b.count)
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        var lanes = SIMD8<Double>.zero
        let whole = a.count & ~7
        for i in stride(from: 0, to: whole, by: 8) {
          var x = SIMD8<Double>.zero
          var y = SIMD8<Double>.zero
          for k in 0..<8 {
            x[k] = a[i + k]
            y[k] = b[i + k]
          }
          lanes += x * y
        }
        var sum = lanes.sum()
        for i in whole..<a.count { sum += a[i] * b[i] }
        return sum
      }
    }
  }

  /// ‖a‖, also where the squares of its elements are beyond the range of `Double`.
  static func norm(_ a: [Double]) -> Double {
    let square = dot(a, a)
    guard !(square.isFinite && square > 1e-290) else { return square.squareRoot() }
    let largest = a.reduce(0) { Swift.max($0, $1.magnitude) }
    guard largest > 0 && largest.isFinite else { return square.isNaN ? .nan : largest }
    return largest * a.reduce(0) { $0 + ($1 / largest) * ($1 / largest) }.squareRoot()
  }

  /// a + s b.
  static func sum(_ a: [Double], _ s: Double, _ b: [Double]) -> [Double] {
    assert(a.count == b.count)
    var result = a
    add(s, b, to: &result)
    return result
  }

  /// a ← a + s b.
  static func add(_ s: Double, _ b: [Double], to a: inout [Double]) {
    assert(a.count == b.count)
    a.withUnsafeMutableBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        for i in 0..<a.count { a[i] += s * b[i] }
      }
    }
  }

  /// Takes from a what the vectors of an orthonormal basis span. Once is not enough; twice is, as Kahan found.
  static func removeParts(of basis: [[Double]], from a: inout [Double]) {
    for _ in 0..<2 {
      for q in basis { add(-dot(q, a), q, to: &a) }
    }
  }

  /// a ← s a.
  static func scale(_ a: inout [Double], by s: Double) {
    for i in a.indices { a[i] *= s }
  }

  /// −a.
  static func negative(_ a: [Double]) -> [Double] { a.map { -$0 } }

  /// a − b.
  static func difference(_ a: [Double], _ b: [Double]) -> [Double] { sum(a, -1, b) }
}
