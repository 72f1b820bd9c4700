/// A mixture of normal distributions, as the outputs of a likelihood `mixture` for one target say it.
struct MixtureDensity {
  let shares: [Double]
  let means: [Double]
  let deviations: [Double]

  /// - Parameter outputs: M logarithms of shares, M means and M logarithms of variances.
  init(_ outputs: [Double]) {
    typealias F = Double._Primitives
    let M = outputs.count / 3
    let top = outputs[..<M].max() ?? 0
    let powers = outputs[..<M].map { F.exp($0 - top) }
    let sum = powers.reduce(0, +)
    shares = powers.map { $0 / sum }
    means = Array(outputs[M..<2 * M])
    deviations = outputs[(2 * M)...].map { F.exp($0 / 2) }
  }

  /// Σ π μ.
  var mean: Double { zip(shares, means).reduce(0) { $0 + $1.0 * $1.1 } }

  /// The distribution function.
  func probability(below t: Double) -> Double {
    shares.indices.reduce(0) { sum, m in
      let z: Double = (t - means[m]) / deviations[m]
      let tail = NormalTail(z.magnitude).probability
      return sum + shares[m] * (z < 0 ? tail : 1 - tail)
    }
  }

  /// The continuous ranked probability score (E. P. Grimit and others, Quarterly Journal of the Royal Meteorological Society 132,
  /// 2006): the mean distance of a draw from t less half the mean distance of two draws.
  func rankedScore(_ t: Double) -> Double {
    var score = 0.0
    for m in shares.indices {
      score += shares[m] * Self.distance(t - means[m], deviations[m])
      for n in shares.indices {
        let deviation: Double = (deviations[m] * deviations[m] + deviations[n] * deviations[n]).squareRoot()
        score -= 0.5 * shares[m] * shares[n] * Self.distance(means[m] - means[n], deviation)
      }
    }
    return score
  }

  /// The mean magnitude of a normal number: 2σφ(μ/σ) + μ(2Φ(μ/σ) − 1).
  private static func distance(_ mean: Double, _ deviation: Double) -> Double {
    let z: Double = mean / deviation
    let tail = NormalTail(z.magnitude)
    let ofDensity: Double = 2 * deviation * tail.density
    return ofDensity + mean.magnitude * (1 - 2 * tail.probability)
  }
}
