extension BasisFunctions {
  /// φ(x) of one example, with derivatives where the numbers carry them.
  ///
  /// - Precondition: the set is one that a network of that many inputs may have.
  /// - Complexity: O(M), or O(M d) for Gaussians.
  public func callAsFunction<N: DifferentiableNumber>(_ x: [N]) -> [N] {
    check(inputs: x.count)
    return Array(unsafeUninitializedCapacity: count(inputs: x.count)) { phi, count in
      x.withUnsafeBufferPointer { evaluate($0, into: phi) }
      count = phi.count
    }
  }

  /// φ of every row of `x` (n × d): the design matrix without its constant column, n × M.
  ///
  /// - Precondition: the set is one that a network of that many inputs may have.
  public func callAsFunction<S: RealScalar>(_ x: Matrix<S>) -> Matrix<S> {
    check(inputs: x.columns)
    return Matrix(
      rows: x.rows, columns: count(inputs: x.columns),
      elements: (0..<x.rows).flatMap { i in self(Array(x[row: i])) })
  }

  private func check(inputs: Int) {
    if let problem = problem(inputs: inputs) { preconditionFailure("basis functions: \(problem)") }
  }

  /// Writes φ(x) of one example to memory that need not be initialised. Allocates nothing, but for functions of the user's
  /// own and for products of large sets.
  func evaluate<N: DifferentiableNumber>(_ x: UnsafeBufferPointer<N>, into phi: UnsafeMutableBufferPointer<N>) {
    assert(phi.count == count(inputs: x.count))
    var features = FeatureWriter(phi)
    kind.evaluate(x, into: &features)
  }
}
