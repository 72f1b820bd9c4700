/// What the derivatives of the log evidence in ln α and ln β are made of.
///
/// With A = H + Σ α_g I_g, H = Σ_k β_k H_k and V = A⁻¹, for the precision θ of a part P of A (α_g I_g or β_k H_k) at a fixed ŵ:
///
///     ∂ ln p/∂ ln θ = ½ count − (what the part adds to S) − ½ tr(V P)
///
/// and γ_g = W_g − α_g tr(V I_g), γ⁽ᵏ⁾ = β_k tr(V H_k).
struct EvidenceTerms {
  /// γ_g.
  var groupGammas: [Double]
  /// γ⁽ᵏ⁾, one for each β.
  var noiseGammas: [Double]
  /// ‖w_g‖².
  let squares: [Double]
  /// E_k, one for each β.
  let errors: [Double]
  /// N, the targets that were observed of each output, or those of all outputs where there is one β.
  let observations: [Double]
  /// W_g.
  let counts: [Double]
  let hyperparameters: Hyperparameters

  /// - Parameter inverse: A⁻¹ where it is at hand.
  init(_ posterior: Posterior, inverse: ColumnMatrix?) {
    let (groups, factor, betas) = (posterior.groups, posterior.laplace.factor, posterior.hyperparameters.betas)
    hyperparameters = posterior.hyperparameters
    errors = posterior.errors
    var (squares, counts) = ([Double](repeating: 0, count: groups.count), [Double](repeating: 0, count: groups.count))
    var gammas = squares
    let diagonal = inverse.map { v in (0..<v.rows).map { v[$0, $0] } } ?? factor.inverseDiagonal()
    let presence = factor.presence()
    var all = presence.reduce(0, +)
    for (i, position) in posterior.positions.enumerated() {
      guard let g = groups.membership[position] else { continue }
      let w = posterior.network.parameters[position]
      squares[g] += w * w
      counts[g] += 1
      gammas[g] += presence[i] - posterior.hyperparameters.alphas[g] * diagonal[i]
      all -= posterior.hyperparameters.alphas[g] * diagonal[i]
    }
    (self.squares, self.counts, groupGammas) = (squares, counts, gammas)
    observations = posterior.data.observations(of: posterior.network.architecture.outputs, perOutput: betas.count > 1)
    switch betas.count {
    case 0: noiseGammas = []
    // tr(V H) of all of H is what the penalties leave of the rank.
    case 1: noiseGammas = [all]
    default: noiseGammas = betas.indices.map { betas[$0] * posterior.trace(withOutput: $0, inverse: inverse) }
    }
  }

  /// ∂ ln p/∂ ln θ at a fixed ŵ.
  var gradient: [Double] {
    let priors = groupGammas.indices.map { (groupGammas[$0] - hyperparameters.alphas[$0] * squares[$0]) / 2 }
    let noises = noiseGammas.indices.map {
      (observations[$0] - noiseGammas[$0]) / 2 - hyperparameters.betas[$0] * errors[$0]
    }
    return priors + noises
  }

  /// MacKay's fixed point: α_g = γ_g/‖w_g‖², β_k = (N − γ⁽ᵏ⁾)/(2E_k); each at most `most` times larger or smaller than now.
  func fixedPoint(most: Double) -> Hyperparameters {
    func next(_ now: Double, _ numerator: Double, _ denominator: Double) -> Double {
      // A group that nothing determines has γ = 0 up to rounding, and goes to the bound.
      let value = max(numerator, 0) / denominator
      return min(max(value.isNaN ? now * most : value, now / most), now * most)
    }
    let alphas = hyperparameters.alphas.indices.map {
      next(hyperparameters.alphas[$0], groupGammas[$0], squares[$0])
    }
    let betas = hyperparameters.betas.indices.map {
      next(hyperparameters.betas[$0], observations[$0] - noiseGammas[$0], 2 * errors[$0])
    }
    return Hyperparameters(alphas: alphas, betas: betas)
  }
}

extension Posterior {
  /// γ_g = W_g − α_g tr(A⁻¹)_g, the number of parameters of each group that the data determine and not the prior.
  ///
  /// - Complexity: 2|w|³/3 flops.
  public func wellDeterminedParameters() -> [Double] {
    EvidenceTerms(self, inverse: nil).groupGammas
  }

  /// tr(A⁻¹H_k), H_k being the part of output k without β_k.
  ///
  /// - Precondition: the form is not of low rank.
  func trace(withOutput k: Int, inverse: ColumnMatrix?) -> Double {
    var scales = [Double](repeating: 0, count: network.architecture.outputs)
    scales[k] = 1
    let error = ScaledError(
      network, on: data, scales: scales, frozen: network.architecture.parameterPositions(outside: positions))
    switch form {
    case .diagonal:
      return zip(laplace.factor.inverseDiagonal(), error.diagonal(at: laplace.mode, .hessian)).reduce(0) {
        $0 + $1.0 * $1.1
      }
    case .hessian, .lastLayer, .gaussNewton:
      let matrix = error.curvature(at: laplace.mode, form == .gaussNewton ? .gaussNewton : .hessian)
      return DenseVector.dot((inverse ?? laplace.factor.inverse()).elements, matrix.elements)
    case .lowRank:
      preconditionFailure("a posterior of low rank has one noise for all outputs")
    }
  }

  /// What stands for A, at other variables.
  func traceOfInverse(_ inverse: ColumnMatrix, atShift shift: [Double], times step: Double) -> Double {
    let (objective, x) = (objective, DenseVector.sum(laplace.mode, step, shift))
    switch form {
    case .hessian, .lastLayer: return DenseVector.dot(inverse.elements, objective.matrix(at: x, .hessian).elements)
    case .gaussNewton: return DenseVector.dot(inverse.elements, objective.matrix(at: x, .gaussNewton).elements)
    case .diagonal:
      let diagonal = objective.error.diagonal(at: x, .hessian)
      return diagonal.indices.reduce(0) { $0 + inverse[$1, $1] * objective.factor * diagonal[$1] }
    case .lowRank: return 0
    }
  }
}
