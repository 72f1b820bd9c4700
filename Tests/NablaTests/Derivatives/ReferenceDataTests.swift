import Nabla
import Testing

/// Every operator on every network of the reference data: chains, skips, masks, basis functions, every activation and
/// likelihood, outputs that are not canonical, example weights; on every backend, in both precisions.
@Suite struct ReferenceDataTests {
  @Test func theDataIsComplete() {
    #expect(DerivativeCase.all.count == 79 && DerivativeCase.extremes.count == 3)
    let activations = Set(DerivativeCase.all.flatMap { $0.architecture.layers.map(\.activation.name) })
    #expect(activations == Set(Activation.elementwise.map(\.name) + ["softmax"]))
    let names = Set((DerivativeCase.all + DerivativeCase.likelihoods).map(\.architecture.likelihood.name))
    #expect(Set(names.map { $0.prefix { $0 != ":" } }.map(String.init)) == Set(Likelihood.names))
    #expect(DerivativeCase.likelihoods.count == 69 && DerivativeCase.heads.count == 8)
  }

  /// Each form is called in turn with one workspace, so a stale buffer would show.
  @Test(arguments: DerivativeCase.all + DerivativeCase.likelihoods + DerivativeCase.heads)
  func operatorsEqualJAX(reference: DerivativeCase) throws {
    func check<S: RealScalar>(_: S.Type, _ backend: BackendChoice) throws {
      let problem = reference.problem(S.self, on: backend)
      let before = problem.copy
      let workspace = Workspace<S>()
      for derivative in DerivativeOperator<S>.all {
        guard let expected = derivative.expected(reference) else { continue }
        let bound = Tolerance.derivative(S.self)
        let terms: [Double] = derivative.terms.map { reference.numbers($0) } ?? []
        let scale = (expected + terms).reduce(0) { max($0, $1.magnitude) }
        func compare(_ found: [S], _ form: String) {
          expectClose(
            found, expected, within: bound, scale: scale,
            "\(derivative.name), \(form), \(backend.rawValue), \(S.precisionName)")
        }
        compare(try derivative.returning(problem, nil), "returned")
        if let into = derivative.into { compare(try into(problem, workspace), "written") }
      }
      // NaN, a target that is missing, is equal to nothing.
      #expect(!problem.t.isComplete || problem == before, "the inputs have changed")
    }
    for backend in BackendChoice.available {
      try check(Double.self, backend)
      try check(Float.self, backend)
    }
  }

  /// One workspace serves networks and operators of all kinds in turn, and nothing of one shows in the next.
  @Test(arguments: BackendChoice.available)
  func oneWorkspaceServesAllNetworksInTurn(backend: BackendChoice) throws {
    let workspace = Workspace<Double>()
    for reference in DerivativeCase.all + DerivativeCase.likelihoods {
      let problem = reference.problem(Double.self, on: backend)
      for derivative in DerivativeOperator<Double>.all {
        let expected = try derivative.returning(problem, nil)
        let found = try derivative.into?(problem, workspace) ?? derivative.returning(problem, workspace)
        #expect(found == expected, "\(reference.name), \(derivative.name)")
      }
    }
  }

  /// With |a| up to 1000 the error, its gradient and the outputs are those of arithmetic with 2000 digits.
  @Test(arguments: DerivativeCase.extremes)
  func extremePreactivationsAreExact(reference: DerivativeCase) {
    func check<S: RealScalar>(_: S.Type, _ backend: BackendChoice) {
      let problem = reference.problem(S.self, on: backend)
      let bound = Tolerance.derivative(S.self)
      let (value, gradient) = problem.network.valueWithGradient(problem.x, problem.t)
      expectClose([value], reference.numbers("loss"), within: bound, "loss")
      expectClose(gradient, reference.numbers("gradient"), within: bound, "gradient")
      expectClose(problem.network.predict(problem.x).elements, reference.numbers("y"), within: bound, "y")
    }
    for backend in BackendChoice.available {
      check(Double.self, backend)
      check(Float.self, backend)
    }
  }
}
