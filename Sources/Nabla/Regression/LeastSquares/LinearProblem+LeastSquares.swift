extension LinearProblem {
  /// Outputs with the same columns, and their least-squares problem.
  struct OutputGroup {
    enum Form {
      /// The triangle of all rows.
      case tall(LeastSquares)
      /// A design with fewer examples than columns.
      case wide(WideDesign)
    }

    let columns: [Int]
    let outputs: [Int]
    let form: Form
    /// What the weight of each column is multiplied by in the penalty.
    let scales: [Double]
  }

  /// What is known of the outputs of a group once they are fitted.
  struct FittedGroup {
    /// p × K.
    let coefficients: ColumnMatrix
    let covariance: UnscaledCovariance
    /// ‖t − Φw‖² of every output.
    let residuals: [Double]
    /// The rank, or the effective number of parameters.
    let parameters: Double
    /// Of every output whether its residuals are rounding.
    let isExact: [Bool]
  }

  /// Linear regression, with the standard deviation of the targets where it is known.
  func solveLeastSquares(ridge: Ridge, deviation: Double?) throws(SolverError) -> LinearFit<Scalar> {
    let scales = penaltyScales(ridge)
    var groups: [OutputGroup] = []
    for (columns, outputs) in self.groups {
      let form: OutputGroup.Form
      if isWide(columns) {
        try checkRange(outputs)
        form = .wide(WideDesign(self, columns, scales: ridge.isPositive ? scales : nil))
      } else {
        let problem = reduced(columns, outputs)
        try checkRange(problem, outputs)
        form = .tall(problem)
      }
      groups.append(OutputGroup(columns: columns, outputs: outputs, form: form, scales: columns.map { scales[$0] }))
    }
    let choice = try strength(ridge) { folds, seed throws(SolverError) in
      try validation(groups, self.folds(folds, seed: seed))
    }
    var parameters = network.parameters
    var report = LinearReport(problem: self, method: "least squares by QR", choice)
    report.knownVariance = deviation.map { $0 * $0 }
    for group in groups {
      switch group.form {
      case .tall(let problem): try fit(group, problem, choice.strength, &parameters, &report)
      case .wide(let design): try fitWide(group, design, choice.strength, &parameters, &report)
      }
    }
    var fitted = network
    fitted.parameters = parameters
    fitted.noiseVariance = report.knownVariance ?? report.residuals.reduce(0, +) / (Double(outputs) * Double(examples))
    return report.fit(fitted)
  }

  /// The problem of some rows, all by default: the triangle of √V [Φ T].
  func reduced(_ columns: [Int], _ outputs: [Int], rows: [Int]? = nil) -> LeastSquares {
    LeastSquares(
      triangle: tallColumns(columns, outputs, rows: rows).triangle(), design: columns.count, using: routines,
      threads: network.execution.threads)
  }

  private func fit(
    _ group: OutputGroup, _ problem: LeastSquares, _ lambda: Double, _ parameters: inout [Scalar],
    _ report: inout LinearReport<Scalar>
  ) throws(SolverError) {
    let p = group.columns.count
    let lengths = problem.lengths
    let (singularValues, scaled) = try problem.spectra()
    let dependence = ColumnDependence(problem.r, scaled: scaled, lengths: lengths, of: tallColumns(group.columns))
    var solution = try problem.solve(ridge: lambda, scales: group.scales, dependence)
    let rank = dependence.rank
    let condition = scaled.isEmpty || rank < p ? 1 : scaled[0] / scaled[scaled.count - 1]
    let cost = ExtendedLeastSquares.cost(rows: design.count, columns: rank + group.outputs.count)
    if lambda == 0 && rank > 0 && examples >= rank
      && (cost <= ExtendedLeastSquares.smallCost || (condition > 1e5 && cost <= 5e7))
    {
      let extended = extended(dependence.independent.map { group.columns[$0] }, group.outputs)
      solution.coefficients = dependence.minimumNorm(extended.coefficients, using: routines)
      solution.factor = dependence.minimumNorm(extended.inverse, using: routines)
      solution.hatFactor = solution.factor
      solution.residuals = extended.residuals
      report.method = "least squares by QR, completed in twice the digits"
    }
    report.add(
      columns: group.columns, outputs: group.outputs, rank: rank, singularValues: singularValues,
      scaled: scaled, isSingular: rank < p, undetermined: dependence.undetermined.map { group.columns[$0] })
    report.hatFactors.append(HatFactor(columns: group.columns, outputs: group.outputs, factor: solution.hatFactor))
    try record(
      group,
      FittedGroup(
        coefficients: solution.coefficients,
        covariance: .matrix(solution.factor.transposed.gram(using: routines)),
        residuals: solution.residuals, parameters: solution.parameters,
        isExact: lambda == 0
          ? exactOutputs(group, problem, solution, dependence) : group.outputs.map { _ in false }),
      lambda, &parameters, &report)
  }

  /// Puts fitted outputs into the parameters and the report.
  func record(
    _ group: OutputGroup, _ fitted: FittedGroup, _ lambda: Double, _ parameters: inout [Scalar],
    _ report: inout LinearReport<Scalar>
  ) throws(SolverError) {
    let degrees = Double(examples) - fitted.parameters
    let known = report.knownVariance
    let variances = group.columns.indices.map { fitted.covariance[$0, $0] }
    for (j, k) in group.outputs.enumerated() {
      let residual = fitted.isExact[j] ? 0 : fitted.residuals[j]
      // A difference of rounding errors is no degree of freedom.
      let unbiased = degrees > 0.5 * (1 / Double(examples)) ? residual / degrees : nil
      let variance = known ?? unbiased
      var places: [Int] = []
      for (i, c) in group.columns.enumerated() {
        let place = design.parameter(c, output: k)
        let value = fitted.coefficients[i, j]
        guard value.isFinite && (variances[i] * (variance ?? 1)).isFinite else {
          throw .outOfRange(quantity: "the coefficient of '\(names[c])', or its variance,", magnitude: value.magnitude)
        }
        parameters[place] = Scalar(value)
        places.append(place)
        report.estimates[place] = value
      }
      report.blocks.append(
        CovarianceBlock(
          parameters: places, unscaled: fitted.covariance, scale: variance,
          distribution: known != nil ? .normal : unbiased.map { _ in .studentT(degreesOfFreedom: degrees) }))
      report.degrees.append(degrees)
      report.addNoise(
        output: k, residual: residual, unbiased: unbiased, degrees: degrees,
        isExact: fitted.isExact[j] && unbiased != nil)
    }
    let gradient = largestDerivative(group.columns, group.outputs, fitted.coefficients, lambda, group.scales)
    report.gradientNorm = max(report.gradientNorm, gradient.largest)
    report.relativeGradient = max(report.relativeGradient ?? 0, gradient.relative)
  }

  /// Of every output whether its residuals are rounding: whether its targets depend on the design to the rounding of the
  /// numbers.
  private func exactOutputs(
    _ group: OutputGroup, _ problem: LeastSquares, _ solution: LeastSquares.Solution, _ dependence: ColumnDependence
  ) -> [Bool] {
    let p = group.columns.count
    // As many parameters as examples leave nothing.
    guard solution.parameters < Double(examples) else { return group.outputs.map { _ in true } }
    let lengths = problem.lengths + problem.targetLengths
    let columns = tallColumns(group.columns, group.outputs)
    let candidates = group.outputs.indices.filter { j in
      let size = (0..<p).reduce(lengths[p + j]) { $0 + solution.coefficients[$1, j].magnitude * lengths[$1] }
      return solution.residuals[j].squareRoot() <= columns.rounding * size
    }
    var result = group.outputs.map { _ in false }
    guard !candidates.isEmpty else { return result }
    let regression = columns.regression(
      of: candidates.map { p + $0 }, on: dependence.independent, lengths: lengths)
    for (place, j) in candidates.enumerated() { result[j] = regression.excess[place] <= 1 }
    return result
  }

  private func extended(_ columns: [Int], _ outputs: [Int]) -> ExtendedLeastSquares {
    var memory = Array(
      repeating: Array(repeating: DoubleDouble(0), count: design.count), count: columns.count + outputs.count)
    for i in 0..<design.count {
      let root = DoubleDouble(weight(i)).squareRoot()
      let phi = design.extendedRow(i)
      for (j, c) in columns.enumerated() { memory[j][i] = phi[c] * root }
      for (j, k) in outputs.enumerated() { memory[columns.count + j][i] = DoubleDouble(targets[i, k]) * root }
    }
    return ExtendedLeastSquares(memory, design: columns.count)
  }
}
