/// What a network would say of each example had it not been trained on it, without training anew.
///
///     ŵ₋ᵢ ≈ ŵ + (A − Hᵢ)⁻¹ gᵢ,   gᵢ = ∂Eᵢ/∂w,  Hᵢ = ∂²Eᵢ/∂w∂wᵀ   (times β)
///
/// one of Newton's steps from ŵ in the penalised error without example i: exact where that is quadratic, as for Gaussian models
/// that are linear in their parameters. Where A − Hᵢ is not positive definite, or that error does not fall by the step, the
/// example holds the minimum in place: then the network is trained on the others from ŵ.
public struct LeaveOneOut: Sendable {
  /// The outputs for example i by the network with ŵ₋ᵢ, n × K.
  public let predictions: Matrix<Double>
  /// Eᵢ there, without the example's weight, for each example.
  public let errors: [Double]
  /// Σ wᵢ Eᵢ(ŵ₋ᵢ): n times an estimate of the error on new examples.
  public let total: Double

  /// - Parameters:
  ///   - objective: S.
  ///   - x: ŵ in its variables.
  ///   - isExact: Whether Hᵢ is the Hessian; else its Gauss–Newton part.
  ///   - factor: What stands for A with Gauss–Newton parts, where it is at hand.
  init(
    _ objective: PosteriorObjective, at x: [Double], isExact: Bool, factor: CurvatureFactor? = nil
  ) throws(LaplaceError) {
    let removal = ExampleRemoval(objective: objective, x: x)
    let (blocks, shifts) = isExact ? try removal.byHessians() : try removal.byOutputs(factor)
    let data = objective.error.original
    let network = objective.network(at: x)
    let group = network.execution.group
    let workspace = Workspace<Double>()
    var y = Matrix<Double>(rows: data.count, columns: network.architecture.outputs)
    var errors = [Double](repeating: 0, count: data.count)
    for (i, shift) in zip(group.ownRows(of: blocks), shifts) {
      let own = data.rows(at: [i])
      var moved = objective.network(at: DenseVector.sum(x, 1, shift))
      moved.execution = moved.execution.alone
      for (k, value) in moved.predict(own.inputs, using: workspace).elements.enumerated() { y[i, k] = value }
      errors[i] = moved.loss(own.inputs, own.targets, using: workspace)
    }
    y.withUnsafeMutableElements { group.complete($0, blocks, length: network.architecture.outputs) }
    errors.withUnsafeMutableBufferPointer { group.complete($0, blocks, length: 1) }
    predictions = y
    self.errors = errors
    total = errors.enumerated().reduce(0) { $0 + (data.weights?[$1.offset] ?? 1) * $1.element }
  }
}

extension Posterior {
  /// What the network would say of each example had it not been trained on it.
  ///
  /// Hᵢ is the exact Hessian for a posterior by the Hessian, where it differs from its Gauss–Newton part; otherwise it has that
  /// part only, which needs no factorisation for each example.
  ///
  /// The examples are shared among the processes of the network's group, which all call this alike.
  ///
  /// - Throws: `LaplaceError.notFinite` where a matrix without an example is not.
  /// - Complexity: n K |w|² flops by Gauss–Newton parts; n |w|³/3 by Hessians.
  public func leaveOneOut() throws(LaplaceError) -> LeaveOneOut {
    let isExact = form == .hessian && !network.architecture.isGaussNewtonExact
    let factor: CurvatureFactor?
    switch form {
    case .hessian, .diagonal: factor = nil
    case .gaussNewton, .lastLayer, .lowRank: factor = laplace.factor
    }
    return try LeaveOneOut(objective, at: laplace.mode, isExact: isExact, factor: factor)
  }

  /// S.
  var objective: PosteriorObjective {
    PosteriorProblem(network, on: data, groups: groups, form: form).objective(network, hyperparameters)
  }
}

extension Architecture {
  /// Whether a is linear in the parameters, so that the Gauss–Newton matrix is the Hessian.
  var isGaussNewtonExact: Bool { layers.count == 1 }
}

/// How the variables move where an example is taken away, for the examples of this process.
private struct ExampleRemoval {
  let objective: PosteriorObjective
  let x: [Double]

  private var execution: Execution { objective.error.base.base.execution }

  /// (A − Hᵢ)⁻¹gᵢ with the Hessian of each example, examples shared among processes and threads.
  func byHessians() throws(LaplaceError) -> (RowBlocks, [[Double]]) {
    let matrix = objective.matrix(at: x, .hessian)
    let gradients = objective.error.perExampleGradients(at: x)
    let blocks = RowBlocks(gradients.rows, least: 1)
    let examples = execution.group.ownRows(of: blocks)
    var shifts = [[Double]?](repeating: nil, count: examples.count)
    shifts.withUnsafeMutableBufferPointer { shifts in
      nonisolated(unsafe) let shifts = shifts
      Parallel.forEach(examples.count, threads: execution.threads) { place, _ in
        let i = examples.lowerBound + place
        let own = objective.error.curvature(at: x, .hessian, ofExample: i)
        var rest = matrix
        rest.withUnsafeMutable { a in
          for (j, value) in own.elements.enumerated() { a[j] -= objective.factor * value }
        }
        let pull = gradients[row: i].map { objective.factor * $0 }
        guard let reduced = objective.without(i) else { return }
        if let factor = CholeskyFactorization(rest), factor.isWellConditioned {
          let shift = factor.solve(pull)
          if reduced.value(at: DenseVector.sum(x, 1, shift)) <= reduced.value(at: x) {
            shifts[place] = shift
            return
          }
        }
        let limits = MinimizationLimits(gradientNorm: 1e-8 * (1 + DenseVector.norm(pull)), iterations: 200)
        guard let result = try? reduced.minimized(from: x, by: .trustRegionNewton, limits: limits) else { return }
        shifts[place] = DenseVector.difference(result.x, x)
      }
    }
    let found = shifts.compactMap { $0 }
    guard !execution.group.some(found.count < examples.count) else { throw .notFinite }
    return (blocks, found)
  }

  /// The same with Hᵢ = Jᵢᵀ Cᵢ Jᵢ: A⁻¹ Jᵀ (I − C M)⁻¹ δ, M = J A⁻¹ Jᵀ, by the identity of Sherman, Morrison and Woodbury.
  func byOutputs(_ given: CurvatureFactor?) throws(LaplaceError) -> (RowBlocks, [[Double]]) {
    let known =
      given ?? CurvatureFactor(positivePartOf: objective.matrix(at: x, .gaussNewton), threads: execution.threads)
    guard let factor = known else { throw .notFinite }
    let scaled = objective.error
    let network = scaled.scaledNetwork(at: x)
    let data = scaled.base.data
    var linear = Network<Double>(network.architecture.withoutOutputActivation, execution: network.execution)
    linear.parameters = network.parameters
    let workspace = Workspace<Double>()
    let a = linear.predict(data.inputs, using: workspace)
    let signals = OutputSignals(network.architecture)
    let K = a.columns
    var shifts: [[Double]] = []
    let blocks = RowBlocks(ofActivationJacobians: linear, rows: data.count)
    scaled.forEachActivationJacobian(of: linear, at: data.inputs, blocks, using: workspace) { examples, columns in
      let solved = factor.solve(columns)
      for (r, i) in examples.enumerated() {
        let weight = objective.factor * (data.weights?[i] ?? 1)
        let (delta, curvature) = signals(a[row: i], data.targets.rows(at: [i]))
        let range = r * K..<(r + 1) * K
        let own = columns.columns(range)
        let solution = solved.columns(range)
        // I − C M.
        var system = curvature.times(own.times(solution, transposed: true))
        for k in 0..<K {
          for l in 0..<K { system[k, l] = (k == l ? 1 : 0) - weight * system[k, l] }
        }
        let u = system.solvedByQR(delta.map { weight * $0 })
        shifts.append(solution.times(u))
      }
    }
    guard !execution.group.some(!shifts.allSatisfy { $0.allSatisfy(\.isFinite) }) else { throw .notFinite }
    return (blocks, shifts)
  }
}

/// δ = ∂E/∂a and C = ∂²E/∂a∂aᵀ of one example.
///
/// What follows the pre-activations is itself a network: weights that are the identity, and biases to differentiate by.
private struct OutputSignals {
  private var network: Network<Double>
  private let biases: Range<Int>
  private let workspace = Workspace<Double>()

  init(_ architecture: Architecture) {
    let K = architecture.outputs
    let activation = architecture.outputLayer.activation
    network = Network<Double>(inputs: K, likelihood: architecture.likelihood, execution: Execution(threads: 1)) {
      // All outputs, also those that by default see no inputs.
      Output(activation, mask: .full(units: K, inputs: K))
    }
    var w = [Double](repeating: 0, count: network.architecture.parameterCount)
    for k in 0..<K { w[k * K + k] = 1 }
    network.parameters = w
    biases = K * K..<K * K + K
  }

  func callAsFunction(_ a: ArraySlice<Double>, _ t: Targets<Double>) -> (delta: [Double], curvature: ColumnMatrix) {
    let K = biases.count
    let x = Matrix(rows: 1, columns: K, elements: Array(a))
    var gradient = [Double](repeating: 0, count: network.architecture.parameterCount)
    _ = network.valueWithGradient(x, t, into: &gradient, using: workspace)
    var hessian = Matrix<Double>(rows: gradient.count, columns: gradient.count)
    network.hessian(x, t, into: &hessian, using: workspace)
    var curvature = ColumnMatrix(rows: K, columns: K)
    for k in 0..<K {
      for l in 0..<K { curvature[k, l] = hessian[biases.lowerBound + k, biases.lowerBound + l] }
    }
    return (Array(gradient[biases]), curvature)
  }
}

extension PosteriorObjective {
  /// S without example i, on one thread; nil where there are no others.
  fileprivate func without(_ i: Int) -> PosteriorObjective? {
    let data = error.original
    var weights = data.weights ?? [Double](repeating: 1, count: data.count)
    weights[i] = 0
    guard weights.contains(where: { $0 > 0 }) else { return nil }
    var network = network(at: start)
    network.execution = network.execution.alone
    return PosteriorObjective(
      network, on: Dataset(unchecked: data.inputs, targets: data.targets, weights: weights, classNames: nil),
      groups: groups, hyperparameters: hyperparameters,
      frozen: network.architecture.parameterPositions(outside: positions))
  }
}

extension ColumnMatrix {
  /// Some columns that follow each other.
  func columns(_ range: Range<Int>) -> ColumnMatrix {
    ColumnMatrix(
      rows: rows, columns: range.count, elements: Array(elements[range.lowerBound * rows..<range.upperBound * rows]))
  }

  /// x with this square matrix times x = b.
  func solvedByQR(_ b: [Double]) -> [Double] {
    let factorization = QRFactorization(self)
    let c = factorization.transposedQ(times: ColumnMatrix(rows: b.count, columns: 1, elements: b))
    return factorization.r.solvingTriangle(c, upper: true).elements
  }
}
