/// A convex error of some parameters γ, with its gradient and exact Hessian.
protocol NewtonProblem: Sendable {
  /// The number of parameters.
  var count: Int { get }
  /// The magnitude of a pre-activation from which on an example may have next to no error, e⁻⁵ or less.
  var farPredictor: Double { get }
  /// Added to the error: ½ γᵀ P γ; nil for none.
  var penalty: ColumnMatrix? { get }
  var routines: any LinearAlgebraRoutines.Type { get }

  func evaluate(_ gamma: [Double], weights: [Double]?, wantsHessian: Bool) -> NewtonEvaluation

  /// The same with the Hessian, and in the same pass with what else the report of a fit that ends there needs of all examples.
  func evaluateForReport(_ gamma: [Double], weights: [Double]?) -> NewtonEvaluation

  /// Whether the error never rises along a direction and falls somewhere: whether the direction is one of recession. True
  /// where it falls by a margin for every example, nil where it is none.
  func recedes(along direction: [Double], weights: [Double]?, tolerance: Double) -> Bool?
}

extension NewtonProblem {
  var farPredictor: Double { 5 }

  func evaluateForReport(_ gamma: [Double], weights: [Double]?) -> NewtonEvaluation {
    evaluate(gamma, weights: weights, wantsHessian: true)
  }
}

/// What targets vary by about their probabilities.
struct TargetSpread {
  /// Σ w²(δδᵀ) ⊗ φφᵀ with δ = y − t, in the mean the Hessian where the likelihood is right.
  var squares: ColumnMatrix
  /// Pearson's χ² = Σ w Σ_k (t_k − y_k)²/y_k over all classes.
  var chiSquare: Double
}

/// An error at some parameters.
struct NewtonEvaluation {
  /// Σ w E + ½ γᵀPγ.
  var error: Double
  /// Σ w E alone.
  var loss: Double
  var gradient: [Double]
  /// Without the penalty; empty where it was not wanted.
  var hessian: ColumnMatrix
  /// The smallest margin a_target − max a_other over the examples with one target class; −∞ where some has several, or where
  /// there are no classes.
  var smallestMargin: Double
  /// The largest |a|.
  var largestPredictor: Double
  /// Where it was wanted.
  var spread: TargetSpread?
}

/// Where Newton's method ends.
struct NewtonResult {
  var gamma: [Double]
  var evaluation: NewtonEvaluation
  /// (H + P)⁻¹ over the free parameters, 0 elsewhere.
  var inverse: ColumnMatrix
  /// The rank of H + P over the free parameters.
  var rank: Int
  var iterations: Int
  var gradientNorm: Double
}

/// Why Newton's method has no end.
enum NewtonFailure: Error {
  case separable(direction: [Double], isComplete: Bool, iteration: Int)
  case notConverged(iterations: Int, gradientNorm: Double)
}

/// Newton's method with step halving: iteratively reweighted least squares.
struct NewtonSolver<Problem: NewtonProblem> {
  var problem: Problem
  let weights: [Double]?
  /// Which parameters are free; a class-wise mask fixes the others at 0.
  let isFree: [Bool]
  /// Whether data without a maximum are to be recognised; with a ridge there is always one.
  let watchesSeparation: Bool
  /// Whether the last step is evaluated for a report. Where that cannot be known before, the result lacks what it needs.
  var isReported = false

  private static var iterationLimit: Int { 50 }

  private var free: [Int] { isFree.indices.filter { isFree[$0] } }

  /// Iterates until the Newton decrement gᵀH⁻¹g, the squared distance from the minimum in standard errors, is nothing.
  ///
  /// Below 10⁻²⁰ of the error, which is many standard errors of 10⁻¹⁰ where there are many examples, another step doubles the
  /// digits.
  func solve(from start: [Double]? = nil) throws(NewtonFailure) -> NewtonResult {
    var gamma = start ?? Array(repeating: 0, count: problem.count)
    var isNear = false
    var current = problem.evaluate(gamma, weights: weights, wantsHessian: true)
    for iteration in 0...Self.iterationLimit + 1 {
      let step = NewtonStep(current, problem.penalty, free, using: problem.routines)
      let gradientNorm = free.reduce(0) { max($0, current.gradient[$1].magnitude) }
      let direction = step.direction
      if watchesSeparation && iteration > 0 {
        if current.smallestMargin > 1e-8 * current.largestPredictor {
          throw .separable(direction: gamma, isComplete: true, iteration: iteration)
        }
        // Where the data separate but for a boundary, Newton's steps tend to the direction that separates, and do not
        // shrink. The tolerance is loose only when every other sign of divergence is there.
        let diverges = step.decrement > 1e-20 * max(1, current.error)
        let tolerance = step.isSingular || iteration >= 35 ? 1e-5 : 1e-9
        if diverges, iteration >= 5, current.largestPredictor > problem.farPredictor,
          let isComplete = problem.recedes(along: direction, weights: weights, tolerance: tolerance)
        {
          throw .separable(direction: direction, isComplete: isComplete, iteration: iteration)
        }
      }
      let remainder = step.decrement / max(1, current.error)
      if isNear || remainder <= 1e-28 {
        return NewtonResult(
          gamma: gamma, evaluation: current, inverse: step.inverse(using: problem.routines), rank: step.rank,
          iterations: iteration, gradientNorm: gradientNorm)
      }
      isNear = remainder <= 1e-20
      guard iteration < Self.iterationLimit || isNear else { break }
      // A step doubles the digits: that of half those of the end most often is the last.
      guard let next = advance(gamma, current, direction, step.decrement, isLast: remainder <= 1e-14) else {
        // No shorter step helps either: rounding is all that is left.
        guard step.decrement <= 1e-10 * max(1, current.error) else {
          throw .notConverged(iterations: iteration, gradientNorm: gradientNorm)
        }
        return NewtonResult(
          gamma: gamma, evaluation: current, inverse: step.inverse(using: problem.routines), rank: step.rank,
          iterations: iteration, gradientNorm: gradientNorm)
      }
      (gamma, current) = next
    }
    let gradientNorm = free.reduce(0) { max($0, current.gradient[$1].magnitude) }
    throw .notConverged(iterations: Self.iterationLimit, gradientNorm: gradientNorm)
  }

  /// The first of the steps 1, ½, ¼, … that lowers the error enough.
  private func advance(
    _ gamma: [Double], _ current: NewtonEvaluation, _ direction: [Double], _ decrement: Double, isLast: Bool
  ) -> (gamma: [Double], evaluation: NewtonEvaluation)? {
    var length = 1.0
    for _ in 0..<40 {
      let next = zip(gamma, direction).map { $0 + length * $1 }
      let evaluation =
        isLast && isReported
        ? problem.evaluateForReport(next, weights: weights)
        : problem.evaluate(next, weights: weights, wantsHessian: true)
      // Armijo's condition, but for the rounding of the error.
      let slack = 1e-14 * max(1, current.error.magnitude)
      if evaluation.error <= current.error - 1e-4 * length * decrement + slack { return (next, evaluation) }
      length /= 2
    }
    return nil
  }
}

/// The Newton step −(H + P)⁻¹ g over the free parameters.
struct NewtonStep {
  let direction: [Double]
  /// gᵀ(H + P)⁻¹g.
  let decrement: Double
  let isSingular: Bool
  let rank: Int
  private let free: [Int]
  private let scales: [Double]
  private let matrix: ColumnMatrix
  private let cholesky: CholeskyFactorization?

  init(
    _ evaluation: NewtonEvaluation, _ penalty: ColumnMatrix?, _ free: [Int],
    using routines: any LinearAlgebraRoutines.Type
  ) {
    var matrix = ColumnMatrix(rows: free.count, columns: free.count)
    for (j, q) in free.enumerated() {
      for (i, p) in free.enumerated() { matrix[i, j] = evaluation.hessian[p, q] + (penalty.map { $0[p, q] } ?? 0) }
    }
    // Brought to a diagonal of ones, so that units do not matter.
    let scales = (0..<free.count).map { matrix[$0, $0] > 0 ? matrix[$0, $0].squareRoot() : 1 }
    for j in 0..<free.count {
      for i in 0..<free.count { matrix[i, j] /= scales[i] * scales[j] }
    }
    self.free = free
    self.scales = scales
    self.matrix = matrix
    let g = free.enumerated().map { evaluation.gradient[$1] / scales[$0] }
    let cholesky = CholeskyFactorization(matrix, using: routines)
    let lower = cholesky?.lower
    let smallest = lower.map { lower in (0..<free.count).reduce(1) { min($0, lower[$1, $1]) } }
    let solution: [Double]
    // A pivot of the square root of ε or less has lost all its digits.
    if let cholesky, let smallest, smallest > 1e-7 {
      solution = cholesky.solve(g)
      self.cholesky = cholesky
      isSingular = false
      rank = free.count
    } else {
      let inverse = Self.pseudoInverse(matrix, using: routines)
      solution = inverse.matrix.times(g, using: routines)
      self.cholesky = nil
      isSingular = true
      rank = inverse.rank
    }
    decrement = zip(g, solution).reduce(0) { $0 + $1.0 * $1.1 }
    var direction = Array(repeating: 0.0, count: evaluation.gradient.count)
    for (i, p) in free.enumerated() { direction[p] = -solution[i] / scales[i] }
    self.direction = direction
  }

  func inverse(using routines: any LinearAlgebraRoutines.Type) -> ColumnMatrix {
    let small = cholesky?.inverse() ?? Self.pseudoInverse(matrix, using: routines).matrix
    var result = ColumnMatrix(rows: direction.count, columns: direction.count)
    for (j, q) in free.enumerated() {
      for (i, p) in free.enumerated() { result[p, q] = small[i, j] / (scales[i] * scales[j]) }
    }
    return result
  }

  /// The inverse on the space of the eigenvalues that are not rounding errors.
  private static func pseudoInverse(
    _ a: ColumnMatrix, using routines: any LinearAlgebraRoutines.Type
  ) -> (matrix: ColumnMatrix, rank: Int) {
    guard let eigen = SymmetricEigenvalues(a, vectors: true, using: routines), let v = eigen.vectors,
      let largest = eigen.values.last
    else { return (ColumnMatrix(rows: a.rows, columns: a.columns), 0) }
    var scaled = v
    var rank = 0
    for (j, value) in eigen.values.enumerated() {
      let isKept = value > 1e-14 * Double(a.rows) * largest
      rank += isKept ? 1 : 0
      for i in 0..<a.rows { scaled[i, j] = isKept ? v[i, j] / value : 0 }
    }
    return (scaled.times(v, transposedOther: true, using: routines), rank)
  }
}
