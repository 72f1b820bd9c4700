/// The largest eigenvalues of a symmetric operator by Lanczos's iteration with a block of vectors and full reorthogonalisation.
///
/// One vector would see one copy of each eigenvalue; a block of b sees b of them.
///
/// Source: G. H. Golub and R. Underwood, "The block Lanczos method for computing eigenvalues", in Mathematical Software III, 1977.
enum BlockLanczos {
  /// The largest eigenvalues that are above 1e-3, descending, with vectors of length 1.
  ///
  /// Iterates until `count` of them, or all that there are, have a residual of at most 1e-6 of the largest one, or `mostSteps`
  /// products were made; then returns what it has of them, the not yet converged ones too.
  ///
  /// - Returns: Also the smallest Ritz value and the number of products; nil where a product is not finite.
  /// - Complexity: `mostSteps` products and 4 n `mostSteps`² flops; n `mostSteps` numbers.
  static func largestPairs(
    dimension n: Int, count: Int, block: Int, mostSteps: Int, seed: UInt64 = 1, product: (_ v: [Double]) -> [Double]
  ) -> (values: [Double], vectors: [[Double]], smallest: Double, steps: Int)? {
    let mostSteps = min(mostSteps, n)
    guard mostSteps > 0, count > 0 else { return nil }
    var space = KrylovSpace(dimension: n, seed: seed)
    for _ in 0..<min(block, mostSteps) { space.addRandom() }
    while true {
      guard space.extend(most: mostSteps, product) else { return nil }
      let isLast = space.isWhole(mostSteps)
      guard isLast || space.couplings.count % 20 == 0 else { continue }
      guard let ritz = space.ritz else { return nil }
      let k = ritz.values.count
      let wanted = (0..<k).reversed().prefix(count).filter { ritz.values[$0] > 1e-3 }
      let bound = 1e-6 * ritz.values[k - 1]
      let isDone = (wanted.count == count || wanted.count < k) && wanted.allSatisfy { ritz.residuals[$0] <= bound }
      guard isLast || isDone else { continue }
      let vectors = wanted.map { j in
        var vector = [Double](repeating: 0, count: n)
        for i in 0..<k { DenseVector.add(ritz.vectors[i, j], space.basis[i], to: &vector) }
        return vector
      }
      return (wanted.map { ritz.values[$0] }, vectors, ritz.values[0], k)
    }
  }
}

/// Orthonormal vectors, to the first ones of which the operator has been applied.
private struct KrylovSpace {
  private(set) var basis: [[Double]] = []
  /// For each vector that the operator was applied to, the products of what came of it with the basis as it is after that.
  private(set) var couplings: [[Double]] = []
  private let dimension: Int
  private var generator: SeededGenerator
  private var scale = 0.0

  init(dimension: Int, seed: UInt64) {
    self.dimension = dimension
    generator = SeededGenerator(seed: seed)
  }

  /// Whether the operator was applied to as many vectors as it may be.
  func isWhole(_ most: Int) -> Bool { couplings.count == most }

  mutating func addRandom() {
    var v = (0..<dimension).map { _ in generator.normal() }
    DenseVector.removeParts(of: basis, from: &v)
    DenseVector.scale(&v, by: 1 / DenseVector.norm(v))
    basis.append(v)
  }

  /// Applies the operator to the next vector, and takes in what is new of the result; false where it is not finite.
  mutating func extend(most: Int, _ product: ([Double]) -> [Double]) -> Bool {
    var next = product(basis[couplings.count])
    guard next.allSatisfy(\.isFinite) else { return false }
    var row = basis.map { DenseVector.dot(next, $0) }
    scale = max(scale, DenseVector.norm(next))
    if basis.count < most {
      DenseVector.removeParts(of: basis, from: &next)
      let rest = DenseVector.norm(next)
      if rest > 1e-12 * scale {
        DenseVector.scale(&next, by: 1 / rest)
        basis.append(next)
        row.append(rest)
      } else {
        // The space is invariant: the operator says nothing of what is outside, so another vector has to.
        addRandom()
        row.append(0)
      }
    }
    couplings.append(row)
    return true
  }

  /// Eigenvalues of the operator on the space, with their residuals.
  var ritz: (values: [Double], vectors: ColumnMatrix, residuals: [Double])? {
    let k = couplings.count
    var matrix = ColumnMatrix(rows: k, columns: k)
    for a in 0..<k {
      for b in 0...a {
        matrix[a, b] = couplings[a][b]
        matrix[b, a] = couplings[a][b]
      }
    }
    guard let eigen = SymmetricEigenvalues(matrix, vectors: true), let s = eigen.vectors else { return nil }
    let residuals = (0..<k).map { j in
      (k..<basis.count).reduce(0.0) { sum, q in
        let part = (0..<k).reduce(0.0) { q < couplings[$1].count ? $0 + couplings[$1][q] * s[$1, j] : $0 }
        return sum + part * part
      }.squareRoot()
    }
    return (eigen.values, s, residuals)
  }
}
