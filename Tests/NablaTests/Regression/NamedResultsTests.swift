import Foundation
import Testing

@testable import Nabla

/// What has no best fit, or one without a residual, has a name in every generalized linear model.
struct NamedResultsTests {
  private static let x = Matrix<Double>(column: [0, 1, 2, 3, 4, 5])
  private static let counts: [Likelihood] = [.poisson(), .negativeBinomial(dispersion: 0.5)]
  private static let binary: [Likelihood] = [.bernoulli, .probit(), .complementaryLogLog()]

  private func failure(
    _ likelihood: Likelihood, _ x: Matrix<Double>, _ t: [Double], dispersion: Dispersion = .given
  ) -> SolverError? {
    let network = Network<Double>(inputs: x.columns, likelihood: likelihood)
    do {
      _ = try network.solve(x, Matrix(column: t), dispersion: dispersion)
      return nil
    } catch { return error }
  }

  /// Means h(a) for a = x/2 − 1, as they are: no residual is left.
  @Test func exactFitsAreNoted() throws {
    for likelihood in Self.counts + Self.binary + [.gamma(shape: 2)] {
      let network = Network<Double>(inputs: 1, likelihood: likelihood)
      var exact = network
      exact.parameters = [0.5, -1]
      // Of counts powers of 2, which are whole.
      let isCount = Self.counts.contains(likelihood)
      let t = isCount ? Matrix<Double>(column: [1, 2, 4, 8, 16, 32]) : exact.predict(Self.x)
      let fit = try network.solve(Self.x, t)
      #expect(
        fit.summary.notes.contains { $0.hasPrefix("the fit is exact") }, "\(likelihood.name): \(fit.summary.notes)")
      let expected = isCount ? [log(2), 0] : [0.5, -1]
      for (a, b) in zip(fit.network.parameters, expected) { #expect(abs(a - b) <= 1e-12, "\(likelihood.name)") }
      guard likelihood.kind.name != "negative-binomial" else { continue }
      let estimated = failure(likelihood, Self.x, t.elements, dispersion: .estimated)
      #expect(estimated?.description.contains("the fit is exact") == true, "\(likelihood.name): \(estimated as Any)")
    }
  }

  /// A cell of a design of two factors without a count: the interaction's mean goes to 0.
  @Test func emptyCellsAreNamed() throws {
    let cells = Matrix<Double>([
      [0, 0, 0], [0, 0, 0], [1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 0], [1, 1, 1], [1, 1, 1],
    ])
    for likelihood in Self.counts {
      for dispersion in [Dispersion.given, .estimated] {
        guard
          case .unbounded(let found)? = failure(likelihood, cells, [3, 1, 9, 4, 2, 5, 0, 0], dispersion: dispersion)
        else {
          Issue.record("\(likelihood.name): a fit")
          continue
        }
        #expect(found.features == ["x3"] && !found.isComplete, "\(likelihood.name): \(found)")
      }
    }
    for likelihood in Self.binary {
      guard case .separable(let found)? = failure(likelihood, cells, [1, 0, 0, 1, 1, 0, 0, 0]) else {
        Issue.record("\(likelihood.name): a fit")
        continue
      }
      #expect(found.features == ["x3"] && !found.isComplete, "\(likelihood.name): \(found)")
    }
  }

  @Test func separationAndZerosAreNamed() throws {
    for likelihood in Self.binary {
      guard case .separable(let found)? = failure(likelihood, Self.x, [0, 0, 0, 1, 1, 1]) else {
        Issue.record("\(likelihood.name): a fit")
        continue
      }
      #expect(found.isComplete && found.features == ["x"], "\(likelihood.name): \(found)")
      for outcome in [0, 1] {
        let one = failure(likelihood, Self.x, Array(repeating: Double(outcome), count: 6))
        #expect(one == .missingClass(class: 1 - outcome, output: 0), "\(likelihood.name)")
      }
    }
    for likelihood in Self.counts {
      for dispersion in [Dispersion.given, .estimated] {
        let zeros = failure(likelihood, Self.x, Array(repeating: 0, count: 6), dispersion: dispersion)
        #expect(zeros?.description.contains("all counts are 0") == true, "\(likelihood.name): \(zeros as Any)")
      }
    }
  }
}
