import Testing

@testable import Nabla

/// The factorisations against their defining equations, by every set of routines of this build.
@Suite struct LinearAlgebraTests {
  /// Shapes with the edges: one row, one column, wide, tall.
  static let shapes = [(1, 1), (1, 4), (4, 1), (3, 3), (7, 3), (3, 7), (20, 17), (65, 33)]
  static let backends = BackendChoice.available

  static func random(_ m: Int, _ n: Int, seed: UInt64) -> ColumnMatrix {
    var generator = SeededGenerator(seed: seed)
    return ColumnMatrix(rows: m, columns: n, elements: (0..<m * n).map { _ in generator.normal() })
  }

  static func positiveDefinite(_ n: Int) -> ColumnMatrix {
    var a = random(n + 3, n, seed: UInt64(n)).gram(using: ReferenceRoutines.self)
    for i in 0..<n { a[i, i] += 0.1 }
    return a
  }

  static func expectEqual(
    _ a: ColumnMatrix, _ b: ColumnMatrix, within bound: Double = 1e-12, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(a.rows == b.rows && a.columns == b.columns, comment, sourceLocation: sourceLocation)
    guard a.elements.count == b.elements.count else { return }
    let scale = max(1, b.elements.map(\.magnitude).max() ?? 0)
    for (x, y) in zip(a.elements, b.elements) {
      #expect(abs(x - y) <= bound * scale, comment, sourceLocation: sourceLocation)
    }
  }

  static func identity(_ n: Int) -> ColumnMatrix { ColumnMatrix(diagonal: Array(repeating: 1, count: n)) }

  @Test(arguments: backends) func productsFollowTheDefinition(backend: BackendChoice) {
    for (m, n) in Self.shapes {
      let a = Self.random(m, n, seed: 1)
      let b = Self.random(n, 5, seed: 2)
      var expected = ColumnMatrix(rows: m, columns: 5)
      for i in 0..<m {
        for j in 0..<5 { expected[i, j] = (0..<n).reduce(0) { $0 + a[i, $1] * b[$1, j] } }
      }
      let routines = backend.linearAlgebra
      Self.expectEqual(a.times(b, using: routines), expected, "\(m) × \(n)")
      Self.expectEqual(a.transposed.times(b, transposed: true, using: routines), expected, "\(m) × \(n), Aᵀ")
      Self.expectEqual(a.times(b.transposed, transposedOther: true, using: routines), expected, "\(m) × \(n), Bᵀ")
      Self.expectEqual(a.gram(using: routines), a.transposed.times(a, using: routines), "\(m) × \(n), AᵀA")
    }
  }

  @Test(arguments: backends) func choleskyFactorsSolvesAndInverts(backend: BackendChoice) throws {
    for n in [1, 2, 5, 40] {
      let a = Self.positiveDefinite(n)
      let cholesky = try #require(CholeskyFactorization(a, using: backend.linearAlgebra))
      Self.expectEqual(cholesky.lower.times(cholesky.lower, transposedOther: true), a, "LLᵀ, \(n)")
      let b = Self.random(n, 3, seed: 3)
      Self.expectEqual(a.times(cholesky.solve(b)), b, within: 1e-10, "solution, \(n)")
      Self.expectEqual(a.times(cholesky.inverse()), Self.identity(n), within: 1e-10, "inverse, \(n)")
      // ‖L⁻¹b‖² = bᵀA⁻¹b.
      let column = Array(b[column: 0])
      let half = cholesky.halfSolve(column)
      let product = zip(column, cholesky.solve(column)).reduce(0) { $0 + $1.0 * $1.1 }
      #expect(abs(half.reduce(0) { $0 + $1 * $1 } - product) <= 1e-10 * abs(product))
      #expect(cholesky.isWellConditioned)
    }
  }

  @Test(arguments: backends) func choleskyRefusesWhatIsNotPositiveDefinite(backend: BackendChoice) {
    var a = Self.positiveDefinite(4)
    a[2, 2] = -1
    #expect(CholeskyFactorization(a, using: backend.linearAlgebra) == nil)
    a[2, 2] = .nan
    #expect(CholeskyFactorization(a, using: backend.linearAlgebra) == nil)
  }

  /// Six columns, of which the last is nearly the sum of the others: a factor may exist by the chance of rounding.
  @Test(arguments: backends) func factorsOfSingularMatricesAreTold(backend: BackendChoice) {
    for seed in 0..<20 as Range<UInt64> {
      var a = Self.random(9, 6, seed: seed)
      for i in 0..<9 { a[i, 5] = (0..<5).reduce(0) { $0 + a[i, $1] } }
      let factor = CholeskyFactorization(a.gram(), using: backend.linearAlgebra)
      #expect(!(factor?.isWellConditioned ?? false), "seed \(seed)")
    }
  }

  @Test(arguments: backends) func qrFactorsAnyShape(backend: BackendChoice) {
    for (m, n) in Self.shapes {
      let a = Self.random(m, n, seed: 4)
      let qr = QRFactorization(a, using: backend.linearAlgebra)
      let r = qr.r
      var padded = ColumnMatrix(rows: m, columns: n)
      for j in 0..<n {
        for i in 0..<r.rows { padded[i, j] = r[i, j] }
      }
      let product = qr.q(times: padded)
      Self.expectEqual(product, a, within: 1e-13 * Double(m), "QR, \(m) × \(n)")
      Self.expectEqual(qr.transposedQ(times: qr.q(times: Self.identity(m))), Self.identity(m), "QᵀQ, \(m) × \(n)")
    }
  }

  /// [A; B] = QR makes RᵀR = AᵀA + BᵀB.
  @Test(arguments: backends) func trianglesUponEachOtherFactor(backend: BackendChoice) {
    for (n, columns) in [(1, 1), (1, 2), (5, 5), (5, 6), (40, 41), (70, 71), (20, 50)] {
      func trapezoid(_ rows: Int, seed: UInt64) -> ColumnMatrix {
        var result = Self.random(rows, columns, seed: seed)
        for j in 0..<columns { for i in j + 1..<max(rows, j + 1) { result[i, j] = 0 } }
        return result
      }
      let (a, b) = (trapezoid(columns, seed: 5), trapezoid(n, seed: 6))
      var (r, rest) = (a, b)
      r.withUnsafeMutable { r in rest.withUnsafeMutable { backend.linearAlgebra.qr(ofTriangles: n, columns, r, $0) } }
      var expected = a.gram()
      for (i, j) in (0..<columns).flatMap({ i in (0..<columns).map { (i, $0) } }) {
        expected[i, j] += b.gram()[i, j]
        if i > j { #expect(r[i, j] == 0) }
      }
      Self.expectEqual(r.gram(), expected, within: 1e-14 * Double(columns), "\(columns) columns upon \(n) rows")
    }
  }

  @Test(arguments: backends) func singularValuesRebuildTheMatrix(backend: BackendChoice) throws {
    for (m, n) in Self.shapes {
      let a = Self.random(m, n, seed: 7)
      let svd = try #require(SingularValueDecomposition(a, using: backend.linearAlgebra))
      let k = min(m, n)
      Self.expectEqual(
        svd.u.times(ColumnMatrix(diagonal: svd.values)).times(svd.vTransposed), a, "U diag(s) Vᵀ, \(m) × \(n)")
      Self.expectEqual(svd.u.gram(), Self.identity(k), "UᵀU, \(m) × \(n)")
      Self.expectEqual(svd.vTransposed.transposed.gram(), Self.identity(k), "VᵀV, \(m) × \(n)")
      for j in 1..<max(k, 1) { #expect(svd.values[j] <= svd.values[j - 1]) }
      let alone = try #require(SingularValueDecomposition.values(of: a, using: backend.linearAlgebra))
      try #require(alone.count == k)
      for (x, y) in zip(alone, svd.values) { #expect(abs(x - y) <= 1e-13 * svd.values[0], "\(m) × \(n)") }
    }
    var singular = Self.random(9, 4, seed: 8)
    singular[column: 3] = singular[column: 1]
    let svd = try #require(SingularValueDecomposition(singular, using: backend.linearAlgebra))
    #expect(svd.values[3] <= 1e-14 * svd.values[0])
    Self.expectEqual(svd.u.gram(), Self.identity(4), "UᵀU of a singular matrix")
    singular[0, 0] = .nan
    #expect(SingularValueDecomposition(singular, using: backend.linearAlgebra) == nil)
    #expect(SingularValueDecomposition.values(of: singular, using: backend.linearAlgebra) == nil)
  }

  @Test(arguments: backends) func eigenvaluesRebuildTheMatrix(backend: BackendChoice) throws {
    for n in [1, 2, 3, 10, 40] {
      var a = Self.positiveDefinite(n)
      for i in stride(from: 0, to: n, by: 2) { a[i, i] -= 3 * a[i, i] }
      let eigen = try #require(SymmetricEigenvalues(a, vectors: true, using: backend.linearAlgebra))
      let v = try #require(eigen.vectors)
      Self.expectEqual(
        v.times(ColumnMatrix(diagonal: eigen.values)).times(v, transposedOther: true), a, "V diag(λ) Vᵀ, \(n)")
      Self.expectEqual(v.gram(), Self.identity(n), "VᵀV, \(n)")
      let alone = try #require(SymmetricEigenvalues(a, using: backend.linearAlgebra))
      #expect(alone.vectors == nil)
      for (x, y) in zip(alone.values, eigen.values) { #expect(abs(x - y) <= 1e-12 * v.elements.count.asDouble) }
      #expect(eigen.values == eigen.values.sorted())
    }
    let diagonal = ColumnMatrix(diagonal: [2, -1, 0, 1e-15, -4])
    let inertia = try #require(SymmetricEigenvalues(diagonal, using: backend.linearAlgebra)).inertia()
    #expect(inertia == (2, 2, 1))
  }

  @Test(arguments: backends) func trianglesSolveAndInvert(backend: BackendChoice) {
    let routines = backend.linearAlgebra
    for n in [1, 4, 30] {
      for upper in [true, false] {
        var t = Self.random(n, n, seed: 9)
        for j in 0..<n {
          t[j, j] += t[j, j] < 0 ? -6 : 6
          for i in 0..<n where upper ? i > j : i < j { t[i, j] = 0 }
        }
        let b = Self.random(n, 2, seed: 10)
        Self.expectEqual(t.times(t.solvingTriangle(b, upper: upper, using: routines)), b, "T⁻¹B")
        Self.expectEqual(
          t.times(t.solvingTriangle(b, upper: upper, transposed: true, using: routines), transposed: true), b, "T⁻ᵀB")
        Self.expectEqual(t.times(t.invertedTriangle(upper: upper, using: routines)), Self.identity(n), "T⁻¹")
      }
    }
  }

  @Test func emptyMatricesAreDealtWith() {
    let empty = ColumnMatrix(rows: 0, columns: 3)
    #expect(QRFactorization(empty).r.rows == 0)
    #expect(SingularValueDecomposition(empty)?.values == [])
    #expect(SingularValueDecomposition.values(of: empty) == [] && SingularValueDecomposition.condition(of: empty) == 1)
    #expect(SymmetricEigenvalues(ColumnMatrix(rows: 0, columns: 0))?.values == [])
    #expect(empty.gram() == ColumnMatrix(rows: 3, columns: 3))
  }
}

extension Int {
  fileprivate var asDouble: Double { Double(self) }
}
