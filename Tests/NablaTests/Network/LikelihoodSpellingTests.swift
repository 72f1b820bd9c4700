import Foundation
import Testing

@testable import Nabla

/// How likelihoods with parameters are written, in files and on the command line.
struct LikelihoodSpellingTests {
  @Test func everyOneIsReadAsItIsWritten() throws {
    for likelihood in RandomNetworks.further {
      #expect(try Likelihood(name: likelihood.name, targets: 2) == likelihood)
      #expect(try JSONDecoder().decode(Likelihood.self, from: JSONEncoder().encode(likelihood)) == likelihood)
    }
    #expect(Likelihood.student(freedom: 4).name == "student:4,1")
    #expect(Likelihood.negativeBinomial(dispersion: 0.1).name == "negative-binomial:0.1")
    #expect(Likelihood.quantile(levels: [0.1, 0.5, 0.9]).name == "quantile:0.1,0.5,0.9")
    #expect(try Likelihood(name: "student:5", targets: 1) == .student(freedom: 5, scale: 1))
    #expect(try Likelihood(name: "weibull", targets: 1) == nil)
  }

  @Test func outputsBelongToTargets() throws {
    let quantiles = Likelihood.quantile(levels: [0.1, 0.4, 0.9], targets: 2)
    #expect(quantiles.outputs == 6 && quantiles.targets == 2)
    #expect(
      quantiles.outputNames(of: ["u"]) == ["quantile 0.1 of u", "quantile 0.4 of u", "quantile 0.9 of u"])
    let outputs = Matrix<Double>([[1, 2, 3, 4, 5, 6]])
    #expect(quantiles.answers(outputs).elements == [2, 5])
    #expect(Likelihood.heteroscedastic(targets: 3).answers(outputs).elements == [1, 3, 5])
    #expect(quantiles.targetsOfOutputs(.values(Matrix([[7, 8]]))).elements == [7, 7, 7, 8, 8, 8])
    #expect(throws: ArchitectureError.self) {
      try Architecture(inputs: 1, likelihood: Likelihood(.heteroscedastic, outputs: 3), specifications: [])
    }
  }

  @Test(arguments: [
    ("gamma", "'gamma:SHAPE' with a shape above 0"), ("gamma:0", "a shape above 0"), ("gamma:nan", "a shape above 0"),
    ("gamma:1,2", "a shape above 0"), ("negative-binomial:-1", "a dispersion above 0"),
    ("student", "degrees of freedom above 0"), ("student:3,0", "a scale above 0"), ("huber:inf", "a limit above 0"),
    ("quantile:0.5,0.1", "in ascending order"), ("quantile:1", "levels between 0 and 1"), ("quantile:", "levels"),
    ("quantile:0.1,,0.9", "levels"), ("poisson:2", "'poisson', which has no parameters"),
    ("heteroscedastic:", "which has no parameters"),
  ])
  func wrongParametersAreRefused(spelling: String, expected: String) throws {
    let error = try #require(throws: LikelihoodSpellingError.self) { try Likelihood(name: spelling, targets: 1) }
    #expect(error.expected.contains(expected) && error.found == "'\(spelling)'", "\(error)")
    let file = Data(#"{"family": "\#(spelling)", "outputs": 1}"#.utf8)
    #expect(throws: ModelFileError.self) { try JSONDecoder().decode(Likelihood.self, from: file) }
  }

  @Test(arguments: [
    ("poisson", -1, "a count"), ("poisson", 1.5, "a count"), ("negative-binomial:2", 0.5, "a count"),
    ("gamma:2", 0, "a number above 0"), ("gamma:2", -3, "a number above 0"),
  ])
  func targetsBelongToTheDomain(spelling: String, t: Double, expected: String) throws {
    let likelihood = try #require(try Likelihood(name: spelling, targets: 1))
    #expect(likelihood.expectation(insteadOf: t)?.hasPrefix(expected) == true)
    #expect(likelihood.expectation(insteadOf: 3) == nil)
  }
}
