extension LinearProblem {
  /// Outputs with the same columns, and their least-squares problem.
  private struct Group {
    let columns: [Int]
    let outputs: [Int]
    let problem: LeastSquares
    let penalised: [Bool]
  }

  /// Linear regression.
  func solveLeastSquares(ridge: Ridge) throws(SolverError) -> LinearFit<Scalar> {
    let groups = groups.map { columns, outputs in
      Group(
        columns: columns, outputs: outputs, problem: reduced(columns, outputs, rows: nil),
        penalised: columns.map { $0 != design.features })
    }
    let lambda: Double
    switch ridge {
    case .none: lambda = 0
    case .strength(let value): lambda = value
    case .crossValidated(let count, let candidates, let seed):
      lambda = try crossValidated(groups, folds(count, seed: seed), candidates ?? defaultRidgeCandidates())
    }

    var parameters = network.parameters
    var report = LinearReport(problem: self, method: "least squares by QR", ridge: lambda)
    for group in groups {
      try fit(group, lambda, &parameters, &report)
    }
    var fitted = network
    fitted.parameters = parameters
    fitted.noiseVariance = report.residuals.reduce(0, +) / (Double(outputs) * totalWeight)
    return report.fit(fitted)
  }

  /// The problem of some rows, all by default: the triangle of √V [Φ T].
  private func reduced(_ columns: [Int], _ outputs: [Int], rows: [Int]?) -> LeastSquares {
    let p = columns.count
    let triangle = TallQR(routines: routines, threads: network.execution.threads)
      .triangle(rows: rows?.count ?? design.count, columns: p + outputs.count) { range, memory in
        let n = range.count
        if let rows {
          for (place, i) in range.enumerated() {
            let phi = design.row(rows[i])
            for (j, c) in columns.enumerated() { memory[j * n + place] = phi[c] }
          }
        } else {
          design.write(range, columns: columns, into: memory)
        }
        for (place, i) in range.enumerated() {
          let example = rows?[i] ?? i
          for (j, k) in outputs.enumerated() { memory[(p + j) * n + place] = targets[example, k] }
          if let weights {
            let root = weights[example].squareRoot()
            for j in 0..<p + outputs.count { memory[j * n + place] *= root }
          }
        }
      }
    return LeastSquares(triangle: triangle, design: p, using: routines)
  }

  private func fit(
    _ group: Group, _ lambda: Double, _ parameters: inout [Scalar], _ report: inout LinearReport<Scalar>
  ) throws(SolverError) {
    let p = group.columns.count
    var solution = try group.problem.solve(ridge: lambda, penalised: group.penalised)
    let scaled = lambda == 0 ? solution.scaledSingularValues : group.problem.scaledSingularValues()
    let condition = scaled.isEmpty ? 1 : scaled[0] / scaled[scaled.count - 1]
    // That of the design itself; with the rows of a ridge it is full.
    let rank = LeastSquares.rank(scaled)
    let cost = ExtendedLeastSquares.cost(rows: design.count, columns: p + group.outputs.count)
    if lambda == 0 && rank == p && p > 0 && examples >= p && (cost <= 2e5 || (condition > 1e5 && cost <= 5e7)) {
      let extended = extended(group.columns, group.outputs)
      solution.coefficients = extended.coefficients
      solution.factor = extended.inverse
      solution.residuals = extended.residuals
      report.method = "least squares by QR, completed in twice the digits"
    }
    report.add(
      columns: group.columns, outputs: group.outputs, rank: rank,
      singularValues: group.problem.singularValues(), scaled: scaled,
      isSingular: rank < p || p > examples)

    let covariance = solution.factor.times(solution.factor, transposedOther: true, using: routines)
    let degrees = Double(examples) - solution.parameters
    for (j, k) in group.outputs.enumerated() {
      // A difference of rounding errors is no degree of freedom.
      let unbiased = degrees > 0.5 * (1 / Double(examples)) ? solution.residuals[j] / degrees : nil
      var places: [Int] = []
      for (i, c) in group.columns.enumerated() {
        let place = design.parameter(c, output: k)
        parameters[place] = Scalar(solution.coefficients[i, j])
        places.append(place)
        report.estimates[place] = solution.coefficients[i, j]
      }
      report.blocks.append(
        CovarianceBlock(
          parameters: places, unscaled: covariance, scale: unbiased,
          distribution: unbiased.map { _ in .studentT(degreesOfFreedom: degrees) }))
      report.degrees.append(degrees)
      report.addNoise(output: k, residual: solution.residuals[j], unbiased: unbiased, degrees: degrees)
    }
    let gradient = largestDerivative(group.columns, group.outputs, solution.coefficients, lambda)
    report.gradientNorm = max(report.gradientNorm, gradient)
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

  /// max |Φᵀ V (Φw − t) + λw|, from the data.
  private func largestDerivative(
    _ columns: [Int], _ outputs: [Int], _ w: ColumnMatrix, _ lambda: Double
  ) -> Double {
    let p = columns.count
    let height = TallQR.tileRows(p + outputs.count)
    let tiles = (design.count + height - 1) / height
    var sums = ColumnMatrix(rows: p * outputs.count, columns: tiles)
    sums.withUnsafeMutable { sums in
      nonisolated(unsafe) let sums = sums
      Parallel.forEach(tiles, threads: network.execution.threads) { tile, _ in
        let range = tile * height..<min(design.count, (tile + 1) * height)
        let n = range.count
        withUnsafeTemporaryAllocation(of: Double.self, capacity: n * (p + outputs.count)) { memory in
          guard let phi = memory.baseAddress, p > 0 else { return }
          design.write(range, columns: columns, into: phi)
          let residual = phi + n * p
          w.withUnsafe { routines.multiply(false, false, n, outputs.count, p, phi, $0, 0, residual) }
          for (j, k) in outputs.enumerated() {
            for (place, i) in range.enumerated() {
              residual[j * n + place] = weight(i) * (residual[j * n + place] - targets[i, k])
            }
          }
          routines.multiply(true, false, p, outputs.count, n, phi, residual, 0, sums + tile * p * outputs.count)
        }
      }
    }
    return (0..<p * outputs.count).reduce(0) { largest, index in
      var sum = columns[index % p] == design.features ? 0 : lambda * w[index % p, index / p]
      for tile in 0..<tiles { sum += sums[index, tile] }
      return max(largest, sum.magnitude)
    }
  }

  // MARK: - Cross-validation

  /// The candidate with the smallest error on the examples left out.
  ///
  /// Every part is reduced to its triangle once, and the other parts' triangles are decomposed once for all candidates, whose
  /// error is ‖[R C; 0 E] [−w; 1]‖² of the part's own, without another look at the data.
  private func crossValidated(
    _ groups: [Group], _ folds: [[Int]], _ candidates: [Double]
  ) throws(SolverError) -> Double {
    var errors = candidates.map { _ in 0.0 }
    for group in groups {
      let parts = folds.map { reduced(group.columns, group.outputs, rows: $0) }
      for left in parts.indices {
        let others = parts.indices.filter { $0 != left }.map { parts[$0] }
        let path = try RidgePath(LeastSquares.combined(others), penalised: group.penalised)
        for (index, lambda) in candidates.enumerated() {
          errors[index] += parts[left].residuals(path.coefficients(ridge: lambda)).reduce(0, +)
        }
      }
    }
    return candidates[errors.indices.min { errors[$0] < errors[$1] }!]
  }
}

extension LeastSquares {
  /// The problem of all rows of several ones.
  fileprivate static func combined(_ parts: [LeastSquares]) -> LeastSquares {
    let (p, k) = (parts[0].p, parts[0].c.columns)
    let q = p + k
    let height = q + 1
    var stacked = ColumnMatrix(rows: parts.count * height, columns: q)
    for (index, part) in parts.enumerated() {
      for j in 0..<p {
        for i in 0..<p { stacked[index * height + i, j] = part.r[i, j] }
      }
      for j in 0..<k {
        for i in 0..<p { stacked[index * height + i, p + j] = part.c[i, j] }
        // Only ‖E e_k‖ matters for the fit, and it does not for w at all.
        stacked[index * height + p + j, p + j] = part.unexplained[j].squareRoot()
      }
    }
    let triangle = QRFactorization(stacked, using: parts[0].routines).r
    var square = ColumnMatrix(rows: q, columns: q)
    for j in 0..<q {
      for i in 0..<min(triangle.rows, q) { square[i, j] = triangle[i, j] }
    }
    return LeastSquares(triangle: square, design: p, using: parts[0].routines)
  }
}
