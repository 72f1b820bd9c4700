/// Predicted means with their uncertainty.
public struct PredictiveBand: Sendable, Hashable {
  /// The outputs y, n × K.
  public let mean: Matrix<Double>
  /// The standard errors of y as an estimate of the mean, n × K.
  public let standardError: Matrix<Double>
  /// The lower ends of the confidence intervals of the mean.
  public let lower: Matrix<Double>
  /// The upper ends.
  public let upper: Matrix<Double>
  /// The lower ends of the intervals in which a new target lies, for a Gaussian likelihood.
  public let newLower: Matrix<Double>?
  /// The upper ends.
  public let newUpper: Matrix<Double>?
}

extension LinearFit {
  /// The predictive mean of every row of `x`, with its standard error and confidence band.
  ///
  /// For a Gaussian likelihood var y = φᵀ cov(w) φ, and a new target adds σ², known or unbiased. Otherwise the variance of the
  /// pre-activation is carried through the output function by its derivative; where that is a function of one number, as for
  /// a Bernoulli likelihood, the band is that of the pre-activation, so that it stays where outputs can be.
  ///
  /// - Parameters:
  ///   - offset: n numbers that are added to every pre-activation, or n · K, those of an example side by side; nil for none.
  ///   - level: The level of the intervals; that of the report by default.
  /// - Precondition: the shapes fit.
  /// - Complexity: O(n K p²), or O(n K (Kp)²) for a softmax.
  public func band(_ x: Matrix<Scalar>, offset: [Scalar]? = nil, level: Double? = nil) -> PredictiveBand {
    checkShapes(x, offset: offset)
    let K = network.architecture.outputs
    let design = fittedDesign(x)
    let critical = distributions(design).map { $0.criticalValue(level: level ?? summary.confidenceLevel) }
    let activation = network.architecture.outputLayer.activation
    let hasVariance = network.architecture.likelihood.hasVariance
    var mean = Matrix<Double>(rows: x.rows, columns: K)
    var (error, lower, upper, newLower, newUpper) = (mean, mean, mean, mean, mean)
    let w = estimates
    for i in 0..<x.rows {
      let phi = design.row(i)
      let a = preActivations(x, i, offset, phi, design, w)
      let y = activation.outputs(a)
      for k in 0..<K {
        let spread = spread(phi, design, derivatives: activation.derivatives(ofOutput: k, at: a, y))
        mean[i, k] = y[k]
        error[i, k] = spread
        (lower[i, k], upper[i, k]) = (y[k] - critical[k] * spread, y[k] + critical[k] * spread)
        if activation != .softmax {
          let wide = critical[k] * self.spread(phi, design, derivatives: [(k, 1)])
          (lower[i, k], upper[i, k]) = (activation.output(a[k] - wide), activation.output(a[k] + wide))
        }
        if hasVariance {
          let variance = summary.dispersions?[k].used ?? summary.noise[k].unbiased ?? .nan
          let wide = critical[k] * (spread * spread + variance).squareRoot()
          (newLower[i, k], newUpper[i, k]) = (y[k] - wide, y[k] + wide)
        }
      }
    }
    return PredictiveBand(
      mean: mean, standardError: error, lower: lower, upper: upper, newLower: hasVariance ? newLower : nil,
      newUpper: hasVariance ? newUpper : nil)
  }

  /// The outputs y of every row of `x` with offsets of their pre-activations, as the fit had them.
  ///
  /// - Parameter offset: n numbers, or n · K, those of an example side by side; nil for none.
  /// - Returns: n × K numbers.
  /// - Precondition: the shapes fit.
  /// - Complexity: O(n K p).
  public func predict(_ x: Matrix<Scalar>, offset: [Scalar]?) -> Matrix<Scalar> {
    checkShapes(x, offset: offset)
    guard let offset else { return network.predict(x) }
    let K = network.architecture.outputs
    let design = fittedDesign(x)
    let activation = network.architecture.outputLayer.activation
    let w = estimates
    var result = Matrix<Scalar>(rows: x.rows, columns: K)
    for i in 0..<x.rows {
      let phi = design.row(i)
      let a = preActivations(x, i, offset, phi, design, w)
      for (k, y) in activation.outputs(a).enumerated() { result[i, k] = Scalar(y) }
    }
    return result
  }

  private func checkShapes(_ x: Matrix<Scalar>, offset: [Scalar]?) {
    network.checkShapes(x, nil, weights: nil)
    network.checkOffset(offset, examples: x.rows)
  }

  /// a of example i with the features φ, and with its offsets: those among the inputs, and those beside them.
  private func preActivations(
    _ x: Matrix<Scalar>, _ i: Int, _ offset: [Scalar]?, _ phi: [Double], _ design: LinearDesign, _ w: [Double]
  ) -> [Double] {
    let outputs = network.architecture.outputs
    return (0..<outputs).map { k in
      let own = offset.map { $0.count == x.rows ? $0[i] : $0[i * outputs + k] } ?? 0
      let shift: Double = Double(own) + offsetAmongInputs(x, i, k)
      return phi.indices.reduce(shift) { $0 + phi[$1] * w[design.parameter($1, output: k)] }
    }
  }

  /// What the inputs of example i have as the offset of output k.
  func offsetAmongInputs(_ x: Matrix<Scalar>, _ i: Int, _ k: Int) -> Double {
    let architecture = network.architecture
    guard architecture.offsets > 0, let place = architecture.plan.offsetOfOutput[k] else { return 0 }
    return Double(x[i, architecture.covariates + place])
  }

  /// The design of some inputs.
  func fittedDesign(_ x: Matrix<Scalar>) -> LinearDesign {
    guard let design = try? LinearDesign(x, network, holding: held) else {
      preconditionFailure("a fitted network is linear in its parameters")
    }
    return design
  }

  /// All parameters, the fitted ones with the digits of `Double`.
  var estimates: [Double] {
    var result = network.parameters.map { Double($0) }
    for coefficient in summary.coefficients { result[coefficient.parameter] = coefficient.estimate }
    return result
  }

  /// What statistics of each output are compared with, as its coefficients are; classes have one distribution together.
  private func distributions(_ design: LinearDesign) -> [ReferenceDistribution] {
    var byFirst: [Int: ReferenceDistribution] = [:]
    for block in blocks { if let first = block.parameters.first { byFirst[first] = block.distribution } }
    return (0..<network.architecture.outputs).map { k in
      let own = (0..<design.columns).lazy.compactMap { byFirst[design.parameter($0, output: k)] }.first
      return own ?? blocks.first?.distribution ?? .normal
    }
  }

  /// √(gᵀ cov(w) g) with g = Σ_j ∂y/∂a_j φ.
  private func spread(
    _ phi: [Double], _ design: LinearDesign, derivatives: [(output: Int, value: Double)]
  ) -> Double {
    var gradient: [Int: Double] = [:]
    for (output, value) in derivatives {
      for (c, feature) in phi.enumerated() { gradient[design.parameter(c, output: output)] = value * feature }
    }
    var variance = 0.0
    for block in blocks {
      let g = block.parameters.map { gradient[$0] ?? 0 }
      guard g.contains(where: { $0 != 0 }) else { continue }
      variance += block.variance(g)
    }
    return variance.isNaN ? .nan : max(variance, 0).squareRoot()
  }
}

extension Activation {
  /// h(a), increasing.
  fileprivate func output(_ a: Double) -> Double { derivatives(at: a).value }

  /// y = h(a) of a layer.
  fileprivate func outputs(_ a: [Double]) -> [Double] {
    guard self == .softmax else { return a.map { output($0) } }
    let largest = a.max() ?? 0
    let powers = a.map { Nabla.exp($0 - largest) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// ∂y_k/∂a_j where it is not 0.
  fileprivate func derivatives(
    ofOutput k: Int, at a: [Double], _ y: [Double]
  ) -> [(output: Int, value: Double)] {
    guard self == .softmax else { return [(k, derivatives(at: a[k]).first)] }
    return y.indices.map { ($0, y[k] * (($0 == k ? 1 : 0) - y[$0])) }
  }
}
