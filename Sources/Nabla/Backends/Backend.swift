/// How the passes of a network are computed: a handful of operations on whole tiles of a batch.
///
/// A tile is feature-major: a matrix of units × examples. Operations are dispatched per layer and tile, never per
/// element. `ReferenceBackend` is their executable specification; what derives from others stands in extensions.
protocol Backend: Sendable {
  /// c ← a b, or c ← c + a b where `accumulate`. Without `accumulate`, c is not read.
  ///
  /// - Parameter route: Where a `ProductPlan` sends the product; nil where `ProductRule` is to say it. Only the automatic
  ///   backend goes by it.
  func multiply<S: RealScalar>(
    _ a: MatrixView<S>, _ b: MatrixView<S>, into c: MatrixView<S>, accumulate: Bool, by route: ProductRoute?)

  /// z ← h(z + b 1ᵀ), in place; d ← h′ and dd ← h″ at the same places where they are given. Not for softmax.
  func activate<S: RealScalar>(
    _ h: Activation, _ z: MatrixView<S>, bias: UnsafePointer<S>?, first d: MatrixView<S>?, second dd: MatrixView<S>?)

  /// s ← s ⊙ h′, with h′ from `first`, or from z = h(a) where `first` is nil and h′ follows from the output.
  func backward<S: RealScalar>(
    _ h: Activation, output z: MatrixView<S>, first d: MatrixView<S>?, signal s: MatrixView<S>)

  /// sums ← Σ_examples x, one number a row, or sums ← sums + … where `accumulate`.
  func rowSums<S: RealScalar>(
    _ x: MatrixView<S>, into sums: UnsafeMutablePointer<S>, accumulate: Bool)

  /// Each column of z becomes its softmax.
  func softmax<S: RealScalar>(_ z: MatrixView<S>)

  /// The error Σ_examples E of a canonical likelihood from the pre-activations a, and δ ← y − t (times the weights) where
  /// `delta` is given; it may be a itself.
  func canonicalLoss<S: RealScalar>(
    _ likelihood: any LikelihoodKind, _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double

  /// result ← (∂²E/∂a∂aᵀ) x in every block, or its mean over targets drawn from the model, times the weights of the examples, of a
  /// likelihood whose link is not canonical, from the pre-activations a. result is not x.
  func multiplyCurvature<S: RealScalar>(
    _ likelihood: any LikelihoodKind, _ a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind,
    _ x: MatrixView<S>, into result: MatrixView<S>)

  /// out ← x ⊙ f in every block: x and out are units × (blocks · examples), f is units × examples. out may be x.
  func scale<S: RealScalar>(_ x: MatrixView<S>, by f: MatrixView<S>, into out: MatrixView<S>)

  /// s ← s ⊙ f + x ⊙ g in every block: s and x are units × (blocks · examples), f and g units × examples.
  func scaleAndAdd<S: RealScalar>(
    _ s: MatrixView<S>, by f: MatrixView<S>, adding x: MatrixView<S>, times g: MatrixView<S>)

  /// All products of a row of x and a row of z: row (l, k) of m, counted k fastest, becomes x_l ⊙ z_k.
  func rowProducts<S: RealScalar>(_ x: MatrixView<S>, _ z: MatrixView<S>, into m: MatrixView<S>)

  /// y ← x, or y ← y + x where `accumulate`.
  func add<S: RealScalar>(_ x: MatrixView<S>, to y: MatrixView<S>, accumulate: Bool)

  /// out ← y ⊙ (x − 1 (yᵀx)) column by column, in every block: the Jacobian of the softmax at y, units × examples, times x,
  /// units × (blocks · examples). Times Σ_k t_k where `totals` t is given, and times the weights of the examples. out may
  /// be x.
  func softmaxJacobian<S: RealScalar>(
    _ y: MatrixView<S>, _ x: MatrixView<S>, totals t: MatrixView<S>?, weights: UnsafePointer<S>?,
    into out: MatrixView<S>)

  /// x ← x diag(f) in every block of `count` columns.
  func scaleColumns<S: RealScalar>(_ x: MatrixView<S>, by f: UnsafePointer<S>, count: Int)

  /// sums_n ← sums_n + Σ_j x_jn².
  func addColumnSquares<S: RealScalar>(_ x: MatrixView<S>, to sums: UnsafeMutablePointer<S>)

  /// The outer products δ zᵀ of every example: example n's, row by row, begins at `result + n · stride`. δ is units ×
  /// examples, z is examples × inputs.
  func outerProducts<S: RealScalar>(
    _ delta: MatrixView<S>, _ z: MatrixView<S>, into result: UnsafeMutablePointer<S>, stride: Int)

  /// Row block k of `planes` ← h⁽ᵏ⁾(a) for k = 0 … order, at least 2; `planes` is (order + 1) · units × examples. Not for
  /// softmax.
  func differentiate<S: RealScalar>(_ h: Activation, _ a: MatrixView<S>, order: Int, into planes: MatrixView<S>)

  /// The results of a program from its operands.
  func run<S: RealScalar>(_ program: StreamProgram, on operands: StreamOperands<S>)

  /// Σ_s of the outer products δ_s z_sᵀ of every example: example n's, row by row, begins at `result + n · stride`. δ and z
  /// are units × (S · examples).
  func outerProducts<S: RealScalar>(
    ofStreams count: Int, _ delta: MatrixView<S>, _ z: MatrixView<S>, into result: UnsafeMutablePointer<S>, stride: Int)

  /// result ← transpose of x.
  func transpose<S: RealScalar>(_ x: MatrixView<S>, into result: MatrixView<S>)
}

extension Backend {
  /// c ← a b, or c ← c + a b, by the rule for its shape.
  func multiply<S: RealScalar>(_ a: MatrixView<S>, _ b: MatrixView<S>, into c: MatrixView<S>, accumulate: Bool) {
    multiply(a, b, into: c, accumulate: accumulate, by: nil)
  }
}
