/// The gradient of ln p(t | θ) in θ = (ln α, ln β), and the second derivatives that Newton's method takes.
///
/// ŵ depends on θ by dŵ/dθ = −A⁻¹ ∂²S/∂w∂θ. As S is stationary there, this matters for ln det A only:
///
///     d ln p/dθ = ∂ ln p/∂θ at a fixed ŵ − ½ tr(A⁻¹ ∂A/∂ŵ · dŵ/dθ)
///
/// The last term has third derivatives of the error: they are extrapolated differences of the exact Hessian along dŵ/dθ, good to
/// some ten digits, and exactly 0 where the Hessian is constant. The second derivatives are exact for models with a constant
/// Hessian, such as linear ones; for others those of A in ŵ are left out of them, which costs steps and no accuracy.
struct EvidenceDerivatives {
  let terms: EvidenceTerms
  let gradient: [Double]
  /// ∂²/∂θ∂θᵀ, rows of the symmetric matrix.
  let hessian: [[Double]]
  /// dŵ/dθ for each θ.
  let shifts: [[Double]]

  init(_ posterior: Posterior) {
    let curvature = EvidenceCurvature(posterior)
    (terms, shifts, hessian) = (curvature.terms, curvature.shifts, curvature.hessian)
    let isConstant = posterior.network.architecture.isLeastSquaresLinear
    var gradient = terms.gradient
    if let inverse = curvature.inverse, !isConstant {
      for (index, shift) in shifts.enumerated() {
        gradient[index] -= posterior.traceDerivative(inverse, along: shift) / 2
      }
    }
    self.gradient = gradient
  }
}

/// The second derivatives of ln p(t | θ) that Newton's method takes, and what they are made of.
struct EvidenceCurvature {
  let terms: EvidenceTerms
  /// A⁻¹; nil for a form of low rank.
  let inverse: ColumnMatrix?
  /// ∂²/∂θ∂θᵀ, rows of the symmetric matrix.
  let hessian: [[Double]]
  /// dŵ/dθ for each θ.
  let shifts: [[Double]]

  init(_ posterior: Posterior) {
    switch posterior.form {
    case .hessian, .lastLayer, .gaussNewton, .diagonal: inverse = posterior.laplace.factor.inverse()
    case .lowRank: inverse = nil
    }
    terms = EvidenceTerms(posterior, inverse: inverse)
    let parts = PrecisionParts(posterior)
    // For forms other than the Hessian ŵ moves by the exact Hessian all the same.
    let exact = parts.exactFactor
    shifts = parts.gradients.map { exact.solve(DenseVector.negative($0)) }
    hessian = Self.secondDerivatives(parts, terms, shifts, inverse)
  }

  /// ∂²/∂θ_a∂θ_b: −δ_ab (s_a + ½ tr V P_a) + ½ tr(V P_a V P_b) − g_aᵀ dŵ/dθ_b, s_a being what the part P_a adds to S, and g_a
  /// its gradient.
  private static func secondDerivatives(
    _ parts: PrecisionParts, _ terms: EvidenceTerms, _ shifts: [[Double]], _ inverse: ColumnMatrix?
  ) -> [[Double]] {
    let count = parts.gradients.count
    // V P_a for the parts; without A⁻¹ the diagonal below is what remains.
    let products = inverse.map { v in parts.matrices.map { $0.times(v) } } ?? []
    let (alphas, betas) = (terms.hyperparameters.alphas, terms.hyperparameters.betas)
    return (0..<count).map { a in
      (0..<count).map { b in
        var value = -DenseVector.dot(parts.gradients[a], shifts[b])
        if !products.isEmpty {
          value += DenseVector.dot(products[a].elements, products[b].transposed.elements) / 2
        }
        if a == b {
          value -=
            a < alphas.count
            ? (alphas[a] * terms.squares[a] + terms.counts[a] - terms.groupGammas[a]) / 2
            : betas[a - alphas.count] * terms.errors[a - alphas.count] + terms.noiseGammas[a - alphas.count] / 2
        }
        return value
      }
    }
  }
}

/// The parts of A and of the gradient of S that each precision multiplies.
private struct PrecisionParts {
  /// α_g w_g, and β_k ∇E_k.
  let gradients: [[Double]]
  /// α_g I_g, and β_k H_k.
  let matrices: [PrecisionPart]
  let exactFactor: CurvatureFactor

  init(_ posterior: Posterior) {
    let (positions, groups, theta) = (posterior.positions, posterior.groups, posterior.hyperparameters)
    let x = posterior.laplace.mode
    let members = (0..<groups.count).map { g in positions.indices.filter { groups.membership[positions[$0]] == g } }
    var gradients: [[Double]] = members.enumerated().map { g, indices in
      var gradient = [Double](repeating: 0, count: x.count)
      for i in indices { gradient[i] = theta.alphas[g] * x[i] }
      return gradient
    }
    var matrices: [PrecisionPart] = members.enumerated().map { .diagonal($1, theta.alphas[$0]) }
    let isDense: Bool
    switch posterior.form {
    case .hessian, .lastLayer, .gaussNewton, .diagonal: isDense = true
    case .lowRank: isDense = false
    }
    let curvature: Curvature = posterior.form == .gaussNewton ? .gaussNewton : .hessian
    let frozen = posterior.network.architecture.parameterPositions(outside: positions)
    for (k, beta) in theta.betas.enumerated() {
      var scales: [Double]?
      if theta.betas.count > 1 { scales = theta.betas.indices.map { $0 == k ? 1 : 0 } }
      let error = ScaledError(posterior.network, on: posterior.data, scales: scales, frozen: frozen)
      var gradient = [Double](repeating: 0, count: x.count)
      _ = error.valueWithGradient(at: x, into: &gradient)
      gradients.append(gradient.map { beta * $0 })
      guard isDense else { continue }
      if posterior.form == .diagonal {
        matrices.append(.dense(ColumnMatrix(diagonal: error.diagonal(at: x, .hessian).map { beta * $0 })))
      } else {
        matrices.append(.dense(error.curvature(at: x, curvature).rowsScaled { _ in beta }))
      }
    }
    self.gradients = gradients
    self.matrices = matrices
    switch posterior.form {
    case .hessian, .lastLayer, .lowRank: exactFactor = posterior.laplace.factor
    case .gaussNewton, .diagonal:
      exactFactor =
        CurvatureFactor(
          positivePartOf: posterior.objective.matrix(at: x, .hessian), threads: posterior.network.execution.threads)
        ?? posterior.laplace.factor
    }
  }
}

/// One precision's part of A.
private enum PrecisionPart {
  /// α on these places of the diagonal.
  case diagonal([Int], Double)
  case dense(ColumnMatrix)

  /// The part times V.
  func times(_ v: ColumnMatrix) -> ColumnMatrix {
    switch self {
    case .dense(let matrix): return matrix.times(v)
    case .diagonal(let places, let alpha):
      var factors = [Double](repeating: 0, count: v.rows)
      for place in places { factors[place] = alpha }
      return v.rowsScaled { factors[$0] }
    }
  }
}

extension Posterior {
  /// d tr(A⁻¹ A(ŵ + εv))/dε by two central differences, extrapolated.
  fileprivate func traceDerivative(_ inverse: ColumnMatrix, along v: [Double]) -> Double {
    let length = DenseVector.norm(v)
    guard length > 0 else { return 0 }
    let step = 2e-3 * (1 + DenseVector.norm(laplace.mode)) / (Double(v.count).squareRoot() * length)
    return extrapolatedDifference(step: step) { traceOfInverse(inverse, atShift: v, times: $0) }
  }
}

/// df/dε at 0 by two central differences, extrapolated: the error is of the order h⁴. NaN where f is.
func extrapolatedDifference(step: Double, of f: (Double) -> Double) -> Double {
  func difference(_ h: Double) -> Double { (f(h) - f(-h)) / (2 * h) }
  return (4 * difference(step / 2) - difference(step)) / 3
}

extension Architecture {
  /// Whether E is a sum of squares of residuals that are linear in the parameters, so that its Hessian is constant.
  var isLeastSquaresLinear: Bool {
    layers.count == 1 && likelihood.isLeastSquares && outputLayer.activation == .identity
  }
}
