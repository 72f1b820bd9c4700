/// The residuals of a `DifferentialObjective`, term by term, point by point, times the roots of their weights.
struct DifferentialResiduals: ObjectiveResiduals {
  let objective: DifferentialObjective
  private let plans: [ResidualPlan]

  /// Nil where a term is no sum of squares.
  init?(_ objective: DifferentialObjective) {
    self.objective = objective
    var plans: [ResidualPlan] = []
    for part in objective.parts {
      guard case .residual(let plan) = part else { return nil }
      plans.append(plan)
    }
    self.plans = plans
  }

  var residualCount: Int { plans.reduce(0) { $0 + $1.count } }

  func residuals(at x: [Double], into residuals: inout [Double], jacobian: UnsafeMutableBufferPointer<Double>?) {
    precondition(residuals.count == residualCount, "room for \(residuals.count) of \(residualCount) residuals")
    let whole = objective.parameterCount + objective.startCoefficients.count
    objective.withVariables(x) { w, coefficients in
      residuals.withUnsafeMutableBufferPointer { residuals in
        var first = 0
        for (i, plan) in plans.enumerated() where plan.count > 0 {
          let r = residuals.baseAddress! + first
          if let jacobian {
            write(plan, i, w, coefficients, r, jacobian.baseAddress! + first * dimension, whole)
          } else {
            _ = objective.run(
              plan, .residuals(r), w, coefficients, sum: nil, objective.memory.workspace(i, .forward))
          }
          first += plan.count
        }
      }
    }
  }

  /// The rows of one term; by way of all parameters where some are masked.
  private func write(
    _ plan: ResidualPlan, _ i: Int, _ w: UnsafeMutablePointer<Double>, _ coefficients: UnsafePointer<Double>,
    _ r: UnsafeMutablePointer<Double>, _ rows: UnsafeMutablePointer<Double>, _ whole: Int
  ) {
    func run(_ target: UnsafeMutablePointer<Double>) {
      _ = objective.run(
        plan, .jacobian(r, target, stride: whole), w, coefficients, sum: nil,
        objective.memory.workspace(i, .backward))
    }
    guard !objective.isWhole else { return run(rows) }
    var wide = [Double](repeating: 0, count: plan.count * whole)
    wide.withUnsafeMutableBufferPointer { run($0.baseAddress!) }
    let (positions, n) = (objective.positions, dimension)
    for k in 0..<plan.count {
      for (j, position) in positions.enumerated() { rows[k * n + j] = wide[k * whole + position] }
      for j in positions.count..<n {
        rows[k * n + j] = wide[k * whole + objective.parameterCount + j - positions.count]
      }
    }
  }
}

extension DifferentialObjective {
  /// The same as half a sum of squares; nil where there is data with another likelihood than the Gaussian.
  public var leastSquares: (any ResidualObjective)? { DifferentialResiduals(self) }

  /// The residuals r of all terms, times the roots of their weights: f = ½‖r‖².
  ///
  /// - Precondition: the objective is a sum of squares.
  public func residuals(at x: [Double]) -> [Double] { squares.residuals(at: x) }

  /// ∂r/∂(w, θ), a row for each residual.
  ///
  /// - Precondition: the objective is a sum of squares.
  public func residualJacobian(at x: [Double]) -> Matrix<Double> { squares.jacobian(at: x) }

  private var squares: DifferentialResiduals {
    guard let squares = DifferentialResiduals(self) else {
      preconditionFailure("data with a likelihood that is not Gaussian has no residuals")
    }
    return squares
  }

  /// J v, a number for each residual.
  ///
  /// - Precondition: the objective is a sum of squares.
  public func residualJVP(at x: [Double], along v: [Double]) -> [Double] {
    var result = [Double](repeating: 0, count: squares.residualCount)
    withVariables(x) { w, coefficients in
      withDirection(v) { v, change in
        result.withUnsafeMutableBufferPointer { result in
          var first = 0
          for (i, part) in parts.enumerated() {
            guard case .residual(let plan) = part, plan.count > 0 else { continue }
            _ = run(
              plan, .change(v, change, into: result.baseAddress! + first), w, coefficients, sum: nil,
              memory.workspace(i, .tangent))
            first += plan.count
          }
        }
      }
    }
    return result
  }

  /// Jᵀu, a number for each variable.
  ///
  /// - Precondition: the objective is a sum of squares, of as many residuals as `u` has numbers.
  public func residualVJP(at x: [Double], along u: [Double]) -> [Double] {
    let count = squares.residualCount
    precondition(u.count == count, "\(u.count) numbers for \(count) residuals")
    var result = [Double](repeating: 0, count: dimension)
    var first = 0
    withVariables(x) { w, coefficients in
      u.withUnsafeBufferPointer { u in
        _ = addUp(into: &result) { i, part, whole in
          guard case .residual(let plan) = part, plan.count > 0 else { return 0 }
          defer { first += plan.count }
          return run(
            plan, .transposed(u.baseAddress! + first), w, coefficients, sum: whole, memory.workspace(i, .backward))
        }
      }
    }
    return result
  }

  /// How large the residuals of a term would be at other points, ‖r‖ of each: where more points help.
  ///
  /// - Parameters:
  ///   - term: Which of `terms`, one of residuals without data.
  ///   - points: m × d.
  ///   - x: The variables.
  public func residualNorms(ofTerm term: Int, at points: Matrix<Double>, x: [Double]) -> [Double] {
    guard case .residual(let residual, _, let data, _) = terms[term].content, data.columns == 0 else {
      preconditionFailure("term \(term) has no residuals that other points have")
    }
    let plan = ResidualPlan(
      residual, at: points, data: Matrix(rows: points.rows, columns: 0),
      weights: Array(repeating: 1, count: points.rows), constraint: constraint, coefficients: startCoefficients.count,
      of: base.architecture)
    var r = [Double](repeating: 0, count: plan.count)
    withVariables(x) { w, coefficients in
      r.withUnsafeMutableBufferPointer { r in
        guard let base = r.baseAddress, plan.count > 0 else { return }
        _ = run(plan, .residuals(base), w, coefficients, sum: nil, Workspace())
      }
    }
    let count = residual.count
    return (0..<points.rows).map { n in DenseVector.norm(Array(r[n * count..<(n + 1) * count])) }
  }
}
