/// How a model's outputs follow its inputs, on average over examples: from the exact derivatives ∂y/∂x in the units of the data.
public struct MeanSensitivities: Sendable, Hashable {
  /// The mean of ∂y_k/∂x_i, K × d.
  public let mean: Matrix<Double>
  /// The mean of |∂y_k/∂x_i|, K × d.
  public let meanMagnitude: Matrix<Double>
  /// The mean of (∂y_k/∂x_i)², K × d.
  public let meanSquare: Matrix<Double>
  /// The standard deviation of each input among the examples.
  public let deviations: [Double]

  /// √(Σ_k Σ_i s_i² mean (∂y_k/∂x_i)²) over some inputs i of standard deviation s_i: how far outputs move for steps that are usual in
  /// the data. A column with several inputs, such as one for each of its levels, has one number.
  ///
  /// - Precondition: the inputs are in 0 ..< d.
  public func rootMeanSquare(of inputs: Range<Int>) -> Double {
    var sum = 0.0
    for i in inputs {
      for k in 0..<meanSquare.rows { sum += deviations[i] * deviations[i] * meanSquare[k, i] }
    }
    return sum.squareRoot()
  }
}

extension Model {
  /// The inputs of every column of the tables that it is for: of a column of categories all of its levels.
  ///
  /// Without names inputs are called `x1`, `x2` and so on.
  public var columnInputs: [(title: String, inputs: Range<Int>)] {
    if let encoding { return encoding.columnInputs }
    let names = featureNames ?? (0..<network.architecture.inputs).map { "x\($0 + 1)" }
    return names.enumerated().map { ($1, $0..<$0 + 1) }
  }

  /// The means of ∂y/∂x over examples.
  ///
  /// - Parameter x: The inputs as they come, not scaled.
  /// - Precondition: `x` has d columns and at least one row.
  /// - Complexity: that of `network.jacobian`, and O(n K d); the memory of 1024 examples' Jacobians.
  public func meanSensitivities(at x: Matrix<Scalar>) -> MeanSensitivities {
    precondition(x.rows > 0, "no examples for a mean")
    let (K, d, n) = (network.architecture.outputs, x.columns, Double(x.rows))
    var (mean, magnitude, square) = (
      Matrix<Double>(rows: K, columns: d), Matrix<Double>(rows: K, columns: d), Matrix<Double>(rows: K, columns: d)
    )
    let workspace = Workspace<Scalar>()
    for first in stride(from: 0, to: x.rows, by: 1024) {
      let part = x.rows(at: first..<min(first + 1024, x.rows))
      var jacobians = BatchedMatrix<Scalar>(count: part.rows, rows: K, columns: d)
      network.jacobian(at: scaler.map { $0(part) } ?? part, into: &jacobians, using: workspace)
      let scaling = scaler?.slopes(at: part)
      for example in 0..<part.rows {
        for k in 0..<K {
          for i in 0..<d {
            let slope: Double = Double(jacobians[example, k, i]) * (scaling?[example, i] ?? 1)
            mean[k, i] += slope / n
            magnitude[k, i] += slope.magnitude / n
            square[k, i] += slope * slope / n
          }
        }
      }
    }
    return MeanSensitivities(
      mean: mean, meanMagnitude: magnitude, meanSquare: square, deviations: Self.deviations(x))
  }

  private static func deviations(_ x: Matrix<Scalar>) -> [Double] {
    (0..<x.columns).map { i in
      let first = Double(x[0, i])
      var (sum, squares) = (0.0, 0.0)
      for n in 0..<x.rows {
        let difference = Double(x[n, i]) - first
        sum += difference
        squares += difference * difference
      }
      let mean = sum / Double(x.rows)
      return max(squares / Double(x.rows) - mean * mean, 0).squareRoot()
    }
  }

  /// How much worse a model gets where the values of a column are dealt out anew to the examples, which breaks what they say of the
  /// targets (L. Breiman, Machine Learning 45, 2001).
  ///
  /// - Parameters:
  ///   - columns: The inputs of each column, which are moved together.
  ///   - x: The inputs as they come, not scaled.
  ///   - repeats: The number of permutations of each column.
  ///   - seed: That of the permutations.
  ///   - error: How bad outputs are, n × K.
  /// - Returns: For each column the error of each permutation, less that of the inputs as they are.
  /// - Precondition: the inputs are those of the network; `repeats` ≥ 1.
  /// - Complexity: `columns.count` · `repeats` predictions.
  public func permutationImportance(
    of columns: [Range<Int>], at x: Matrix<Scalar>, repeats: Int = 5, seed: UInt64 = 1,
    error: (Matrix<Scalar>) throws -> Double
  ) rethrows -> [[Double]] {
    try permutationImportance(of: columns, at: x, repeats: repeats, seed: seed, errorAt: { try error(predict($0)) })
  }

  /// The same with the error as a function of the inputs, as they come.
  package func permutationImportance(
    of columns: [Range<Int>], at x: Matrix<Scalar>, repeats: Int, seed: UInt64,
    errorAt error: (Matrix<Scalar>) throws -> Double
  ) rethrows -> [[Double]] {
    precondition(repeats >= 1, "\(repeats) permutations")
    let base = try error(x)
    var generator = SeededGenerator(seed: seed)
    return try columns.map { inputs in
      try (0..<repeats).map { _ in
        let order = generator.permutation(of: x.rows)
        var moved = x
        for (n, other) in order.enumerated() {
          for i in inputs { moved[n, i] = x[other, i] }
        }
        return try error(moved) - base
      }
    }
  }
}
