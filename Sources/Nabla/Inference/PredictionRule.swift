internal import Foundation

/// Predictions of a network whose parameters are normally distributed around its own.
struct PredictionRule {
  let network: Network<Double>
  /// The places of the parameters that are unsure.
  let positions: [Int]
  /// The variance of Gaussian targets: one for all outputs, or one for each.
  let noiseVariances: [Double]
  /// Those of an estimated noise: none, one for all outputs, or one for each.
  let degreesOfFreedom: [Double]
  /// A matrix M with MᵀM = JᵀVJ, V being the covariance of these parameters.
  let half: (_ j: ColumnMatrix) -> ColumnMatrix

  func predict(_ x: Matrix<Double>, _ moderation: Moderation) -> PredictiveDistribution {
    let architecture = network.architecture
    let K = architecture.outputs
    let isSoftmax = architecture.outputLayer.activation == .softmax
    var spread = ActivationSpread(count: x.rows, outputs: K, wantsCovariances: isSoftmax)
    spread.fill(self, x)
    let h = architecture.outputLayer.activation
    var (mean, deviation) = (spread.means, spread.deviations)
    if isSoftmax {
      (mean, deviation) = moderatedSoftmax(spread, moderation)
    } else if architecture.likelihood.hasProbabilities && h == .sigmoid {
      for i in mean.elements.indices.map({ ($0 / K, $0 % K) }) {
        let a = LogisticNormal(mean: spread.means[i.0, i.1], deviation: spread.deviations[i.0, i.1])
        let moments = a.moments
        switch moderation {
        case .probit: mean[i.0, i.1] = a.probitMean
        case .integral: mean[i.0, i.1] = moments.mean
        }
        // E σ² = E σ − E σ(1 − σ).
        let p = moments.mean
        deviation[i.0, i.1] = max(0, p * (1 - p) - moments.spread).squareRoot()
      }
    } else if h != .identity {
      for i in 0..<x.rows {
        for k in 0..<K {
          let value = h.derivatives(at: spread.means[i, k])
          mean[i, k] = value.value
          deviation[i, k] = value.first.magnitude * spread.deviations[i, k]
        }
      }
    }
    return PredictiveDistribution(
      mean: mean, meanDeviation: deviation, newDataDeviation: newDataDeviation(mean, deviation),
      activations: spread.means, activationDeviations: spread.deviations, outputActivation: h,
      isGaussian: architecture.likelihood.hasVariance,
      degreesOfFreedom: (0..<K).map { k in
        degreesOfFreedom.isEmpty ? .infinity : degreesOfFreedom[degreesOfFreedom.count > 1 ? k : 0]
      })
  }

  private func newDataDeviation(_ mean: Matrix<Double>, _ deviation: Matrix<Double>) -> Matrix<Double>? {
    var result = mean
    let likelihood = network.architecture.likelihood
    guard likelihood.hasVariance || likelihood.hasProbabilities else { return nil }
    for i in 0..<mean.rows {
      for k in 0..<mean.columns {
        let (y, s) = (mean[i, k], deviation[i, k])
        let variance = likelihood.hasVariance ? s * s + noiseVariances[noiseVariances.count > 1 ? k : 0] : y * (1 - y)
        result[i, k] = max(variance, 0).squareRoot()
      }
    }
    return result
  }

  private func moderatedSoftmax(
    _ spread: ActivationSpread, _ moderation: Moderation
  ) -> (mean: Matrix<Double>, deviation: Matrix<Double>) {
    let (n, K) = (spread.means.rows, spread.means.columns)
    var (mean, deviation) = (spread.means, spread.means)
    for i in 0..<n {
      let a = Array(spread.means[row: i])
      let (probabilities, deviations): ([Double], [Double])
      switch moderation {
      case .probit:
        let (centered, variances) = spread.centered(i)
        probabilities = Self.softmax(zip(centered, variances).map { $0 * LogisticNormal.probitScale($1) })
        deviations = spread.softmaxDeviations(i, Self.softmax(a))
      case .integral(let draws, let seed):
        var generator = SeededGenerator(seed: seed &+ UInt64(i))
        (probabilities, deviations) = Self.drawn(a, spread.roots(i), draws, &generator)
      }
      for k in 0..<K {
        mean[i, k] = probabilities[k]
        deviation[i, k] = deviations[k]
      }
    }
    return (mean, deviation)
  }

  /// The mean and the deviation of softmax(a + R z) over draws of z and −z.
  private static func drawn(
    _ a: [Double], _ root: ColumnMatrix, _ draws: Int, _ generator: inout SeededGenerator
  ) -> ([Double], [Double]) {
    let K = a.count
    var (sum, squares) = ([Double](repeating: 0, count: K), [Double](repeating: 0, count: K))
    let pairs = max(1, (draws + 1) / 2)
    for _ in 0..<pairs {
      let shift = root.times((0..<root.columns).map { _ in generator.normal() })
      for sign in [-1.0, 1] {
        for (k, p) in softmax(DenseVector.sum(a, sign, shift)).enumerated() {
          sum[k] += p
          squares[k] += p * p
        }
      }
    }
    let count = Double(2 * pairs)
    let means = sum.map { $0 / count }
    return (means, (0..<K).map { max(0, squares[$0] / count - means[$0] * means[$0]).squareRoot() })
  }

  private static func softmax(_ a: [Double]) -> [Double] {
    let top = a.max() ?? 0
    let terms = a.map { exp($0 - top) }
    let total = terms.reduce(0, +)
    return terms.map { $0 / total }
  }
}
