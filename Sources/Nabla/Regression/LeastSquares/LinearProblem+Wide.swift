extension LinearProblem {
  /// Whether some columns are solved by the side of the examples: these are fewer, and the problem is not so small that its
  /// columns are sorted out in twice the digits. Rows that processes share are not gathered.
  func isWide(_ columns: [Int]) -> Bool {
    examples < columns.count
      && ExtendedLeastSquares.cost(rows: examples, columns: columns.count) > ExtendedLeastSquares.smallCost
      && !(design.isStreamed && network.execution.group.size > 1)
  }

  /// The fit of outputs with fewer examples than columns.
  ///
  /// - Complexity: 8n²p flops, 5np numbers of memory.
  func fitWide(
    _ group: OutputGroup, _ wide: WideDesign, _ lambda: Double, _ parameters: inout [Scalar],
    _ report: inout LinearReport<Scalar>
  ) throws(SolverError) {
    let solver = try WideLeastSquares(wide)
    let (t, means) = wide.targets(self, group.outputs)
    let solution = solver.solve(t, ridge: lambda)
    // The bias that was left out of a centred design is one direction more.
    let rank = solver.dependence.rank + (wide.means == nil ? 0 : 1)
    report.method = "least squares by QR of the small side"
    report.add(
      columns: group.columns, outputs: group.outputs, rank: rank, singularValues: [], scaled: [], isSingular: true,
      undetermined: solution.determination.map { determination in
        group.columns.indices.filter { !(determination[$0] > 1 - Self.determined) }.map { group.columns[$0] }
      } ?? [])
    let mean = wide.means.map { _ in 1 / totalWeight.squareRoot() }
    let factor = wide.inColumns(solution.factor, own: mean)
    report.hatFactors.append(
      HatFactor(
        columns: group.columns, outputs: group.outputs,
        factor: (lambda > 0 ? wide.inColumns(solution.hatFactor, own: mean) : factor).transposed))
    let residuals = group.outputs.indices.map { j in
      solution.residuals[column: j].reduce(0) { $0 + $1 * $1 }
    }
    let count = solution.parameters + (wide.means == nil ? 0 : 1)
    // The sizes that rounding is a part of, as columns of unit length have it.
    let rounding = TallQR.rounding(rows: wide.a.columns, columns: wide.a.rows)
    let isExact = group.outputs.indices.map { j in
      guard lambda == 0 else { return false }
      let length = t[column: j].reduce(0) { $0 + $1 * $1 }.squareRoot()
      return count >= Double(examples) || residuals[j].squareRoot() <= rounding * length
    }
    try record(
      group,
      FittedGroup(
        coefficients: wide.inColumns(solution.coefficients, biases: means).transposed, covariance: .factor(factor),
        residuals: residuals, parameters: count, isExact: isExact),
      lambda, &parameters, &report)
  }

  /// How much of a weight's direction the examples may miss: the square of an error of rounding.
  private static var determined: Double { 1e-10 }
}

extension WideDesign {
  /// Weights in the coordinates of A, k × p, as weights of the columns, the bias last.
  ///
  /// - Parameters:
  ///   - biases: What the bias of each row is without the features' means, where the design is centred.
  ///   - own: A part of the bias that owes nothing to the features, which gets a row of its own.
  func inColumns(_ w: ColumnMatrix, biases: [Double]? = nil, own: Double? = nil) -> ColumnMatrix {
    let (k, p) = (w.rows, w.columns)
    guard let means else { return w }
    var result = ColumnMatrix(rows: k + (own == nil ? 0 : 1), columns: p + 1)
    for i in 0..<k { result[i, p] = biases?[i] ?? 0 }
    for j in 0..<p {
      for i in 0..<k {
        let value = w[i, j] / scales[j]
        result[i, j] = value
        result[i, p] -= means[j] * value
      }
    }
    if let own { result[k, p] = own }
    return result
  }
}
