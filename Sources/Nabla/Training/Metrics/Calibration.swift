/// Probabilities against what happened, in bins of equal width on 0 … 1: in a calibrated model the share of outcomes in a
/// bin is near its mean probability.
public struct Calibration: Sendable, Hashable {
  /// One bin with its examples.
  public struct Bin: Sendable, Hashable {
    /// The number of examples, at least 1.
    public let count: Int
    /// The mean of their probabilities.
    public let probability: Double
    /// The share of them whose outcome happened.
    public let share: Double
  }

  /// The bins that have examples, by increasing probability.
  public let bins: [Bin]

  /// The expected calibration error: Σ (count / n) |share − probability|; 0 is perfect. NaN, as it is undefined, of no
  /// probabilities.
  ///
  /// Source: M. P. Naeini, G. F. Cooper and M. Hauskrecht, AAAI 2015.
  public var error: Double {
    guard !bins.isEmpty else { return .nan }
    let n = Double(bins.reduce(0) { $0 + $1.count })
    return bins.reduce(0) { $0 + Double($1.count) / n * abs($1.share - $1.probability) }
  }

  /// The calibration of n probabilities by n outcomes; bin b has those with b / bins < p ≤ (b + 1) / bins, and the first
  /// one 0 too.
  ///
  /// - Precondition: there are as many of one as of the other, the probabilities are in 0 … 1, and `bins` ≥ 1. What is not
  ///   traps with a message, in release builds too.
  /// - Complexity: O(n + bins).
  public init(probabilities: [Double], outcomes: [Bool], bins count: Int = 10) {
    guard probabilities.count == outcomes.count else {
      fatalError("calibration of \(probabilities.count) probabilities by \(outcomes.count) outcomes")
    }
    guard count >= 1 else { fatalError("calibration in \(count) bins") }
    var sums = Array(repeating: (count: 0, probability: 0.0, happened: 0), count: count)
    for (p, outcome) in zip(probabilities, outcomes) {
      // A message for what may come from data: that of a precondition is not in a release build.
      guard p >= 0 && p <= 1 else { fatalError("calibration of a probability of \(p), which is not in 0 … 1") }
      var b = min(Int(p * Double(count)), count - 1)
      // The product is rounded, and a number on an edge belongs to the bin below it.
      while b > 0, p <= Double(b) / Double(count) { b -= 1 }
      while b < count - 1, p > Double(b + 1) / Double(count) { b += 1 }
      sums[b].count += 1
      sums[b].probability += p
      sums[b].happened += outcome ? 1 : 0
    }
    bins = sums.filter { $0.count > 0 }.map {
      Bin(
        count: $0.count, probability: $0.probability / Double($0.count),
        share: Double($0.happened) / Double($0.count))
    }
  }
}
