import Testing

@testable import Nabla

@Suite struct PanelCholeskyTests {
  /// Lᵢⱼ = dⱼ below the diagonal with powers of two, so that every operation is exact.
  private static func d(_ j: Int) -> Double { [0.25, 2, 1, 4, 0.5][j * 7 % 5] }

  /// LLᵀ, for a size that is cut into panels and blocks.
  private static func matrix(_ n: Int) -> ColumnMatrix {
    var sums = [Double](repeating: 0, count: n)
    for j in 0..<n { sums[j] = (j > 0 ? sums[j - 1] : 0) + d(j) * d(j) }
    return ColumnMatrix(rows: n, columns: n, elements: (0..<n * n).map { sums[min($0 / n, $0 % n)] })
  }

  /// L⁻¹ has 1/dᵢ on its diagonal and −1/dᵢ left of it, so A⁻¹ has three diagonals.
  @Test(arguments: [1, 3]) func factorAndInverseAreExact(threads: Int) throws {
    let n = 700
    let cholesky = try #require(CholeskyFactorization(Self.matrix(n), threads: threads))
    let (lower, inverse) = (cholesky.lower, cholesky.inverse())
    func square(_ i: Int) -> Double { i < n ? 1 / (Self.d(i) * Self.d(i)) : 0 }
    for j in 0..<n {
      for i in 0..<n {
        let expected: Double =
          i == j ? square(i) + square(i + 1) : i == j + 1 || j == i + 1 ? -square(max(i, j)) : 0
        guard lower[i, j] == (i < j ? 0 : Self.d(j)), inverse[i, j] == expected else {
          Issue.record("\(i), \(j): \(lower[i, j]) and \(inverse[i, j])")
          return
        }
      }
    }
  }

  @Test func theMinorThatIsNotPositiveIsFound() {
    let n = 700
    var a = Self.matrix(n)
    a[600, 600] -= Self.d(600) * Self.d(600)
    #expect(a.withUnsafeMutable { FactorizationRoutines.fastest.cholesky(n, $0, threads: 2) } == 601)
  }
}
