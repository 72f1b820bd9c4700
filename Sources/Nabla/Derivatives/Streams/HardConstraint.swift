/// Outputs that meet conditions whatever the parameters are: y_k = g_k(x) + s_k(x) N_k(x) with a network N, such as s = 0 on a
/// boundary where y = g.
///
/// ```swift
/// /// y = 0 on the boundary of the unit square.
/// struct ZeroOnSquare: HardConstraint {
///   func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { x[0] * (1 - x[0]) * x[1] * (1 - x[1]) }
/// }
/// ```
public protocol HardConstraint: Sendable {
  /// g_k(x); 0 by default.
  func offset<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N

  /// s_k(x); 1 by default.
  func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N
}

extension HardConstraint {
  /// 0.
  public func offset<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { N(0) }
  /// 1.
  public func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { N(1) }
}

/// The streams of g and s at fixed points: n × K × 2S numbers, those of g first.
struct ConstraintStreams: Sendable {
  let set: StreamSet
  private let outputs: Int
  private let numbers: [Double]

  init(_ constraint: any HardConstraint, _ set: StreamSet, at points: Matrix<Double>, outputs: Int) {
    self.set = set
    self.outputs = outputs
    var numbers: [Double] = []
    numbers.reserveCapacity(points.rows * outputs * 2 * set.count)
    for n in 0..<points.rows {
      let x = (0..<points.columns).map { StreamNumber(input: $0, value: points[n, $0], set) }
      for k in 0..<outputs {
        let (g, s) = (constraint.offset(k, x), constraint.factor(k, x))
        numbers += (0..<set.count).map { g[$0] }
        numbers += (0..<set.count).map { s[$0] }
      }
    }
    self.numbers = numbers
  }

  /// The streams of y from those of N, K × S numbers each; without g for a tangent.
  func apply(
    _ n: Int, to network: UnsafePointer<Double>, into y: UnsafeMutablePointer<Double>, isTangent: Bool = false
  ) {
    let count = set.count
    numbers.withUnsafeBufferPointer { numbers in
      for k in 0..<outputs {
        let g = (n * outputs + k) * 2 * count
        for s in 0..<count {
          var sum = isTangent ? 0 : numbers[g + s]
          for term in set.products[s] {
            sum += term.coefficient * numbers[g + count + term.left] * network[k * count + term.right]
          }
          y[k * count + s] = sum
        }
      }
    }
  }

  /// The signals of N's streams from those of y's.
  func applyTransposed(_ n: Int, to y: UnsafePointer<Double>, into network: UnsafeMutablePointer<Double>) {
    let count = set.count
    numbers.withUnsafeBufferPointer { numbers in
      for k in 0..<outputs {
        let s0 = (n * outputs + k) * 2 * count + count
        for s in 0..<count { network[k * count + s] = 0 }
        for s in 0..<count where y[k * count + s] != 0 {
          for term in set.products[s] {
            network[k * count + term.right] += term.coefficient * numbers[s0 + term.left] * y[k * count + s]
          }
        }
      }
    }
  }
}
