import Foundation
import Testing

@testable import Nabla

/// The linear problems of NIST's Statistical Reference Datasets, whose certified values were computed with 500 digits.
@Suite struct CertifiedRegressionTests {
  struct Problem: Decodable, CustomTestStringConvertible, Sendable {
    struct Model: Decodable, Sendable {
      var degree: Int?
      var inputs: Int?
      var bias: Bool?
    }
    var name: String
    var model: Model
    var x: [[Double]]
    var y: [Double]
    var estimates: [Double]
    var standardErrors: [Double]
    var residualStandardDeviation: Double
    var rSquared: Double

    var testDescription: String { name }

    /// The polynomial as basis functions of one input, or the inputs as they are.
    func network<S: RealScalar>(_: S.Type, backend: BackendChoice) -> Network<S> {
      Network<S>(
        inputs: x[0].count, likelihood: .gaussian, execution: Execution(backend: backend, threads: 2)
      ) {
        if let degree = model.degree { BasisFunctions.polynomial(degree: degree) }
        Output(bias: model.bias ?? true)
      }
    }
  }

  private struct File: Decodable { var problems: [Problem] }

  static let problems: [Problem] = {
    let url = Bundle.module.url(forResource: "strd-linear", withExtension: "json", subdirectory: "Fixtures")!
    return try! JSONDecoder().decode(File.self, from: Data(contentsOf: url)).problems
  }()

  /// The digits that agree: −log₁₀ of the relative error, of the absolute where the certified value is 0.
  static func digits(_ value: Double, _ certified: Double) -> Double {
    let error = abs(value - certified) / (certified == 0 ? 1 : abs(certified))
    return error.isNaN ? 0 : min(15, -log10(max(error, 1e-15)))
  }

  /// The certified numbers begin with the intercept; the report ends with the bias.
  static func inReportOrder(_ certified: [Double], _ problem: Problem) -> [Double] {
    problem.model.bias ?? true ? Array(certified.dropFirst()) + [certified[0]] : certified
  }

  static func worst(_ fit: LinearFit<Double>, _ problem: Problem) -> (estimates: Double, errors: Double) {
    let coefficients = fit.summary.coefficients
    #expect(coefficients.count == problem.estimates.count)
    let estimates = zip(coefficients, inReportOrder(problem.estimates, problem)).map { digits($0.estimate, $1) }
    let errors = zip(coefficients, inReportOrder(problem.standardErrors, problem)).map {
      digits($0.standardError ?? .nan, $1)
    }
    return (estimates.min() ?? 0, errors.min() ?? 0)
  }

  /// As polynomials of the input, whose powers the solver forms without rounding: all digits but the last one or two.
  @Test(arguments: problems, BackendChoice.available)
  func certifiedValuesAreFound(problem: Problem, backend: BackendChoice) throws {
    let fit = try problem.network(Double.self, backend: backend).solve(Matrix(problem.x), Matrix(column: problem.y))
    let (estimates, errors) = Self.worst(fit, problem)
    #expect(estimates >= 12.5, "estimates")
    #expect(errors >= 12.5, "standard errors")
    #expect(fit.summary.rank == problem.estimates.count)
    let noise = fit.summary.noise[0]
    #expect(Self.digits((noise.unbiased ?? .nan).squareRoot(), problem.residualStandardDeviation) >= 12.5)
    #expect(Self.digits(noise.rSquared ?? .nan, problem.rSquared) >= 12.5)
  }

  /// The powers as columns that were rounded to `Double` before: what is left depends on the rounding, not the solver.
  /// The exact solution with the rounded powers has 7.9 digits for Filip.
  @Test(arguments: problems.filter { $0.model.degree != nil && $0.model.bias ?? true })
  func roundedColumnsKeepTheirDigits(problem: Problem) throws {
    let degree = try #require(problem.model.degree)
    let network = Network<Double>(inputs: degree, likelihood: .gaussian)
    let powers = problem.x.map { x in
      (1...degree).map { k in (1..<max(k, 1)).reduce(x[0]) { power, _ in power * x[0] } }
    }
    let (estimates, errors) = Self.worst(try network.solve(Matrix(powers), Matrix(column: problem.y)), problem)
    #expect(estimates >= (problem.name == "Filip" ? 7.5 : 10), "estimates")
    #expect(errors >= (problem.name == "Filip" ? 7.5 : 10), "standard errors")
  }
}
