import Foundation
import Testing

@testable import Nabla

/// Second derivatives that are not exact, or not finite.
@Suite struct SecondDerivativeTests {
  /// (x₀²x₁ − 1)², which is 0 all along x₁ = 1 / x₀², by its gradient only.
  private struct Groove: Objective {
    let dimension = 2
    func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
      let r = x[0] * x[0] * x[1] - 1
      gradient = [4 * r * x[0] * x[1], 2 * r * x[0] * x[0]]
      return r * r
    }
  }

  /// x₀² + 2 x₁², by its gradient only.
  private struct Bowl: Objective {
    let dimension = 2
    func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
      gradient = [2 * x[0], 4 * x[1]]
      return x[0] * x[0] + 2 * x[1] * x[1]
    }
  }

  /// |x|^{3/2} + s x: at 0 the second derivative is infinite.
  private struct Cusp: DenseHessianObjective {
    let dimension = 1
    var slope = 0.0
    func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
      let root = x[0].magnitude.squareRoot()
      gradient = [1.5 * (x[0] < 0 ? -root : root) + slope]
      return x[0].magnitude * root + slope * x[0]
    }
    func hessian(at x: [Double], into hessian: inout Matrix<Double>) {
      hessian[0, 0] = 0.75 / x[0].magnitude.squareRoot()
    }
  }

  /// 0 everywhere.
  private struct Plain: DenseHessianObjective {
    let dimension = 2
    func valueWithGradient(at x: [Double], into gradient: inout [Double]) -> Double {
      gradient = [0, 0]
      return 0
    }
    func hessian(at x: [Double], into hessian: inout Matrix<Double>) {
      hessian = Matrix(rows: 2, columns: 2)
    }
  }

  @Test(arguments: [0.5, 0.8, 1, 1.5, 2, 3])
  func differencesDoNotMakeAFlatMinimumASaddle(x: Double) {
    let certificate = Groove().certify(at: [x, 1 / (x * x)])
    #expect(certificate.verdict == .flat && certificate.inertia?.positive == 1, "\(certificate)")
    let products = Groove().certify(at: [x, 1 / (x * x)], memoryBudget: 0)
    #expect(products.verdict == .flat, "\(products)")
  }

  @Test func differencesStillSeeAMinimum() {
    #expect(Bowl().certify(at: [0, 0]).verdict == .minimum)
    #expect(Bowl().certify(at: [0, 0], memoryBudget: 0).verdict == .minimum)
  }

  @Test func infiniteSecondDerivativesAreNoSaddle() throws {
    #expect(Cusp().certify(at: [0]).verdict == .unknown)
    #expect(Cusp().certify(at: [0], memoryBudget: 0).verdict == .unknown)
    let result = try Cusp(slope: 1).minimized(from: [0], by: .trustRegionNewton)
    #expect(result.reason == .notFinite && result.x == [0], "\(result)")
    // From elsewhere it comes to the minimum, where 3/2 √−x = 1.
    let other = try Cusp(slope: 1).minimized(from: [-1], by: .trustRegionNewton)
    #expect(other.reason == .converged && abs(other.x[0] + 4.0 / 9) <= 1e-7, "\(other)")
  }

  /// All directions are known to be flat: nothing is left for Lanczos's iteration, and that is no saddle.
  @Test func whollyFlatPointsAreNoSaddles() {
    let directions = (0..<2).map { FlatDirection(reason: .softmaxShift, entries: [($0, 1)]) }
    // Room for two vectors, not for the Hessian and its eigenvectors.
    let certificate = Plain().certify(
      at: [1, 2], gradientTolerance: 1e-8, relativeTolerance: 1e-12, memoryBudget: 40, mostSteps: 200,
      flatDirections: { directions })
    #expect(certificate.method != .dense && certificate.verdict == .flatMinimum, "\(certificate)")
    #expect(Plain().certify(at: [1, 2], memoryBudget: 40).verdict == .flat)
  }
}
