import Nabla
import Testing

/// One derivative operator in each of its forms, its result flattened, so that every law can be tested on all of them.
struct DerivativeOperator<S: RealScalar>: Sendable, CustomTestStringConvertible {
  /// How the result of a batch follows from those of its examples.
  enum Batch: Sendable {
    /// It is their sum.
    case sum
    /// It is their list.
    case list
  }

  let name: String
  let batch: Batch
  /// The form that returns its result, with a workspace or without.
  let returning: @Sendable (Problem<S>, Workspace<S>?) throws -> [S]
  /// The form that writes to the caller's memory, which is full of NaN; nil where there is none.
  var into: (@Sendable (Problem<S>, Workspace<S>) throws -> [S])?
  /// What the reference data has for it; nil where it says nothing.
  var expected: @Sendable (DerivativeCase) -> [Double]? = { _ in nil }
  /// The tensor whose size the terms have, where they may cancel in the result.
  var terms: String?
  /// Whether it takes the weights of the examples; derivatives of the outputs do not.
  var isWeighted = true

  var testDescription: String { name }

  static var all: [DerivativeOperator] { first + second + outputs }
}

/// Numbers that a result must overwrite.
func garbage<S: RealScalar>(_ count: Int) -> [S] { Array(repeating: .nan, count: count) }

func garbage<S: RealScalar>(_ rows: Int, _ columns: Int) -> Matrix<S> {
  Matrix(rows: rows, columns: columns, repeating: .nan)
}

// MARK: - Value and first derivatives of the error

extension DerivativeOperator {
  static var first: [DerivativeOperator] {
    [
      DerivativeOperator(
        name: "loss", batch: .sum,
        returning: { p, workspace in
          [S(p.network.loss(p.x, p.t, weights: p.weights, using: workspace))]
        },
        expected: { $0.tensor("loss") }),
      DerivativeOperator(
        name: "gradient", batch: .sum,
        returning: { p, workspace in
          p.network.gradient(p.x, p.t, weights: p.weights, using: workspace)
        },
        into: { p, workspace in
          var gradient: [S] = garbage(p.architecture.parameterCount)
          _ = p.network.valueWithGradient(p.x, p.t, weights: p.weights, into: &gradient, using: workspace)
          return gradient
        },
        expected: { $0.tensor("gradient") }),
      DerivativeOperator(
        name: "value with gradient", batch: .sum,
        returning: { p, workspace in
          let result = p.network.valueWithGradient(p.x, p.t, weights: p.weights, using: workspace)
          return [S(result.value)] + result.gradient
        },
        into: { p, workspace in
          var gradient: [S] = garbage(p.architecture.parameterCount)
          let value = p.network.valueWithGradient(p.x, p.t, weights: p.weights, into: &gradient, using: workspace)
          return [S(value)] + gradient
        }),
      DerivativeOperator(
        name: "input gradient", batch: .list,
        returning: { p, workspace in
          p.network.inputGradient(p.x, p.t, weights: p.weights, using: workspace).elements
        },
        into: { p, workspace in
          var gradient: Matrix<S> = garbage(p.count, p.architecture.inputs)
          p.network.inputGradient(p.x, p.t, weights: p.weights, into: &gradient, using: workspace)
          return gradient.elements
        },
        expected: { $0.tensor("inputGradient") }),
      DerivativeOperator(
        name: "per-example gradients", batch: .list,
        returning: { p, workspace in
          try p.network.perExampleGradients(p.x, p.t, weights: p.weights, using: workspace).elements
        },
        into: { p, workspace in
          var gradients: Matrix<S> = garbage(p.count, p.architecture.parameterCount)
          p.network.perExampleGradients(p.x, p.t, weights: p.weights, into: &gradients, using: workspace)
          return gradients.elements
        },
        expected: { $0.tensor("perExampleGradients") }),
      DerivativeOperator(
        name: "per-example squared norms", batch: .list,
        returning: { p, workspace in
          p.network.perExampleSquaredNorms(p.x, p.t, weights: p.weights, using: workspace)
        },
        expected: { reference in
          reference.tensor("perExampleGradients", as: Double.self).map { gradients in
            let count = reference.architecture.parameterCount
            return stride(from: 0, to: gradients.count, by: count).map { first in
              dot(gradients[first..<first + count], gradients[first..<first + count])
            }
          }
        }),
    ]
  }
}

extension DerivativeOperator {
  /// Those whose results have at most some multiple of |w| or of n numbers, for networks that are not tiny.
  static var ofVectors: [DerivativeOperator] {
    first + outputs.filter { $0.name != "parameter Jacobian" }
      + second.filter { $0.name.hasPrefix("Hessian-vector") }
  }
}
