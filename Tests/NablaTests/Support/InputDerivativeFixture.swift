import Foundation
import Nabla

/// Derivatives in the inputs, and those of an error that contains some, for the networks of `DerivativeCase`; JAX has them in
/// Fixtures/input-derivatives.safetensors, which scripts/fixtures/input_derivatives.py writes.
enum InputDerivativeFixture {
  /// The examples of each case.
  static let examples = 2
  static let coefficients = [0.5, -0.75]
  static let coefficientDirection = [0.25, 1.0]

  /// What the script calls `streams`.
  static func derivatives(inputs d: Int) -> [InputDerivative] {
    let v = (0..<d).map { (i: Int) -> Double in i % 2 == 0 ? Double(i + 1) / 4 : -Double(i + 1) / 4 }
    return [
      .value, .first(0), .second(0, d - 1), .laplacian, .partial([0, 0, d - 1]), .partial([0, d - 1, 0, d - 1]),
      .along(v, order: 3), .along(v, order: 4),
    ]
  }

  private static let file: SafetensorsFile? = try? SafetensorsFile(
    contentsOf: fixturePath("input-derivatives.safetensors"))

  /// A tensor of a case; nil where the file does not have it.
  static func tensor(_ reference: DerivativeCase, _ name: String) -> [Double]? {
    file?.tensors["\(reference.name)/\(name)"]?.elements()
  }

  /// The first examples of a case.
  static func points<S: RealScalar>(_ problem: Problem<S>) -> Matrix<S> {
    problem.x.rows(at: 0..<min(examples, problem.x.rows))
  }

  /// What the script calls `residuals`.
  struct Residual: DifferentialResidual {
    let inputs: Int
    let outputs: Int
    var count: Int { 3 }
    var derivatives: [InputDerivative] {
      let all = InputDerivativeFixture.derivatives(inputs: inputs)
      return [all[1], all[2], all[3], all[7]]
    }

    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      func sum(_ j: Int) -> N { (0..<outputs).reduce(0) { $0 + p.derivative(j, output: $1) } }
      switch k {
      case 0: return (0..<outputs).reduce(p.coefficient(0) * sum(2)) { $0 + p.y($1) * p.derivative(0, output: $1) }
      case 1: return p.coefficient(1) * sin(sum(1)) - p.x(0)
      default: return sum(3) / 16 + p.coefficient(0) * p.y(0) * p.y(0)
      }
    }
  }
}
