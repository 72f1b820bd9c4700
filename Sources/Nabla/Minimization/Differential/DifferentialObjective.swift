/// The error of a network whose outputs' derivatives are part of it, as a function of the parameters w and of coefficients θ
/// of the equations: differential equations, boundary conditions, slopes, forces, and ordinary data.
///
///     f(w, θ) = Σ_terms weight · ½ Σ_n w_n ‖r(x_n, y, ∂y, ∂²y, …; θ)‖² + Σ_data weight · E
///
/// ```swift
/// let objective = DifferentialObjective(
///   network, terms: [.residual(Poisson(), at: points, weight: 1 / 400)], constraint: ZeroOnSquare())
/// let result = try objective.minimized(from: objective.start, by: .levenbergMarquardt)
/// let u = objective.solution(at: result.x).predict(x)
/// ```
///
/// All derivatives are exact: the gradient is the reverse sweep through the streams of input derivatives, one product
/// of matrices a layer for all of them, products with the Hessian the derivative of both sweeps. Results have the same bits
/// on any number of threads.
public struct DifferentialObjective: Objective {
  /// The terms.
  public let terms: [DifferentialTerm]
  /// What the outputs meet whatever the parameters are.
  public let constraint: (any HardConstraint)?
  /// The coefficients θ at the start.
  public let startCoefficients: [Double]
  let base: Network<Double>
  let parts: [Part]
  /// The places in the parameter vector of the variables: all but masked weights.
  let positions: [Int]
  let memory: DifferentialMemory

  /// A term as it is evaluated.
  enum Part: Sendable {
    case residual(ResidualPlan)
    case data(Dataset<Double>, weight: Double)
  }

  /// The error of a network.
  ///
  /// - Parameters:
  ///   - network: Gives the architecture, the execution and the start.
  ///   - terms: What the error consists of.
  ///   - coefficients: θ at the start.
  ///   - constraint: Conditions that the outputs meet whatever the parameters are.
  /// - Precondition: points and data fit the network; with a constraint the likelihood of `.data` is Gaussian.
  public init(
    _ network: Network<Double>, terms: [DifferentialTerm], coefficients: [Double] = [],
    constraint: (any HardConstraint)? = nil
  ) {
    let architecture = network.architecture
    self.terms = terms
    self.constraint = constraint
    startCoefficients = coefficients
    base = network
    parts = terms.map { term in
      switch term.content {
      case .residual(let residual, let points, let data, let weights):
        precondition(
          points.columns == architecture.inputs,
          "points have \(points.columns) columns, but the network has \(architecture.inputs) inputs")
        precondition(
          architecture.plan.isSoftmax || architecture.plan.hasPlainOutputs, "residuals of the outputs of several heads")
        return .residual(
          ResidualPlan(
            residual, at: points, data: data, weights: weights.map { $0 * term.weight }, constraint: constraint,
            coefficients: coefficients.count, of: architecture))
      case .data(let data):
        network.checkShapes(data.inputs, data.targets, weights: data.weights)
        guard architecture.likelihood.isLeastSquares else {
          precondition(constraint == nil, "with a constraint the likelihood of data is Gaussian")
          return .data(data, weight: term.weight)
        }
        return .residual(
          ResidualPlan(
            OutputResidual(count: architecture.outputs), at: data.inputs,
            data: data.targets.matrix(classes: architecture.outputs),
            weights: (0..<data.count).map { (data.weights?[$0] ?? 1) * term.weight }, constraint: constraint,
            coefficients: coefficients.count, of: architecture))
      }
    }
    positions = architecture.parameterPositions(outside: architecture.maskedPositions)
    memory = DifferentialMemory(terms: parts.count)
  }

  var parameterCount: Int { base.architecture.parameterCount }
  var isWhole: Bool { positions.count == parameterCount }

  /// The number of parameters that are not masked, and of coefficients behind them.
  public var dimension: Int { positions.count + startCoefficients.count }

  /// The parameters of the network that this was made with, and the coefficients at the start.
  public var start: [Double] { positions.map { base.parameters[$0] } + startCoefficients }

  /// The network with these variables, without the constraint.
  public func network(at x: [Double]) -> Network<Double> {
    precondition(x.count == dimension, "\(x.count) numbers for \(dimension) variables")
    var network = base
    var w = base.parameters
    for (i, position) in positions.enumerated() { w[position] = x[i] }
    network.parameters = w
    return network
  }

  /// θ.
  public func coefficients(at x: [Double]) -> [Double] { Array(x[positions.count...]) }

  /// f.
  public func value(at x: [Double]) -> Double {
    withVariables(x) { w, coefficients in
      var sum = 0.0
      for (i, part) in parts.enumerated() {
        switch part {
        case .residual(let plan):
          sum += run(plan, .value, w, coefficients, sum: nil, memory.workspace(i, .forward))
        case .data(let data, let weight):
          sum += weight * network(at: x).loss(data.inputs, data.targets, weights: data.weights)
        }
      }
      return sum
    }
  }

  /// f and its gradient in the variables.
  public func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
    withVariables(x) { w, coefficients in
      addUp(into: &gradient) { i, part, whole in
        switch part {
        case .residual(let plan):
          return run(plan, .gradient, w, coefficients, sum: whole, memory.workspace(i, .backward))
        case .data(let data, let weight):
          let result = network(at: x).valueWithGradient(data.inputs, data.targets, weights: data.weights)
          for (j, g) in result.gradient.enumerated() { whole[j] = weight * g }
          return weight * result.value
        }
      }
    }
  }

  /// The Hessian times `v`.
  public func hessianVectorProduct(at x: [Double], along v: [Double], into product: inout [Double]) {
    multiply(at: x, along: v, into: &product, isGaussNewton: false)
  }

  /// JᵀJ v with the Jacobian J of all residuals; of data with another likelihood than the Gaussian its Hessian times v.
  public func gaussNewtonProduct(at x: [Double], along v: [Double], into product: inout [Double]) {
    multiply(at: x, along: v, into: &product, isGaussNewton: true)
  }

  private func multiply(at x: [Double], along v: [Double], into product: inout [Double], isGaussNewton: Bool) {
    withVariables(x) { w, coefficients in
      withDirection(v) { v, change in
        _ = addUp(into: &product) { i, part, whole in
          switch part {
          case .residual(let plan):
            return run(
              plan, .product(v, change, isGaussNewton: isGaussNewton), w, coefficients, sum: whole,
              memory.workspace(i, .tangent))
          case .data(let data, let weight):
            let along = Array(UnsafeBufferPointer(start: v, count: parameterCount))
            let product = network(at: x).hessianVectorProduct(
              data.inputs, data.targets, weights: data.weights, along: along)
            for (j, g) in product.enumerated() { whole[j] = weight * g }
            return 0
          }
        }
      }
    }
  }

  /// 2⁻⁵²: the second derivatives are exact.
  public var hessianAccuracy: Double { 0x1p-52 }

  /// Those of the network's execution.
  public var threads: Int { base.execution.threads }
}

/// y − t of all outputs.
private struct OutputResidual: MatchesStreams {
  let count: Int
  var derivatives: [InputDerivative] { [] }

  func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N { p.y(k) - p.data(k) }

  func match(_ k: Int) -> (derivative: Int, output: Int) { (0, k) }
}
