/// A network's error on a data set as a function of its parameters, for any minimiser: exact gradient, Hessian-vector
/// products and Hessian.
///
///     f(x) = s Σᵢ wᵢ Eᵢ(x) + ½ λ Σ w_j²,   s = 1, or 1 / Σᵢ wᵢ for the mean error
///
/// Its variables are the parameters that may change: weights that a mask removes and those that are frozen do not count.
/// The penalty spares biases.
///
/// ```swift
/// let objective = NetworkObjective(network, on: data, reduction: .mean, l2: 1e-4)
/// let result = try objective.minimized(from: objective.start, by: .trustRegionNewton)
/// network = objective.network(at: result.x)
/// ```
public struct NetworkObjective: Objective {
  /// How the errors of the examples become one number.
  public enum Reduction: String, Sendable, Hashable, Codable {
    /// Their weighted sum: the negative log-likelihood.
    case sum
    /// Their weighted mean.
    case mean
  }

  /// The data.
  public let data: Dataset<Double>
  /// Whether the errors are summed up or their mean is taken.
  public let reduction: Reduction
  /// λ.
  public let l2: Double
  /// The places in the parameter vector of the variables, in increasing order.
  public let positions: [Int]
  /// s.
  let scale: Double
  /// λ for each variable that the penalty holds for, 0 for the others.
  let penalties: [Double]
  let base: Network<Double>
  private let isWhole: Bool
  let workspace = Workspace<Double>()

  /// The error of `network` on `data`.
  ///
  /// - Parameters:
  ///   - network: Gives the architecture, the execution, the values of frozen parameters, and the start.
  ///   - data: n examples that fit the network.
  ///   - reduction: The sum of the errors or their mean.
  ///   - l2: λ, the strength of the penalty on the squares of the weights.
  ///   - frozen: The places in the parameter vector of what is not to change.
  /// - Precondition: the data fits the network, the weights of its examples are not all zero, λ is not negative, and frozen
  ///   places exist.
  public init(
    _ network: Network<Double>, on data: Dataset<Double>, reduction: Reduction = .mean, l2: Double = 0,
    frozen: some Sequence<Int> = EmptyCollection<Int>()
  ) {
    network.checkShapes(data.inputs, data.targets, weights: data.weights)
    let total = data.weights.map { $0.reduce(0, +) } ?? Double(data.count)
    precondition(total > 0, "there are no examples, or all their weights are zero")
    precondition(l2 >= 0, "a penalty of strength \(l2)")
    let architecture = network.architecture
    var isFixed = [Bool](repeating: false, count: architecture.parameterCount)
    for position in architecture.maskedPositions { isFixed[position] = true }
    for position in frozen {
      precondition(isFixed.indices.contains(position), "parameter \(position) of \(isFixed.count) is frozen")
      isFixed[position] = true
    }
    var isBias = [Bool](repeating: false, count: isFixed.count)
    for layer in architecture.layers {
      if let offset = layer.biasOffset { for j in 0..<layer.units { isBias[offset + j] = true } }
    }
    base = network
    self.data = data
    self.reduction = reduction
    self.l2 = l2
    positions = isFixed.indices.filter { !isFixed[$0] }
    isWhole = positions.count == isFixed.count
    scale = reduction == .mean ? 1 / total : 1
    penalties = l2 > 0 ? positions.map { isBias[$0] ? 0 : l2 } : []
  }

  /// The number of parameters that may change.
  public var dimension: Int { positions.count }

  /// The variables of the network that this was made with.
  public var start: [Double] { variables(of: base) }

  /// The variables of a network of the same architecture.
  public func variables(of network: Network<Double>) -> [Double] { gather(network.parameters) }

  /// The network with these variables.
  ///
  /// - Precondition: `x` has `dimension` numbers.
  public func network(at x: [Double]) -> Network<Double> {
    var network = base
    network.parameters = scatter(x, around: base.parameters)
    return network
  }

  /// f(x), by one forward pass.
  public func value(at x: [Double]) -> Double {
    scale * network(at: x).loss(data.inputs, data.targets, weights: data.weights, using: workspace) + penalty(x)
  }

  /// f(x) and its gradient, by one forward and one backward pass.
  public func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
    var whole = [Double](repeating: 0, count: base.architecture.parameterCount)
    let loss = network(at: x).valueWithGradient(
      data.inputs, data.targets, weights: data.weights, into: &whole, using: workspace)
    gradient = gather(whole)
    DenseVector.scale(&gradient, by: scale)
    for (i, penalty) in penalties.enumerated() { gradient[i] += penalty * x[i] }
    return scale * loss + penalty(x)
  }

  /// The Hessian times `v`, by one more pair of passes.
  public func hessianVectorProduct(at x: [Double], along v: [Double], into product: inout [Double]) {
    var whole = [Double](repeating: 0, count: base.architecture.parameterCount)
    let direction = scatter(v, around: whole)
    network(at: x).hessianVectorProduct(
      data.inputs, data.targets, weights: data.weights, along: direction, into: &whole, using: workspace)
    product = gather(whole)
    DenseVector.scale(&product, by: scale)
    for (i, penalty) in penalties.enumerated() { product[i] += penalty * v[i] }
  }

  /// 1 nat an example where the likelihood is one of probabilities or counts, and 0 where targets have a unit.
  public var valueUnit: Double {
    guard base.architecture.likelihood.isInNats else { return 0 }
    return scale * (data.weights.map { $0.reduce(0, +) } ?? Double(data.count))
  }

  /// 2⁻⁵²: the second derivatives are exact.
  public var hessianAccuracy: Double { 0x1p-52 }

  /// The bytes of the Hessian in all parameters, where some of them do not change.
  public var hessianScratch: Int {
    guard !isWhole else { return 0 }
    let count = base.architecture.parameterCount
    let (bytes, overflow) = count.multipliedReportingOverflow(by: count * MemoryLayout<Double>.stride)
    return overflow ? .max : bytes
  }

  /// Those of the network's execution.
  public var threads: Int { base.execution.threads }

  /// The exact Hessian in the variables.
  public func hessian(at x: [Double], into hessian: inout Matrix<Double>) {
    curvature(at: x, .hessian, into: &hessian)
  }

  /// The Hessian in the variables, or what stands for it, with the penalty's part.
  func curvature(at x: [Double], _ curvature: Curvature, into hessian: inout Matrix<Double>) {
    let network = network(at: x)
    let count = base.architecture.parameterCount
    let n = dimension
    if isWhole {
      network.hessian(
        data.inputs, data.targets, weights: data.weights, curvature: curvature, into: &hessian, using: workspace)
    } else {
      var whole = Matrix<Double>(rows: count, columns: count)
      network.hessian(
        data.inputs, data.targets, weights: data.weights, curvature: curvature, into: &whole, using: workspace)
      hessian.withUnsafeMutableElements { h in
        for (i, row) in positions.enumerated() {
          for (j, column) in positions.enumerated() { h[i * n + j] = whole.elements[row * count + column] }
        }
      }
    }
    hessian.withUnsafeMutableElements { h in
      if scale != 1 { for i in h.indices { h[i] *= scale } }
      for (i, penalty) in penalties.enumerated() { h[i * n + i] += penalty }
    }
  }

  private func penalty(_ x: [Double]) -> Double {
    zip(penalties, x).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } / 2
  }

  /// What a parameter vector has at the variables' places.
  func gather(_ w: [Double]) -> [Double] { isWhole ? w : positions.map { w[$0] } }

  /// The parameter vector `w` with `x` at the variables' places.
  func scatter(_ x: [Double], around w: [Double]) -> [Double] {
    precondition(x.count == dimension, "\(x.count) numbers for \(dimension) variables")
    guard !isWhole else { return x }
    var w = w
    for (position, value) in zip(positions, x) { w[position] = value }
    return w
  }
}
