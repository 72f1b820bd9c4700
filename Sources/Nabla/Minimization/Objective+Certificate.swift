extension Objective {
  /// What the point x is: a minimum, a saddle, flat, or not stationary at all.
  ///
  /// - Parameters:
  ///   - x: Where a minimisation ended, n numbers.
  ///   - gradientTolerance: Up to which Euclidean norm a gradient counts as zero.
  ///   - relativeTolerance: An eigenvalue counts as zero up to this times the largest magnitude of one.
  ///   - memoryBudget: The bytes that the Hessian and its eigenvectors may take; beyond it the ends of the spectrum come from
  ///     Lanczos's iteration on Hessian-vector products.
  ///   - mostSteps: The most steps of that iteration.
  /// - Complexity: a Hessian and some 9 n³ flops, or up to `mostSteps` products and n `mostSteps` numbers.
  public func certify(
    at x: [Double], gradientTolerance: Double = 1e-8, relativeTolerance: Double = 1e-12,
    memoryBudget: Int = defaultMemoryBudget, mostSteps: Int = 200
  ) -> MinimumCertificate {
    certify(
      at: x, gradientTolerance: gradientTolerance, relativeTolerance: relativeTolerance, memoryBudget: memoryBudget,
      mostSteps: mostSteps, flatDirections: { [] })
  }

  /// The same with candidates for flat directions, which are asked for where there are zero eigenvalues.
  func certify(
    at x: [Double], gradientTolerance: Double, relativeTolerance: Double, memoryBudget: Int, mostSteps: Int,
    flatDirections: () -> [FlatDirection]
  ) -> MinimumCertificate {
    precondition(x.count == dimension, "a point of \(x.count) numbers for \(dimension) variables")
    var counted = CountedObjective(self)
    let point = counted.point(at: x)
    let n = dimension
    let bytes = Double(n) * Double(n) * 3 * Double(MemoryLayout<Double>.stride)
    if bytes <= Double(memoryBudget) {
      let hessian = hessian(at: x)
      let columns = ColumnMatrix(rows: n, columns: n, elements: hessian.elements)
      if let eigen = SymmetricEigenvalues(columns, vectors: true) {
        return dense(point, eigen, gradientTolerance, relativeTolerance, flatDirections)
      }
    }
    return byProducts(point, gradientTolerance, relativeTolerance, mostSteps)
  }

  private func dense(
    _ point: MinimizationPoint, _ eigen: SymmetricEigenvalues, _ gradientTolerance: Double,
    _ relativeTolerance: Double, _ flatDirections: () -> [FlatDirection]
  ) -> MinimumCertificate {
    let values = eigen.values
    let n = values.count
    let tolerance = relativeTolerance * (values.map(\.magnitude).max() ?? 0)
    let counts = eigen.inertia(relative: relativeTolerance)
    var explanations: [MinimumCertificate.Explanation] = []
    if counts.zero > 0, let vectors = eigen.vectors {
      let nullSpace = values.indices.filter { values[$0].magnitude <= tolerance }.map { Array(vectors[column: $0]) }
      explanations = FlatDirection.explain(nullSpace, by: flatDirections())
    }
    let unexplained = counts.zero - explanations.reduce(0) { $0 + $1.count }
    return MinimumCertificate(
      verdict: verdict(
        point, gradientTolerance, isNegative: counts.negative > 0, zeros: counts.zero, unexplained: unexplained),
      value: point.value, gradientNorm: point.gradientNorm, gradientTolerance: gradientTolerance, dimension: n,
      inertia: .init(negative: counts.negative, zero: counts.zero, positive: counts.positive),
      smallestEigenvalue: values.first ?? 0, largestEigenvalue: values.last ?? 0, eigenvalueError: 0,
      eigenvalueTolerance: tolerance, smallestPositiveEigenvalue: values.first { $0 > tolerance },
      explanations: explanations, unexplainedZeros: unexplained, method: .dense)
  }

  private func byProducts(
    _ point: MinimizationPoint, _ gradientTolerance: Double, _ relativeTolerance: Double, _ mostSteps: Int
  ) -> MinimumCertificate {
    var product = point.x
    let lanczos = Lanczos(dimension: dimension, mostSteps: mostSteps) { v in
      hessianVectorProduct(at: point.x, along: v, into: &product)
      return product
    }
    let (low, high) = (lanczos?.smallest.value ?? .nan, lanczos?.largest.value ?? .nan)
    // A Ritz value is known no better than its residual.
    let error = max(lanczos?.smallest.residual ?? 0, lanczos?.largest.residual ?? 0)
    let tolerance = max(relativeTolerance * max(low.magnitude, high.magnitude), lanczos?.smallest.residual ?? 0)
    let isPositive = low > tolerance
    return MinimumCertificate(
      verdict: verdict(
        point, gradientTolerance, isNegative: !(low >= -tolerance), zeros: isPositive ? 0 : 1,
        unexplained: isPositive ? 0 : 1),
      value: point.value, gradientNorm: point.gradientNorm, gradientTolerance: gradientTolerance,
      dimension: dimension, inertia: nil, smallestEigenvalue: low, largestEigenvalue: high, eigenvalueError: error,
      eigenvalueTolerance: tolerance, smallestPositiveEigenvalue: isPositive ? low : nil, explanations: [],
      unexplainedZeros: 0, method: .lanczos(steps: lanczos?.steps ?? 0))
  }

  private func verdict(
    _ point: MinimizationPoint, _ gradientTolerance: Double, isNegative: Bool, zeros: Int, unexplained: Int
  ) -> MinimumCertificate.Verdict {
    guard point.gradientNorm <= gradientTolerance else { return .notStationary }
    if isNegative { return .saddle }
    if zeros == 0 { return .minimum }
    return unexplained == 0 ? .flatMinimum : .flat
  }
}

/// A direction along which a function should not change, and why.
struct FlatDirection {
  var reason: FlatReason
  var vector: [Double]

  /// How many dimensions of a null space each reason explains.
  ///
  /// Candidates count as far as they lie in the null space: a reason that does not hold, because a penalty breaks the
  /// symmetry or a parameter is frozen, explains nothing. Of dependent candidates the first ones count.
  static func explain(_ nullSpace: [[Double]], by candidates: [FlatDirection]) -> [MinimumCertificate.Explanation] {
    var explanations: [MinimumCertificate.Explanation] = []
    var found: [[Double]] = []
    for candidate in candidates {
      guard found.count < nullSpace.count else { break }
      let length = DenseVector.norm(candidate.vector)
      guard length > 0 else { continue }
      // The candidate in coordinates of the null space.
      var part = nullSpace.map { DenseVector.dot($0, candidate.vector) / length }
      guard DenseVector.norm(part) >= 1 - 1e-6 else { continue }
      for _ in 0..<2 {
        for other in found { DenseVector.add(-DenseVector.dot(other, part), other, to: &part) }
      }
      let rest = DenseVector.norm(part)
      guard rest > 1e-4 else { continue }
      DenseVector.scale(&part, by: 1 / rest)
      found.append(part)
      if let last = explanations.indices.last, explanations[last].reason == candidate.reason {
        explanations[last].count += 1
      } else {
        explanations.append(.init(reason: candidate.reason, count: 1))
      }
    }
    return explanations
  }
}
