/// The negative logarithm of likelihood times prior, but for constants, as a function of a network's parameters:
///
///     S(w) = Σ_k β_k E_k(w) + ½ Σ_g α_g ‖w_g‖²
///
/// with E_k half the sum of squares of output k of a Gaussian network; for other likelihoods E(w) in place of the first sum. Its
/// minimum is the most probable w.
///
/// ```swift
/// let objective = PosteriorObjective(network, on: data, groups: groups, hyperparameters: precisions)
/// let result = try objective.minimized(from: objective.start, by: .trustRegionNewton)
/// ```
public struct PosteriorObjective: Objective {
  /// The groups of parameters with a common α.
  public let groups: PriorGroups
  /// α and β.
  public let hyperparameters: Hyperparameters
  /// The places in the parameter vector of the variables, in increasing order.
  public var positions: [Int] { error.base.positions }
  /// Σ_k β_k E_k but for `factor`.
  let error: ScaledError
  /// β where there is one for all outputs, else 1.
  let factor: Double
  /// α of each variable, 0 where it has none.
  let penalties: [Double]
  private let base: Network<Double>

  /// S of a network on a data set.
  ///
  /// - Parameters:
  ///   - network: Gives the architecture, the execution, the values of frozen parameters, and the start.
  ///   - data: n examples that fit the network.
  ///   - groups: The groups of its parameters.
  ///   - hyperparameters: An α for each group; for a Gaussian network one β, or one for each output, else none.
  ///   - frozen: The places of parameters that are not to change; their penalties do not count.
  /// - Precondition: the counts agree; with several β the output activation is the identity.
  public init(
    _ network: Network<Double>, on data: Dataset<Double>, groups: PriorGroups, hyperparameters: Hyperparameters,
    frozen: some Sequence<Int> = EmptyCollection<Int>()
  ) {
    let (architecture, betas) = (network.architecture, hyperparameters.betas)
    precondition(
      groups.membership.count == architecture.parameterCount && hyperparameters.alphas.count == groups.count,
      "\(hyperparameters.alphas.count) α for \(groups.count) groups of \(groups.membership.count) parameters, where the "
        + "network has \(architecture.parameterCount)")
    let expected = architecture.likelihood.hasVariance ? [1, architecture.outputs] : [0]
    precondition(
      expected.contains(betas.count),
      "\(betas.count) β for \(architecture.outputs) outputs of a '\(architecture.likelihood.name)' network")
    self.groups = groups
    self.hyperparameters = hyperparameters
    error = ScaledError(
      network, on: data, scales: betas.count > 1 ? betas.map { $0.squareRoot() } : nil, frozen: Array(frozen))
    factor = betas.count == 1 ? betas[0] : 1
    penalties = error.base.positions.map { groups.membership[$0].map { hyperparameters.alphas[$0] } ?? 0 }
    base = network
  }

  /// The number of parameters that may change.
  public var dimension: Int { penalties.count }

  /// The variables of the network that this was made with.
  public var start: [Double] { positions.map { base.parameters[$0] } }

  /// The network with these variables.
  public func network(at x: [Double]) -> Network<Double> {
    var network = base
    network.parameters = error.base.scatter(x, around: base.parameters)
    return network
  }

  /// S(x).
  public func value(at x: [Double]) -> Double { factor * error.value(at: x) + penalty(x) }

  /// S(x) and its gradient, by one forward and one backward pass.
  public func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
    let value = error.valueWithGradient(at: x, into: &gradient)
    for i in gradient.indices { gradient[i] = factor * gradient[i] + penalties[i] * x[i] }
    return factor * value + penalty(x)
  }

  /// The Hessian times `v`, by one more pair of passes.
  public func hessianVectorProduct(at x: [Double], along v: [Double], into product: inout [Double]) {
    product = error.product(at: x, along: v, curvature: .hessian)
    for i in product.indices { product[i] = factor * product[i] + penalties[i] * v[i] }
  }

  /// The exact Hessian.
  public func hessian(at x: [Double], into hessian: inout Matrix<Double>) {
    let elements = matrix(at: x, .hessian).elements
    hessian.withUnsafeMutableElements { _ = $0.update(fromContentsOf: elements) }
  }

  /// 1 nat an example.
  public var valueUnit: Double { error.base.data.weights.map { $0.reduce(0, +) } ?? Double(error.base.data.count) }

  /// 2⁻⁵²: the second derivatives are exact.
  public var hessianAccuracy: Double { 0x1p-52 }

  /// The bytes of the Hessian in all parameters.
  public var hessianScratch: Int { error.base.hessianScratch }

  /// Those of the network's execution.
  public var threads: Int { error.base.threads }

  /// The Hessian or another curvature with the penalties.
  func matrix(at x: [Double], _ curvature: Curvature) -> ColumnMatrix {
    var matrix = error.curvature(at: x, curvature)
    let n = dimension
    matrix.withUnsafeMutable { a in
      if factor != 1 { for i in 0..<n * n { a[i] *= factor } }
      for (i, penalty) in penalties.enumerated() { a[i * n + i] += penalty }
    }
    return matrix
  }

  private func penalty(_ x: [Double]) -> Double { zip(penalties, x).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / 2 }

  /// Directions along which the outputs do not change, in the variables.
  func flatDirections(at x: [Double]) -> [FlatDirection] {
    let variables = Dictionary(uniqueKeysWithValues: positions.enumerated().map { ($0.element, $0.offset) })
    return FlatDirections(of: network(at: x), on: error.base.data.inputs).all.map { direction in
      FlatDirection(
        reason: direction.reason,
        entries: direction.entries.compactMap { entry in variables[entry.place].map { ($0, entry.value) } })
    }
  }
}
