import Nabla

// MARK: - The outputs and their derivatives

extension DerivativeOperator {
  static var outputs: [DerivativeOperator] {
    [
      matrix(
        "predict", columns: { $0.outputs }, returning: { p, workspace in p.network.predict(p.x, using: workspace) },
        into: { p, y, workspace in p.network.predict(p.x, into: &y, using: workspace) }, expected: "y"),
      batched(
        "input Jacobian", rows: { $0.outputs }, columns: { $0.inputs },
        returning: { p, workspace in try p.network.jacobian(at: p.x, using: workspace) },
        into: { p, jacobian, workspace in p.network.jacobian(at: p.x, into: &jacobian, using: workspace) },
        expected: "inputJacobian"),
      batched(
        "parameter Jacobian", rows: { $0.outputs }, columns: { $0.parameterCount },
        returning: { p, workspace in try p.network.parameterJacobian(at: p.x, using: workspace) },
        into: { p, jacobian, workspace in p.network.parameterJacobian(at: p.x, into: &jacobian, using: workspace) },
        expected: "parameterJacobian"),
      matrix(
        "parameter JVP", columns: { $0.outputs },
        returning: { p, workspace in p.network.parameterJVP(at: p.x, along: p.v, using: workspace) },
        into: { p, product, workspace in
          p.network.parameterJVP(at: p.x, along: p.v, into: &product, using: workspace)
        }, expected: "parameterJVP"),
      matrix(
        "input JVP", columns: { $0.outputs },
        returning: { p, workspace in p.network.inputJVP(at: p.x, along: p.u, using: workspace) },
        into: { p, product, workspace in p.network.inputJVP(at: p.x, along: p.u, into: &product, using: workspace) },
        expected: "inputJVP"),
      matrix(
        "input VJP", columns: { $0.inputs },
        returning: { p, workspace in p.network.inputVJP(at: p.x, along: p.c, using: workspace) },
        into: { p, product, workspace in p.network.inputVJP(at: p.x, along: p.c, into: &product, using: workspace) },
        expected: "inputVJP"),
      parameterVJP,
      batched(
        "input Hessian", rows: { $0.inputs }, columns: { $0.inputs },
        returning: { p, workspace in try p.network.inputHessian(at: p.x, using: workspace) },
        into: { p, hessian, workspace in p.network.inputHessian(at: p.x, into: &hessian, using: workspace) },
        expected: "inputHessian"),
      batched(
        "input Hessian of the last output", rows: { $0.inputs }, columns: { $0.inputs },
        returning: { p, workspace in
          try p.network.inputHessian(at: p.x, output: p.architecture.outputs - 1, using: workspace)
        },
        into: { p, hessian, workspace in
          p.network.inputHessian(at: p.x, output: p.architecture.outputs - 1, into: &hessian, using: workspace)
        }),
    ]
  }

  private static var parameterVJP: DerivativeOperator {
    DerivativeOperator(
      name: "parameter VJP", batch: .sum,
      returning: { p, workspace in p.network.parameterVJP(at: p.x, along: p.c, using: workspace) },
      into: { p, workspace in
        var product: [S] = garbage(p.architecture.parameterCount)
        p.network.parameterVJP(at: p.x, along: p.c, into: &product, using: workspace)
        return product
      },
      expected: { $0.tensor("parameterVJP") }, isWeighted: false)
  }

  // MARK: - Shapes of results

  /// One whose result is a row of numbers for each example.
  private static func matrix(
    _ name: String, columns: @escaping @Sendable (Architecture) -> Int,
    returning: @escaping @Sendable (Problem<S>, Workspace<S>?) -> Matrix<S>,
    into: @escaping @Sendable (Problem<S>, inout Matrix<S>, Workspace<S>) -> Void, expected: String
  ) -> DerivativeOperator {
    DerivativeOperator(
      name: name, batch: .list, returning: { p, workspace in returning(p, workspace).elements },
      into: { p, workspace in
        var result: Matrix<S> = garbage(p.count, columns(p.architecture))
        into(p, &result, workspace)
        return result.elements
      },
      expected: { $0.tensor(expected) }, isWeighted: false)
  }

  /// One whose result is a matrix for each example.
  private static func batched(
    _ name: String, rows: @escaping @Sendable (Architecture) -> Int, columns: @escaping @Sendable (Architecture) -> Int,
    returning: @escaping @Sendable (Problem<S>, Workspace<S>?) throws -> BatchedMatrix<S>,
    into: @escaping @Sendable (Problem<S>, inout BatchedMatrix<S>, Workspace<S>) -> Void, expected: String? = nil
  ) -> DerivativeOperator {
    DerivativeOperator(
      name: name, batch: .list, returning: { p, workspace in try returning(p, workspace).elements },
      into: { p, workspace in
        var result = BatchedMatrix<S>(
          count: p.count, rows: rows(p.architecture), columns: columns(p.architecture), repeating: .nan)
        into(p, &result, workspace)
        return result.elements
      },
      expected: { reference in expected.flatMap { reference.tensor($0) } }, isWeighted: false)
  }
}
