/// Which columns of a design are independent, and how the others follow from them: Φ_D = Φ_S W.
///
/// Singular values tell full rank where the least of them is beyond the rounding of the factorisation. Where it is not, a
/// pivoted elimination finds the columns that may depend on others, and a refined regression of each on the others whether
/// it does, to the rounding of the numbers themselves. So the factorisation's rounding, which grows with the rows, neither
/// makes up a rank nor hides one.
struct ColumnDependence: Sendable {
  /// S.
  private(set) var independent: [Int]
  /// D.
  private(set) var dependent: [Int] = []
  /// W, |S| × |D|.
  private(set) var combination: ColumnMatrix

  /// - Parameters:
  ///   - r: R of the design.
  ///   - scaled: The singular values of R with its columns brought to unit length, descending.
  ///   - lengths: The lengths of the columns of R.
  init(_ r: ColumnMatrix, scaled: [Double], lengths: [Double], of design: TallColumns) {
    let p = r.columns
    guard let first = scaled.first, let last = scaled.last, !(last > design.rounding * first) else {
      independent = Array(0..<p)
      combination = ColumnMatrix(rows: p, columns: 0)
      return
    }
    var (certain, doubtful) = Self.eliminated(r, lengths, rounding: design.rounding)
    var combinations: [[Double]] = []
    dependent = lengths.indices.filter { lengths[$0] == 0 }
    for _ in dependent { combinations.append([]) }
    while !doubtful.isEmpty {
      let regression = design.regression(of: doubtful, on: certain, lengths: lengths)
      var different: [(column: Int, excess: Double)] = []
      for (place, j) in doubtful.enumerated() {
        if regression.excess[place] <= 1 {
          dependent.append(j)
          combinations.append(Array(regression.combination[column: place]))
        } else {
          different.append((j, regression.excess[place]))
        }
      }
      guard let next = different.max(by: { $0.excess < $1.excess }) else { break }
      certain.append(next.column)
      doubtful = different.map(\.column).filter { $0 != next.column }
    }
    independent = certain
    combination = ColumnMatrix(rows: certain.count, columns: dependent.count)
    for (j, w) in combinations.enumerated() {
      for (i, value) in w.enumerated() { combination[i, j] = value }
    }
  }

  var rank: Int { independent.count }

  /// The columns whose coefficients differ among the equally good solutions: D, and those of S that have a part in D.
  var undetermined: [Int] {
    let shared = independent.indices.filter { i in (0..<dependent.count).contains { combination[i, $0] != 0 } }
    return (dependent + shared.map { independent[$0] }).sorted()
  }

  /// The columns of R, the longest remainder first, until what is left of one may be rounding.
  ///
  /// By their own units, not brought to one length: the combinations then have small coefficients, and the solution of
  /// minimum norm keeps its digits.
  private static func eliminated(
    _ r: ColumnMatrix, _ lengths: [Double], rounding: Double
  ) -> (certain: [Int], doubtful: [Int]) {
    let p = r.columns
    var a = r
    var (certain, doubtful): ([Int], [Int]) = ([], [])
    var rest = lengths.indices.filter { lengths[$0] > 0 }
    func remainder(_ j: Int) -> Double {
      a.withUnsafe { ReferenceRoutines.norm($0 + j * p + certain.count, p - certain.count) }
    }
    while !rest.isEmpty {
      let remainders = rest.map(remainder)
      let place = remainders.indices.reduce(0) { remainders[$1] > remainders[$0] ? $1 : $0 }
      let j = rest.remove(at: place)
      let k = certain.count
      // Its coefficients on those before, whose rounding they carry into the remainder.
      var w = Array(a[column: j].prefix(k))
      for i in stride(from: k - 1, through: 0, by: -1) {
        w[i] /= a[i, certain[i]]
        for l in 0..<i { w[l] -= a[l, certain[i]] * w[i] }
      }
      let size = w.indices.reduce(lengths[j]) { $0 + w[$1].magnitude * lengths[certain[$1]] }
      guard remainders[place] > rounding * size else {
        doubtful.append(j)
        continue
      }
      a.withUnsafeMutable { a in
        let tau = ReferenceRoutines.makeReflection(k, p, a + j * p)
        for column in rest where tau != 0 { ReferenceRoutines.reflect(k, p, a + j * p, tau, a + column * p) }
      }
      certain.append(j)
    }
    return (certain, doubtful)
  }

  /// Of the x + Nz with x, k columns, on the independent columns, and N = [W; −I] spanning the null space, those of the
  /// smallest norm: z = (I + WᵀW)⁻¹Wᵀx on the dependent columns, x − Wz on the others.
  func minimumNorm(_ x: ColumnMatrix, using routines: any LinearAlgebraRoutines.Type) -> ColumnMatrix {
    var result = ColumnMatrix(rows: independent.count + dependent.count, columns: x.columns)
    var free = x
    if !dependent.isEmpty {
      // As a least-squares problem: W may be large, and its square would lose digits. With the largest rows first,
      // reflections keep the digits of small ones (A. J. Cox and N. J. Higham, Numerical Analysis 1997, Longman, 1998).
      let (r, d) = (independent.count, dependent.count)
      let sizes = (0..<r + d).map { (i: Int) -> Double in
        i < r ? (0..<d).reduce(0) { max($0, combination[i, $1].magnitude) } : 1
      }
      let order = sizes.indices.sorted { (sizes[$1], $0) < (sizes[$0], $1) }
      var stacked = ColumnMatrix(rows: r + d, columns: d)
      var right = ColumnMatrix(rows: r + d, columns: x.columns)
      for (place, i) in order.enumerated() {
        for j in 0..<d { stacked[place, j] = i < r ? combination[i, j] : i - r == j ? -1 : 0 }
        for j in 0..<x.columns where i < r { right[place, j] = x[i, j] }
      }
      let factorization = QRFactorization(stacked, using: routines)
      let z = factorization.r.solvingTriangle(
        factorization.transposedQ(times: right).leading(d, x.columns), upper: true, using: routines)
      let taken = combination.times(z, using: routines)
      for j in 0..<x.columns {
        for i in 0..<r { free[i, j] -= taken[i, j] }
        for (i, column) in dependent.enumerated() { result[column, j] = z[i, j] }
      }
    }
    for j in 0..<x.columns {
      for (i, column) in independent.enumerated() { result[column, j] = free[i, j] }
    }
    return result
  }
}
