// Inputs most of which are 0: the first layer multiplies what is there alone, forward and in the gradient.
extension Network {
  /// The error of a batch of sparse inputs; see `loss` of others.
  ///
  /// - Precondition: the shapes fit, and the network has no basis functions, which make something of zeros.
  /// - Complexity: 2 flops a number that is there and unit that it leads to; that of other layers as ever.
  public func loss(
    _ x: SparseMatrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    using workspace: Workspace<Scalar>? = nil
  ) -> Double {
    let targets = t.targets(of: Scalar.self)
    checkSparse(x, targets, weights: weights)
    return withExamplesUnchecked(x, targets, weights: weights) { examples in
      evaluate(examples, gradient: nil, workspace ?? Workspace())
    }
  }

  /// The error of a batch of sparse inputs and its gradient ∂E/∂w by backpropagation.
  ///
  /// - Precondition: that of `loss`.
  /// - Complexity: 4 flops a number that is there and unit that it leads to, and |w| numbers that are written.
  public func valueWithGradient(
    _ x: SparseMatrix<Scalar>, _ t: some TargetsConvertible, weights: [Scalar]? = nil,
    using workspace: Workspace<Scalar>? = nil
  ) -> (value: Double, gradient: [Scalar]) {
    let targets = t.targets(of: Scalar.self)
    checkSparse(x, targets, weights: weights)
    var gradient: [Scalar] = Array(repeating: 0, count: architecture.parameterCount)
    let value = gradient.withUnsafeMutableBufferPointer { gradient in
      withExamplesUnchecked(x, targets, weights: weights) { examples in
        evaluate(examples, gradient: gradient.baseAddress, workspace ?? Workspace())
      }
    }
    return (value, gradient)
  }

  /// The outputs y for sparse inputs, n × K.
  ///
  /// - Precondition: that of `loss`.
  public func predict(_ x: SparseMatrix<Scalar>, using workspace: Workspace<Scalar>? = nil) -> Matrix<Scalar> {
    checkSparse(x, nil, weights: nil)
    var y = Matrix<Scalar>(rows: x.rows, columns: architecture.outputs)
    y.withUnsafeMutableElements { y in
      guard let base = y.baseAddress else { return }
      withExamplesUnchecked(x, nil, weights: nil) { examples in
        let result = MatrixView(base, rows: examples.count, columns: architecture.outputs)
        _ = run(PredictionOperator(outputs: result), on: examples, workspace ?? Workspace())
      }
    }
    return y
  }

  /// Traps where sparse inputs do not fit the network.
  func checkSparse(_ x: SparseMatrix<Scalar>, _ t: Targets<Scalar>?, weights: [Scalar]?) {
    checkShapes(x.rows, x.columns, t, weights: weights)
    checkTakesSparse()
  }

  /// Refuses a network that makes something of zeros.
  func checkTakesSparse() {
    precondition(architecture.offsets == 0, "offsets are not among sparse inputs: give them a matrix with all of them")
    precondition(
      architecture.basisFunctions == nil, "basis functions make something of zeros: give them a matrix with all of them"
    )
  }
}
