import Nabla
import Testing

/// Errors that contain derivatives of a network in its inputs.
@Suite struct DifferentialObjectiveTests {
  /// Value, gradient, products and residual Jacobian of an error with derivatives up to the fourth order.
  @Test(arguments: DerivativeCase.all)
  func derivativesEqualJAX(reference: DerivativeCase) throws {
    guard let gradient = InputDerivativeFixture.tensor(reference, "errorGradient") else { return }
    func tensor(_ name: String) throws -> [Double] { try #require(InputDerivativeFixture.tensor(reference, name)) }
    for backend in BackendChoice.available {
      let problem = reference.problem(Double.self, on: backend)
      let objective = DifferentialObjective(
        problem.network,
        terms: [
          .residual(
            InputDerivativeFixture.Residual(
              inputs: problem.x.columns, outputs: problem.architecture.outputs),
            at: InputDerivativeFixture.points(problem))
        ], coefficients: InputDerivativeFixture.coefficients)
      let masked = Set(maskedPlaces(problem.network))
      func kept(_ whole: [Double]) -> [Double] { whole.indices.filter { !masked.contains($0) }.map { whole[$0] } }
      let x = objective.start
      let v = kept(problem.v + InputDerivativeFixture.coefficientDirection)
      let bound = 10 * Tolerance.derivative(Double.self)
      var found = [Double](repeating: .nan, count: objective.dimension)
      let value = objective.valueWithGradient(at: x, into: &found)
      expectClose([value], try tensor("error"), within: bound, "value, \(backend.rawValue)")
      expectClose([objective.value(at: x)], try tensor("error"), within: bound, "value alone, \(backend.rawValue)")
      expectClose(found, kept(gradient), within: bound, "gradient, \(backend.rawValue)")
      objective.hessianVectorProduct(at: x, along: v, into: &found)
      expectClose(found, kept(try tensor("errorProduct")), within: bound, "Hv, \(backend.rawValue)")
      let whole = problem.network.parameters.count + 2
      let jacobian = try tensor("residualJacobian")
      let rows = (0..<jacobian.count / whole).flatMap { kept(Array(jacobian[$0 * whole..<($0 + 1) * whole])) }
      expectClose(objective.residualJacobian(at: x).elements, rows, within: bound, "Jacobian, \(backend.rawValue)")
    }
  }

  /// The places where a parameter stays 0 whatever is assigned.
  private func maskedPlaces(_ network: Network<Double>) -> [Int] {
    var network = network
    network.parameters = Array(repeating: 1, count: network.parameters.count)
    return network.parameters.indices.filter { network.parameters[$0] == 0 }
  }

  // MARK: - Laws

  /// u_t = θ u_xx, with u read from two outputs.
  private struct Heat: DifferentialResidual {
    let derivatives: [InputDerivative] = [.first(1), .laplacian(over: [0])]
    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      p.derivative(0) - p.coefficient(0) * p.derivative(1) + p.y(1) * p.y(0)
    }
  }

  private struct Bent: HardConstraint {
    func offset<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { sin(x[0]) * x[1] + N(Double(k)) }
    func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { x[1] * exp(-x[0]) }
  }

  private static func objective(
    _ likelihood: Likelihood = .gaussian(outputs: 2), constraint: (any HardConstraint)? = nil, threads: Int = 2,
    points: Int = 100
  ) -> DifferentialObjective {
    var network = Network<Double>(inputs: 2, likelihood: likelihood) {
      Dense(9, .tanh, name: "a")
      Dense(8, .sin, from: ["a", "input"])
    }
    network.initialize(.glorot, seed: 4)
    network.execution.threads = threads
    var generator = SeededGenerator(seed: 2)
    func matrix(_ rows: Int, _ columns: Int) -> Matrix<Double> {
      Matrix(rows: rows, columns: columns, elements: (0..<rows * columns).map { _ in generator.uniform() })
    }
    let inside = matrix(points, 2)
    let data = try! Dataset(inputs: matrix(20, 2), targets: matrix(20, 2))
    return DifferentialObjective(
      network,
      terms: [
        .residual(Heat(), at: inside, weights: (0..<points).map { _ in 0.5 + generator.uniform() }, weight: 0.25),
        .measurements(of: [.value, .first(0)], output: 1, at: matrix(15, 2), equal: matrix(15, 2)),
        .data(data, weight: 0.5),
      ], coefficients: [0.3], constraint: constraint)
  }

  @Test(arguments: [true, false])
  func theGradientIsThatOfDifferences(isConstrained: Bool) {
    let objective = Self.objective(constraint: isConstrained ? Bent() : nil)
    expectDifferences(objective)
  }

  @Test func dataMayHaveAnyLikelihood() {
    let objective = Self.objective(.bernoulli(outputs: 2))
    #expect(objective.leastSquares == nil)
    expectDifferences(objective)
  }

  private func expectDifferences(_ objective: DifferentialObjective) {
    let x = objective.start
    var generator = SeededGenerator(seed: 9)
    let v = x.map { _ in generator.normal() }
    var (gradient, product) = (x, x)
    let value = objective.valueWithGradient(at: x, into: &gradient)
    #expect(value == objective.value(at: x) || (value - objective.value(at: x)).magnitude < 1e-14 * value)
    objective.hessianVectorProduct(at: x, along: v, into: &product)
    let step = 1e-5
    func at(_ t: Double) -> [Double] { zip(x, v).map { $0 + t * $1 } }
    let slope = (objective.value(at: at(step)) - objective.value(at: at(-step))) / (2 * step)
    expectClose([dot(gradient, v)], [slope], within: Tolerance.centralDifference, "gradient")
    let change = zip(objective.gradient(at: at(step)), objective.gradient(at: at(-step))).map { ($0 - $1) / (2 * step) }
    expectClose(product, change, within: Tolerance.centralDifference, "Hv")
  }

  /// f = ½‖r‖², ∇f = Jᵀr, and products with J are those of the matrix.
  @Test(arguments: [true, false])
  func residualsAreConsistent(isConstrained: Bool) throws {
    let objective = Self.objective(constraint: isConstrained ? Bent() : nil)
    let x = objective.start
    let bound = Tolerance.derivative(Double.self)
    let r = objective.residuals(at: x)
    expectClose([objective.value(at: x)], [dot(r, r) / 2], within: bound, "value")
    let jacobian = objective.residualJacobian(at: x)
    let columns = (0..<jacobian.columns).map { j in (0..<jacobian.rows).map { jacobian[$0, j] } }
    expectClose(objective.gradient(at: x), columns.map { dot($0, r) }, within: bound, "gradient")
    let v = x.indices.map { Double($0 % 7) - 3 }
    expectClose(objective.residualJVP(at: x, along: v), jacobian.times(v), within: bound, "Jv")
    expectClose(objective.residualVJP(at: x, along: r), columns.map { dot($0, r) }, within: bound, "Jᵀu")
    var product = x
    objective.gaussNewtonProduct(at: x, along: v, into: &product)
    let change = jacobian.times(v)
    expectClose(product, columns.map { dot($0, change) }, within: bound, "JᵀJv")
    #expect(try #require(objective.leastSquares).residualCount == 100 + 30 + 40)
  }

  /// Measurements that stand in the first columns of wider data.
  static func matching(output: Int, columns: Int) -> DifferentialObjective {
    var network = Network<Double>(inputs: 2, likelihood: .gaussian(outputs: 2)) { Dense(5, .tanh) }
    network.initialize(.glorot, seed: 3)
    let points = Matrix<Double>((0..<15).map { [Double($0) / 8, Double($0 * $0 % 5)] })
    let data = Matrix<Double>((0..<15).map { i in (0..<columns).map { Double((7 * i + 3 * $0) % 11) } })
    let matching = MatchingResidual([.value, .first(0)], output: output)
    return DifferentialObjective(network, terms: [.residual(matching, at: points, data: data)])
  }

  @Test func dataMayBeWiderThanWhatIsMatched() {
    let (narrow, wide) = (Self.matching(output: 1, columns: 2), Self.matching(output: 1, columns: 5))
    let x = narrow.start
    #expect(wide.value(at: x) == narrow.value(at: x) && wide.gradient(at: x) == narrow.gradient(at: x))
    let r = wide.residuals(at: x)
    expectClose([wide.value(at: x)], [dot(r, r) / 2], within: Tolerance.derivative(Double.self), "value")
  }

  @Test func whatIsMatchedExists() async {
    await #expect(processExitsWith: .failure) {
      let objective = DifferentialObjectiveTests.matching(output: 1, columns: 1)
      _ = objective.value(at: objective.start)
    }
    await #expect(processExitsWith: .failure) {
      let objective = DifferentialObjectiveTests.matching(output: 2, columns: 2)
      _ = objective.value(at: objective.start)
    }
  }

  /// Without derivatives the error is the network's own.
  @Test func dataAloneIsTheOrdinaryError() throws {
    let problem = SkipGraph.problem(.gaussian(outputs: 3), .tanh)
    let data = try Dataset(inputs: problem.x, targets: problem.t)
    let objective = DifferentialObjective(problem.network, terms: [.data(data)])
    let own = NetworkObjective(problem.network, on: data, reduction: .sum)
    let bound = Tolerance.derivative(Double.self)
    #expect(objective.dimension == own.dimension)
    expectClose(objective.gradient(at: objective.start), own.gradient(at: own.start), within: bound)
    expectClose([objective.value(at: objective.start)], [own.value(at: own.start)], within: bound)
  }

  @Test func threadsChangeNoBit() {
    let (one, many) = (Self.objective(threads: 1, points: 400), Self.objective(threads: 3, points: 400))
    let x = one.start
    let v = x.indices.map { Double($0 % 5) - 2 }
    #expect(one.value(at: x) == many.value(at: x))
    #expect(one.gradient(at: x) == many.gradient(at: x))
    var (first, second) = (x, x)
    one.hessianVectorProduct(at: x, along: v, into: &first)
    many.hessianVectorProduct(at: x, along: v, into: &second)
    #expect(first == second)
    #expect(one.residualJacobian(at: x) == many.residualJacobian(at: x))
  }

  // MARK: - Problems

  /// −u″ = π² sin πx on [0, 1], u = 0 at both ends.
  private struct Bar: DifferentialResidual {
    let derivatives: [InputDerivative] = [.second(0, 0)]
    func residual<N: DifferentiableNumber>(_ k: Int, at p: ResidualPoint<N>) -> N {
      -p.derivative(0) - p.coefficient(0) * N(.pi * .pi) * sin(N(.pi) * p.x(0))
    }
  }

  private struct Ends: HardConstraint {
    func factor<N: DifferentiableNumber>(_ k: Int, _ x: [N]) -> N { x[0] * (1 - x[0]) }
  }

  /// The load of a bar from its bend: equation and measurements together find the solution and the coefficient.
  @Test func levenbergMarquardtSolvesABoundaryProblem() throws {
    var network = Network<Double>(inputs: 1, likelihood: .gaussian) { Dense(8, .tanh) }
    network.initialize(.glorot, seed: 1)
    let points = Matrix(column: (0..<40).map { (Double($0) + 0.5) / 40 })
    let places = Matrix(column: [0.25, 0.5])
    let exact = places.elements.map { sin(.pi * $0) }
    let objective = DifferentialObjective(
      network,
      terms: [
        .residual(Bar(), at: points, weight: 1 / 40), .measurements(at: places, equal: Matrix(column: exact)),
      ], coefficients: [0.5], constraint: Ends())
    let result = try objective.minimized(
      from: objective.start, by: .levenbergMarquardt,
      limits: MinimizationLimits(gradientNorm: 1e-12, iterations: 200))
    let solution = objective.solution(at: result.x)
    #expect((solution.coefficients[0] - 1).magnitude < 1e-5)
    let test = Matrix(column: (0...100).map { Double($0) / 100 })
    let error = zip(solution.predict(test).elements, test.elements).map { $0 - sin(.pi * $1) }
    #expect(error.allSatisfy { $0.magnitude < 1e-5 })
    // The constraint holds to the last bit.
    #expect(solution.predict(Matrix(column: [0, 1])).elements == [0, 0])
    let bend = solution.derivatives(of: [.second(0, 0)], at: test)
    #expect(zip(bend.elements, test.elements).allSatisfy { ($0 + .pi * .pi * sin(.pi * $1)).magnitude < 1e-2 })
  }
}
