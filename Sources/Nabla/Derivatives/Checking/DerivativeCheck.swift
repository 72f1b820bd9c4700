internal import Foundation

/// The verdict on every derivative operator of a network: each against finite differences, a line each.
///
/// The differences are taken in `Double`, whatever the network's scalar, and extrapolated (L. F. Richardson 1911):
/// R = (4D(ε) − D(2ε)) / 3. Every element has a bound of its own, the sum of
///
/// - the truncation of the differences, |D(ε) − D(2ε)|, half the jump of the slope where there is a kink at the point
///   itself, so that any slope between those of both sides passes there, and the rounding, 1.5 (c u₆₄ s + δ) / ε + δD;
/// - the rounding of the operator, c u times the operator's largest element, and δ;
///
/// with the unit roundoffs u₆₄ of `Double` and u of the network's scalar, s the size of what is differentiated, and c the
/// number of operations on the longest path through the network. The δ are how far things go where parameters and inputs change
/// by c u of themselves, and for a softmax also u times the 1 of which 1 − y is left, which bounds what is left of larger terms, as at a minimum (`GradientCheck`). A first derivative that is wrong shows in the lines of the
/// gradients and Jacobians, a second one in those of the Hessian. Functions of the user's own have lines by themselves.
public struct DerivativeCheck: Sendable, Hashable, CustomStringConvertible {
  /// The verdict on one operator.
  public struct Line: Sendable, Hashable {
    /// The operator's name, that of the function of `Network`; or that of a function of the user's own.
    public let name: String
    /// Whether every element is within its bound.
    public let passed: Bool
    /// The |difference| of the element that is farthest beyond its bound, or nearest to it, over the largest |derivative|, or
    /// where the derivatives are what is left of larger terms, over the size of these; NaN where a number is missing.
    public let relativeDifference: Double
    /// Where that element is.
    public let location: String
    /// That element's bound, relative to the same size.
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
  ///   - spread: How far an element goes with parameters and inputs that are off by rounding.
  ///   - negligible: What underflow may have left of an element.
  init(
    _ name: String, _ found: [Double], _ expected: [Extrapolated], rounding: Double, terms: Double = 0,
    spread: Double = 0, negligible: Double, at location: (Int) -> String
  ) {
    precondition(found.count == expected.count, "\(found.count) elements of \(name) against \(expected.count)")
    let scale = zip(found, expected).reduce(0) { max($0, $1.0.magnitude, $1.1.value.magnitude) }
    var worst = (excess: -1.0, place: 0, difference: 0.0, bound: 0.0)
    for (i, (value, reference)) in zip(found, expected).enumerated() {
      let difference = (value - reference.value).magnitude
      let bound = reference.uncertainty + rounding * max(scale, terms) + spread + negligible
      // A NaN is worse than every number.
      if !(difference / bound <= worst.excess) { worst = (difference / bound, i, difference, bound) }
      if difference.isNaN { break }
    }
    let size = max(scale, terms, spread / rounding)
    let unit = size > 0 ? size : 1
    self.init(
      name: name, passed: worst.excess <= 1, relativeDifference: worst.difference / unit,
      location: found.isEmpty ? "nothing to compare" : location(worst.place), bound: worst.bound / unit,
      compared: found.count)
  }

  /// The line of the gradient, whose bounds are finer.
  init(_ check: GradientCheck) {
    self.init(
      name: "gradient", passed: check.passed, relativeDifference: check.relativeDifference,
      location: check.worst?.parameter.description ?? "nothing to compare", bound: check.relativeBound,
      compared: check.compared)
  }
}
