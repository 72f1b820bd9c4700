import Nabla
import Testing

/// `check` passes right networks and says which derivative of a wrong one is wrong; finite differences agree.
@Suite struct DerivativeCheckTests {
  private static let operators = [
    "gradient", "inputGradient", "perExampleGradients", "perExampleSquaredNorms", "parameterJVP", "inputJVP",
    "parameterVJP", "inputVJP", "jacobian", "parameterJacobian", "inputHessian", "hessianVectorProduct",
    "hessianDiagonal", "hessian", "hessianBlock", "hessian(gauss-newton)", "hessian(fisher)",
    "hessian(empirical-fisher)",
  ]

  /// Both precisions, on all networks of the reference data.
  @Test(arguments: DerivativeCase.all)
  func rightNetworksPass(reference: DerivativeCase) throws {
    let p = reference.problem(Double.self)
    let verdict = p.network.check(p.x, p.t, weights: p.weights)
    #expect(verdict.passed, "\(verdict)")
    #expect(verdict.lines.map(\.name).sorted() == Self.operators.sorted())
    let single = reference.problem(Float.self)
    let verdict32 = single.network.check(single.x, single.t, weights: single.weights)
    #expect(verdict32.passed, "in single precision: \(verdict32)")
  }

  /// tanh with one derivative wrong by a thousandth.
  private struct Wrong: ActivationFunction {
    var name: String { "wrong tanh \(first) \(second)" }
    var first = 1.0
    var second = 1.0

    func derivatives<S: RealScalar>(at a: S) -> ActivationDerivatives<S> {
      let right = Activation.tanh.derivatives(at: a)
      return ActivationDerivatives(value: right.value, first: right.first * S(first), second: right.second * S(second))
    }
  }

  private func failures(_ activation: Wrong, _ error: (any ErrorFunction)? = nil) -> (Set<String>, Set<String>) {
    let likelihood = error.map { Likelihood.custom($0, outputs: 2) } ?? .gaussian(outputs: 2)
    var network = Network<Double>(inputs: 3, likelihood: likelihood) {
      Dense(5, .custom(CustomActivation(activation)))
    }
    network.initialize(.glorot, seed: 4)
    var generator = SeededGenerator(seed: 6)
    let x = Matrix(rows: 6, columns: 3, elements: (0..<18).map { _ in generator.normal() })
    let t = Matrix(rows: 6, columns: 2, elements: (0..<12).map { _ in generator.normal() })
    let verdict = network.check(x, t)
    let failed = Set(verdict.lines.filter { !$0.passed }.map(\.name))
    #expect(verdict.passed == failed.isEmpty)
    return (failed, Set(verdict.lines.map(\.name)).subtracting(failed))
  }

  @Test func wrongFirstDerivativesAreFound() {
    let (failed, _) = failures(Wrong(first: 1.001))
    #expect(failed.isSuperset(of: ["gradient", "jacobian", "parameterVJP", "activation 'wrong tanh 1.001 1.0', h′"]))
  }

  @Test func wrongSecondDerivativesAreFound() {
    let (failed, passed) = failures(Wrong(second: 1.001))
    #expect(
      failed == [
        "hessianVectorProduct", "hessianDiagonal", "hessian", "inputHessian", "activation 'wrong tanh 1.0 1.001', h″",
      ])
    #expect(passed.contains("gradient") && passed.contains("hessian(gauss-newton)"))
  }

  /// Σ (y − t)⁴ / 4, with wrong derivatives.
  private struct WrongError: ErrorFunction {
    let name = "quartic"
    var first = 1.0
    var second = 1.0

    func value<S: RealScalar>(_ y: Span<S>, _ t: Span<S>) -> S {
      var sum: S = 0
      for k in y.indices {
        let square = (y[k] - t[k]) * (y[k] - t[k])
        sum += square * square / 4
      }
      return sum
    }
    func gradient<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into gradient: inout MutableSpan<S>) {
      for k in y.indices {
        let r = y[k] - t[k]
        gradient[k] = S(first) * r * r * r
      }
    }
    func curvature<S: RealScalar>(_ y: Span<S>, _ t: Span<S>, into curvature: inout MutableSpan<S>) {
      for i in y.indices {
        for j in y.indices {
          let r = y[i] - t[i]
          curvature[i * y.count + j] = i == j ? S(3 * second) * r * r : 0
        }
      }
    }
  }

  @Test func wrongErrorsAreFound() {
    #expect(failures(Wrong(), WrongError()).0.isEmpty)
    let first = failures(Wrong(), WrongError(first: 0.999))
    #expect(first.0.isSuperset(of: ["gradient", "inputGradient", "error 'quartic', ∂E/∂y"]))
    #expect(first.1.isSuperset(of: ["jacobian", "parameterJVP"]))
    let second = failures(Wrong(), WrongError(second: 0.999))
    #expect(second.0.isSuperset(of: ["hessian", "hessianVectorProduct", "error 'quartic', ∂²E/∂y∂yᵀ"]))
    #expect(second.1.isSuperset(of: ["gradient", "jacobian", "hessian(empirical-fisher)"]))
  }

  @Test func finiteDifferencesEqualTheOperators() throws {
    for c in DerivativeCase.all
    where ["hidden-tanh", "skip-deep", "mask-everywhere", "gaussian-base-skip", "softmax-bernoulli"].contains(c.name) {
      let p = c.problem(Double.self)
      let (network, x, t, weights) = (p.network, p.x, p.t, p.weights)
      let differences = FiniteDifferences(network)
      let (v, u, signal) = (p.v, p.u, p.c)
      func expect(_ found: [Double], _ expected: [Double], _ name: String) {
        expectClose(found, expected, within: 1e-7, "\(c.name), \(name)")
      }
      expect(differences.gradient(x, t, weights: weights), network.gradient(x, t, weights: weights), "gradient")
      expect(
        differences.inputGradient(x, t, weights: weights).elements,
        network.inputGradient(x, t, weights: weights).elements, "input gradient")
      expect(
        differences.perExampleGradients(x, t, weights: weights).elements,
        try network.perExampleGradients(x, t, weights: weights).elements, "per-example gradients")
      expect(
        differences.perExampleSquaredNorms(x, t, weights: weights),
        network.perExampleSquaredNorms(x, t, weights: weights), "squared norms")
      expect(
        differences.parameterJVP(at: x, along: v).elements, network.parameterJVP(at: x, along: v).elements, "JVP in w")
      expect(differences.inputJVP(at: x, along: u).elements, network.inputJVP(at: x, along: u).elements, "JVP in x")
      expect(differences.parameterVJP(at: x, along: signal), network.parameterVJP(at: x, along: signal), "VJP in w")
      expect(
        differences.inputVJP(at: x, along: signal).elements, network.inputVJP(at: x, along: signal).elements,
        "VJP in x")
      expect(differences.jacobian(at: x).elements, try network.jacobian(at: x).elements, "jacobian")
      expect(
        differences.parameterJacobian(at: x).elements, try network.parameterJacobian(at: x).elements,
        "parameter jacobian")
      expect(
        differences.inputHessian(at: x, output: 1).elements, try network.inputHessian(at: x, output: 1).elements,
        "input hessian")
      for curvature in Curvature.allCases {
        expect(
          differences.hessian(x, t, weights: weights, curvature: curvature).elements,
          try network.hessian(x, t, weights: weights, curvature: curvature).elements, curvature.rawValue)
        expect(
          differences.hessianDiagonal(x, t, weights: weights, curvature: curvature),
          network.hessianDiagonal(x, t, weights: weights, curvature: curvature), "\(curvature.rawValue), diagonal")
        expect(
          differences.hessianVectorProduct(x, t, weights: weights, curvature: curvature, along: v),
          network.hessianVectorProduct(x, t, weights: weights, curvature: curvature, along: v),
          "\(curvature.rawValue), product")
      }
    }
  }
}
