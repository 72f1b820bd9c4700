/// Why a minimisation ended: at a minimum, at the end of the numbers' digits, or short of either.
public enum StopReason: String, Sendable, Hashable, Codable, CustomStringConvertible {
  /// The norm of the gradient is at most the tolerance, and what is left to gain is small on the function's own scale.
  case converged
  /// No better point was found, and what is left to gain is below the rounding of the numbers.
  case rounding
  /// No better point was found, though the derivatives promise one that the numbers could tell apart: they are wrong, or the
  /// function is not smooth, or its values carry more noise than rounding.
  case noProgress
  /// The largest number of iterations was done.
  case iterationLimit
  /// The value or the gradient at the start is infinite or NaN, or the second derivatives at the last point are.
  case notFinite

  /// The reason in words.
  public var description: String {
    switch self {
    case .converged: "the gradient norm is within the tolerance"
    case .rounding: "what is left to gain is below the rounding of the numbers"
    case .noProgress: "no better point was found, though the derivatives promise one"
    case .iterationLimit: "the largest number of iterations was done"
    case .notFinite: "the value or a derivative is not finite"
    }
  }
}
