extension Objective {
  /// What the point x is: a minimum, a saddle, flat, or not stationary at all.
  ///
  /// - Parameters:
  ///   - x: Where a minimisation ended, n numbers.
  ///   - gradientTolerance: Up to which Euclidean norm a gradient counts as zero.
  ///   - relativeTolerance: An eigenvalue counts as zero up to this times the largest magnitude of one; where the Hessian is
  ///     less accurate, its `hessianAccuracy` takes the place. It counts as zero up to `hessianRounding` in any case.
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
  ///
  /// - Parameter isLinear: Whether the Hessian is a sum Σ cᵢ xᵢxᵢᵀ with c ≥ 0: then what counts as zero does not depend on the
  ///   units of the variables (`OwnUnits`).
  func certify(
    at x: [Double], gradientTolerance: Double, relativeTolerance: Double, memoryBudget: Int, mostSteps: Int,
    isLinear: Bool = false, flatDirections: () -> [FlatDirection]
  ) -> MinimumCertificate {
    precondition(x.count == dimension, "a point of \(x.count) numbers for \(dimension) variables")
    var counted = CountedObjective(self)
    let point = counted.point(at: x)
    let n = dimension
    let bytes = Double(n) * Double(n) * 3 * Double(MemoryLayout<Double>.stride) + Double(hessianScratch)
    let tolerance = EigenvalueTolerance(
      relative: max(relativeTolerance, hessianAccuracy), absolute: hessianRounding(at: x))
    if bytes <= Double(memoryBudget) {
      let hessian = hessian(at: x)
      guard hessian.elements.allSatisfy(\.isFinite) else { return unknown(point, gradientTolerance) }
      let columns = ColumnMatrix(rows: n, columns: n, elements: hessian.elements)
      if let eigen = SymmetricEigenvalues(columns, vectors: true) {
        return dense(
          point, eigen, isLinear ? OwnUnits(columns) : nil, gradientTolerance, tolerance, flatDirections)
      }
    }
    return byProducts(point, gradientTolerance, tolerance, mostSteps, memoryBudget, flatDirections)
  }

  private func dense(
    _ point: MinimizationPoint, _ eigen: SymmetricEigenvalues, _ ownUnits: OwnUnits?, _ gradientTolerance: Double,
    _ tolerance: EigenvalueTolerance, _ flatDirections: () -> [FlatDirection]
  ) -> MinimumCertificate {
    let values = eigen.values
    let n = values.count
    let (blur, relative) = (tolerance.relative * eigen.largestMagnitude, tolerance.relative)
    let tolerance = tolerance(largest: eigen.largestMagnitude)
    var counts = eigen.inertia(within: tolerance)
    let zerosAreOfUnits = counts.zero > 0 && ownUnits?.isPositiveDefinite(beyond: relative) ?? false
    if zerosAreOfUnits { counts = (negative: 0, zero: 0, positive: n) }
    let isStationary =
      point.gradientNorm <= gradientTolerance || ownUnits?.isRounding(point) ?? false
    var explanations: [MinimumCertificate.Explanation] = []
    if counts.zero > 0, let vectors = eigen.vectors {
      let nullSpace = values.indices.filter { values[$0].magnitude <= tolerance }.map { Array(vectors[column: $0]) }
      explanations = FlatDirection.explain(nullSpace, by: flatDirections())
    }
    let unexplained = counts.zero - explanations.reduce(0) { $0 + $1.count }
    var verdict = verdict(
      isStationary: isStationary, isKnown: true, isNegative: counts.negative > 0, zeros: counts.zero,
      unexplained: unexplained)
    // Where a function has nearly fallen to its bound, second derivatives are differences of larger terms, and their rounding
    // makes eigenvalues that are slightly negative.
    let isClearlySaddle = verdict == .saddle && (values.first ?? 0) < -1e-7 * (values.last ?? 0)
    if verdict != .notStationary && !isClearlySaddle {
      let isReceding =
        zerosAreOfUnits
        ? isReceding(point, ownUnits?.newtonStep(point.gradient), blur: 0)
        : isReceding(point, newtonStep(point, eigen, tolerance), blur: blur)
      if isReceding { verdict = .receding }
    }
    return MinimumCertificate(
      verdict: verdict,
      value: point.value, gradientNorm: point.gradientNorm, gradientTolerance: gradientTolerance, dimension: n,
      inertia: .init(negative: counts.negative, zero: counts.zero, positive: counts.positive),
      smallestEigenvalue: values.first ?? 0, largestEigenvalue: values.last ?? 0, eigenvalueError: 0,
      eigenvalueTolerance: tolerance,
      smallestPositiveEigenvalue: zerosAreOfUnits ? nil : values.first { $0 > tolerance },
      explanations: explanations, unexplainedZeros: unexplained, method: .dense,
      gradientIsRounding: isStationary && point.gradientNorm > gradientTolerance,
      isPositiveDefiniteInOwnUnits: zerosAreOfUnits)
  }

  /// Whether Newton's step s from the point leads to where its second derivatives no longer hold.
  ///
  /// Near a minimum sᵀHs is the same at both ends of s, however flat it is there. Where f falls like e⁻ᵃ, s is 1 and
  /// leaves 37 % of it; where f falls like a⁻ᵏ, s is a / (k + 1) and leaves less. At a minimum of fourth order, x⁴, s is −x / 3
  /// and leaves 44 %.
  private func isReceding(_ point: MinimizationPoint, _ step: [Double]?, blur: Double) -> Bool {
    guard let step else { return false }
    // Of a length of 1, so that no product overflows.
    let length = DenseVector.norm(step)
    guard length > 0 && length.isFinite else { return false }
    let direction = step.map { $0 / length }
    func curvature(at x: [Double]) -> Double {
      var product = direction
      hessianVectorProduct(at: x, along: direction, into: &product)
      return DenseVector.dot(direction, product)
    }
    let here = curvature(at: point.x)
    let there = curvature(at: DenseVector.sum(point.x, 1, step))
    // Not below what the products are worth. That is not the whole tolerance where it bounds the rounding of terms that
    // cancel: such a bound is rarely met, and the curvature here, of eigenvalues beyond it, would no longer be told from that
    // of a minimum.
    return (there - here).magnitude > 0.6 * here + 2 * blur
  }

  /// Newton's step along the eigenvectors whose eigenvalues are beyond the tolerance.
  private func newtonStep(
    _ point: MinimizationPoint, _ eigen: SymmetricEigenvalues, _ tolerance: Double
  ) -> [Double]? {
    guard let vectors = eigen.vectors else { return nil }
    var step = [Double](repeating: 0, count: dimension)
    for (i, value) in eigen.values.enumerated() where value > tolerance {
      let vector = Array(vectors[column: i])
      DenseVector.add(-DenseVector.dot(vector, point.gradient) / value, vector, to: &step)
    }
    return step
  }

  /// The certificate from the spectrum's ends; there are no counts of zeros here, so that unexplained ones show in the verdict
  /// only.
  private func byProducts(
    _ point: MinimizationPoint, _ gradientTolerance: Double, _ tolerance: EigenvalueTolerance, _ mostSteps: Int,
    _ memoryBudget: Int, _ flatDirections: () -> [FlatDirection]
  ) -> MinimumCertificate {
    var product = point.x
    func multiply(_ v: [Double]) -> [Double] {
      hessianVectorProduct(at: point.x, along: v, into: &product)
      return product
    }
    func ends(excluding excluded: [[Double]] = []) -> SpectrumEnds {
      SpectrumEnds(
        Lanczos(dimension: dimension, mostSteps: mostSteps, excluding: excluded, product: multiply), tolerance)
    }
    let whole = ends()
    var rest = whole
    var explanations: [MinimumCertificate.Explanation] = []
    // Where all directions are flat, nothing is left that could be negative or an unexplained zero.
    var isAllFlat = false
    if whole.touchesZero {
      // Where the known flat directions are taken out, is there still a zero?
      let most = min(mostSteps, memoryBudget / max(dimension * MemoryLayout<Double>.stride, 1))
      let flat = FlatDirection.independent(flatDirections().prefix(most), dimension: dimension) { v in
        DenseVector.norm(multiply(v)) <= whole.tolerance
      }
      explanations = FlatDirection.counts(flat.map(\.reason))
      isAllFlat = flat.count == dimension
      if !flat.isEmpty && !isAllFlat { rest = ends(excluding: flat.map(\.vector)) }
    }
    let isFlat = !explanations.isEmpty
    return MinimumCertificate(
      verdict: verdict(
        isStationary: point.gradientNorm <= gradientTolerance, isKnown: whole.isFinite && rest.isFinite,
        isNegative: whole.isNegative || rest.isNegative, zeros: isFlat || !rest.isPositive ? 1 : 0,
        unexplained: rest.isPositive || isAllFlat ? 0 : 1),
      value: point.value, gradientNorm: point.gradientNorm, gradientTolerance: gradientTolerance,
      dimension: dimension, inertia: nil, smallestEigenvalue: whole.low, largestEigenvalue: whole.high,
      eigenvalueError: whole.error, eigenvalueTolerance: whole.tolerance,
      smallestPositiveEigenvalue: rest.isPositive ? rest.low : nil, explanations: explanations, unexplainedZeros: 0,
      method: .lanczos(steps: whole.steps))
  }

  /// What is left to say where the Hessian has no eigenvalues.
  private func unknown(_ point: MinimizationPoint, _ gradientTolerance: Double) -> MinimumCertificate {
    MinimumCertificate(
      verdict: verdict(
        isStationary: point.gradientNorm <= gradientTolerance, isKnown: false, isNegative: false, zeros: 0,
        unexplained: 0),
      value: point.value, gradientNorm: point.gradientNorm, gradientTolerance: gradientTolerance,
      dimension: dimension, inertia: nil, smallestEigenvalue: .nan, largestEigenvalue: .nan, eigenvalueError: 0,
      eigenvalueTolerance: 0, smallestPositiveEigenvalue: nil, explanations: [], unexplainedZeros: 0, method: .dense)
  }

  private func verdict(
    isStationary: Bool, isKnown: Bool, isNegative: Bool, zeros: Int, unexplained: Int
  ) -> MinimumCertificate.Verdict {
    guard isStationary else { return .notStationary }
    if isNegative { return .saddle }
    guard isKnown else { return .unknown }
    if zeros == 0 { return .minimum }
    return unexplained == 0 ? .flatMinimum : .flat
  }
}

/// Up to which magnitude an eigenvalue counts as zero.
private struct EigenvalueTolerance {
  /// As a part of the largest magnitude of an eigenvalue.
  let relative: Double
  /// Whatever the largest one is.
  let absolute: Double

  func callAsFunction(largest: Double) -> Double { max(relative * largest, absolute) }
}

/// The ends of a Hessian's spectrum and what counts as zero there.
private struct SpectrumEnds {
  let low: Double
  let high: Double
  let error: Double
  let tolerance: Double
  let steps: Int

  init(_ lanczos: Lanczos?, _ tolerance: EigenvalueTolerance) {
    (low, high) = (lanczos?.smallest.value ?? .nan, lanczos?.largest.value ?? .nan)
    // A Ritz value is known no better than its residual.
    error = max(lanczos?.smallest.residual ?? 0, lanczos?.largest.residual ?? 0)
    self.tolerance = max(tolerance(largest: max(low.magnitude, high.magnitude)), lanczos?.smallest.residual ?? 0)
    steps = lanczos?.steps ?? 0
  }

  var isPositive: Bool { low > tolerance }
  var isNegative: Bool { low < -tolerance }
  var isFinite: Bool { low.isFinite && high.isFinite }
  var touchesZero: Bool { isFinite && !isPositive && !isNegative }
}
