extension Posterior {
  /// How ŵ moves with the weight of each example: ∂ŵ/∂wᵢ = −A⁻¹ β gᵢ, n rows in the order of `positions`.
  ///
  /// Taking an example away moves ŵ by about −wᵢ of it (`leaveOneOut` has the whole step).
  ///
  /// - Complexity: n |w|² flops, shared among the processes of the network's group, which all call this alike.
  ///
  /// Source: R. D. Cook and S. Weisberg, Residuals and Influence in Regression, 1982.
  public func influence() -> Matrix<Double> {
    let solved = solvedGradients(weighted: false)
    return Matrix(rows: solved.columns, columns: solved.rows, elements: solved.elements.map { -$0 })
  }

  /// A⁻¹ β gᵢ of each example, in columns; each process has some of the examples.
  private func solvedGradients(weighted: Bool) -> ColumnMatrix {
    let gradients = objective.exampleGradients(at: laplace.mode, weighted: weighted)
    let (n, group) = (gradients.rows, network.execution.group)
    guard group.isWorld else { return laplace.factor.solve(gradients) }
    let blocks = RowBlocks(gradients.columns, least: 64)
    var solved = [Double](repeating: 0, count: n * gradients.columns)
    for examples in group.own(of: blocks).map({ blocks[$0] }) {
      let own = laplace.factor.solve(gradients.columns(examples))
      solved.replaceSubrange(examples.lowerBound * n..<examples.upperBound * n, with: own.elements)
    }
    solved.withUnsafeMutableBufferPointer { group.complete($0, blocks, length: n) }
    return ColumnMatrix(rows: n, columns: gradients.columns, elements: solved)
  }

  /// The covariance A⁻¹ (Σ gᵢgᵢᵀ) A⁻¹ of ŵ over data sets, gᵢ with β and the example's weight: right also where the likelihood
  /// is not that of the data (the sandwich).
  ///
  /// - Returns: n_w × n_w in the order of `positions`; the roots of the diagonal are standard errors.
  /// - Complexity: 2 n |w|² flops, of which the processes of the network's group, which all call this alike, share one half.
  ///
  /// Source: H. White, "Maximum likelihood estimation of misspecified models", Econometrica 50, 1982.
  public func sandwichCovariance() -> Matrix<Double> {
    let solved = solvedGradients(weighted: true)
    let product = solved.times(solved, transposedOther: true)
    return Matrix(rows: product.rows, columns: product.columns, elements: product.elements)
  }

  /// ŵ on data sets drawn from the data with replacement, each trained from here with the same precisions. An example of
  /// weight 0 is not there: of m others each data set has m.
  ///
  /// - Parameters:
  ///   - replicates: How many data sets.
  ///   - seed: The same seed gives the same data sets, on any number of threads.
  /// - Throws: the first `LaplaceError` of a replicate.
  /// - Complexity: that of some of Newton's steps a replicate; they are shared among the threads and the processes of the
  ///   network's execution.
  ///
  /// Source: B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1979.
  public func bootstrap(_ replicates: Int, seed: UInt64) throws(LaplaceError) -> Bootstrap {
    let group = network.execution.group
    let blocks = RowBlocks(replicates, least: 1)
    let (n, own) = (positions.count, group.ownRows(of: blocks))
    // NaN stands for a replicate that failed.
    var modes = [Double](repeating: .nan, count: replicates * n)
    modes.withUnsafeMutableBufferPointer { modes in
      nonisolated(unsafe) let modes = modes
      Parallel.forEach(own.count, threads: network.execution.threads) { place, _ in
        let r = own.lowerBound + place
        guard let mode = try? replicate(seed &+ UInt64(r)) else { return }
        for (j, value) in mode.enumerated() { modes[r * n + j] = value }
      }
      group.complete(modes, blocks, length: n)
    }
    let rows = (0..<replicates).map { Array(modes[$0 * n..<($0 + 1) * n]) }
    // Its reason does not travel, so it is asked again.
    for (r, row) in rows.enumerated() where row.contains(where: \.isNaN) { _ = try replicate(seed &+ UInt64(r)) }
    return Bootstrap(parameters: rows)
  }

  private func replicate(_ seed: UInt64) throws(LaplaceError) -> [Double] {
    var generator = SeededGenerator(seed: seed)
    var counts = [Double](repeating: 0, count: data.count)
    let present = counts.indices.filter { data.weights?[$0] != 0 }
    for _ in present { counts[present[Int(generator.next(upperBound: UInt64(present.count)))]] += 1 }
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
