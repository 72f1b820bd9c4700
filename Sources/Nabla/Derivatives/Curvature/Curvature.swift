/// Which second derivatives of the error in the parameters.
public enum Curvature: String, Sendable, Hashable, CaseIterable {
  /// ∂²E/∂w∂wᵀ, exactly.
  case hessian
  /// The generalised Gauss–Newton matrix Σ Jᵀ(∂²E/∂a∂aᵀ)J, with J = ∂a/∂w of the output layer's pre-activations: positive
  /// semidefinite for canonical pairs, and equal to the Hessian where the network is linear in its parameters. With an
  /// ``ErrorFunction``, semidefinite where that is convex in a.
  case gaussNewton = "gauss-newton"
  /// The Fisher information Σ Jᵀ J_hᵀ F J_h J in the mean over targets drawn from the model; equal to `gaussNewton` for
  /// canonical pairs with targets that sum to 1.
  ///
  /// An ``ErrorFunction`` says nothing of how targets are drawn, so there is no mean to take: F is its ∂²E/∂y∂yᵀ at the
  /// targets given. That is the Fisher information where the error is the negative logarithm of a density and F does not
  /// depend on the targets; else it is the Gauss–Newton matrix with J = ∂y/∂w of the outputs, semidefinite where the error
  /// is convex in y.
  case fisher
  /// The empirical Fisher information Σᵢ wᵢ gᵢgᵢᵀ, with gᵢ the gradient of example i's error without its weight. With an
  /// ``ErrorFunction`` it has that name where the error is a negative log-likelihood; the matrix is there for any.
  case empiricalFisher = "empirical-fisher"

  func kind<S: RealScalar>(_: S.Type) -> CurvatureBlocks<S>.Kind {
    switch self {
    case .hessian: .hessian
    case .gaussNewton: .gaussNewton(.exact)
    case .fisher: .gaussNewton(.expected)
    case .empiricalFisher: .empiricalFisher
    }
  }
}
