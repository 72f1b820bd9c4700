/// Newton's method with each step by conjugate gradients on exact Hessian-vector products, inside a trust region.
///
/// The linear iterations end once the residual is min(½, √(‖g‖ / ‖g₀‖)) ‖g‖, g₀ being the gradient at the start, which makes the end superlinear, or at the region's
/// boundary: also where a direction of negative curvature is met, so that saddles are left.
///
/// - Complexity: a gradient and some Hessian-vector products an iteration, up to n near the end; 5 n numbers.
///
/// Source: T. Steihaug, "The conjugate gradient method and trust regions in large scale optimization", SIAM Journal on
/// Numerical Analysis 20, 1983.
public struct NewtonCG: Minimizer {
  /// The most products with the Hessian in one iteration; `nil` for 2 n + 10.
  public var mostProducts: Int?
  private var region: TrustRegion
  /// ‖g₀‖.
  private var firstNorm: Double?

  /// A method that begins with the trust region's radius `radius`; by default the larger one of ‖x‖ / 10 and
  /// the length of the step to the minimum of the parabola along −g.
  ///
  /// - Precondition: what is given is positive.
  public init(radius: Double? = nil, mostProducts: Int? = nil) {
    precondition((radius ?? 1) > 0 && (mostProducts ?? 1) > 0, "a radius or a number of products that is not positive")
    region = TrustRegion(radius: radius)
    self.mostProducts = mostProducts
  }

  /// One trial step.
  public mutating func step<O: Objective>(
    _ objective: inout CountedObjective<O>, from point: MinimizationPoint
  ) -> MinimizationStep {
    let model = minimize(&objective, at: point)
    let trial = objective.point(at: DenseVector.sum(point.x, 1, model.step))
    return region.judge(trial, from: point, predicted: model.reduction, isAtBoundary: model.isAtBoundary)
  }

  /// The step s that minimises gᵀs + ½sᵀHs over growing Krylov spaces, with the model's reduction.
  private mutating func minimize<O: Objective>(
    _ objective: inout CountedObjective<O>, at point: MinimizationPoint
  ) -> (step: [Double], reduction: Double, isAtBoundary: Bool) {
    let n = point.x.count
    var s = [Double](repeating: 0, count: n)
    var hs = s
    var r = point.gradient
    var d = DenseVector.negative(r)
    var square = DenseVector.dot(r, r)
    let first = firstNorm ?? point.gradientNorm
    firstNorm = first
    let goal = min(0.5, (point.gradientNorm / first).squareRoot()) * point.gradientNorm
    var isAtBoundary = false
    for _ in 0..<(mostProducts ?? 2 * n + 10) {
      let hd = objective.hessianVectorProduct(at: point.x, along: d)
      let curvature = DenseVector.dot(d, hd)
      // The first d is −g.
      let radius = region.radius(at: point, curvature: curvature / square)
      let alpha = square / curvature
      let next = DenseVector.sum(s, alpha, d)
      guard curvature > 0, DenseVector.norm(next) < radius else {
        let tau = Self.stepToBoundary(s, d, radius)
        DenseVector.add(tau, d, to: &s)
        DenseVector.add(tau, hd, to: &hs)
        isAtBoundary = true
        break
      }
      s = next
      DenseVector.add(alpha, hd, to: &hs)
      DenseVector.add(alpha, hd, to: &r)
      let squareNow = DenseVector.dot(r, r)
      if squareNow.squareRoot() <= goal { break }
      let beta = squareNow / square
      square = squareNow
      for i in 0..<n { d[i] = beta * d[i] - r[i] }
    }
    let reduction = -(DenseVector.dot(point.gradient, s) + DenseVector.dot(s, hs) / 2)
    return (s, reduction, isAtBoundary)
  }

  /// The τ ≥ 0 with ‖s + τd‖ = Δ.
  private static func stepToBoundary(_ s: [Double], _ d: [Double], _ radius: Double) -> Double {
    let (ss, sd, dd) = (DenseVector.dot(s, s), DenseVector.dot(s, d), DenseVector.dot(d, d))
    let gap = max(radius * radius - ss, 0)
    let root = (sd * sd + dd * gap).squareRoot()
    // Of two equal formulas the one without cancellation.
    return sd > 0 ? gap / (sd + root) : (root - sd) / dd
  }
}

extension Minimizer where Self == NewtonCG {
  /// Truncated Newton with conjugate gradients in a trust region.
  public static var newtonCG: NewtonCG { NewtonCG() }
}
