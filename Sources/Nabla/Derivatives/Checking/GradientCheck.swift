internal import Foundation

/// The verdict on a gradient: backpropagation against central differences.
///
/// The differences are taken in `Double`, whatever the network's scalar, and extrapolated (L. F. Richardson 1911):
/// R = (4D(ε) − D(2ε)) / 3. Each parameter has a bound of its own, the sum of
///
/// - the truncation of the differences, |D(ε) − D(2ε)|: that is far more than R's own, O(ε⁴), but at a jump of h″ the
///   error of R is O(ε), two thirds of this;
/// - their rounding, c u₆₄ Σ|E_i| / ε;
/// - the rounding of backpropagation, c u Σ|∂E_i/∂w|, the largest in the parameter's layer;
///
/// with the unit roundoffs u₆₄ of `Double` and u of the network's scalar, and with c the number of operations on the
/// longest path through the network. Where a kink of ReLU lies between w − 2ε and w + 2ε, ε is made smaller.
public struct GradientCheck: Sendable, Hashable, CustomStringConvertible {
  /// One parameter's derivative, both ways.
  public struct Comparison: Sendable, Hashable {
    /// Which parameter it is.
    public let parameter: ParameterLocation
    /// ∂E/∂w by backpropagation.
    public let backpropagation: Double
    /// ∂E/∂w by central differences.
    public let finiteDifference: Double
    /// The largest difference that rounding and truncation explain.
    public let bound: Double

    /// |backpropagation − finiteDifference| / bound; NaN where one of them is.
    public var excess: Double { (backpropagation - finiteDifference).magnitude / bound }
    /// Whether the difference is within the bound.
    public var passed: Bool { excess <= 1 }
  }

  /// The number of parameters that were compared.
  public let compared: Int
  /// The number of parameters in all.
  public let parameterCount: Int
  /// The comparison that is farthest beyond its bound, or nearest to it; nil where nothing was compared.
  public let worst: Comparison?
  /// The largest |difference| over the largest |derivative|.
  public let relativeDifference: Double

  /// Whether every comparison is within its bound.
  public var passed: Bool { worst?.passed ?? true }

  /// One or two lines: the verdict and the worst parameter.
  public var description: String {
    let share = compared == parameterCount ? "all \(compared)" : "\(compared) of \(parameterCount)"
    guard let worst else { return "gradient check passed: there is nothing to compare" }
    return String(
      format: "gradient check %@: %@ parameters, largest relative difference %.1e\n"
        + "  worst: %@: backpropagation %.9g, central difference %.9g, bound %.1e",
      passed ? "passed" : "FAILED", share, relativeDifference, worst.parameter.description, worst.backpropagation,
      worst.finiteDifference, worst.bound)
  }
}

extension Network {
  /// Compares the gradient by backpropagation with central differences; see `GradientCheck` for step and bound.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - t: The targets.
  ///   - weights: The weights of the examples; all 1 by default.
  ///   - parameters: The parameters to compare; all by default. A large network is better checked on a sample.
  /// - Returns: A verdict that names the worst parameter.
  /// - Complexity: about 4 evaluations of the error a parameter compared, and n gradients.
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
    let scales = inDouble.scales(data.x, data.t, weights: data.weights)
    var probe = ErrorProbe(inDouble, data.x, data.t, weights: data.weights)
    let masked = Set(architecture.maskedPositions)
    let all = 0..<architecture.parameterCount
    for p in parameters ?? [] { precondition(all.contains(p), "parameter \(p) of \(all.count)") }
    let indices = (parameters ?? Array(all)).filter { !masked.contains($0) }

    let operations = Double(architecture.longestSum)
    let unit = Double(Scalar.ulpOfOne) / 2
    var worst: GradientCheck.Comparison?
    var largestDifference = 0.0
    var largest = 0.0
    for i in indices {
      let difference = probe.extrapolatedDifference(at: i, rounding: operations * scales.error)
      let comparison = GradientCheck.Comparison(
        parameter: architecture.location(ofParameter: i), backpropagation: Double(claimed[i]),
        finiteDifference: difference.value,
        bound: difference.uncertainty + operations * unit * scales.gradient[i] + Double.leastNormalMagnitude)
      // A NaN is worse than every number.
      if !(comparison.excess <= worst?.excess ?? -1) { worst = comparison }
      largestDifference = max(largestDifference, (comparison.backpropagation - difference.value).magnitude)
      largest = max(largest, difference.value.magnitude, comparison.backpropagation.magnitude)
      if comparison.excess.isNaN { break }
    }
    return GradientCheck(
      compared: indices.count, parameterCount: architecture.parameterCount, worst: worst,
      relativeDifference: largest > 0 ? largestDifference / largest : 0)
  }

  /// The sizes that rounding errors are relative to: Σ|E_i|, and for each parameter the largest Σ_i|∂E_i/∂w| among those
  /// of its layer.
  private func scales(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>, weights: [Scalar]?
  ) -> (error: Double, gradient: [Double]) {
    let workspace = Workspace<Scalar>()
    var gradient = Array(repeating: Scalar(0), count: architecture.parameterCount)
    var sums = Array(repeating: 0.0, count: architecture.parameterCount)
    var error = 0.0
    for i in 0..<x.rows {
      let value = valueWithGradient(
        x.rows(at: [i]), t.rows(at: [i]), weights: weights.map { [$0[i]] }, into: &gradient, using: workspace)
      error += value.magnitude
      for (p, derivative) in gradient.enumerated() { sums[p] += Double(derivative).magnitude }
    }
    for layer in architecture.layers {
      let range = layer.parameterRange
      let largest = sums[range].max() ?? 0
      for p in range { sums[p] = largest }
    }
    return (error, sums)
  }
}

extension ErrorProbe where Scalar == Double {
  /// R = (4D(ε) − D(2ε)) / 3 and how far it may be off, at the step of a short list where that is least.
  fileprivate mutating func extrapolatedDifference(
    at i: Int, rounding: Double
  ) -> (value: Double, uncertainty: Double) {
    let unit = Double.ulpOfOne / 2
    // A fifth root balances the extrapolated difference's errors, O(ε⁴) and O(u/ε).
    var step = _DoublePrimitives.exp(_DoublePrimitives.log(unit) / 5) * max(1, parameter(i).magnitude)
    var best = (value: Double.nan, uncertainty: Double.infinity)
    for _ in 0..<6 {
      let near = centralDifference(step, at: i)
      let far = centralDifference(2 * step, at: i)
      let truncation = (near - far).magnitude
      let noise = unit * rounding / step
      if truncation + noise < best.uncertainty { best = ((4 * near - far) / 3, truncation + noise) }
      if truncation <= noise { break }
      step /= 10
    }
    return best
  }
}

extension Architecture {
  /// The number of additions and multiplications on the longest way through a forward and a backward pass.
  var longestSum: Int {
    layers.reduce(64) { $0 + 2 * ($1.fanIn + $1.units) }
  }
}
