internal import Foundation

/// The verdict on every derivative operator of a network: each against finite differences, a line each.
///
/// The differences are taken in `Double`, whatever the network's scalar, and extrapolated (L. F. Richardson 1911):
/// R = (4D(ε) − D(2ε)) / 3. Every element has a bound of its own, the sum of
///
/// - the truncation of the differences, |D(ε) − D(2ε)| / 3, and their rounding, c u₆₄ s / ε;
/// - the rounding of the operator, c u times the operator's largest element;
///
/// with the unit roundoffs u₆₄ of `Double` and u of the network's scalar, s the size of what is differentiated, and c the
/// number of operations on the longest path through the network. A first derivative that is wrong shows in the lines of the
/// gradients and Jacobians, a second one in those of the Hessian. Functions of the user's own have lines by themselves.
public struct DerivativeCheck: Sendable, Hashable, CustomStringConvertible {
  /// The verdict on one operator.
  public struct Line: Sendable, Hashable {
    /// The operator's name, that of the function of `Network`; or that of a function of the user's own.
    public let name: String
    /// Whether every element is within its bound.
    public let passed: Bool
    /// The largest |difference| over the largest |derivative|; NaN where a number is missing.
    public let relativeDifference: Double
    /// Where the element is that is farthest beyond its bound, or nearest to it.
    public let location: String
    /// That element's bound over the largest |derivative|.
    public let bound: Double
    /// The number of elements that were compared.
    public let compared: Int
  }

  /// The verdict on the gradient, with its worst parameter.
  public let gradient: GradientCheck
  /// The verdicts on all operators, the gradient first.
  public let lines: [Line]

  /// Whether every operator passed.
  public var passed: Bool { lines.allSatisfy(\.passed) }

  /// The verdict on the operator of this name.
  public subscript(name: String) -> Line? { lines.first { $0.name == name } }

  /// A table with a line an operator, the verdict first.
  public var description: String {
    let failed = lines.count { !$0.passed }
    let verdict =
      failed == 0 ? "all \(lines.count) derivatives passed" : "\(failed) of \(lines.count) derivatives FAILED"
    let width = lines.map(\.name.count).max() ?? 0
    func number(_ value: Double) -> String { String(format: "%8.1e", value) }
    return lines.reduce(verdict) { text, line in
      let name = line.name.padding(toLength: width, withPad: " ", startingAt: 0)
      return text + "\n  \(line.passed ? "passed" : "FAILED")  \(name)  \(number(line.relativeDifference)) of"
        + " \(number(line.bound)) allowed, at \(line.location)"
    }
  }
}

extension DerivativeCheck.Line {
  /// Compares what an operator gave with differences of known uncertainty, element by element.
  ///
  /// - Parameters:
  ///   - rounding: The operator's own rounding, relative to its largest element.
  ///   - terms: The size of the terms whose sum the elements are, where they may cancel.
  init(
    _ name: String, _ found: [Double], _ expected: [Extrapolated], rounding: Double, terms: Double = 0,
    at location: (Int) -> String
  ) {
    precondition(found.count == expected.count, "\(found.count) elements of \(name) against \(expected.count)")
    let scale = zip(found, expected).reduce(0) { max($0, $1.0.magnitude, $1.1.value.magnitude) }
    var worst = (excess: -1.0, place: 0, bound: 0.0)
    var largest = 0.0
    for (i, (value, reference)) in zip(found, expected).enumerated() {
      let difference = (value - reference.value).magnitude
      let bound = reference.uncertainty + rounding * max(scale, terms) + Double.leastNormalMagnitude
      // A NaN is worse than every number.
      if !(difference / bound <= worst.excess) { worst = (difference / bound, i, bound) }
      if !(difference <= largest) { largest = difference }
      if difference.isNaN { break }
    }
    let unit = scale > 0 ? scale : 1
    self.init(
      name: name, passed: worst.excess <= 1, relativeDifference: largest / unit,
      location: found.isEmpty ? "nothing to compare" : location(worst.place), bound: worst.bound / unit,
      compared: found.count)
  }

  /// The line of the gradient, whose bounds are finer.
  init(_ check: GradientCheck) {
    let scale = check.worst.map { max($0.backpropagation.magnitude, $0.finiteDifference.magnitude) } ?? 1
    self.init(
      name: "gradient", passed: check.passed, relativeDifference: check.relativeDifference,
      location: check.worst?.parameter.description ?? "nothing to compare",
      bound: (check.worst?.bound ?? 0) / (scale > 0 ? scale : 1), compared: check.compared)
  }
}

/// A derivative by extrapolated differences, and how far it may be off.
struct Extrapolated: Sendable {
  var value = Double.nan
  var uncertainty = Double.infinity

  /// R = (4D(ε) − D(2ε)) / 3 of several derivatives at once, each at the step of a short list where its uncertainty is least.
  ///
  /// - Parameters:
  ///   - noise: The rounding of every function that is differentiated, so that noise / ε is that of its difference.
  ///   - quotient: D(ε).
  static func derivatives(noise: [Double], _ quotient: (_ step: Double) -> [Double]) -> [Extrapolated] {
    // A fifth root balances the extrapolated difference's errors, O(ε⁴) and O(u/ε).
    var step = pow(Double.ulpOfOne / 2, 0.2)
    var best = [Extrapolated](repeating: Extrapolated(), count: noise.count)
    for _ in 0..<5 {
      let (near, far) = (quotient(step), quotient(2 * step))
      var isDone = true
      for i in noise.indices {
        let truncation = (near[i] - far[i]).magnitude / 3
        let rounding = noise[i] / step
        if truncation + rounding < best[i].uncertainty {
          best[i] = Extrapolated(value: (4 * near[i] - far[i]) / 3, uncertainty: truncation + rounding)
        }
        if !(truncation <= rounding) { isDone = false }
      }
      if isDone { break }
      step /= 10
    }
    return best
  }

  /// Σ factor · derivative.
  static func sum(_ terms: some Sequence<(factor: Double, derivative: Extrapolated)>) -> Extrapolated {
    terms.reduce(Extrapolated(value: 0, uncertainty: 0)) {
      Extrapolated(
        value: $0.value + $1.factor * $1.derivative.value,
        uncertainty: $0.uncertainty + $1.factor.magnitude * $1.derivative.uncertainty)
    }
  }
}
