import Nabla

// MARK: - Second derivatives of the error

extension DerivativeOperator {
  static var second: [DerivativeOperator] {
    [
      DerivativeOperator(
        name: "Hessian-vector product", batch: .sum,
        returning: { p, workspace in
          p.network.hessianVectorProduct(p.x, p.t, weights: p.weights, along: p.v, using: workspace)
        },
        into: { p, workspace in
          var product = Array(repeating: S.nan, count: p.v.count)
          p.network.hessianVectorProduct(
            p.x, p.t, weights: p.weights, along: p.v, into: &product, using: workspace)
          return product
        },
        expected: { $0.tensor("hessianVectorProduct") }),
      DerivativeOperator(
        name: "Hessian-vector products", batch: .sum,
        returning: { p, workspace in
          p.network.hessianVectorProducts(p.x, p.t, weights: p.weights, along: directions(p), using: workspace).elements
        },
        into: { p, workspace in
          var products = Matrix<S>(rows: 3, columns: p.v.count, repeating: .nan)
          p.network.hessianVectorProducts(
            p.x, p.t, weights: p.weights, along: directions(p), into: &products, using: workspace)
          return products.elements
        },
        expected: { reference in
          let problem = reference.problem(Double.self)
          return matrix(reference, "hessian").map { hessian in
            let vectors = DerivativeOperator<Double>.directions(problem)
            return (0..<vectors.rows).flatMap { hessian.times(Array(vectors[row: $0])) }
          }
        }),
      curvature("Hessian", .hessian) { $0.tensor("hessian") },
      curvature("Gauss–Newton matrix", .gaussNewton) { $0.tensor("gaussNewton") },
      curvature("Fisher information", .fisher) { reference in
        if let expected: [Double] = reference.tensor("fisher") { return expected }
        // The same for canonical pairs with targets that sum to 1.
        let problem = reference.problem(Double.self)
        let isCanonical =
          problem.architecture.outputLayer.activation == problem.architecture.likelihood.canonicalActivation
        if case .values(let t) = problem.t, problem.architecture.likelihood.family == .categorical {
          guard (0..<t.rows).allSatisfy({ t[row: $0].reduce(0, +) == 1 }) else { return nil }
        }
        return isCanonical ? reference.tensor("gaussNewton") : nil
      },
      diagonal("diagonal of the Hessian", .hessian, of: "hessian"),
      diagonal("diagonal of the Gauss–Newton matrix", .gaussNewton, of: "gaussNewton"),
      DerivativeOperator(
        name: "Hessian by products", batch: .sum,
        returning: { p, _ in
          try p.network.hessianByProducts(p.x, p.t, weights: p.weights, directions: 3).elements
        },
        expected: { $0.tensor("hessian") }),
      blocks("blocks of the Hessian", .hessian) { $0.tensor("hessian") },
      blocks("blocks of the Gauss–Newton matrix", .gaussNewton) { $0.tensor("gaussNewton") },
      DerivativeOperator(
        name: "empirical Fisher information", batch: .sum,
        returning: { p, workspace in
          try p.network.empiricalFisher(p.x, p.t, weights: p.weights, using: workspace).elements
        },
        expected: { $0.tensor("empiricalFisher") }),
    ]
  }

  private static func curvature(
    _ name: String, _ curvature: Curvature, expected: @escaping @Sendable (DerivativeCase) -> [Double]?
  ) -> DerivativeOperator {
    DerivativeOperator(
      name: name, batch: .sum,
      returning: { p, workspace in
        try p.network.hessian(p.x, p.t, weights: p.weights, curvature: curvature, using: workspace).elements
      },
      into: { p, workspace in
        let count = p.architecture.parameterCount
        var result = Matrix<S>(rows: count, columns: count, repeating: .nan)
        p.network.hessian(p.x, p.t, weights: p.weights, curvature: curvature, into: &result, using: workspace)
        return result.elements
      },
      expected: expected, terms: "hessian")
  }

  private static func diagonal(_ name: String, _ curvature: Curvature, of tensor: String) -> DerivativeOperator {
    DerivativeOperator(
      name: name, batch: .sum,
      returning: { p, workspace in
        p.network.hessianDiagonal(p.x, p.t, weights: p.weights, curvature: curvature, using: workspace)
      },
      expected: { reference in matrix(reference, tensor).map { m in (0..<m.rows).map { m[$0, $0] } } },
      terms: "hessian")
  }

  /// The whole matrix, put together from the blocks of all pairs of layers, in either order.
  private static func blocks(
    _ name: String, _ curvature: Curvature, expected: @escaping @Sendable (DerivativeCase) -> [Double]?
  ) -> DerivativeOperator {
    DerivativeOperator(
      name: name, batch: .sum,
      returning: { p, workspace in
        let layers = p.architecture.layers
        var rows = 0
        var result = Matrix<S>(rows: p.v.count, columns: p.v.count, repeating: .nan)
        for i in layers.indices {
          var (height, columns) = (0, 0)
          for j in layers.indices {
            let block = try p.network.hessianBlock(
              p.x, p.t, weights: p.weights, rows: i, columns: j, curvature: curvature, using: workspace)
            for r in 0..<block.rows {
              for c in 0..<block.columns { result[rows + r, columns + c] = block[r, c] }
            }
            height = block.rows
            columns += block.columns
          }
          rows += height
        }
        return result.elements
      },
      expected: expected, terms: "hessian")
  }

  /// Three directions: v, every second of its numbers, and the ends.
  static func directions(_ p: Problem<S>) -> Matrix<S> {
    var result = Matrix<S>(rows: 3, columns: p.v.count)
    for (i, v) in p.v.enumerated() {
      result[0, i] = v
      if i % 2 == 0 { result[1, i] = -2 * v }
    }
    result[2, 0] = 1
    result[2, p.v.count - 1] = -1
    return result
  }

  private static func matrix(_ reference: DerivativeCase, _ tensor: String) -> Matrix<Double>? {
    let count = reference.architecture.parameterCount
    return reference.tensor(tensor).map { Matrix(rows: count, columns: count, elements: $0) }
  }
}
