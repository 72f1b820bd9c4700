/// A least-squares problem: m residuals r of n variables, and the objective ½‖r‖².
///
/// Its gradient is Jᵀr, with the Jacobian J = ∂r/∂x. The Hessian JᵀJ + Σ rᵢ ∇²rᵢ needs second derivatives of the residuals;
/// where a type does not give them, products with the Hessian are central differences of the gradient.
public protocol ResidualObjective: Objective {
  /// The number of residuals m.
  var residualCount: Int { get }

  /// r(x) into `residuals`, m numbers, and, where `jacobian` is given, ∂r/∂x into it, m × n numbers row by row.
  func residuals(at x: [Double], into residuals: inout [Double], jacobian: UnsafeMutableBufferPointer<Double>?)
}

extension ResidualObjective {
  /// Itself.
  public var leastSquares: (any ResidualObjective)? { self }

  /// ½‖r(x)‖².
  public func value(at x: [Double]) -> Double {
    let r = residuals(at: x)
    return DenseVector.dot(r, r) / 2
  }

  /// ½‖r(x)‖² and its gradient Jᵀr.
  public func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
    let n = dimension
    var r = [Double](repeating: 0, count: residualCount)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(r.count * n, 1)) { jacobian in
      jacobian.initialize(repeating: 0)
      residuals(at: x, into: &r, jacobian: jacobian)
      for j in 0..<n { gradient[j] = 0 }
      for i in r.indices {
        for j in 0..<n { gradient[j] += jacobian[i * n + j] * r[i] }
      }
    }
    return DenseVector.dot(r, r) / 2
  }

  /// r(x), m numbers.
  public func residuals(at x: [Double]) -> [Double] {
    var r = [Double](repeating: 0, count: residualCount)
    residuals(at: x, into: &r, jacobian: nil)
    return r
  }

  /// ∂r/∂x, m × n.
  public func jacobian(at x: [Double]) -> Matrix<Double> {
    var r = [Double](repeating: 0, count: residualCount)
    var jacobian = Matrix<Double>(rows: residualCount, columns: dimension)
    jacobian.withUnsafeMutableElements { residuals(at: x, into: &r, jacobian: $0) }
    return jacobian
  }
}

/// A least-squares problem written as one expression for all residuals; all derivatives follow exactly.
///
/// ```swift
/// /// y = b₁ (1 − exp(−b₂ x)).
/// struct Saturation: ResidualExpression {
///   let x: [Double], y: [Double]
///   var dimension: Int { 2 }
///   var residualCount: Int { x.count }
///   func callAsFunction<N: DifferentiableNumber>(_ b: [N]) -> [N] {
///     zip(x, y).map { x, y in b[0] * (1 - exp(-b[1] * N(x))) - N(y) }
///   }
/// }
/// ```
///
/// A Jacobian costs n evaluations and a Hessian n(n + 1)/2, so this is for few variables.
public protocol ResidualExpression: ResidualObjective, DenseHessianObjective {
  /// r(x), m numbers from n.
  func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N]
}

extension ResidualExpression {
  /// r(x), and the Jacobian by n evaluations.
  public func residuals(
    at x: [Double], into residuals: inout [Double], jacobian: UnsafeMutableBufferPointer<Double>?
  ) {
    let n = dimension
    residuals = self(x)
    precondition(residuals.count == residualCount, "\(residuals.count) residuals, but \(residualCount) were promised")
    guard let jacobian else { return }
    for j in 0..<n {
      for (i, r) in self(HyperDual.point(x, first: j, other: nil)).enumerated() { jacobian[i * n + j] = r.first }
    }
  }

  /// JᵀJ + Σ rᵢ ∇²rᵢ.
  public func hessian(at x: [Double], into hessian: inout Matrix<Double>) {
    for i in 0..<dimension {
      for j in 0...i {
        let sum = self(HyperDual.point(x, first: i, other: j)).reduce(0) {
          $0 + $1.first * $1.other + $1.value * $1.mixed
        }
        hessian[i, j] = sum
        hessian[j, i] = sum
      }
    }
  }
}
