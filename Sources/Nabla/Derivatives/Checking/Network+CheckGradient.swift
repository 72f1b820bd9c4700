extension Network {
  /// Compares the gradient by backpropagation with central differences; see `GradientCheck` for step and bound.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - t: The targets.
  ///   - weights: The weights of the examples; all 1 by default.
  ///   - parameters: The parameters to compare; all by default. A large network is better checked on a sample.
  /// - Returns: A verdict that names the worst parameter.
  /// - Complexity: about 6 evaluations of the error a parameter compared, and n + 10 gradients.
  public func checkGradient(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, parameters: [Int]? = nil
  ) -> GradientCheck {
    let targets = t.targets(of: Scalar.self)
    return checkGradient(gradient(x, targets, weights: weights), x, targets, weights: weights, parameters: parameters)
  }

  /// Compares any claimed gradient, such as one from elsewhere, with central differences.
  ///
  /// - Parameter claimed: |w| derivatives in parameter order.
  public func checkGradient(
    _ claimed: [Scalar], _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    parameters: [Int]? = nil
  ) -> GradientCheck {
    precondition(
      claimed.count == architecture.parameterCount,
      "\(claimed.count) derivatives for \(architecture.parameterCount) parameters")
    let inDouble = Network<Double>(self)
    let data = (x: Matrix<Double>(x), t: t.targets(of: Double.self), weights: weights?.map { Double($0) })
    let exact = GradientRounding(inDouble, data.x, data.t, weights: data.weights)
    let own =
      exact as? GradientRounding<Scalar>
      ?? GradientRounding(self, x, t.targets(of: Scalar.self), weights: weights)
    var probe = ErrorProbe(inDouble, data.x, data.t, weights: data.weights)
    var shadow = ErrorProbe(exact.changed.network, exact.changed.x, data.t, weights: data.weights)
    let masked = Set(architecture.maskedPositions)
    let all = 0..<architecture.parameterCount
    for p in parameters ?? [] { precondition(all.contains(p), "parameter \(p) of \(all.count)") }
    let indices = (parameters ?? Array(all)).filter { !masked.contains($0) }

    var worst: GradientCheck.Comparison?
    var scale = 0.0
    for i in indices {
      let difference = probe.extrapolatedDifference(at: i, beside: &shadow, exact)
      let comparison = GradientCheck.Comparison(
        parameter: architecture.location(ofParameter: i), backpropagation: Double(claimed[i]),
        finiteDifference: difference.value,
        bound: difference.uncertainty + own.gradient[i] + Double(Scalar.negligible))
      // A NaN is worse than every number.
      if !(comparison.excess <= worst?.excess ?? -1) { worst = comparison }
      scale = max(scale, difference.value.magnitude, comparison.backpropagation.magnitude, own.gradient[i] / own.unit)
      if comparison.excess.isNaN { break }
    }
    return GradientCheck(
      compared: indices.count, parameterCount: architecture.parameterCount, worst: worst, scale: scale > 0 ? scale : 1)
  }
}

extension RealScalar {
  /// Numbers below it may be what underflow left of a product, smaller by all digits than what it might be.
  static var negligible: Self { leastNormalMagnitude / ulpOfOne }
}

/// What rounding makes of a network's error and of its gradient.
private struct GradientRounding<Scalar: RealScalar> {
  /// c u.
  let unit: Double
  /// E.
  let value: Double
  /// c u Σ|E_i| + δE.
  let error: Double
  /// For each parameter c u Σ_i|∂E_i/∂w| + δg, the largest among those of its layer.
  let gradient: [Double]
  /// The network whose parameters are off by c u, and inputs that are.
  let changed: (network: Network<Scalar>, x: Matrix<Scalar>)

  @specialized(where Scalar == Double)
  @specialized(where Scalar == Float)
  init(_ network: Network<Scalar>, _ x: Matrix<Scalar>, _ t: Targets<Scalar>, weights: [Scalar]?) {
    let architecture = network.architecture
    let workspace = Workspace<Scalar>()
    let unit = Double(architecture.longestSum) * Double(Scalar.ulpOfOne) / 2
    let probe = RoundingProbe(network, x, samples: 4)
    var gradient = [Scalar](repeating: 0, count: architecture.parameterCount)
    // The error last.
    let spread = probe.spread { network, x in
      let error = network.valueWithGradient(x, t, weights: weights, into: &gradient, using: workspace)
      return gradient.map { Double($0) } + [Double(error)]
    }
    var sums = [Double](repeating: 0, count: gradient.count)
    var error = 0.0
    for i in 0..<x.rows {
      let value = network.valueWithGradient(
        x.rows(at: [i]), t.rows(at: [i]), weights: weights.map { [$0[i]] }, into: &gradient, using: workspace)
      error += Double(value).magnitude
      for (p, derivative) in gradient.enumerated() { sums[p] += Double(derivative).magnitude }
    }
    var bounds = zip(sums, spread).map { unit * $0 + $1 }
    for layer in architecture.layers {
      let largest = bounds[layer.parameterRange].max() ?? 0
      for p in layer.parameterRange { bounds[p] = largest }
    }
    self.unit = unit
    value = Double(network.valueWithGradient(x, t, weights: weights, into: &gradient, using: workspace))
    self.error = unit * error + (spread.last ?? 0)
    self.gradient = bounds
    changed = probe.first
  }
}

extension ErrorProbe where Scalar == Double {
  /// R = (4D(ε) − D(2ε)) / 3 and how far it may be off, at the step of a short list where that is least.
  ///
  /// - Parameter shadow: The same error of the network and inputs that are off by rounding.
  fileprivate mutating func extrapolatedDifference(
    at i: Int, beside shadow: inout ErrorProbe, _ rounding: GradientRounding<Double>
  ) -> (value: Double, uncertainty: Double) {
    // A fifth root balances the extrapolated difference's errors, O(ε⁴) and O(u/ε).
    var step = _DoublePrimitives.exp(_DoublePrimitives.log(Double.ulpOfOne / 2) / 5) * max(1, parameter(i).magnitude)
    var best = (value: Double.nan, uncertainty: Double.infinity)
    for _ in 0..<8 {
      let (inner, outer) = (ends(step, at: i), ends(2 * step, at: i))
      let (value, truncation) = inner.extrapolated(outer, center: [rounding.value])[0]
      let drift = (inner.slopes[0] - shadow.centralDifference(step, at: i)).magnitude
      let size = rounding.unit * max(inner.above[0].magnitude, inner.below[0].magnitude)
      let noise = 1.5 * (rounding.error + size) / step + rounding.gradient[i] + drift
      if truncation + noise < best.uncertainty { best = (value, truncation + noise) }
      if truncation <= noise { break }
      step /= 10
    }
    return best
  }
}
