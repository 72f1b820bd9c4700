/// Why a network cannot be solved exactly: it is not linear in its parameters, its data cannot be used, or there is no
/// solution.
public enum SolverError: Error, Sendable, Hashable, CustomStringConvertible {
  /// A layer makes the network non-linear in its parameters.
  case notLinear(layer: String, reason: String)
  /// Nothing minimizes the error of this likelihood exactly.
  case noSolver(likelihood: String)
  /// No layer of that name can be held.
  case unknownLayer(String)
  /// There is no example, or none with a positive weight.
  case noExamples
  /// A number is NaN or infinite, or a weight negative; `part` is `inputs`, `features`, `targets` or `weights`, the row and
  /// column count from 0.
  case unusableNumber(part: String, row: Int, column: Int, value: String)
  /// Targets that the likelihood does not allow; row and column count from 0.
  case unusableTarget(row: Int, column: Int, expected: String, found: String)
  /// The outcomes can be told apart by a linear function of the features: the likelihood rises without end along
  /// `direction`, and no maximum exists. A ridge makes one.
  case separable(Separation)
  /// Some examples' counts are all 0, and the features tell them from the others: the error falls for ever along `direction`,
  /// as their means go to 0. A ridge makes a minimum.
  case unbounded(Separation)
  /// The dispersion of a likelihood cannot be estimated.
  case noDispersion(reason: String)
  /// There are too few examples, or too few of a class, to leave some out.
  case notCrossValidated(reason: String)
  /// The singular values of the design could not be computed: its numbers are out of the range of `Double`, or nearly.
  case noSingularValues
  /// A quantity is too large or too small for its squares to be numbers, in the units of the data.
  case outOfRange(quantity: String, magnitude: Double)
  /// An outcome or a class that a bias allows for has no example of positive weight, so the bias has no best value: a class,
  /// or 0 or 1 of the output where the likelihood is Bernoulli.
  case missingClass(class: Int, output: Int?)
  /// The iteration did not reach the minimum.
  case notConverged(iterations: Int, gradientNorm: Double)

  /// The direction in which the likelihood of separable data rises without end.
  public struct Separation: Sendable, Hashable {
    /// Whether every example is told apart; else some lie on the boundary.
    public let isComplete: Bool
    /// The iteration in which it was found.
    public let iteration: Int
    /// The direction in parameter order, its largest component ±1.
    public let direction: [Double]
    /// The names of the features that weigh most in it, at most three.
    public let features: [String]
    /// Whether there is a bias, which no ridge holds.
    let hasBias: Bool
  }

  /// All of it in one sentence.
  public var description: String {
    switch self {
    case .notLinear(let layer, let reason):
      "layer '\(layer.visible)' \(reason), so the network is not linear in its parameters"
    case .noSolver(let likelihood):
      "there is no exact solution for a '\(likelihood.visible)' likelihood; train the network, or minimize its error"
    case .unknownLayer(let name): "there is no hidden layer '\(name.visible)' to hold"
    case .noExamples: "there are no examples with a positive weight"
    case .unusableNumber(let part, let row, let column, let value):
      "\(part), row \(row), column \(column) (counted from 0): "
        + "expected a \(part == "weights" ? "finite number from 0" : "finite number"), found \(value)"
    case .unusableTarget(let row, let column, let expected, let found):
      "targets, row \(row), column \(column) (counted from 0): expected \(expected), found \(found)"
    case .separable(let separation):
      "the outcomes are \(separation.isComplete ? "completely" : "quasi-completely") separated by "
        + separation.features.map(\.visible).joined(separator: ", ")
        + ": the likelihood has no maximum (found in iteration \(separation.iteration)); use a ridge"
    case .unbounded(let separation) where separation.isComplete:
      "all counts are 0: their means go to 0 and the likelihood has no maximum (found in iteration "
        + "\(separation.iteration))\(separation.hasBias ? ", and no ridge holds a bias" : "; use a ridge")"
    case .unbounded(let separation):
      "counts are all 0 where "
        + separation.features.map(\.visible).joined(separator: ", ")
        + " tell them from the others: their means go to 0 and the likelihood has no maximum (found in iteration "
        + "\(separation.iteration)); use a ridge, or leave them out"
    case .noDispersion(let reason): "the dispersion cannot be estimated: \(reason)"
    case .notCrossValidated(let reason): "a ridge cannot be found by cross-validation: \(reason)"
    case .noSingularValues:
      "the singular values of the design could not be computed: its numbers are too large or too small"
    case .outOfRange(let quantity, let magnitude):
      "\(quantity) of a magnitude near \(magnitude) cannot be computed with, as squares would be out of range: "
        + "give the data in units that bring it between 1e-150 and 1e150"
    case .missingClass(let value, let output):
      (output.map { "output \($0): outcome \(value)" } ?? "class \(value)")
        + " has no example with a positive weight, so its bias has no best value, with or without a ridge: "
        + "leave it out, or give it examples"
    case .notConverged(let iterations, let gradientNorm):
      "no minimum after \(iterations) iterations: the largest derivative is \(gradientNorm)"
    }
  }
}
