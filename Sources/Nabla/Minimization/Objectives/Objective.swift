/// A function of n real variables that a minimiser looks for a minimum of.
///
/// A conforming type says its `dimension` and gives its value with the gradient; the rest follows:
///
/// | requirement | default | cost of the default |
/// | --- | --- | --- |
/// | `value` | the value that comes with the gradient | one gradient |
/// | `hessianVectorProduct` | central differences of the gradient, about 10 digits | two gradients |
/// | `hessian` | products with the n unit vectors | n products |
///
/// `DenseHessianObjective`, `ObjectiveExpression`, `ResidualExpression` and `NetworkObjective` have exact second
/// derivatives. The same objective may serve any minimiser:
///
/// ```swift
/// let result = try rosenbrock.minimized(from: [-1.2, 1], by: .lBFGS)
/// ```
///
/// Values and derivatives may be infinite or NaN away from the start: minimisers take that for a step too long.
public protocol Objective {
  /// The number of variables n.
  var dimension: Int { get }

  /// f(x).
  func value(at x: [Double]) -> Double

  /// f(x), and ∂f/∂x into `gradient`, n numbers.
  func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double

  /// The product of the Hessian at x with `v` into `product`, n numbers.
  func hessianVectorProduct(at x: [Double], along v: [Double], into product: inout [Double])

  /// The Hessian at x into `hessian`, n × n.
  func hessian(at x: [Double], into hessian: inout Matrix<Double>)

  /// The error of the Hessian and of products with it, relative to its largest eigenvalue: 1e-8 by default, a safe figure for
  /// central differences; a type with exact second derivatives says 2⁻⁵².
  ///
  /// `certify` takes smaller eigenvalues for zero.
  var hessianAccuracy: Double { get }

  /// How far the Hessian at x may be off, in the spectral norm, where it is what remains of larger terms that cancel: ε
  /// times the size of these terms; 0 by default, which is right where no large terms cancel.
  ///
  /// `certify` takes eigenvalues up to this for zero, whatever the largest one is.
  func hessianRounding(at x: [Double]) -> Double

  /// A change of f that is large whatever f is, where its unit says so: 1 for a mean of nats; 0 by default, for a unit that
  /// is arbitrary, such as that of squares of targets.
  ///
  /// Minimisers take a gain far below it for none where f falls to a bound that it does not reach: there what is left to
  /// gain is never small beside f itself.
  var valueUnit: Double { get }

  /// The bytes that `hessian` allocates beside its result; 0 by default. They count for memory budgets.
  var hessianScratch: Int { get }

  /// How many threads a minimiser's own work on large matrices may take; 1 by default. No bit of a result depends on it.
  var threads: Int { get }

  /// The same function as half a sum of squares, where it is one; `nil` by default.
  var leastSquares: (any ResidualObjective)? { get }
}

extension Objective {
  /// f(x), computed with the gradient.
  public func value(at x: [Double]) -> Double {
    var gradient = [Double](repeating: 0, count: dimension)
    return valueWithGradient(at: x, into: &gradient)
  }

  /// (∇f(x + εv) − ∇f(x − εv)) / 2ε, with ε so that ε‖v‖ is about u^{1/3} (1 + ‖x‖).
  public func hessianVectorProduct(at x: [Double], along v: [Double], into product: inout [Double]) {
    let length = DenseVector.norm(v)
    guard length > 0 else {
      product = [Double](repeating: 0, count: dimension)
      return
    }
    let step = 6e-6 * (1 + DenseVector.norm(x)) / length
    var forward = [Double](repeating: 0, count: dimension)
    var backward = forward
    _ = valueWithGradient(at: DenseVector.sum(x, step, v), into: &forward)
    _ = valueWithGradient(at: DenseVector.sum(x, -step, v), into: &backward)
    for i in product.indices { product[i] = (forward[i] - backward[i]) / (2 * step) }
  }

  /// The Hessian column by column, made symmetric by the mean of both triangles.
  public func hessian(at x: [Double], into hessian: inout Matrix<Double>) {
    let n = dimension
    var unit = [Double](repeating: 0, count: n)
    var column = unit
    hessian.withUnsafeMutableElements { h in
      for j in 0..<n {
        unit[j] = 1
        hessianVectorProduct(at: x, along: unit, into: &column)
        unit[j] = 0
        for i in 0..<n { h[i * n + j] = column[i] }
      }
      for i in 0..<n {
        for j in 0..<i {
          let mean = (h[i * n + j] + h[j * n + i]) / 2
          h[i * n + j] = mean
          h[j * n + i] = mean
        }
      }
    }
  }

  /// 1e-8, for central differences.
  public var hessianAccuracy: Double { 1e-8 }

  /// 0.
  public func hessianRounding(at x: [Double]) -> Double { 0 }

  /// 0.
  public var valueUnit: Double { 0 }

  /// 0.
  public var hessianScratch: Int { 0 }

  /// 1.
  public var threads: Int { 1 }

  /// None.
  public var leastSquares: (any ResidualObjective)? { nil }

  /// The gradient at x, n numbers.
  public func gradient(at x: [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: dimension)
    _ = valueWithGradient(at: x, into: &gradient)
    return gradient
  }

  /// The Hessian at x, n × n.
  public func hessian(at x: [Double]) -> Matrix<Double> {
    var hessian = Matrix<Double>(rows: dimension, columns: dimension)
    self.hessian(at: x, into: &hessian)
    return hessian
  }
}

/// An objective that gives its Hessian as a matrix, in `hessian(at:into:)`; products with it follow.
public protocol DenseHessianObjective: Objective {}

extension DenseHessianObjective {
  // Without it a type that lacks the method would have the general default, which asks for products, which ask for it.
  /// To be given by the type.
  @available(*, unavailable, message: "a DenseHessianObjective gives its Hessian itself")
  public func hessian(at x: [Double], into hessian: inout Matrix<Double>) {
    preconditionFailure("a DenseHessianObjective gives its Hessian itself")
  }

  /// 2⁻⁵²: the Hessian is exact.
  public var hessianAccuracy: Double { 0x1p-52 }

  /// The Hessian times `v`; the cost of one Hessian.
  public func hessianVectorProduct(at x: [Double], along v: [Double], into product: inout [Double]) {
    let h = hessian(at: x).elements
    let n = dimension
    for i in 0..<n {
      var sum = 0.0
      for j in 0..<n { sum += h[i * n + j] * v[j] }
      product[i] = sum
    }
  }
}
