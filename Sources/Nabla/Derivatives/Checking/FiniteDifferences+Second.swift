// Second derivatives, as differences of first ones.
extension FiniteDifferences {
  /// The Hessian of output k in the inputs, n × d × d; see `Network.inputHessian`.
  public func inputHessian(at x: Matrix<Scalar>, output k: Int = 0) -> BatchedMatrix<Scalar> {
    let (n, d) = (x.rows, x.columns)
    var signal = Matrix<Scalar>(rows: n, columns: architecture.outputs)
    for row in 0..<n { signal[row, k] = 1 }
    var elements = [Scalar](repeating: 0, count: n * d * d)
    for j in 0..<d {
      let column = along(input: j, at: x) { network.inputVJP(at: $0, along: signal).elements }
      for (place, value) in column.enumerated() { elements[place * d + j] = value }
    }
    return BatchedMatrix(count: n, rows: d, columns: d, elements: elements)
  }

  /// The product of the Hessian, or another curvature matrix, with a vector; see `Network.hessianVectorProduct`.
  public func hessianVectorProduct(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian,
    along v: [Scalar]
  ) -> [Scalar] {
    let targets = t.targets(of: Scalar.self)
    guard curvature != .hessian else { return along(v) { $0.gradient(x, targets, weights: weights) } }
    precondition(
      v.count == architecture.parameterCount,
      "a direction of \(v.count) numbers for \(architecture.parameterCount) parameters")
    let matrix = hessian(x, targets, weights: weights, curvature: curvature)
    return (0..<matrix.rows).map { i in zip(matrix[row: i], v).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  /// The Hessian or another curvature matrix, |w| × |w|; see `Network.hessian`.
  public func hessian(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian
  ) -> Matrix<Scalar> {
    let (targets, count) = (t.targets(of: Scalar.self), architecture.parameterCount)
    switch curvature {
    case .hessian:
      let rows = (0..<count).flatMap { p in along(parameter: p) { $0.gradient(x, targets, weights: weights) } }
      return Matrix(rows: count, columns: count, elements: rows)
    case .gaussNewton, .fisher:
      return gaussNewton(x, targets, weights: weights, curvature)
    case .empiricalFisher:
      let gradients = perExampleGradients(x, targets)
      return sum(over: x.rows) { n in (weights?[n] ?? 1, [Array(gradients[row: n])], [[1]]) }
    }
  }

  /// The diagonal of the Hessian, or of another curvature matrix; see `Network.hessianDiagonal`.
  public func hessianDiagonal(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil, curvature: Curvature = .hessian
  ) -> [Scalar] {
    let targets = t.targets(of: Scalar.self)
    guard curvature == .hessian else {
      let matrix = hessian(x, targets, weights: weights, curvature: curvature)
      return (0..<matrix.rows).map { matrix[$0, $0] }
    }
    return (0..<architecture.parameterCount).map { p in
      along(parameter: p) { [$0.gradient(x, targets, weights: weights)[p]] }[0]
    }
  }

  /// Σ Jᵀ C J, with J = ∂a/∂w of the output layer's pre-activations and C = ∂²E/∂a∂aᵀ; the Fisher information in the mean
  /// over targets drawn from the model.
  private func gaussNewton(
    _ x: Matrix<Scalar>, _ t: Targets<Scalar>, weights: [Scalar]?, _ curvature: Curvature
  ) -> Matrix<Scalar> {
    let K = architecture.outputs
    var linear = Network<Scalar>(architecture.withoutOutputActivation, execution: network.execution)
    linear.parameters = network.parameters
    let jacobian = FiniteDifferences(linear, step: step).parameterJacobian(at: x)
    // The output layer by itself, as a network of K inputs: its inputs' gradients are ∂E/∂a.
    var output = Network<Scalar>(architecture.outputAlone, execution: network.execution)
    output.parameters = (0..<K * K).map { $0 / K == $0 % K ? 1 : 0 }
    let a = linear.predict(x)
    let own = FiniteDifferences(output, step: step)
    var curvatures = [[[Scalar]]](repeating: Array(repeating: Array(repeating: 0, count: K), count: K), count: x.rows)
    if curvature == .fisher {
      let (y, map) = (output.predict(a), own.jacobian(at: a))
      for n in 0..<x.rows {
        let information = architecture.likelihood.kind
          .information(Array(y[row: n]), Array(architecture.likelihood.targetsOfOutputs(t)[row: n]))
        for i in 0..<K {
          for j in 0..<K {
            for k in 0..<K {
              for l in 0..<K { curvatures[n][i][j] += map[n, k, i] * information[k * K + l] * map[n, l, j] }
            }
          }
        }
      }
    } else {
      for j in 0..<K {
        let column = own.along(input: j, at: a) { output.inputGradient($0, t).elements }
        for (place, value) in column.enumerated() { curvatures[place / K][place % K][j] = value }
      }
    }
    return sum(over: x.rows) { n in
      (
        weights?[n] ?? 1, (0..<K).map { k in (0..<architecture.parameterCount).map { jacobian[n, k, $0] } },
        curvatures[n]
      )
    }
  }

  /// Σ weight · rowsᵀ middle rows.
  private func sum(
    over examples: Int, _ part: (Int) -> (weight: Scalar, rows: [[Scalar]], middle: [[Scalar]])
  ) -> Matrix<Scalar> {
    let count = architecture.parameterCount
    var result = Matrix<Scalar>(rows: count, columns: count)
    for n in 0..<examples {
      let (weight, rows, middle) = part(n)
      for k in rows.indices {
        var row = [Scalar](repeating: 0, count: count)
        for l in rows.indices {
          for p in 0..<count { row[p] += weight * middle[k][l] * rows[l][p] }
        }
        result.withUnsafeMutableElements { elements in
          for p in 0..<count where rows[k][p] != 0 {
            for q in 0..<count { elements[p * count + q] += rows[k][p] * row[q] }
          }
        }
      }
    }
    return result
  }
}

extension Architecture {
  /// The output layer's function and the likelihood, on pre-activations as inputs.
  var outputAlone: Architecture {
    Self.valid(
      inputs: outputs, likelihood,
      [.output(Output(outputLayer.activation, bias: false, mask: .full(units: outputs, inputs: outputs)))])
  }

  private static func valid(
    inputs: Int, _ likelihood: Likelihood, _ specifications: [LayerSpecification]
  ) -> Architecture {
    do {
      return try Architecture(inputs: inputs, likelihood: likelihood, specifications: specifications)
    } catch {
      preconditionFailure("parts of a network are no network: \(error)")
    }
  }
}
