extension NetworkObjective {
  /// What the point x is: a minimum, a saddle, flat for which reasons, or not stationary.
  ///
  /// Zero eigenvalues are explained by directions along which a network's function cannot change (`FlatReason`), as far as
  /// they do lie in the Hessian's null space.
  ///
  /// - Parameters: As for other objectives.
  /// - Complexity: a Hessian and some 9 |w|³ flops; beyond the memory budget up to `mostSteps` Hessian-vector products, and
  ///   up to twice as many more where there are zero eigenvalues.
  public func certify(
    at x: [Double], gradientTolerance: Double = 1e-8, relativeTolerance: Double = 1e-12,
    memoryBudget: Int = defaultMemoryBudget, mostSteps: Int = 200
  ) -> MinimumCertificate {
    certify(
      at: x, gradientTolerance: gradientTolerance, relativeTolerance: relativeTolerance, memoryBudget: memoryBudget,
      mostSteps: mostSteps, isLinear: isLinear,
      flatDirections: {
        let variables = Dictionary(uniqueKeysWithValues: positions.enumerated().map { ($0.element, $0.offset) })
        let known = FlatDirections(of: network(at: x), on: data.inputs).all.map { direction in
          FlatDirection(
            reason: direction.reason,
            entries: direction.entries.compactMap { entry in variables[entry.place].map { ($0, entry.value) } })
        }
        return known + undeterminedDirections(at: x)
      })
  }

  /// Whether the Hessian is Σ cᵢ xᵢxᵢᵀ with c ≥ 0, and a penalty: one layer, and outputs that have nothing to do with each other,
  /// with their canonical link.
  private var isLinear: Bool {
    architecture.layers.count == 1 && architecture.isCanonical
      && architecture.plan.outputParts.allSatisfy { $0.kind.hasCanonicalLink && !$0.isSoftmax }
  }

  /// Where there are more variables than outputs for all examples, the directions along which no output changes: the Jacobian
  /// J of these m numbers has a rank of at most m.
  ///
  /// A Gauss–Newton matrix JᵀCJ is 0 along them; what is left of the Hessian, Σ r ∇²y, vanishes where the data is fitted.
  private func undeterminedDirections(at x: [Double]) -> [FlatDirection] {
    let n = dimension
    let used = (0..<data.count).filter { data.weights?[$0] ?? 1 != 0 }
    let numbers = used.count * architecture.outputs
    // Beyond that there is no dense Hessian whose null space these would explain.
    guard numbers < n, n <= 2000 else { return [] }
    let isUsed = Set(used)
    var rows: [[Double]] = []
    forEachParameterJacobian(of: network(at: x), using: workspace) { examples, whole in
      for (r, i) in examples.enumerated() where isUsed.contains(i) {
        for k in 0..<architecture.outputs {
          let start = (r * architecture.outputs + k) * whole.columns
          rows.append(positions.map { whole.elements[start + $0] })
        }
      }
    }
    let basis = rows.orthonormalBasis
    let reason = FlatReason.moreParametersThanOutputs(parameters: n, numbers: numbers)
    return (0..<n).map { j in
      var unit = [Double](repeating: 0, count: n)
      unit[j] = 1
      // Twice, so that rounding leaves nothing of the basis.
      for _ in 0..<2 { DenseVector.removeParts(of: basis, from: &unit) }
      return FlatDirection(reason: reason, entries: unit.enumerated().map { ($0, $1) })
    }
  }
}

extension Network {
  /// What the network is on a data set: at a minimum of the error, at a saddle, flat for which reasons, or not stationary.
  ///
  /// Computed in `Double`, on the parameters as they are. A network in `Float` is at a minimum to its own rounding only, also
  /// after `minimized`, which rounds its result; its gradient is some 1e-7 of its terms, which is beyond the default tolerance.
  /// It is polished and certified in `Double`:
  ///
  /// ```swift
  /// let (exact, examples) = (Network<Double>(network), Dataset<Double>(data))
  /// let (polished, _) = try exact.minimized(on: examples, by: .trustRegionNewton)
  /// print(polished.certify(on: examples))
  /// ```
  ///
  /// - Parameters:
  ///   - data: The data that it was fitted to.
  ///   - reduction: Whether the mean of the errors or their sum is meant.
  ///   - l2: The strength of the penalty that it was fitted with.
  ///   - gradientTolerance: Up to which norm the gradient counts as zero.
  ///   - memoryBudget: The bytes that the Hessian and its eigenvectors may take.
  public func certify(
    on data: Dataset<Scalar>, reduction: NetworkObjective.Reduction = .mean, l2: Double = 0,
    gradientTolerance: Double = 1e-8, memoryBudget: Int = defaultMemoryBudget
  ) -> MinimumCertificate {
    let objective = NetworkObjective(Network<Double>(self), on: Dataset<Double>(data), reduction: reduction, l2: l2)
    return objective.certify(at: objective.start, gradientTolerance: gradientTolerance, memoryBudget: memoryBudget)
  }
}

extension [[Double]] {
  /// Orthonormal vectors that span these.
  fileprivate var orthonormalBasis: [[Double]] {
    reduce(into: []) { basis, row in
      let length = DenseVector.norm(row)
      guard length > 0 else { return }
      var rest = row.map { $0 / length }
      for _ in 0..<2 { DenseVector.removeParts(of: basis, from: &rest) }
      let left = DenseVector.norm(rest)
      guard left > 1e-12 else { return }
      basis.append(rest.map { $0 / left })
    }
  }
}
