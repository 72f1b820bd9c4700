/// Σ_k c_k² E_k(w) of a Gaussian network, E_k being half the sum of squares of output k; or E(w) of any network.
///
/// Outputs and targets times c_k give squares times c_k². The outputs are linear in the output layer's parameters, so the scaled
/// sum is the error of a network with these parameters times c_k, and its derivatives follow by the chain rule: with
/// w′ = D w, the gradient is D g′ and the Hessian D H′ D. So all derivatives are those of the network's own operators.
struct ScaledError {
  let base: NetworkObjective
  /// The data with the targets as they are.
  let original: Dataset<Double>
  /// D at the variables; nil for the identity.
  let factors: [Double]?
  let workspace = Workspace<Double>()
  /// Whether all variables belong to the output layer.
  private let isLastLayer: Bool

  /// - Parameters:
  ///   - scales: c_k for each output, or nil for 1.
  ///   - frozen: The places of the parameters that are no variables.
  /// - Precondition: with scales the likelihood is Gaussian and the output activation the identity.
  init(_ network: Network<Double>, on data: Dataset<Double>, scales: [Double]? = nil, frozen: [Int] = []) {
    let architecture = network.architecture
    original = data
    guard let scales else {
      base = NetworkObjective(network, on: data, reduction: .sum, frozen: frozen)
      factors = nil
      isLastLayer = Self.isLastLayer(base)
      return
    }
    precondition(
      architecture.likelihood.hasVariance && architecture.outputLayer.activation == .identity
        && scales.count == architecture.outputs,
      "a noise for each output of a '\(architecture.likelihood.name)' network with '\(architecture.outputLayer.activation.name)'"
    )
    let whole = architecture.parameterFactors(ofOutputs: scales)
    var scaled = network
    scaled.parameters = zip(network.parameters, whole).map { $0 * $1 }
    let t = data.targets.matrix(classes: architecture.outputs)
    let elements = t.elements.enumerated().map { $1 * scales[$0 % scales.count] }
    let matrix = Matrix(rows: t.rows, columns: t.columns, elements: elements)
    let targets: Targets<Double> = data.targets.isComplete ? .values(matrix) : .incomplete(matrix)
    base = NetworkObjective(
      scaled,
      on: Dataset(unchecked: data.inputs, targets: targets, weights: data.weights, classNames: nil),
      reduction: .sum, frozen: frozen)
    factors = base.positions.map { whole[$0] }
    isLastLayer = Self.isLastLayer(base)
  }

  private static func isLastLayer(_ objective: NetworkObjective) -> Bool {
    let range = objective.architecture.outputLayer.parameterRange
    return objective.architecture.layers.count > 1 && objective.positions.allSatisfy { range.contains($0) }
  }

  func scaled(_ x: [Double]) -> [Double] {
    guard let factors else { return x }
    return zip(x, factors).map { $0 * $1 }
  }

  func value(at x: [Double]) -> Double { base.value(at: scaled(x)) }

  func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
    let value = base.valueWithGradient(at: scaled(x), into: &gradient)
    gradient = scaled(gradient)
    return value
  }

  /// The curvature times v.
  func product(at x: [Double], along v: [Double], curvature: Curvature) -> [Double] {
    var whole = [Double](repeating: 0, count: base.architecture.parameterCount)
    let direction = base.scatter(scaled(v), around: whole)
    base.network(at: scaled(x)).hessianVectorProduct(
      base.data.inputs, base.data.targets, weights: base.data.weights, curvature: curvature, along: direction,
      into: &whole, using: workspace)
    return scaled(base.gather(whole))
  }

  /// The curvature in the variables, n × n.
  func curvature(at x: [Double], _ curvature: Curvature) -> ColumnMatrix {
    let network = base.network(at: scaled(x))
    let data = base.data
    let first: Int
    var whole: Matrix<Double>
    if isLastLayer {
      let last = network.architecture.layers.count - 1
      let range = network.architecture.outputLayer.parameterRange
      first = range.lowerBound
      whole = Matrix(rows: range.count, columns: range.count)
      network.hessianBlock(
        data.inputs, data.targets, weights: data.weights, rows: last, columns: last, curvature: curvature, into: &whole,
        using: workspace)
    } else {
      first = 0
      let count = network.architecture.parameterCount
      whole = Matrix(rows: count, columns: count)
      network.hessian(
        data.inputs, data.targets, weights: data.weights, curvature: curvature, into: &whole, using: workspace)
    }
    return restricted(whole, first: first)
  }

  /// The rows and columns of the variables, of a matrix in the parameters from `first` on, by the chain rule.
  func restricted(_ whole: Matrix<Double>, first: Int) -> ColumnMatrix {
    let n = base.dimension
    // Symmetric: row by row is column by column.
    if n == whole.rows && factors == nil { return ColumnMatrix(rows: n, columns: n, elements: whole.elements) }
    let factors = self.factors ?? [Double](repeating: 1, count: n)
    var elements = [Double](repeating: 0, count: n * n)
    for (i, row) in base.positions.enumerated() {
      let start = (row - first) * whole.columns - first
      for (j, column) in base.positions.enumerated() {
        elements[i * n + j] = factors[i] * whole.elements[start + column] * factors[j]
      }
    }
    return ColumnMatrix(rows: n, columns: n, elements: elements)
  }

  /// The diagonal of the curvature.
  func diagonal(at x: [Double], _ curvature: Curvature) -> [Double] {
    let (data, network) = (base.data, base.network(at: scaled(x)))
    return scaled(
      scaled(
        base.gather(
          network.hessianDiagonal(
            data.inputs, data.targets, weights: data.weights, curvature: curvature, using: workspace))))
  }
}
