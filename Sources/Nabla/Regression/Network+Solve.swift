extension Network {
  /// The parameters that minimise the error, exactly, with a statistician's report: linear regression for a Gaussian
  /// likelihood, logistic for Bernoulli, softmax for categorical, generalized linear models for Poisson, gamma and negative
  /// binomial, and for binary targets with the probit or the complementary log-log link.
  ///
  /// Offered where the network is linear in its parameters: it has no hidden layers (basis functions are allowed), or all
  /// of them are held. Masks and missing biases are respected. The arithmetic is in `Double` whatever the scalar, but for
  /// the outputs of held layers, which are computed in the scalar.
  ///
  /// - **Gaussian**: least squares by QR, tile by tile, and never normal equations. A design of lower rank gets the
  ///   solution of the smallest norm, and a note. Small and ill-conditioned problems are solved in twice the digits.
  /// - **Bernoulli, categorical**: Newton's method (iteratively reweighted least squares) with the exact Hessian, halving
  ///   steps that do not help, and standard errors by it and by the sandwich formula.
  /// - **Poisson, gamma, negative binomial, probit, complementary log-log**: the same, with standard errors by the expected
  ///   information.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - t: The targets, n × K, or n class indices for a categorical likelihood.
  ///   - weights: The weights of the examples; all 1 by default. Examples of weight 0 do not count.
  ///   - offset: n numbers that are added to every pre-activation, such as logarithms of exposures, or n · K, those of an
  ///     example side by side. One for all classes of a categorical likelihood changes nothing, which the report notes.
  ///   - dispersion: Where the dispersion of a generalized linear model comes from, or the standard deviation of a Gaussian
  ///     likelihood, where that is known.
  ///   - ridge: How strongly weights are drawn to 0.
  ///   - softmax: Which of the equivalent solutions of a softmax regression is given.
  ///   - held: Hidden layers whose parameters stay as they are.
  ///   - confidenceLevel: That of the report's intervals.
  ///   - featureNames: Names of the d inputs for the report.
  /// - Returns: The network with these parameters (and its noise variance), and the report.
  /// - Throws: `SolverError`.
  /// - Precondition: the shapes fit the network; class indices lie in 0 ..< K; 0 < `confidenceLevel` < 1; a ridge is finite
  ///   and at least 0, its candidates positive and finite, in 2 folds or more.
  /// - Complexity: with p columns, about 2n(p + K)² + 8p³ flops for least squares, most of the p³ on all threads, and some 35p³ more
  ///   for each part of a cross-validation; np/4 + 6p² numbers of memory, and up to 4p² for every thread. With n < p examples,
  ///   but for small problems, 8n²p flops and 6np numbers of memory in their place. np²(K − 1)² flops
  ///   for an iteration of Newton, p²(K − 1)² numbers of memory for the Hessian.
  public func solve(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, offset: [Scalar]? = nil,
    dispersion: Dispersion = .given, ridge: Ridge = .none,
    softmax: SoftmaxForm = .reference(class: 0), holding held: Set<String> = [], confidenceLevel: Double = 0.95,
    featureNames: [String]? = nil
  ) throws(SolverError) -> LinearFit<Scalar> {
    let targets = t.targets(of: Scalar.self)
    checkShapes(x, targets, weights: weights)
    checkSolution(of: x.rows, offset: offset, ridge: ridge, confidenceLevel: confidenceLevel, names: featureNames)
    let problem = try LinearProblem(
      network: self, x, targets, weights: weights, offset: offset, holding: held, names: featureNames,
      confidenceLevel: confidenceLevel)
    return try problem.solve(ridge: ridge, dispersion: dispersion, softmax: softmax)
  }

  /// Traps where there is neither an offset for each example nor one for each of its outputs.
  func checkOffset(_ offset: [Scalar]?, examples n: Int) {
    guard let count = offset?.count else { return }
    precondition(
      count == n || count == n * architecture.outputs,
      "\(count) offsets for \(n) examples and \(architecture.outputs) outputs")
  }

  /// Traps where what `solve` is given beside the examples does not fit them.
  func checkSolution(of n: Int, offset: [Scalar]?, ridge: Ridge, confidenceLevel: Double, names: [String]?) {
    ridge.check()
    precondition(
      confidenceLevel > 0 && confidenceLevel < 1, "a confidence level of \(confidenceLevel) is not between 0 and 1")
    precondition(
      names.map { $0.count == architecture.inputs } ?? true,
      "\(names?.count ?? 0) names of features for a network of \(architecture.inputs) inputs")
    checkOffset(offset, examples: n)
  }
}

extension LinearProblem {
  /// The fit by what suits the likelihood.
  ///
  /// - Precondition: the dispersion is one of the likelihood.
  func solve(ridge: Ridge, dispersion: Dispersion, softmax: SoftmaxForm) throws(SolverError) -> LinearFit<Scalar> {
    var deviation: Double?
    switch dispersion {
    case .given: break
    case .estimated:
      precondition(
        network.architecture.likelihood.estimatesDispersion,
        "a dispersion is estimated of a generalized linear model, not of '\(network.architecture.likelihood.name)'")
    case .standardDeviation(let known):
      precondition(
        estimator == .leastSquares,
        "a standard deviation is that of a Gaussian likelihood, not of '\(network.architecture.likelihood.name)'")
      precondition(known > 0 && known.isFinite, "a standard deviation of \(known)")
      deviation = known
    }
    return switch estimator {
    case .leastSquares: try solveLeastSquares(ridge: ridge, deviation: deviation)
    case .generalized: try solveGeneralized(ridge: ridge, dispersion: dispersion)
    case .logistic, .softmax: try solveNewton(ridge: ridge, dispersion: dispersion, softmax: softmax)
    }
  }
}
