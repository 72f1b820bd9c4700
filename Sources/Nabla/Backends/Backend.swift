/// How the passes of a network are computed: a handful of operations on whole tiles of a batch.
///
/// A tile is feature-major: a matrix of units × examples. Operations are dispatched per layer and tile, never per
/// element. `ReferenceBackend` is their executable specification; what derives from others stands in extensions.
protocol Backend: Sendable {
  /// c ← a b, or c ← c + a b where `accumulate`. Without `accumulate`, c is not read.
  static func multiply<S: RealScalar>(
    _ a: MatrixView<S>, _ b: MatrixView<S>, into c: MatrixView<S>, accumulate: Bool)

  /// z ← h(z + b 1ᵀ), in place; d ← h′ and dd ← h″ at the same places where they are given. Not for softmax.
  static func activate<S: RealScalar>(
    _ h: Activation, _ z: MatrixView<S>, bias: UnsafePointer<S>?, first d: MatrixView<S>?, second dd: MatrixView<S>?)

  /// s ← s ⊙ h′, with h′ from `first`, or from z = h(a) where `first` is nil and h′ follows from the output.
  static func backward<S: RealScalar>(
    _ h: Activation, output z: MatrixView<S>, first d: MatrixView<S>?, signal s: MatrixView<S>)

  /// sums ← Σ_examples x, one number a row, or sums ← sums + … where `accumulate`.
  static func rowSums<S: RealScalar>(
    _ x: MatrixView<S>, into sums: UnsafeMutablePointer<S>, accumulate: Bool)

  /// Each column of z becomes its softmax.
  static func softmax<S: RealScalar>(_ z: MatrixView<S>)

  /// The error Σ_examples E of a canonical likelihood from the pre-activations a, and δ ← y − t (times the weights) where
  /// `delta` is given; it may be a itself.
  static func canonicalLoss<S: RealScalar>(
    _ family: Likelihood.Family, _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double

  /// out ← x ⊙ f in every block: x and out are units × (blocks · examples), f is units × examples. out may be x.
  static func scale<S: RealScalar>(_ x: MatrixView<S>, by f: MatrixView<S>, into out: MatrixView<S>)

  /// s ← s ⊙ f + x ⊙ g in every block: s and x are units × (blocks · examples), f and g units × examples.
  static func scaleAndAdd<S: RealScalar>(
    _ s: MatrixView<S>, by f: MatrixView<S>, adding x: MatrixView<S>, times g: MatrixView<S>)

  /// The summands of a block of the Hessian: row (l, k) of m, counted k fastest, becomes b_l ⊙ z_k, plus δ_l ⊙ g_k where
  /// `second` is given.
  static func outerTerms<S: RealScalar>(
    _ b: MatrixView<S>, _ z: MatrixView<S>, second: (delta: MatrixView<S>, g: MatrixView<S>)?,
    into m: MatrixView<S>)

  /// result ← transpose of x.
  static func transpose<S: RealScalar>(_ x: MatrixView<S>, into result: MatrixView<S>)
}

/// The targets of a tile, feature-major, and the weights of its examples.
struct TargetTile<Scalar: RealScalar> {
  enum Values {
    /// K × examples.
    case values(MatrixView<Scalar>)
    /// The class of each example.
    case classes(UnsafePointer<Int32>)
  }

  let values: Values
  /// One a column, or nil where all are 1.
  let weights: UnsafePointer<Scalar>?

  /// t_k of example i.
  func value(_ k: Int, _ i: Int) -> Scalar {
    switch values {
    case .values(let t): t[k, i]
    case .classes(let classes): Int(classes[i]) == k ? 1 : 0
    }
  }

  /// The weight of example i.
  func weight(_ i: Int) -> Scalar { weights.map { $0[i] } ?? 1 }
}
