/// Successes among trials, the targets that R writes as `cbind(successes, failures)`: for a binary likelihood they are shares of
/// the trials, with the numbers of trials as weights.
///
/// ```swift
/// let counts = try BinomialCounts(successes: killed, trials: exposed)
/// let fit = try network.solve(doses, counts.shares, weights: counts.weights)
/// let data = try Dataset(inputs: doses, targets: counts.shares, weights: counts.weights)
/// ```
///
/// With s successes among m trials E = −s ln y − (m − s) ln(1 − y). `Network.solve` counts a row as one example, and adds
/// ln (m over s) to the log-likelihood, as R's `glm` does.
public struct BinomialCounts<Scalar: RealScalar>: Sendable, Hashable {
  /// The shares of successes, n × 1; 0 where there are no trials.
  public let shares: Matrix<Scalar>
  /// The numbers of trials: a row without trials does not count.
  public let weights: [Scalar]

  /// The counts of n rows.
  ///
  /// - Parameters:
  ///   - successes: n whole numbers from 0.
  ///   - trials: n whole numbers, no less than the successes.
  /// - Throws: `DataError` with the row, and the field `successes` or `trials`.
  /// - Precondition: there are as many of both.
  /// - Complexity: O(n).
  public init(successes: [Scalar], trials: [Scalar]) throws(DataError) {
    precondition(
      successes.count == trials.count, "\(successes.count) counts of successes for \(trials.count) of trials")
    for (i, (s, m)) in zip(successes, trials).enumerated() {
      guard m >= 0, m == m.rounded(), m.isFinite else {
        throw DataError(
          .labelOutOfRange, row: i, field: "trials", expected: "a number of trials, a whole number from 0",
          found: Self.text(m))
      }
      guard s >= 0, s == s.rounded(), s <= m else {
        throw DataError(
          .labelOutOfRange, row: i, field: "successes",
          expected: "a number of successes, a whole number from 0 to the \(Self.text(m)) trials", found: Self.text(s))
      }
    }
    shares = Matrix(column: zip(successes, trials).map { $1 > 0 ? $0 / $1 : 0 })
    weights = trials
  }

  /// The same of successes and failures.
  ///
  /// - Parameters:
  ///   - successes: n whole numbers from 0.
  ///   - failures: n whole numbers from 0.
  /// - Throws: `DataError` with the row, and the field `successes` or `failures`.
  /// - Precondition: there are as many of both.
  /// - Complexity: O(n).
  public init(successes: [Scalar], failures: [Scalar]) throws(DataError) {
    precondition(
      successes.count == failures.count, "\(successes.count) counts of successes for \(failures.count) of failures")
    for (field, counts) in [("successes", successes), ("failures", failures)] {
      guard let i = counts.firstIndex(where: { !($0 >= 0 && $0 == $0.rounded() && $0.isFinite) }) else { continue }
      throw DataError(
        .labelOutOfRange, row: i, field: field, expected: "a count, a whole number from 0",
        found: Self.text(counts[i]))
    }
    try self.init(successes: successes, trials: zip(successes, failures).map { $0 + $1 })
  }

  /// A number as it is written: a whole one without the decimal point.
  private static func text(_ number: Scalar) -> String {
    Int(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  /// The weights times others that the rows have, where there are any.
  ///
  /// - Precondition: there are as many.
  package func weights(times others: [Scalar]?) -> [Scalar] {
    guard let others else { return weights }
    precondition(others.count == weights.count, "\(others.count) weights for \(weights.count) rows")
    return zip(weights, others).map { $0 * $1 }
  }
}
