/// How a derivative is approximated by values of the function.
public enum DifferenceScheme: String, Sendable, Hashable, CaseIterable {
  /// (E(w + ε) − E(w − ε)) / 2ε: two evaluations a parameter, error O(ε²) + O(u|E|/ε).
  case central
  /// (E(w + ε) − E(w)) / ε: one evaluation a parameter and one more, error O(ε) + O(u|E|/ε).
  case forward

  /// The step that balances both errors, relative to max(1, |w|): (3u)^{1/3} or √u, with u half a unit in the last place.
  func relativeStep<S: RealScalar>(_: S.Type) -> S {
    let unit = Double(S.ulpOfOne) / 2
    typealias F = _DoublePrimitives
    return switch self {
    case .central: S(F.exp(F.log(3 * unit) / 3))
    case .forward: S(unit.squareRoot())
    }
  }
}

extension Network {
  /// The gradient by finite differences, to check backpropagation and to show what it saves.
  ///
  /// - Parameters:
  ///   - x: The inputs, n × d.
  ///   - t: The targets.
  ///   - weights: The weights of the examples; all 1 by default.
  ///   - parameters: The parameters whose derivatives are wanted; all by default.
  ///   - scheme: Central or forward differences.
  ///   - step: ε; by default the best power of the precision, times max(1, |w_i|).
  /// - Returns: One derivative per parameter in the range. That of a masked weight is 0.
  /// - Complexity: one or two evaluations of the error a parameter: O(n |w|²) for all, against O(n |w|) by
  ///   backpropagation.
  public func finiteDifferenceGradient(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, parameters: Range<Int>? = nil,
    scheme: DifferenceScheme = .central, step: Scalar? = nil
  ) -> [Scalar] {
    let range = parameters ?? 0..<architecture.parameterCount
    precondition(
      range.lowerBound >= 0 && range.upperBound <= architecture.parameterCount,
      "parameters \(range) of \(architecture.parameterCount)")
    precondition(step.map { $0 > 0 && $0.isFinite } ?? true, "a step of \(step ?? 0)")
    var probe = ErrorProbe(self, x, t.targets(of: Scalar.self), weights: weights)
    let masked = Set(architecture.maskedPositions)
    let relativeStep = step == nil ? scheme.relativeStep(Scalar.self) : 0
    let center = scheme == .forward ? probe.error(0, at: range.lowerBound) : 0
    return range.map { i in
      if masked.contains(i) { return 0 }
      let wanted = step ?? relativeStep * max(1, probe.parameter(i).magnitude)
      return switch scheme {
      case .central: Scalar(probe.centralDifference(wanted, at: i))
      case .forward: Scalar(probe.forwardDifference(wanted, at: i, center: center))
      }
    }
  }
}

/// The error of a batch as a function of one parameter at a time.
struct ErrorProbe<Scalar: RealScalar> {
  private var network: Network<Scalar>
  private let x: Matrix<Scalar>
  private let t: Targets<Scalar>
  private let weights: [Scalar]?
  private let workspace = Workspace<Scalar>()

  init(_ network: Network<Scalar>, _ x: Matrix<Scalar>, _ t: Targets<Scalar>, weights: [Scalar]?) {
    network.checkShapes(x, t, weights: weights)
    self.network = network
    self.x = x
    self.t = t
    self.weights = weights
  }

  func parameter(_ i: Int) -> Scalar { network.parameters[i] }

  /// E with `change` added to parameter i, which is put back afterwards.
  mutating func error(_ change: Scalar, at i: Int) -> Double {
    guard i < network.architecture.parameterCount else { return 0 }
    let before = network.parameters[i]
    network.updateParameters { (w: inout MutableSpan<Scalar>) in w[i] = before + change }
    defer { network.updateParameters { (w: inout MutableSpan<Scalar>) in w[i] = before } }
    return network.withExamplesUnchecked(x, t, weights: weights) { [network, workspace] examples in
      network.evaluate(examples, gradient: nil, workspace)
    }
  }

  /// (E(w + ε) − E(w − ε)) / 2ε, with the ε by which the rounded parameters really differ.
  mutating func centralDifference(_ step: Scalar, at i: Int) -> Double {
    let w = parameter(i)
    let width = Double((w + step) - (w - step))
    return (error(step, at: i) - error(-step, at: i)) / width
  }

  /// E(w + ε) and E(w − ε).
  mutating func ends(_ step: Scalar, at i: Int) -> DifferenceEnds<Double> {
    let w = parameter(i)
    return DifferenceEnds(
      above: [error(step, at: i)], below: [error(-step, at: i)], width: Double((w + step) - (w - step)))
  }

  /// (E(w + ε) − E(w)) / ε, with the ε by which the rounded parameters really differ.
  mutating func forwardDifference(_ step: Scalar, at i: Int, center: Double) -> Double {
    let w = parameter(i)
    return (error(step, at: i) - center) / Double((w + step) - w)
  }
}
