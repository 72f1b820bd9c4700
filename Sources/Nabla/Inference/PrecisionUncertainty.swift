/// How unsure precisions are that were estimated from the data, and how unsure that makes the weights.
///
/// Around their estimate θ = (ln α, ln β) are near the normal distribution with the covariance
///
///     Σ = (−∂² ln p(t | θ)/∂θ∂θᵀ)⁻¹,
///
/// and ŵ follows them by D = ∂ŵ/∂θ = −A⁻¹ ∂²S/∂w∂θ. To first order the weights have the covariance A⁻¹ + D Σ Dᵀ. The second
/// derivatives are those that Newton's method takes: exact where the error's Hessian is constant, else without the derivatives of
/// A in ŵ. A direction in which they are not negative says nothing about how unsure θ is, and is left out of Σ.
///
/// 1/β is near an inverse gamma distribution, of which ln has the variance 2/ν for many degrees of freedom ν. Where the data
/// determine the weights, A⁻¹ is in proportion to 1/β as well, so outputs and new targets have Student's t distribution with ν
/// degrees of freedom. For a linear model without a prior this is the exact posterior, and ν = N − W.
///
/// Source: R. E. Kass and D. Steffey, "Approximate Bayesian inference in conditionally independent hierarchical models", Journal of
/// the American Statistical Association 84, 1989.
public struct PrecisionUncertainty: Sendable {
  /// Σ, the covariance of ln α of each group and ln β of each noise, in this order.
  public let covariance: Matrix<Double>
  /// D, a row for each variable and a column for each precision.
  public let slopes: Matrix<Double>
  /// ν of each β; infinite where Σ leaves it out.
  public let degreesOfFreedom: [Double]
  /// A matrix G with D Σ Dᵀ = GGᵀ.
  let root: ColumnMatrix

  /// The uncertainty of a posterior's precisions; nil for a form of low rank, which lacks the second derivatives, and where they
  /// are not finite.
  ///
  /// - Complexity: a Hessian for each β, and some n³ flops for each precision.
  init?(_ posterior: Posterior) {
    if case .lowRank = posterior.form { return nil }
    let curvature = EvidenceCurvature(posterior)
    let (n, count) = (posterior.positions.count, curvature.shifts.count)
    guard count > 0 else { return nil }
    let negative = ColumnMatrix(rows: count, columns: count, elements: curvature.hessian.flatMap { $0.map { -$0 } })
    guard negative.isFinite, let eigen = SymmetricEigenvalues(negative, vectors: true), let vectors = eigen.vectors
    else {
      return nil
    }
    let least = Double(count) * 0x1p-52 * eigen.largestMagnitude
    let kept = eigen.values.indices.filter { eigen.values[$0] > least }
    var half = ColumnMatrix(rows: count, columns: kept.count)
    for (j, place) in kept.enumerated() {
      let scale = 1 / eigen.values[place].squareRoot()
      for i in 0..<count { half[i, j] = scale * vectors[i, place] }
    }
    let slopes = ColumnMatrix(rows: n, columns: count, elements: curvature.shifts.flatMap { $0 })
    guard slopes.isFinite else { return nil }
    let sigma = half.transposed.gram()
    covariance = Matrix(rows: count, columns: count, elements: sigma.elements)
    self.slopes = Matrix(rows: n, columns: count, elements: slopes.transposed.elements)
    root = slopes.times(half)
    degreesOfFreedom = (posterior.groups.count..<count).map { sigma[$0, $0] > 0 ? 2 / sigma[$0, $0] : .infinity }
  }
}

extension Posterior {
  /// The covariance of the variables, n × n: A⁻¹, and with `precisionUncertainty` A⁻¹ + D Σ Dᵀ.
  ///
  /// - Complexity: 2n³/3 flops.
  public func covariance() -> Matrix<Double> {
    var covariance = laplace.covariance()
    guard let added = precisionUncertainty?.root.transposed.gram() else { return covariance }
    covariance.withUnsafeMutableElements { elements in
      for i in elements.indices { elements[i] += added.elements[i] }
    }
    return covariance
  }

  /// A matrix M with MᵀM = JᵀCJ, C being the covariance.
  func half(_ j: ColumnMatrix) -> ColumnMatrix {
    let own = laplace.factor.halfSolve(j)
    guard let root = precisionUncertainty?.root else { return own }
    return own.stacked(on: root.times(j, transposed: true))
  }

  /// ν of each β, or none where the precisions are taken as known.
  var degreesOfFreedom: [Double] { precisionUncertainty?.degreesOfFreedom ?? [] }
}

extension ColumnMatrix {
  /// The rows of this matrix, and those of another below.
  func stacked(on other: ColumnMatrix) -> ColumnMatrix {
    precondition(columns == other.columns, "\(columns) columns on \(other.columns)")
    var elements: [Double] = []
    elements.reserveCapacity((rows + other.rows) * columns)
    for j in 0..<columns {
      elements += self[column: j]
      elements += other[column: j]
    }
    return ColumnMatrix(rows: rows + other.rows, columns: columns, elements: elements)
  }
}
