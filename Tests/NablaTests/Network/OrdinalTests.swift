import Foundation
import Testing

@testable import Nabla

/// −ln(σ(η − θ_t) − σ(η − θ_(t+1))) as it is defined, derived by hyper-dual numbers. Every output has the target.
private struct OrdinalExpression: ErrorExpression {
  let name = "ordinal by hyper-dual numbers"

  func callAsFunction<N: DifferentiableNumber>(_ y: [N], _ t: [N]) -> N {
    var reaches: [N] = [1]
    var u = y[0]
    for k in y.indices {
      if k > 0 { u = u - exp(y[k]) }
      reaches.append(1 / (1 + exp(-u)))
    }
    reaches.append(0)
    // The product with 1 for the class t and 0 for others, as an expression knows no index.
    var probability: N = 0
    for k in 0...y.count {
      var isClass: N = 1
      for other in 0...y.count where other != k {
        isClass = isClass * (t[0] - N(Double(other))) * N(1 / Double(k - other))
      }
      probability = probability + isClass * (reaches[k] - reaches[k + 1])
    }
    return -log(probability)
  }
}

/// Ordered classes: by another implementation's derivatives, thresholds as parameters, statsmodels' fit, and scores.
struct OrdinalTests {
  private static let x = Matrix<Double>([[0.5, -1], [1.25, 0.75], [-0.375, 0.25], [0, 2], [-1.5, 1]])
  private static let t = Matrix<Double>(column: [0, 1, 3, 2, 1])

  @Test(arguments: BackendChoice.available) func equalsHyperDualNumbers(backend: BackendChoice) throws {
    func network(_ likelihood: Likelihood) -> Network<Double> {
      var network = Network<Double>(inputs: 2, likelihood: likelihood, execution: Execution(backend: backend)) {
        Dense(4, .tanh)
        // Thresholds that depend on the inputs.
        Output(mask: ConnectionMask(units: 3, inputs: 4) { _, _ in true })
      }
      network.initialize(.uniform(bound: 0.7), seed: 5)
      return network
    }
    let (own, other) = (network(.ordinal(classes: 4)), network(.custom(OrdinalExpression(), outputs: 3)))
    let targets = Matrix(rows: 5, columns: 3, elements: Self.t.elements.flatMap { Array(repeating: $0, count: 3) })
    let weights = [1, 0.5, 0, 2, 1]
    let (a, b) = (
      own.valueWithGradient(Self.x, Self.t, weights: weights),
      other.valueWithGradient(Self.x, targets, weights: weights)
    )
    expectClose([a.value] + a.gradient, [b.value] + b.gradient, within: 1e-13)
    let found = try own.hessian(Self.x, Self.t, weights: weights)
    expectClose(found, try other.hessian(Self.x, targets, weights: weights), within: 1e-13)
    let v = (0..<found.rows).map { Double($0 % 5) - 2 }
    expectClose(own.hessianVectorProduct(Self.x, Self.t, weights: weights, along: v), found.times(v), within: 1e-13)
  }

  /// The information is the mean of the Hessian over the classes, of which each has its probability.
  @Test func theInformationIsTheMeanOfTheCurvature() throws {
    var network = Network<Double>(inputs: 2, likelihood: .ordinal(classes: 4)) { Dense(3, .tanh) }
    network.initialize(.uniform(bound: 0.7), seed: 6)
    let x = Matrix([[0.5, -1]])
    var mean = [Double](repeating: 0, count: network.parameters.count * network.parameters.count)
    for k in 0..<4 {
      let t = Matrix<Double>([[Double(k)]])
      let curvature = try network.hessian(x, t, curvature: .gaussNewton)
      let probability = exp(-network.loss(x, t))
      for i in mean.indices { mean[i] += probability * curvature.elements[i] }
    }
    let t = Matrix<Double>([[2]])
    expectClose(try network.hessian(x, t, curvature: .fisher).elements, mean, within: 1e-13)
  }

  /// Only the predictor sees the inputs, unless a mask says otherwise; what has one class too few or many is refused.
  @Test func thresholdsAreBiases() throws {
    let network = Network<Double>(inputs: 2, likelihood: .ordinal(classes: 4, targets: 2)) { Dense(3, .tanh) }
    let layer = network.architecture.outputLayer
    let mask = try #require(layer.mask)
    #expect((0..<6).map { mask.connected[$0 * 3] } == [true, false, false, true, false, false])
    try TemporaryFolder.with { folder in
      try Model(network).save(to: folder.file("m.safetensors"))
      #expect(try Model<Double>(contentsOf: folder.file("m.safetensors")).network.architecture == network.architecture)
    }
    let likelihood = network.architecture.likelihood
    #expect(likelihood.targets == 2 && likelihood.expectation(insteadOf: 4) == "a class, a whole number from 0 to 3")
    #expect(likelihood.expectation(insteadOf: 3) == nil && likelihood.expectation(insteadOf: 0.5) != nil)
    for spelling in ["ordinal:1", "ordinal:2.5", "ordinal"] {
      #expect(throws: LikelihoodSpellingError.self) { try Likelihood(name: spelling, targets: 1) }
    }
  }

  private struct Reference: Decodable {
    var x: [[Double]]
    var t: [Double]
    var coefficients: [Double]
    var threshold: Double
    var logGaps: [Double]
    var standardErrors: [Double]
    var logLikelihood: Double
  }

  /// The minimum of a network without hidden layers is statsmodels' cumulative logit (scripts/fixtures/ordinal.py).
  @Test func agreesWithStatsmodels() throws {
    let url = try #require(Bundle.module.url(forResource: "ordinal", withExtension: "json", subdirectory: "Fixtures"))
    let expected = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    let data = try Dataset(inputs: Matrix(expected.x), targets: Matrix(column: expected.t))
    let network = Network<Double>(inputs: 4, likelihood: .ordinal(classes: 5))
    let limits = MinimizationLimits(gradientNorm: 1e-12, iterations: 200)
    let (fitted, _) = try network.minimized(on: data, by: .trustRegionNewton, limits: limits)
    let layer = fitted.architecture.outputLayer
    let (w, biases) = (fitted.parameters, layer.biasOffset!)
    expectClose(Array(w[..<4]), expected.coefficients, within: 1e-9)
    expectClose(Array(w[biases...]), [-expected.threshold] + expected.logGaps, within: 1e-9)
    let loss = fitted.loss(data.inputs, data.targets)
    #expect((loss + expected.logLikelihood).magnitude <= 1e-12 * loss)
    // Standard errors by the inverse of the Hessian, of the parameters that are not masked.
    let free = Array(0..<4) + Array(biases..<biases + 4)
    let hessian = try fitted.hessian(data.inputs, data.targets)
    let reduced = ColumnMatrix(rows: 8, columns: 8, elements: free.flatMap { j in free.map { hessian[$0, j] } })
    let factor = try #require(CholeskyFactorization(reduced))
    for (i, error) in expected.standardErrors.enumerated() {
      let unit = (0..<8).map { $0 == i ? 1.0 : 0 }
      #expect((factor.solve(unit)[i].squareRoot() - error).magnitude <= 1e-8 * error)
    }
  }

  @Test func scores() {
    // P(t ≥ 1) = ¾ and P(t ≥ 2) = ¼, with thresholds 2 ln 3 apart.
    let ln3 = log(3.0)
    let y = Matrix<Double>([[ln3, log(2 * ln3)], [ln3, log(2 * ln3)]])
    let measures = Likelihood.ordinal(classes: 3).measures(y, Matrix(column: [1, 0]))
    // −ln ½ and −ln ¼; the most probable class is 1; (¼)² + (¼)² and (¾)² + (¼)².
    let expected: [Double] = [1.5 * log(2.0), 0.5, 0.375]
    expectClose(measures.map(\.value), expected, within: 1e-14)
    #expect((Likelihood.ordinal(classes: 3).answers(y)[0, 0] - 1).magnitude <= 1e-15)
    #expect(Likelihood.ordinal(classes: 3).outputNames(of: ["y"]) == ["predictor of y", "log gap below 2 of y"])
  }
}
