internal import Foundation

/// The verdict on a gradient: backpropagation against central differences.
///
/// The differences are taken in `Double`, whatever the network's scalar, and extrapolated (L. F. Richardson 1911):
/// R = (4D(ε) − D(2ε)) / 3. Each parameter has a bound of its own, the sum of
///
/// - the truncation of the differences, |D(ε) − D(2ε)|: that is far more than R's own, O(ε⁴), but at a jump of h″ the
///   error of R is O(ε), two thirds of this;
/// - their rounding, 1.5 (c u₆₄ Σ|E_i| + δE) / ε + δg + δD;
/// - the rounding of backpropagation, c u Σ|∂E_i/∂w| + δg, the largest in the parameter's layer;
///
/// with the unit roundoffs u₆₄ of `Double` and u of the network's scalar, and with c the number of operations on the
/// longest path through the network. δE, δg and δD are how far the error, the gradient and the difference go where
/// parameters and inputs change by c u of themselves: at a minimum, where errors and derivatives are what is left of larger
/// terms, rounding is relative to these. Where a kink of ReLU lies between w − 2ε and w + 2ε, ε is made smaller. At a kink
/// itself, as at minima of networks with ReLU and wherever a unit is off for good, any slope between those of both sides is
/// a derivative: half their difference, from (E(w + ε) − 2E(w) + E(w − ε)) / ε, counts as truncation.
///
/// An output that is not canonical has its error from y: where probabilities are 1 to the last digit, what is left of the
/// error is rounding, and there is nothing to compare.
public struct GradientCheck: Sendable, Hashable, CustomStringConvertible {
  /// One parameter's derivative, both ways.
  public struct Comparison: Sendable, Hashable {
    /// Which parameter it is.
    public let parameter: ParameterLocation
    /// ∂E/∂w by backpropagation.
    public let backpropagation: Double
    /// ∂E/∂w by central differences.
    public let finiteDifference: Double
    /// The largest difference that rounding and truncation explain.
    public let bound: Double

    /// |backpropagation − finiteDifference|.
    public var difference: Double { (backpropagation - finiteDifference).magnitude }
    /// The difference over its bound; NaN where a number is missing.
    public var excess: Double { difference / bound }
    /// Whether the difference is within the bound.
    public var passed: Bool { excess <= 1 }
  }

  /// The number of parameters that were compared.
  public let compared: Int
  /// The number of parameters in all.
  public let parameterCount: Int
  /// The comparison that is farthest beyond its bound, or nearest to it; nil where nothing was compared.
  public let worst: Comparison?
  /// The size of the derivatives, or where they are what is left of larger terms, as at a minimum, the size of these.
  public let scale: Double

  /// The worst comparison's difference over `scale`.
  public var relativeDifference: Double { (worst?.difference ?? 0) / scale }
  /// The worst comparison's bound over `scale`.
  public var relativeBound: Double { (worst?.bound ?? 0) / scale }

  /// Whether every comparison is within its bound.
  public var passed: Bool { worst?.passed ?? true }

  /// One or two lines: the verdict and the worst parameter.
  public var description: String {
    let share = compared == parameterCount ? "all \(compared)" : "\(compared) of \(parameterCount)"
    guard let worst else { return "gradient check passed: there is nothing to compare" }
    return String(
      format: "gradient check %@: %@ parameters, relative difference %.1e of %.1e allowed\n"
        + "  worst: %@: backpropagation %.9g, central difference %.9g, difference %.1e of %.1e allowed",
      passed ? "passed" : "FAILED", share, relativeDifference, relativeBound, worst.parameter.description,
      worst.backpropagation, worst.finiteDifference, worst.difference, worst.bound)
  }
}

extension Architecture {
  /// The number of additions and multiplications on the longest way through a forward and a backward pass.
  var longestSum: Int {
    layers.reduce(64) { $0 + 2 * ($1.fanIn + $1.units) }
  }
}
