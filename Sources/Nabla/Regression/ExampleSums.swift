internal import Foundation

/// What the numbers of a regression's examples come to, one pass over them each.
///
/// All of it is in `Double`: of a type that is generic in the network's scalar, every use of a field in these loops would look up
/// its layout.
struct ExampleSums {
  let design: LinearDesign
  /// n × K.
  let targets: Matrix<Double>
  /// n weights, or nil where all are 1.
  let weights: [Double]?

  func weight(_ i: Int) -> Double { weights?[i] ?? 1 }

  /// The largest magnitude of the targets of output k, over the examples that count.
  func largestTarget(_ k: Int) -> Double {
    var largest = 0.0
    for i in 0..<design.count where weight(i) > 0 { largest = max(largest, targets[i, k].magnitude) }
    return largest
  }

  /// The largest magnitude in every column of the design, over the examples that count.
  var largestMagnitudes: [Double] {
    let (p, height) = (design.columns, 1024)
    let columns = Array(0..<p)
    var result = Array(repeating: 0.0, count: p)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: max(p * min(height, design.count), 1)) { memory in
      let tile = memory.baseAddress!
      for first in stride(from: 0, to: design.count, by: height) {
        let range = first..<min(design.count, first + height)
        design.write(range, columns: columns, into: tile)
        for c in 0..<p {
          let column = tile + c * range.count
          var largest = result[c]
          for row in 0..<range.count where weight(first + row) > 0 { largest = max(largest, column[row].magnitude) }
          result[c] = largest
        }
      }
    }
    return result
  }

  /// The sum over the examples of the logarithm of the number of orders of their trials: w! / Π (w t_k)! for shares t_k of w trials.
  ///
  /// It makes the likelihood that of the counts, as the deviance is. 0 where targets are 0 and 1; nil where some are between
  /// and no shares of whole counts.
  func logArrangements(isCategorical: Bool) -> Double? {
    var sum = 0.0
    for i in 0..<design.count where weight(i) > 0 {
      let row = targets[row: i]
      guard row.contains(where: Self.isShare) else { continue }
      let groups = isCategorical ? [Array(row)] : row.filter(Self.isShare).map { [$0, 1 - $0] }
      for shares in groups {
        let trials = weight(i)
        let counts = shares.map { trials * $0 }
        // Shares are written with a few digits only.
        let blur = 1e-3 * max(1, trials).squareRoot()
        guard counts.allSatisfy({ abs($0 - $0.rounded()) <= blur }), trials > 0.5, trials < 1e9,
          abs(trials - trials.rounded()) <= 1e-6
        else { return nil }
        sum += counts.reduce(lgamma(trials.rounded() + 1)) { $0 - lgamma($1.rounded() + 1) }
      }
    }
    return sum
  }

  private static func isShare(_ t: Double) -> Bool { t > 0 && t < 1 }

  /// Σ w E of targets that are predicted as they are, and of a network of biases alone without an offset.
  func referenceLosses(isCategorical: Bool) -> (saturated: Double, null: Double) {
    func entropy(_ t: Double) -> Double { Self.isShare(t) ? -t * log(t) : 0 }
    let total = weights?.reduce(0, +) ?? Double(design.count)
    var (saturated, null) = (0.0, 0.0)
    for k in 0..<targets.columns {
      var mean = isCategorical ? 1 / Double(targets.columns) : 0.5
      if design.hasBias {
        var sum = 0.0
        for i in 0..<design.count { sum += weight(i) * targets[i, k] }
        mean = sum / total
      }
      let (of1, of0) = (-log(mean), isCategorical ? 0 : -log(1 - mean))
      for i in 0..<design.count where weight(i) > 0 {
        let t = targets[i, k]
        saturated += weight(i) * (entropy(t) + (isCategorical ? 0 : entropy(1 - t)))
        null += weight(i) * ((t > 0 ? t * of1 : 0) + (t < 1 && !isCategorical ? (1 - t) * of0 : 0))
      }
    }
    return (saturated, null)
  }
}

extension LinearProblem {
  var sums: ExampleSums { ExampleSums(design: design, targets: targets, weights: weights) }
}
