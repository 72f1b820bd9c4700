// First derivatives of the error.
extension FiniteDifferences {
  /// The gradient ∂E/∂w, |w| numbers; see `Network.gradient`.
  public func gradient(_ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil) -> [Scalar] {
    let targets = t.targets(of: Scalar.self)
    guard step != DifferenceScheme.central.relativeStep(Scalar.self) else {
      return network.finiteDifferenceGradient(x, targets, weights: weights)
    }
    return (0..<architecture.parameterCount).map { p in
      along(parameter: p) { [Scalar($0.loss(x, targets, weights: weights))] }[0]
    }
  }

  /// The gradient ∂E/∂x, n × d; see `Network.inputGradient`.
  public func inputGradient(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil
  ) -> Matrix<Scalar> {
    let targets = t.targets(of: Scalar.self)
    var result = Matrix<Scalar>(rows: x.rows, columns: x.columns)
    for i in 0..<x.columns {
      let column = along(input: i, at: x) { errors(network, $0, targets, weights) }
      for n in 0..<x.rows { result[n, i] = column[n] }
    }
    return result
  }

  /// The gradient of every example's error, n × |w|; see `Network.perExampleGradients`.
  public func perExampleGradients(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil
  ) -> Matrix<Scalar> {
    let targets = t.targets(of: Scalar.self)
    var result = Matrix<Scalar>(rows: x.rows, columns: architecture.parameterCount)
    for p in 0..<architecture.parameterCount {
      let column = along(parameter: p) { errors($0, x, targets, weights) }
      for n in 0..<x.rows { result[n, p] = column[n] }
    }
    return result
  }

  /// The squared norms of every example's gradient, n numbers; see `Network.perExampleSquaredNorms`.
  public func perExampleSquaredNorms(
    _ x: Matrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil
  ) -> [Scalar] {
    let gradients = perExampleGradients(x, t, weights: weights)
    return (0..<x.rows).map { n in gradients[row: n].reduce(0) { $0 + $1 * $1 } }
  }
}

// Derivatives of the outputs.
extension FiniteDifferences {
  /// (∂y/∂w) v, n × K; see `Network.parameterJVP`.
  public func parameterJVP(at x: Matrix<Scalar>, along v: [Scalar]) -> Matrix<Scalar> {
    Matrix(rows: x.rows, columns: architecture.outputs, elements: along(v) { $0.predict(x).elements })
  }

  /// (∂y/∂x) u, n × K; see `Network.inputJVP`.
  public func inputJVP(at x: Matrix<Scalar>, along u: Matrix<Scalar>) -> Matrix<Scalar> {
    Matrix(
      rows: x.rows, columns: architecture.outputs, elements: along(u, at: x) { network.predict($0).elements })
  }

  /// (∂y/∂w)ᵀ c, |w| numbers; see `Network.parameterVJP`.
  public func parameterVJP(at x: Matrix<Scalar>, along c: Matrix<Scalar>) -> [Scalar] {
    check(c, at: x)
    return (0..<architecture.parameterCount).map { p in
      zip(along(parameter: p) { $0.predict(x).elements }, c.elements).reduce(0) { $0 + $1.0 * $1.1 }
    }
  }

  private func check(_ c: Matrix<Scalar>, at x: Matrix<Scalar>) {
    precondition(
      c.rows == x.rows && c.columns == architecture.outputs,
      "a direction of \(c.rows) × \(c.columns) numbers for outputs of \(x.rows) × \(architecture.outputs)")
  }

  /// (∂y/∂x)ᵀ c, n × d; see `Network.inputVJP`.
  public func inputVJP(at x: Matrix<Scalar>, along c: Matrix<Scalar>) -> Matrix<Scalar> {
    check(c, at: x)
    let jacobian = jacobian(at: x)
    var result = Matrix<Scalar>(rows: x.rows, columns: x.columns)
    for n in 0..<x.rows {
      for i in 0..<x.columns {
        result[n, i] = (0..<architecture.outputs).reduce(0) { $0 + jacobian[n, $1, i] * c[n, $1] }
      }
    }
    return result
  }

  /// ∂y/∂x, n × K × d; see `Network.jacobian`.
  public func jacobian(at x: Matrix<Scalar>) -> BatchedMatrix<Scalar> {
    let (n, K, d) = (x.rows, architecture.outputs, x.columns)
    var elements = [Scalar](repeating: 0, count: n * K * d)
    for i in 0..<d {
      let column = along(input: i, at: x) { network.predict($0).elements }
      for (row, value) in column.enumerated() { elements[row * d + i] = value }
    }
    return BatchedMatrix(count: n, rows: K, columns: d, elements: elements)
  }

  /// ∂y/∂w, n × K × |w|; see `Network.parameterJacobian`.
  public func parameterJacobian(at x: Matrix<Scalar>) -> BatchedMatrix<Scalar> {
    let (n, K, count) = (x.rows, architecture.outputs, architecture.parameterCount)
    var elements = [Scalar](repeating: 0, count: n * K * count)
    for p in 0..<count {
      let column = along(parameter: p) { $0.predict(x).elements }
      for (row, value) in column.enumerated() { elements[row * count + p] = value }
    }
    return BatchedMatrix(count: n, rows: K, columns: count, elements: elements)
  }
}
