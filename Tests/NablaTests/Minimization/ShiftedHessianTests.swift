import Testing

@testable import Nabla

/// Minima of quadratic models in balls, by factorisations against all eigenvalues.
@Suite struct ShiftedHessianTests {
  /// A symmetric matrix with the eigenvectors of a random one and eigenvalues from `lowest` to 10.
  private func matrix(lowest: Double, seed: UInt64, n: Int = 7) throws -> (h: ColumnMatrix, eigen: SymmetricEigenvalues)
  {
    let random = LinearAlgebraTests.random(n, n, seed: seed)
    let vectors = try #require(SymmetricEigenvalues(random.gram(), vectors: true)?.vectors)
    var h = ColumnMatrix(rows: n, columns: n)
    for k in 0..<n {
      let value = lowest + (10 - lowest) * Double(k) / Double(n - 1)
      for i in 0..<n {
        for j in 0..<n { h[i, j] = h[i, j] + value * vectors[i, k] * vectors[j, k] }
      }
    }
    return (h, try #require(SymmetricEigenvalues(h, vectors: true)))
  }

  private func exact(_ eigen: SymmetricEigenvalues, _ g: [Double]) throws -> TrustRegionSubproblem {
    TrustRegionSubproblem(
      eigenvalues: eigen.values, eigenvectors: try #require(eigen.vectors).elements, gradient: g)
  }

  /// Of all points of a ball of the step's length it is the best, for positive definite and indefinite matrices; or it fills the
  /// ball and has at least 0.8 of the best reduction.
  @Test(arguments: [0.5, 1e-3, -2, -9], [1, 2, 3] as [UInt64])
  func itIsNearlyTheMinimum(lowest: Double, seed: UInt64) throws {
    let (h, eigen) = try matrix(lowest: lowest, seed: seed)
    let g = LinearAlgebraTests.random(7, 1, seed: seed + 100).elements
    let all = try exact(eigen, g)
    var memory = ShiftedHessian.Memory()
    for radius in [5, 1e-6, 0.3, 1e-2, 20] {
      let found = try #require(ShiftedHessian(h, g).solution(radius: radius, &memory), "\(radius)")
      let length = DenseVector.norm(found.step)
      let isInside = !all.solution(radius: radius).isAtBoundary
      #expect(found.isAtBoundary != isInside)
      #expect(isInside ? length <= radius : abs(length - radius) <= 0.2 * radius, "\(length) for \(radius)")
      let product = h.times(found.step)
      let reduction = -DenseVector.dot(g, found.step) - DenseVector.dot(found.step, product) / 2
      #expect(abs(found.reduction - reduction) <= 1e-9 * reduction)
      let best = all.solution(radius: isInside ? radius : length)
      let difference = DenseVector.norm(DenseVector.difference(found.step, best.step))
      if difference > 1e-7 * length {
        #expect(lowest < 0 && abs(length - radius) <= 1e-9 * radius && found.reduction >= 0.8 * best.reduction)
      }
    }
  }

  /// Where g has no part along the lowest eigenvector, no shifted step fills the ball, but one with this eigenvector does.
  @Test func theHardCaseFillsTheBall() throws {
    let (h, g) = (ColumnMatrix(diagonal: [-1, 2, 5]), [0, 0.3, 0.5])
    var memory = ShiftedHessian.Memory()
    let found = try #require(ShiftedHessian(h, g).solution(radius: 4, &memory))
    #expect(abs(DenseVector.norm(found.step) - 4) <= 1e-9 && abs(found.step[0]) > 3.9)
    let best = try exact(try #require(SymmetricEigenvalues(h, vectors: true)), g).solution(radius: 4)
    #expect(found.reduction >= 0.8 * best.reduction && found.reduction <= best.reduction)
    // In a small ball it is as any other.
    let near = try #require(ShiftedHessian(h, g).solution(radius: 0.05, &memory))
    #expect(abs(DenseVector.norm(near.step) - 0.05) <= 0.01)
  }

  /// Along a null vector nothing is gained, so that eigenvalues have to tell what is left out.
  @Test func singularMatricesAreLeft() {
    var memory = ShiftedHessian.Memory()
    for diagonal in [[0, 2, 5], [1e-18, 2, 5], [-1e-16, 2, 5]] {
      #expect(ShiftedHessian(ColumnMatrix(diagonal: diagonal), [0, 0.3, 0.5]).solution(radius: 4, &memory) == nil)
    }
  }
}
