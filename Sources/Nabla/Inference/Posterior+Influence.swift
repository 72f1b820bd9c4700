extension Posterior {
  /// How ŵ moves with the weight of each example: ∂ŵ/∂wᵢ = −A⁻¹ β gᵢ, n rows in the order of `positions`.
  ///
  /// Taking an example away moves ŵ by about −wᵢ of it (`leaveOneOut` has the whole step).
  ///
  /// - Complexity: n |w|² flops.
  ///
  /// Source: R. D. Cook and S. Weisberg, Residuals and Influence in Regression, 1982.
  public func influence() -> Matrix<Double> {
    let gradients = objective.exampleGradients(at: laplace.mode, weighted: false)
    let solved = laplace.factor.solve(gradients)
    return Matrix(rows: solved.columns, columns: solved.rows, elements: solved.elements.map { -$0 })
  }

  /// The covariance A⁻¹ (Σ gᵢgᵢᵀ) A⁻¹ of ŵ over data sets, gᵢ with β and the example's weight: right also where the likelihood
  /// is not that of the data (the sandwich).
  ///
  /// - Returns: n_w × n_w in the order of `positions`; the roots of the diagonal are standard errors.
  /// - Complexity: 2 n |w|² flops.
  ///
  /// Source: H. White, "Maximum likelihood estimation of misspecified models", Econometrica 50, 1982.
  public func sandwichCovariance() -> Matrix<Double> {
    let solved = laplace.factor.solve(objective.exampleGradients(at: laplace.mode, weighted: true))
    let product = solved.times(solved, transposedOther: true)
    return Matrix(rows: product.rows, columns: product.columns, elements: product.elements)
  }

  /// ŵ on data sets drawn from the data with replacement, each trained from here with the same precisions.
  ///
  /// - Parameters:
  ///   - replicates: How many data sets.
  ///   - seed: The same seed gives the same data sets, on any number of threads.
  /// - Throws: the first `LaplaceError` of a replicate.
  /// - Complexity: that of some of Newton's steps a replicate; they are shared among the threads of the network's execution.
  ///
  /// Source: B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1979.
  public func bootstrap(_ replicates: Int, seed: UInt64) throws(LaplaceError) -> Bootstrap {
    var results = [Result<[Double], LaplaceError>?](repeating: nil, count: replicates)
    let threads = min(network.execution.threads, replicates)
    results.withUnsafeMutableBufferPointer { results in
      nonisolated(unsafe) let results = results
      Parallel.forEach(replicates, threads: threads) { r, _ in
        results[r] = Result { () throws(LaplaceError) in try replicate(seed &+ UInt64(r)) }
      }
    }
    var rows: [[Double]] = []
    for result in results { rows.append(try result!.get()) }
    return Bootstrap(parameters: rows)
  }

  private func replicate(_ seed: UInt64) throws(LaplaceError) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    var counts = [Double](repeating: 0, count: data.count)
    for _ in 0..<data.count { counts[Int(generator.next(upperBound: UInt64(data.count)))] += 1 }
    let weights = counts.enumerated().map { $1 * (data.weights?[$0] ?? 1) }
    let drawn = Dataset<Double>(unchecked: data.inputs, targets: data.targets, weights: weights, classNames: nil)
    var start = network
    start.execution = start.execution.alone
    let problem = PosteriorProblem(start, on: drawn, groups: groups, form: form)
    return try problem.trained(hyperparameters, tolerance: 1e-6, memoryBudget: defaultMemoryBudget).laplace.mode
  }
}

/// Parameters of the bootstrap's replicates.
public struct Bootstrap: Sendable {
  /// A row for each replicate, in the order of `Posterior.positions`.
  public let parameters: [[Double]]

  /// The standard deviation of each parameter over the replicates, with a divisor of their number less 1.
  public var standardErrors: [Double] {
    guard let first = parameters.first, parameters.count > 1 else { return [] }
    let count = Double(parameters.count)
    return first.indices.map { j in
      let mean = parameters.reduce(0) { $0 + $1[j] } / count
      let squares = parameters.reduce(0) { $0 + ($1[j] - mean) * ($1[j] - mean) }
      return (squares / (count - 1)).squareRoot()
    }
  }
}

extension PosteriorObjective {
  /// β gᵢ of each example, in columns.
  func exampleGradients(at x: [Double], weighted: Bool) -> ColumnMatrix {
    let rows = error.perExampleGradients(at: x, weighted: weighted)
    return ColumnMatrix(rows: rows.columns, columns: rows.rows, elements: rows.elements.map { factor * $0 })
  }
}
