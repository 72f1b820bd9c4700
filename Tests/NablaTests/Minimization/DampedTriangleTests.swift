import Foundation
import Testing

@testable import Nabla

/// The triangle of J and the damped steps that it solves.
@Suite struct DampedTriangleTests {
  private static func triangle(_ jacobian: ColumnMatrix, _ r: [Double], _ backend: BackendChoice) -> DampedTriangle? {
    let routines = backend.linearAlgebra
    let qr = QRFactorization(jacobian, using: routines)
    let rotated = qr.transposedQ(times: ColumnMatrix(rows: r.count, columns: 1, elements: r)).elements
    return DampedTriangle(
      qr.r, rotated: Array(rotated.prefix(jacobian.columns)), noise: Double(r.count) * 0x1p-52, using: routines)
  }

  /// A step in a ball has −(JᵀJp + Jᵀr) = μp with μ > 0, the whole step with μ = 0; its reduction is −rᵀJp − ½‖Jp‖².
  @Test(arguments: BackendChoice.available) func trianglesSolveTheLinearModel(backend: BackendChoice) throws {
    for (m, n) in [(1, 1), (5, 5), (12, 5), (90, 40)] {
      let jacobian = LinearAlgebraTests.random(m, n, seed: 21)
      let r = LinearAlgebraTests.random(m, 1, seed: 22).elements
      let gradient = jacobian.times(r, transposed: true)
      let model = try #require(Self.triangle(jacobian, r, backend))
      let whole = DenseVector.norm(model.solution(radius: 1e9).step)
      for part in [2, 0.8, 0.3, 1e-2, 1e-6] {
        let radius = part * whole
        let solution = model.solution(radius: radius)
        let p = solution.step
        let length = DenseVector.norm(p)
        #expect(solution.isAtBoundary == (part < 1))
        #expect(abs(length - min(radius, whole)) <= (part < 1 ? 0.1 : 0) * radius, "\(length) for \(radius)")
        let moved = jacobian.times(p)
        let slope = DenseVector.sum(gradient, 1, jacobian.times(moved, transposed: true))
        let damping = part < 1 ? -DenseVector.dot(slope, p) / (length * length) : 0
        #expect(part > 1 || damping > 0)
        // Householder's QR minimises for [J; √μ I] with a backward error of some roundings of its norm.
        let norm = DenseVector.norm(jacobian.elements)
        let size = (norm * norm + Double(n) * damping).squareRoot()
        let rest = DenseVector.norm(DenseVector.sum(slope, damping, p))
        #expect(rest <= 1e-14 * size * (DenseVector.norm(r) + size * length), "\(m) × \(n), \(part)")
        let gain = -DenseVector.dot(gradient, p) - DenseVector.dot(moved, moved) / 2
        #expect(abs(solution.reduction - gain) <= 1e-12 * gain, "\(m) × \(n), \(part)")
      }
    }
  }

  /// Läuchli's J = [1 1; ε 0; 0 ε], where JᵀJ = 11ᵀ + ε²I is singular to rounding, and r = −Jx: along (1, −1) the step is
  /// ε² / (ε² + μ) of x's part, along (1, 1) it is (2 + ε²) / (2 + ε² + μ).
  @Test(arguments: BackendChoice.available) func trianglesKeepWhatSquaresLose(backend: BackendChoice) throws {
    let epsilon = 0x1p-30
    let jacobian = ColumnMatrix(rows: 3, columns: 2, elements: [1, epsilon, 0, 1, 0, epsilon])
    // x = (5, 1) = 3 (1, 1) + 2 (1, −1).
    let model = try #require(Self.triangle(jacobian, [-6, -5 * epsilon, -epsilon], backend))
    expectClose(model.solution(radius: 1e9).step, [5, 1], within: 1e-6, "the whole step")
    for factor in [1.0, 3] {
      let damping = factor * epsilon * epsilon
      let step = try #require(model.step(damping: damping))
      expectClose(step.p, [3 + 2 / (1 + factor), 3 - 2 / (1 + factor)], within: 1e-6, "μ = \(factor) ε²")
    }
  }

  /// A triangle of columns that depend on each other has no step without damping.
  @Test(arguments: BackendChoice.available) func trianglesOfSingularJacobiansAreRefused(backend: BackendChoice) {
    let r = LinearAlgebraTests.random(12, 1, seed: 100).elements
    for seed in 0..<20 as Range<UInt64> {
      var jacobian = LinearAlgebraTests.random(12, 6, seed: seed)
      #expect(Self.triangle(jacobian, r, backend) != nil, "seed \(seed)")
      for i in 0..<12 { jacobian[i, 5] = (0..<5).reduce(0) { $0 + jacobian[i, $1] } }
      #expect(Self.triangle(jacobian, r, backend) == nil, "seed \(seed)")
      jacobian[column: 5] = ArraySlice(repeating: 0, count: 12)
      #expect(Self.triangle(jacobian, r, backend) == nil, "seed \(seed)")
    }
    // More parameters than residuals.
    #expect(Self.triangle(LinearAlgebraTests.random(12, 13, seed: 0), r, backend) == nil)
  }
}
