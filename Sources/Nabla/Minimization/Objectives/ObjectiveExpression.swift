/// An objective written as one expression; its gradient and Hessian follow exactly, by hyper-dual numbers.
///
/// ```swift
/// struct Himmelblau: ObjectiveExpression {
///   let dimension = 2
///   func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> N {
///     let (p, q) = (x[0] * x[0] + x[1] - 11, x[0] + x[1] * x[1] - 7)
///     return p * p + q * q
///   }
/// }
/// ```
///
/// A gradient costs n evaluations and a Hessian n(n + 1)/2, so this is for few variables.
public protocol ObjectiveExpression: DenseHessianObjective {
  /// f(x), from n numbers.
  func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> N
}

extension ObjectiveExpression {
  /// f(x).
  public func value(at x: [Double]) -> Double { self(x) }

  /// f(x) and its gradient.
  public func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
    for i in x.indices { gradient[i] = self(HyperDual.point(x, first: i, other: nil)).first }
    return self(x)
  }

  /// The Hessian.
  public func hessian(at x: [Double], into hessian: inout Matrix<Double>) {
    for i in x.indices {
      for j in 0...i {
        let mixed = self(HyperDual.point(x, first: i, other: j)).mixed
        hessian[i, j] = mixed
        hessian[j, i] = mixed
      }
    }
  }
}

extension HyperDual where Scalar == Double {
  /// The variables x with ε₁ on one of them and ε₂ on another.
  static func point(_ x: [Double], first: Int, other: Int?) -> [HyperDual] {
    x.indices.map { HyperDual(x[$0], first: $0 == first ? 1 : 0, other: $0 == other ? 1 : 0) }
  }
}
