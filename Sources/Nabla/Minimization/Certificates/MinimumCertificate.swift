internal import Foundation

/// What is known about a point where a minimisation ended: is it a minimum, and if its Hessian has zeros, why.
public struct MinimumCertificate: Sendable, Hashable, Codable, CustomStringConvertible {
  /// What the point is.
  public enum Verdict: String, Sendable, Hashable, Codable {
    /// The gradient is zero within the tolerance and the Hessian positive definite.
    case minimum
    /// The gradient is zero and no eigenvalue is negative; every zero eigenvalue is explained by a direction along which the
    /// function is known not to change.
    case flatMinimum
    /// The gradient is zero and no eigenvalue is negative, but zero eigenvalues remain unexplained.
    case flat
    /// The gradient is zero, but the function falls along directions of negative curvature.
    case saddle
    /// The gradient is zero within the tolerance and no eigenvalue is negative beyond rounding, but over Newton's step to the
    /// minimum the second derivatives change by more than half: that minimum is elsewhere or nowhere, as where a function
    /// falls for ever while its variables grow. Told from all eigenvalues only.
    case receding
    /// The gradient is not zero within the tolerance.
    case notStationary
    /// The gradient is zero, but the second derivatives are infinite or NaN.
    case unknown
  }

  /// How the eigenvalues were had.
  public enum Method: Sendable, Hashable, Codable {
    /// All of them, from the Hessian.
    case dense
    /// Only the ends of the spectrum, by this many Hessian-vector products.
    case lanczos(steps: Int)
  }

  /// How many eigenvalues are below zero, zero and above zero, within the tolerance.
  public struct Inertia: Sendable, Hashable, Codable {
    /// Eigenvalues below −τ.
    public var negative: Int
    /// Eigenvalues within ±τ.
    public var zero: Int
    /// Eigenvalues above τ.
    public var positive: Int
  }

  /// Zero eigenvalues with one reason.
  public struct Explanation: Sendable, Hashable, Codable {
    /// Why the function does not change.
    public var reason: FlatReason
    /// How many independent directions there are.
    public var count: Int

    /// A reason with a number of directions.
    public init(reason: FlatReason, count: Int) {
      self.reason = reason
      self.count = count
    }
  }

  /// What the point is.
  public let verdict: Verdict
  /// The objective there.
  public let value: Double
  /// ‖∇f‖.
  public let gradientNorm: Double
  /// Up to which norm a gradient counts as zero.
  public let gradientTolerance: Double
  /// The number of variables.
  public let dimension: Int
  /// The signs of all eigenvalues; `nil` where only the ends of the spectrum are known.
  public let inertia: Inertia?
  /// The smallest eigenvalue of the Hessian, or the smallest Ritz value, which is not below it.
  public let smallestEigenvalue: Double
  /// The largest eigenvalue, or the largest Ritz value.
  public let largestEigenvalue: Double
  /// How far the two may be from eigenvalues; 0 for all eigenvalues.
  public let eigenvalueError: Double
  /// τ: up to which magnitude an eigenvalue counts as zero.
  public let eigenvalueTolerance: Double
  /// The smallest positive eigenvalue that does not count as zero: the largest over it is the condition number. `nil` where there is
  /// none, and where it is below the rounding of the largest one.
  public let smallestPositiveEigenvalue: Double?
  /// Why eigenvalues are zero.
  public let explanations: [Explanation]
  /// The zero eigenvalues for which no reason was found; 0 where only the ends of the spectrum are known, as these have no
  /// count, also where the verdict is `flat`.
  public let unexplainedZeros: Int
  /// How the eigenvalues were had.
  public let method: Method
  /// Whether the gradient is beyond the tolerance, and no more than rounding where the curvature along the variables differs by
  /// orders of magnitude; it counts as zero, too.
  public internal(set) var gradientIsRounding = false
  /// Whether eigenvalues as small as the rounding of the largest one are positive in units in which the curvature along each variable
  /// is 1. The inertia is that in these units.
  public internal(set) var isPositiveDefiniteInOwnUnits = false

  /// The largest eigenvalue over the smallest one that does not count as zero, where there are no negative ones.
  public var conditionNumber: Double? {
    guard let smallestPositiveEigenvalue, smallestEigenvalue >= -eigenvalueTolerance else { return nil }
    return largestEigenvalue / smallestPositiveEigenvalue
  }

  /// Whether the point is a minimum, strict or up to explained flat directions.
  public var isMinimum: Bool { verdict == .minimum || verdict == .flatMinimum }

  /// The verdict and what it rests on, some lines.
  public var description: String {
    var lines = [
      "\(words)",
      String(
        format: "value %.10g, gradient norm %.3g (tolerance %.1g), %d variables", value, gradientNorm,
        gradientTolerance, dimension),
    ]
    var spectrum = String(format: "eigenvalues from %.6g to %.6g", smallestEigenvalue, largestEigenvalue)
    if let conditionNumber { spectrum += String(format: ", condition number %.3g", conditionNumber) }
    switch method {
    case .dense: break
    case .lanczos(let steps): spectrum += String(format: ", within %.1g by %d Lanczos steps", eigenvalueError, steps)
    }
    lines.append(spectrum)
    if let inertia {
      lines.append("\(inertia.negative) negative, \(inertia.zero) zero and \(inertia.positive) positive eigenvalues")
    }
    if gradientIsRounding { lines.append("the gradient is rounding at the curvature along each variable") }
    if isPositiveDefiniteInOwnUnits {
      lines.append("positive in units in which the curvature along each variable is 1: their own units differ by much")
    }
    lines += explanations.map { "\($0.count) zero: \($0.reason)" }
    if unexplainedZeros > 0 { lines.append("\(unexplainedZeros) zero: unexplained") }
    return lines.joined(separator: "\n")
  }

  private var words: String {
    switch verdict {
    case .minimum: inertia == nil ? "minimum, as far as Lanczos's iteration sees" : "minimum"
    case .flatMinimum: "minimum, flat along known directions"
    case .flat: inertia == nil ? "no negative curvature, and eigenvalues near zero" : "flat for no known reason"
    case .saddle: "saddle"
    case .receding: "no minimum: the function goes on to fall, if slowly, as it does where parameters grow without end"
    case .notStationary: "not stationary: the gradient is not zero"
    case .unknown: "unknown: the second derivatives are not finite"
    }
  }
}

/// Why a network's error does not change along a direction in its weights.
public enum FlatReason: Sendable, Hashable, Codable, CustomStringConvertible {
  /// The same added to the pre-activations of all classes of a softmax.
  case softmaxShift
  /// A unit puts out 0 for every example, and its slope is 0.
  case deadUnit(layer: String, unit: Int)
  /// A unit's slope is 0 for every example, so that its incoming weights do not matter.
  case saturatedUnit(layer: String, unit: Int)
  /// A unit has no effect on later layers, so that its incoming weights do not matter.
  case disconnectedUnit(layer: String, unit: Int)
  /// Two units put out the same for every example, up to the sign and to what can be told apart, so that only the sum of
  /// their outgoing weights matters.
  case duplicateUnits(layer: String, first: Int, second: Int)
  /// A unit's incoming weights by a factor and its outgoing ones by the inverse (`relu`, `leakyReLU`), or a shift of its bias
  /// (`exp`).
  case scaling(layer: String, unit: Int)
  /// Weights into an `identity` layer mixed linearly, and those out of it by the inverse.
  case linearMixing(layer: String)
  /// What a layer receives is linearly dependent over the examples (with the constant of the bias).
  case dependentInputs(layer: String)
  /// The outputs for all examples are fewer numbers than the parameters, so that most directions in these change none of them.
  case moreParametersThanOutputs(parameters: Int, numbers: Int)

  /// The reason in words.
  public var description: String {
    switch self {
    case .softmaxShift: "the softmax does not see a shift of all classes"
    case .deadUnit(let layer, let unit): "unit \(unit) of layer '\(layer)' is dead: its output is 0 for every example"
    case .saturatedUnit(let layer, let unit): "unit \(unit) of layer '\(layer)' is saturated for every example"
    case .disconnectedUnit(let layer, let unit): "unit \(unit) of layer '\(layer)' has no effect on later layers"
    case .duplicateUnits(let layer, let first, let second):
      "units \(first) and \(second) of layer '\(layer)' put out the same"
    case .scaling(let layer, let unit): "the scale of unit \(unit) of layer '\(layer)' is free"
    case .linearMixing(let layer): "the units of the linear layer '\(layer)' can be mixed"
    case .dependentInputs(let layer): "what layer '\(layer)' receives is linearly dependent over the examples"
    case .moreParametersThanOutputs(let parameters, let numbers):
      "\(parameters) parameters for \(numbers) number\(numbers == 1 ? "" : "s") in the targets: the data does not determine "
        + "them"
    }
  }
}
