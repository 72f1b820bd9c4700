import Nabla

/// The bounds that results are held to, each with its reason; u is half a unit in the last place of 1.
enum Tolerance {
  /// Derivatives against those of another implementation in double precision, relative to the largest of them: 1e-12, and
  /// in another precision the same number of roundings, 1e-12 / u₆₄ ≈ 9007 of them.
  ///
  /// An element sums at most some hundred products of factors that each carry a few roundings, and both sides round.
  static func derivative<S: RealScalar>(_: S.Type) -> Double {
    1e-12 * Double(S.ulpOfOne) / Double(Double.ulpOfOne)
  }

  /// The same sums in another order, by other kernels, relative to the sum of the terms' sizes: γ_k = k u / (1 − k u) for
  /// either side, with k the roundings on the longest way through the network and over the examples.
  ///
  /// Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 3.1.
  static func reordering<S: RealScalar>(_: S.Type, _ architecture: Architecture, examples: Int) -> Double {
    let unit = Double(S.ulpOfOne) / 2
    // Forward, backward and, for second derivatives, both once more; an elementwise function has at most 8 roundings.
    let layers = architecture.layers.reduce(0) { $0 + 2 * ($1.fanIn + $1.units) + 16 }
    let steps = unit * Double(2 * layers + examples + architecture.outputs + 64)
    return 2 * steps / (1 - steps)
  }

  /// Identities between derivatives of one implementation, such as Hv = H · v, relative to the sum of the terms' sizes.
  static func identity<S: RealScalar>(_: S.Type) -> Double { derivative(S.self) / 10 }

  /// Central differences of step ε = 1e-5 of exact derivatives in double precision, relative to the largest: the
  /// truncation ε²/6 · f‴/f′ and the rounding u/ε = 1e-11, where f‴/f′ is at most some hundred.
  static let centralDifference = 1e-7

  /// Closed forms of a handful of operations in double precision.
  static let closedForm = 32 * Double.ulpOfOne
}
