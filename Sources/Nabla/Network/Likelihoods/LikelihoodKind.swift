/// A likelihood as everything that depends on it asks for it: passes, curvature, checks, solvers, files and the program.
///
/// A new likelihood is a type that conforms to this, in a file of this folder, and a case of `Likelihood.Family` with its lines
/// in `Likelihood.Family.kind` and `builtIn`. Methods that loop over elements have the attribute `@specialized`
/// for `Double` and `Float`: they are called once a tile, or once an example, and not compiled for each caller.
protocol LikelihoodKind: Sendable {
  /// The name in files and on the command line.
  var name: String { get }

  /// The name with what tells it from others of its family.
  var spelling: String { get }

  /// The numbers that tell it from others of its family. In files and on the command line they follow the name.
  var parameters: [Double] { get }

  /// What these numbers have to be; nil where there are none.
  var parameterForm: LikelihoodParameterForm? { get }

  /// The same family with other numbers, or nil where they are not what `parameterForm` says.
  func family(with parameters: [Double]) -> Likelihood.Family?

  /// The output activation by default, with which the error and its derivatives are computed from the pre-activations a;
  /// nil where there is none.
  var canonicalActivation: Activation? { get }

  /// Whether δ = ∂E/∂a is then y − t (y Σt − t for the softmax). So the curvature in a is that function's Jacobian.
  var hasCanonicalLink: Bool { get }

  /// The smallest number of outputs.
  var fewestOutputs: Int { get }

  /// How many outputs say something of one target. They lie side by side, those of the first target first.
  var outputsPerTarget: Int { get }

  /// The number of targets of an example that so many outputs say something of.
  func targets(outputs: Int) -> Int

  /// The names of the outputs of a target.
  func outputNames(of target: String) -> [String]

  /// Which of a target's outputs stands for it where one number is asked for.
  var centralOutput: Int { get }

  /// Whether output `number` of a target has the target's offset, which is known before.
  func takesOffset(_ number: Int) -> Bool

  /// Whether output `number` of a target is a parameter, and no function of inputs, where nothing else is said.
  func isConstant(_ number: Int) -> Bool

  /// What stands for a target where one number is asked for, of its outputs.
  func answer(_ y: [Double]) -> Double

  // MARK: Targets

  /// How classes become targets; nil where they cannot.
  var classCoding: ClassCoding? { get }

  /// Whether a table's numbers may be targets.
  var takesNumbers: Bool { get }

  /// Whether E is no sum over targets, so that an example that lacks one says nothing.
  var hasJointTargets: Bool { get }

  /// What a target has to be, in words, where `t` is not.
  func expectation(insteadOf t: Double) -> String?

  /// What the targets of one example have to be together, and what they are, where each is a target by itself.
  func expectation(insteadOf row: ArraySlice<Double>) -> (expected: String, found: String)?

  /// Targets as the likelihood might have drawn them, for checks.
  func randomTargets<S: RealScalar>(
    examples: Int, columns: Int, using generator: inout SeededGenerator
  ) -> Targets<S>

  /// How output `number` of a target changes, y′ = factor · y + shift, where the target becomes scale · t + mean; nil where
  /// the likelihood is not the same for such targets.
  func outputChange(_ number: Int, mean: Double, scale: Double) -> (factor: Double, shift: Double)?

  // MARK: Results

  /// What minimises E where it is convex in the parameters; nil where nothing does that is offered.
  var estimator: LinearEstimator? { get }

  /// Whether there is a variance σ² of targets around the outputs, which is kept apart from E.
  var hasVariance: Bool { get }

  /// Whether outputs are probabilities.
  var hasProbabilities: Bool { get }

  /// Whether E is −ln p but for terms without parameters: then its unit is the nat, and 1 is much. Other errors have the unit
  /// of the targets.
  var isInNats: Bool { get }

  /// −ln p less E of one target, a constant that makes e⁻ᴱ a density or probability of it; nil where e⁻ᴱ is none, and where a
  /// variance has its part in it.
  func normalization(_ t: Double) -> Double?

  /// By what a model is judged.
  ///
  /// - Parameter hasClassNames: Whether names for its outputs are known.
  func scores(outputs: Int, hasClassNames: Bool) -> LikelihoodScores

  /// The scores that belong to it, of outputs n × K for targets n × (K / `outputsPerTarget`).
  func measures(_ y: Matrix<Double>, _ t: Matrix<Double>) -> [LikelihoodMeasure]

  // MARK: The error at any output

  // Every output has its target: one that several outputs belong to is there for each of them.

  /// E(y, t) of one example. Terms with a factor of zero are left out, so that 0 ln 0 = 0.
  func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S

  /// Writes ∂E/∂y of one example into zeros.
  func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>)

  /// The number of scalars that `prepareCurvature` keeps of one example.
  func curvatureCount(outputs: Int) -> Int

  /// Writes what products with the curvature at (y, t) need into `curvatureCount` zeros.
  func prepareCurvature<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into prepared: inout MutableSpan<S>)

  /// result ← (∂²E/∂y∂yᵀ) x of one example, or its mean over targets drawn from the model. result is not x.
  func multiplyCurvature<S: RealScalar>(
    _ y: Span<S>, _ t: Span<S>, prepared: Span<S>, kind: OutputCurvatureKind, _ x: Span<S>,
    into result: inout MutableSpan<S>)

  // MARK: The error at pre-activations

  /// Σ E of a tile from the pre-activations a of the canonical output, without overflow, and δ (times the weights) where
  /// it is given; it may be a itself.
  func canonicalTerm<S: RealScalar>(
    _ a: MatrixView<S>, _ targets: TargetTile<S>, delta: MatrixView<S>?
  ) -> Double

  /// The same by a vector kernel for targets t, of a's shape and stride, none of which is missing; nil where there is none.
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, _ t: UnsafePointer<S>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double?

  /// The same for the classes of the examples.
  func canonicalTermByKernel<S: RealScalar>(
    _ a: MatrixView<S>, classes: UnsafePointer<Int32>, weights: UnsafePointer<S>?, delta: UnsafeMutablePointer<S>?
  ) -> Double?

  /// result ← (∂²E/∂a∂aᵀ) x in every block of the tile's columns, or its mean over targets drawn from the model, times the
  /// weights of the examples; from the pre-activations a of the canonical output. result is not x.
  ///
  /// Nobody asks for it where the link is canonical.
  func multiplyCurvature<S: RealScalar>(
    preActivations a: MatrixView<S>, _ targets: TargetTile<S>, kind: OutputCurvatureKind, _ x: MatrixView<S>,
    into result: MatrixView<S>)

  /// The same by a vector kernel, whatever it writes where targets are missing; false where there is none.
  func multiplyCurvatureByKernel<S: RealScalar>(_ tile: CurvatureTile<S>, kind: OutputCurvatureKind) -> Bool
}

/// What the numbers after a likelihood's name are.
struct LikelihoodParameterForm: Sendable {
  /// As a help spells them, such as `SHAPE`.
  let spelling: String
  /// What they have to be, in words that follow "expected".
  let expected: String
}
