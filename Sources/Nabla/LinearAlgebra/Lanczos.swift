/// The ends of a symmetric operator's spectrum by Lanczos's iteration with full reorthogonalisation.
///
/// Only products with vectors are needed. A Ritz value θ with the residual bound ρ means that an eigenvalue lies within ρ of θ;
/// the smallest Ritz value is never below the smallest eigenvalue, nor the largest above the largest.
///
/// - Complexity: `steps` products and 2 n steps² flops; n steps numbers.
///
/// Source: B. N. Parlett, The Symmetric Eigenvalue Problem, SIAM 1998, chapter 13.
struct Lanczos {
  /// A Ritz value, the bound on its distance to an eigenvalue, and its vector of length 1.
  struct Pair {
    var value: Double
    var residual: Double
    var vector: [Double]
  }

  let smallest: Pair
  let largest: Pair
  /// The products that were needed.
  let steps: Int

  /// Iterates until both ends are known to `relative` times the largest magnitude, or `mostSteps` products were made.
  ///
  /// The orthonormal vectors `excluded` span an invariant subspace; what is found is the spectrum on its complement.
  /// Returns nil where a product is not finite or there are no variables.
  init?(
    dimension n: Int, mostSteps: Int, excluding excluded: [[Double]] = [], relative: Double = 1e-10, seed: UInt64 = 1,
    product: (_ v: [Double]) -> [Double]
  ) {
    let mostSteps = min(mostSteps, n - excluded.count)
    guard mostSteps > 0 else { return nil }
    var generator = SeededGenerator(seed: seed)
    var v = (0..<n).map { _ in generator.normal() }
    DenseVector.removeParts(of: excluded, from: &v)
    DenseVector.scale(&v, by: 1 / DenseVector.norm(v))
    var basis: [[Double]] = []
    var alphas: [Double] = []
    var betas: [Double] = []
    var ends: (smallest: Pair, largest: Pair)?
    while basis.count < mostSteps {
      var next = product(v)
      basis.append(v)
      let alpha = DenseVector.dot(v, next)
      guard alpha.isFinite else { return nil }
      alphas.append(alpha)
      DenseVector.removeParts(of: excluded, from: &next)
      DenseVector.removeParts(of: basis, from: &next)
      let beta = DenseVector.norm(next)
      let isInvariant = beta <= 1e-14 * alphas.reduce(0) { max($0, $1.magnitude) }
      let isLast = isInvariant || basis.count == mostSteps
      if isLast || basis.count % 10 == 0 {
        ends = Self.ends(basis, alphas, betas, beta: isInvariant ? 0 : beta)
        if let (low, high) = ends {
          let scale = max(low.value.magnitude, high.value.magnitude)
          if max(low.residual, high.residual) <= relative * scale { break }
        }
      }
      if isLast { break }
      betas.append(beta)
      DenseVector.scale(&next, by: 1 / beta)
      v = next
    }
    guard let ends else { return nil }
    (smallest, largest) = ends
    steps = basis.count
  }

  /// The Ritz pairs at both ends of the tridiagonal matrix.
  private static func ends(
    _ basis: [[Double]], _ alphas: [Double], _ betas: [Double], beta: Double
  ) -> (smallest: Pair, largest: Pair)? {
    let k = alphas.count
    var tridiagonal = ColumnMatrix(diagonal: alphas)
    for (i, beta) in betas.prefix(k - 1).enumerated() {
      tridiagonal[i + 1, i] = beta
      tridiagonal[i, i + 1] = beta
    }
    guard let eigen = SymmetricEigenvalues(tridiagonal, vectors: true), let s = eigen.vectors else { return nil }
    func pair(_ j: Int) -> Pair {
      var vector = [Double](repeating: 0, count: basis[0].count)
      for i in 0..<k { DenseVector.add(s[i, j], basis[i], to: &vector) }
      return Pair(value: eigen.values[j], residual: (beta * s[k - 1, j]).magnitude, vector: vector)
    }
    return (pair(0), pair(k - 1))
  }
}
