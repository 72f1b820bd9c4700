/// The limited-memory quasi-Newton method of Broyden, Fletcher, Goldfarb and Shanno, with a strong Wolfe line search.
///
/// The inverse Hessian is known from the last m pairs s = x − x₀, y = g − g₀, and its product with the gradient is had by
/// two loops over them; it begins from (sᵀy / yᵀy) I.
///
/// - Complexity: 1–2 gradients and 4 m n flops an iteration; 2 m n numbers.
///
/// Source: J. Nocedal, "Updating quasi-Newton matrices with limited storage", Mathematics of Computation 35, 1980.
public struct LBFGS: Minimizer {
  private struct Pair {
    var s: [Double]
    var y: [Double]
    /// 1 / sᵀy.
    var rho: Double
  }

  /// The number of pairs m; less than 1 counts as 1.
  public var memory: Int
  /// The line search.
  public var search: StrongWolfeSearch
  /// The pairs, oldest first.
  private var pairs: [Pair] = []

  /// A method with the last `memory` pairs.
  ///
  /// - Precondition: `memory` is at least 1.
  public init(memory: Int = 10, search: StrongWolfeSearch = StrongWolfeSearch()) {
    precondition(memory >= 1, "a memory of \(memory) pairs")
    self.memory = memory
    self.search = search
  }

  /// One line search along −Bg.
  public mutating func step<O: Objective>(
    _ objective: inout CountedObjective<O>, from point: MinimizationPoint
  ) -> MinimizationStep {
    while true {
      let direction = direction(point.gradient)
      let first = pairs.isEmpty ? objective.firstStep(from: point) : 1
      if let found = search(&objective, from: point, along: direction, firstStep: first) {
        remember(from: point, to: found.point)
        return .moved(found.point)
      }
      guard !pairs.isEmpty else { return .stalled }
      pairs = []
    }
  }

  /// −Bg by the two loops.
  private func direction(_ gradient: [Double]) -> [Double] {
    var q = DenseVector.negative(gradient)
    var alphas: [Double] = []
    for pair in pairs.reversed() {
      let alpha = pair.rho * DenseVector.dot(pair.s, q)
      DenseVector.add(-alpha, pair.y, to: &q)
      alphas.append(alpha)
    }
    if let last = pairs.last { DenseVector.scale(&q, by: 1 / (last.rho * DenseVector.dot(last.y, last.y))) }
    for (pair, alpha) in zip(pairs, alphas.reversed()) {
      DenseVector.add(alpha - pair.rho * DenseVector.dot(pair.y, q), pair.s, to: &q)
    }
    return q
  }

  /// Keeps a pair whose curvature is positive, as it is after a step that satisfies the Wolfe conditions.
  private mutating func remember(from point: MinimizationPoint, to next: MinimizationPoint) {
    let s = DenseVector.difference(next.x, point.x)
    let y = DenseVector.difference(next.gradient, point.gradient)
    let product = DenseVector.dot(s, y)
    guard product > 1e-16 * DenseVector.norm(s) * DenseVector.norm(y), (1 / product).isFinite else { return }
    while pairs.count >= max(memory, 1) { pairs.removeFirst() }
    pairs.append(Pair(s: s, y: y, rho: 1 / product))
  }
}

extension Minimizer where Self == LBFGS {
  /// The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno with 10 pairs.
  public static var lBFGS: LBFGS { LBFGS() }
}
