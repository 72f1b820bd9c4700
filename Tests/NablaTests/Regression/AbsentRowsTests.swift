import Nabla
import Testing

/// Rows of weight 0 are not there for the solver either, whatever stands in them.
@Suite struct AbsentRowsTests {
  @Test(arguments: [Likelihood.gaussian, .bernoulli, .categorical(classes: 2)])
  func theSolutionIsThatOfTheOthers(likelihood: Likelihood) throws {
    let present = [0.0, 1, 2, 3, 4, 5], answers = [0.0, 0, 1, 0, 1, 1]
    func targets(_ numbers: [Double]) -> Targets<Double> {
      likelihood.family == .categorical
        ? .classes(numbers.map { $0 == 1 ? 1 : 0 }) : .values(Matrix(column: numbers))
    }
    let network = Network<Double>(inputs: 1, likelihood: likelihood)
    let expected = try network.solve(Matrix(column: present), targets(answers), weights: [1, 2, 1, 1, 3, 1])
    let found = try network.solve(
      Matrix(column: [.nan] + present + [.infinity, 7]), targets([.nan] + answers + [0.5, .infinity]),
      weights: [0, 1, 2, 1, 1, 3, 1, 0, 0])
    #expect(zip(found.network.parameters, expected.network.parameters).allSatisfy { abs($0 - $1) <= 1e-12 })
    #expect(found.summary.examples == expected.summary.examples)
    // What counts is checked as ever.
    #expect(throws: SolverError.self) {
      try network.solve(Matrix(column: [.nan] + present), targets([1] + answers), weights: [1, 0, 2, 1, 1, 3, 1])
    }
  }
}
