import Foundation
import Nabla
import Testing

/// Predictions of posteriors: closed forms of linear models, integrals over normal activations, and coverage.
@Suite struct PosteriorPredictionTests {
  @Test(arguments: LinearEvidenceTests.cases)
  func linearModelsHaveTheirClosedForm(_ model: LinearEvidenceTests.Case) throws {
    let network = model.network(.fastest)
    let data = try model.data()
    let posterior = try Posterior.trained(
      network, on: data, groups: PriorGroups(model.kind, of: network.architecture),
      hyperparameters: model.hyperparameters)
    let predicted = posterior.predict(data.inputs)
    let (d, K, P) = (data.inputs.columns, model.t[0].count, model.mean.count)
    for (i, x) in model.x.enumerated() {
      for k in 0..<K {
        // φ of output k in Nabla's order: weights row by row, then biases.
        var phi = [Double](repeating: 0, count: P)
        for j in 0..<d { phi[k * d + j] = x[j] }
        phi[K * d + k] = 1
        let mean = zip(phi, model.mean).reduce(0) { $0 + $1.0 * $1.1 }
        var variance = 0.0
        for a in 0..<P {
          for b in 0..<P { variance += phi[a] * model.covariance[a * P + b] * phi[b] }
        }
        let noise = 1 / model.betas[model.betas.count > 1 ? k : 0]
        #expect((predicted.mean[i, k] - mean).magnitude <= 1e-12 * (1 + mean.magnitude))
        #expect((predicted.meanDeviation[i, k] - variance.squareRoot()).magnitude <= 1e-12)
        let newData = try #require(predicted.newDataDeviation)
        #expect((newData[i, k] - (variance + noise).squareRoot()).magnitude <= 1e-12)
        let interval = try #require(predicted.newDataInterval(level: 0.9))
        // 1.6448536269514727 is the 95 % quantile of the normal distribution.
        #expect((interval.upper[i, k] - mean - 1.6448536269514727 * newData[i, k]).magnitude <= 1e-10)
        #expect((interval.lower[i, k] - mean + 1.6448536269514727 * newData[i, k]).magnitude <= 1e-10)
      }
    }
  }

  /// Logistic regression: E σ(a) by a fine sum over a, of any spread, and MacKay's approximation near it.
  @Test func classProbabilitiesAreIntegrals() throws {
    var generator = SeededGenerator(seed: 1)
    let x = Matrix(rows: 40, columns: 2, elements: (0..<80).map { _ in generator.normal() })
    let t = (0..<40).map { x[$0, 0] + 0.7 * generator.normal() > 0 ? 1.0 : 0 }
    let data = try Dataset(inputs: x, targets: Matrix(column: t))
    let network = Network<Double>(inputs: 2, likelihood: .bernoulli)
    let posterior = try Posterior.trained(
      network, on: data, groups: PriorGroups(.one, of: network.architecture),
      hyperparameters: Hyperparameters(alphas: [0.2]))
    // Far away the activations are large and very unsure.
    let places = Matrix<Double>(rows: 5, columns: 2, elements: [0.3, -0.2, 3, 1, -30, 20, 300, 2000, 0, 0])
    let predicted = posterior.predict(places)
    let probit = posterior.predict(places, moderation: .probit)
    let covariance = posterior.laplace.covariance()
    for i in 0..<5 {
      let phi = [places[i, 0], places[i, 1], 1]
      let w = posterior.network.parameters
      let a = zip(phi, w).reduce(0) { $0 + $1.0 * $1.1 }
      var variance = 0.0
      for p in 0..<3 {
        for q in 0..<3 { variance += phi[p] * covariance[p, q] * phi[q] }
      }
      let s = variance.squareRoot()
      // Midpoints, where the integrand varies on the scale of σ or of the normal density, whichever is finer.
      let h = min(s, 1) / 50
      let count = Int(9 * s / h)
      var (first, second) = (0.0, 0.0)
      for r in -count..<count {
        let u = a + (Double(r) + 0.5) * h
        let density = Foundation.exp(-(u - a) * (u - a) / (2 * variance)) / (s * (2 * Double.pi).squareRoot())
        let p = 1 / (1 + Foundation.exp(-u))
        first += density * p * h
        second += density * p * p * h
      }
      #expect((predicted.mean[i, 0] - first).magnitude <= 1e-8, "\(i): s = \(s)")
      #expect((predicted.meanDeviation[i, 0] - (second - first * first).squareRoot()).magnitude <= 1e-6)
      #expect((probit.mean[i, 0] - first).magnitude <= 0.02)
    }
  }

  /// Two classes as a softmax are a logistic regression in the difference of the activations.
  @Test func softmaxOfTwoClassesIsTheLogisticOne() throws {
    var generator = SeededGenerator(seed: 2)
    let x = Matrix(rows: 50, columns: 2, elements: (0..<100).map { _ in generator.normal() })
    let t = (0..<50).map { x[$0, 0] - x[$0, 1] + generator.normal() > 0 ? 1 : 0 }
    let softmax = Network<Double>(inputs: 2, likelihood: .categorical(classes: 2))
    let logistic = Network<Double>(inputs: 2, likelihood: .bernoulli)
    // w₁ = −w₀ = v/2 at the best, so that α ‖w‖²/2 = (α/2) ‖v‖²/2.
    let two = try Posterior.trained(
      softmax, on: try Dataset(inputs: x, targets: t), groups: PriorGroups(.one, of: softmax.architecture),
      hyperparameters: Hyperparameters(alphas: [0.6]))
    let one = try Posterior.trained(
      logistic, on: try Dataset(inputs: x, targets: Matrix(column: t.map { Double($0) })),
      groups: PriorGroups(.one, of: logistic.architecture), hyperparameters: Hyperparameters(alphas: [0.3]))
    let places = Matrix(rows: 20, columns: 2, elements: (0..<40).map { _ in 3 * generator.normal() })
    let (p, q) = (two.predict(places, moderation: .integral(draws: 4000, seed: 5)), one.predict(places))
    for i in 0..<20 {
      // Of 2000 pairs of draws with deviations below ½; mirror images take the odd part of the error away.
      #expect((p.mean[i, 1] - q.mean[i, 0]).magnitude <= 0.02)
      #expect((p.mean[i, 0] + p.mean[i, 1] - 1).magnitude <= 1e-12)
    }
    #expect(abs(two.logEvidence - one.logEvidence) <= 1e-9)
  }

  /// 90 % intervals cover 90 % of new targets, over simulated linear data sets with estimated precisions.
  @Test func intervalsCoverWhatTheySay() throws {
    var generator = SeededGenerator(seed: 11)
    var (inside, count, insideMean, meanCount) = (0.0, 0.0, 0.0, 0.0)
    for _ in 0..<60 {
      let c = (0..<4).map { _ in generator.normal() }
      func truth(_ x: ArraySlice<Double>) -> Double { zip(x, c).reduce(c[3]) { $0 + $1.0 * $1.1 } }
      func draw(_ n: Int) -> (Matrix<Double>, Matrix<Double>) {
        let x = Matrix(rows: n, columns: 3, elements: (0..<3 * n).map { _ in generator.normal() })
        return (x, Matrix(column: (0..<n).map { truth(x[row: $0]) + 0.5 * generator.normal() }))
      }
      let (x, t) = draw(40)
      let network = Network<Double>(inputs: 3, likelihood: .gaussian)
      let best = try Posterior.maximizingEvidence(
        of: network, on: try Dataset(inputs: x, targets: t), groups: PriorGroups(.one, of: network.architecture))
      let (newX, newT) = draw(50)
      let predicted = best.posterior.predict(newX)
      inside += try #require(predicted.newDataInterval(level: 0.9)).coverage(of: newT)[0] * 50
      count += 50
      let means = Matrix(column: (0..<50).map { truth(newX[row: $0]) })
      insideMean += predicted.meanInterval(level: 0.9).coverage(of: means)[0] * 50
      meanCount += 50
    }
    // 3000 new targets, of which those of a data set hang together a little: 0.9 ± 3 · 0.0055 and what the estimated
    // precisions take.
    #expect(abs(inside / count - 0.9) <= 0.025, "\(inside / count)")
    #expect(abs(insideMean / meanCount - 0.9) <= 0.08, "\(insideMean / meanCount)")
  }

  @Test func samplesHaveTheCovariance() throws {
    let model = LinearEvidenceTests.cases[0]
    let network = model.network(.fastest)
    let posterior = try Posterior.trained(
      network, on: try model.data(), groups: PriorGroups(.one, of: network.architecture),
      hyperparameters: model.hyperparameters)
    let n = 20_000
    let samples = posterior.laplace.samples(n, seed: 9)
    let P = samples.columns
    for a in 0..<P {
      for b in 0..<P {
        let c =
          (0..<n).reduce(0) { $0 + (samples[$1, a] - model.mean[a]) * (samples[$1, b] - model.mean[b]) } / Double(n)
        let scale = (model.covariance[a * P + a] * model.covariance[b * P + b]).squareRoot()
        // Five standard errors of a covariance.
        #expect((c - model.covariance[a * P + b]).magnitude <= 5 * scale * (2 / Double(n)).squareRoot())
      }
    }
    #expect(posterior.laplace.samples(3, seed: 4) == posterior.laplace.samples(3, seed: 4))
    let functions = posterior.outputs(ofDraws: 2, seed: 1, at: Matrix(model.x))
    #expect(functions.count == 2 && functions.rows == model.x.count && functions.columns == 1)
  }
}
