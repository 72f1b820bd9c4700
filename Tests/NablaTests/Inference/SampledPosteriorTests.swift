import Foundation
import Testing

@testable import Nabla

/// A network of ten parameters against a long NUTS run (scripts/fixtures/evidence_sampling.py).
@Suite struct SampledPosteriorTests {
  private struct Sampled: Decodable {
    var x: [Double]
    var t: [Double]
    var alphas: [Double]
    var beta: Double
    var start: [Double]
    var grid: [Double]
    var mean: [Double]
    var deviation: [Double]
  }

  @Test func meanAndBandAreThoseOfASampler() throws {
    let path = try fixturePath("evidence-sampling.json")
    let sampled = try JSONDecoder().decode(Sampled.self, from: Data(try fileBytes(path)))
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(3, .tanh) }
    network.parameters = sampled.start
    let posterior = try Posterior.trained(
      network, on: try Dataset(inputs: Matrix(column: sampled.x), targets: Matrix(column: sampled.t)),
      groups: PriorGroups(.layers, of: network.architecture),
      hyperparameters: Hyperparameters(alphas: sampled.alphas, betas: [sampled.beta]))
    let predicted = posterior.predict(Matrix(column: sampled.grid))
    for (i, deviation) in sampled.deviation.enumerated() {
      // The mean to 5 % of the band, not of itself.
      #expect((predicted.mean[i, 0] - sampled.mean[i]).magnitude <= 0.05 * deviation, "at \(sampled.grid[i])")
      #expect((predicted.meanDeviation[i, 0] / deviation - 1).magnitude <= 0.05, "at \(sampled.grid[i])")
    }
  }
}

/// Precisions with the weights held.
@Suite struct HeldWeightsTests {
  /// y_k = w_k x without bias: with h = Σx², ½ Σ ln … has derivatives on one line each.
  @Test(arguments: [1, 2]) func derivativesVanish(outputs: Int) throws {
    var generator = SeededGenerator(seed: 6)
    let n = 30
    let x = (0..<n).map { _ in generator.normal() }
    var t: [Double] = []
    for value in x {
      for k in 0..<outputs {
        let noise: Double = k == 0 ? 0.2 : 0.5
        t.append(Double(k + 1) * value + noise * generator.normal())
      }
    }
    let network = Network<Double>(inputs: 1, likelihood: .gaussian(outputs: outputs)) { Output(bias: false) }
    let betas: [Double] = outputs == 1 ? [3] : [3, 5]
    let posterior = try Posterior.trained(
      network, on: try Dataset(inputs: Matrix(column: x), targets: Matrix(rows: n, columns: outputs, elements: t)),
      groups: PriorGroups(.one, of: network.architecture), hyperparameters: Hyperparameters(alphas: [2], betas: betas))
    let found = try #require(posterior.precisionsHoldingWeights(tolerance: 1e-13))
    #expect(found.isConverged && found.steps <= 12, "\(found)")
    let h: Double = x.reduce(0) { $0 + $1 * $1 }
    let w = posterior.network.parameters
    var errors = [Double](repeating: 0, count: outputs)
    for (i, target) in t.enumerated() {
      let difference: Double = target - w[i % outputs] * x[i / outputs]
      errors[i % outputs] += difference * difference / 2
    }
    func value(_ p: Hyperparameters) -> Double {
      var sum = 0.0
      for k in 0..<outputs {
        let (alpha, beta) = (p.alphas[0], p.betas[k])
        let curvature: Double = beta * h + alpha
        sum += Foundation.log(alpha) / 2
        sum += Double(n) / 2 * Foundation.log(beta)
        sum -= Foundation.log(curvature) / 2
        sum -= beta * errors[k]
        sum -= alpha * w[k] * w[k] / 2
      }
      return sum
    }
    let best = found.hyperparameters
    var slope: Double = Double(outputs)
    for k in 0..<outputs {
      let (alpha, beta) = (best.alphas[0], best.betas[k])
      let curvature: Double = beta * h + alpha
      slope -= alpha * w[k] * w[k]
      slope -= alpha / curvature
      var noise: Double = Double(n) - 2 * beta * errors[k]
      noise -= beta * h / curvature
      #expect(abs(noise) <= 1e-5)
    }
    #expect(abs(slope) <= 1e-5)
    let gain = value(best) - value(posterior.hyperparameters)
    #expect(gain > 1 && abs(found.gain - gain) <= 1e-10 * gain)
  }

  /// One α and one β of a network, by the eigenvalues of the curvature, against determinants of A at and beside the maximum.
  @Test func onePrecisionOfANetwork() throws {
    var generator = SeededGenerator(seed: 12)
    let x = (0..<60).map { i -> Double in Double(i) / 15 - 2 }
    let t = x.map { x -> Double in Foundation.sin(2 * x) + 0.1 * generator.normal() }
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(4, .tanh) }
    network.initialize(.glorot, seed: 3)
    let data = try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t))
    let posterior = try Posterior.trained(
      network, on: data, groups: PriorGroups(.one, of: network.architecture),
      hyperparameters: Hyperparameters(alphas: [0.1], betas: [50]))
    let found = try #require(posterior.precisionsHoldingWeights(tolerance: 1e-12))
    #expect(found.isConverged && found.steps <= 20, "\(found)")
    let w = posterior.network.parameters
    let h = ColumnMatrix(try posterior.network.hessian(data.inputs, data.targets, curvature: .gaussNewton))
    let error = posterior.network.loss(data.inputs, data.targets)
    let square: Double = w.reduce(0) { $0 + $1 * $1 } / 2
    func value(_ alpha: Double, _ beta: Double) throws -> Double {
      var a = h
      for i in 0..<w.count {
        for j in 0..<w.count { a[i, j] = beta * h[i, j] + (i == j ? alpha : 0) }
      }
      var sum: Double = -(try #require(CholeskyFactorization(a))).logDeterminant / 2
      sum += Double(w.count) / 2 * Foundation.log(alpha) - alpha * square
      sum += Double(x.count) / 2 * Foundation.log(beta) - beta * error
      return sum
    }
    let (alpha, beta) = (found.hyperparameters.alphas[0], found.hyperparameters.betas[0])
    let best = try value(alpha, beta)
    let gain: Double = best - (try value(0.1, 50))
    #expect(gain > 0.1 && abs(found.gain - gain) <= 1e-9 * abs(best))
    for factor in [0.99, 1.01] {
      #expect(try value(alpha * factor, beta) < best)
      #expect(try value(alpha, beta * factor) < best)
    }
  }

  /// Groups of a network: Newton's method ends in few steps, as its second derivatives are right.
  @Test func groupsOfANetwork() throws {
    var generator = SeededGenerator(seed: 9)
    let x = (0..<60).map { i -> Double in Double(i) / 15 - 2 }
    let t = x.map { x -> Double in Foundation.sin(2 * x) + 0.1 * generator.normal() }
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(4, .tanh) }
    network.initialize(.glorot, seed: 3)
    let data = try Dataset(inputs: Matrix(column: x), targets: Matrix(column: t))
    let groups = PriorGroups(.layers, of: network.architecture)
    let start = Hyperparameters(alphas: [0.1, 0.1], betas: [50])
    let posterior = try Posterior.trained(network, on: data, groups: groups, hyperparameters: start)
    let found = try #require(posterior.precisionsHoldingWeights(tolerance: 1e-8))
    #expect(found.isConverged && found.steps <= 20, "\(found)")
    #expect(found.gain > 0)
    // A posterior of low rank has no matrix.
    let narrow = try Posterior(
      posterior.network, on: data, groups: groups, hyperparameters: start, form: .lowRank(13))
    #expect(narrow.precisionsHoldingWeights() == nil)
  }
}
