import Foundation
import Testing

@testable import Nabla

/// The sums for all pairs of predictors, in panels or block by block, are those of the formulas.
struct PredictorPairsTests {
  /// 1500 examples, of two tiles, of `classCount` classes.
  private static func problem(_ classCount: Int, _ columns: Int, hasReference: Bool) -> LogitProblem {
    let n = 1500
    let tiles = DesignTiles(rows: n, columns: columns, threads: 2) { range, result in
      for (row, i) in range.enumerated() {
        for j in 0..<columns { result[j * range.count + row] = phi(i, j) }
      }
    }
    var targets = Array(repeating: 0.0, count: n * classCount)
    for i in 0..<n { targets[i * classCount + i * i % classCount] = 1 }
    return LogitProblem(
      design: tiles, classes: Array((hasReference ? 1 : 0)..<classCount), targets: targets, classCount: classCount,
      offset: nil, penalty: nil, routines: FactorizationRoutines.fastest, threads: 2)
  }

  private static func phi(_ i: Int, _ j: Int) -> Double { j == 0 ? 1 : sin(Double(i * j) + Double(j)) }

  /// A few columns with many classes are panels, the last of them a shorter one; many columns, or two classes, are not.
  @Test(
    arguments: [
      (classes: 12, columns: 3, panels: 1), (classes: 40, columns: 5, panels: 2), (classes: 4, columns: 6, panels: 0),
      (classes: 2, columns: 2, panels: 0),
    ], [true, false])
  func sumsAreThoseOfTheFormulas(_ shape: (classes: Int, columns: Int, panels: Int), hasReference: Bool) throws {
    let (K, p) = (shape.classes, shape.columns)
    let problem = Self.problem(K, p, hasReference: hasReference)
    let M = problem.classes.count
    let pairs = PredictorPairs(columns: p, predictors: M)
    // Two classes without a reference are two predictors of two columns.
    #expect(pairs.panels.count == (K == 2 && !hasReference ? 1 : shape.panels))
    #expect(pairs.panels.flatMap { Array($0) } == (pairs.hasPanels ? Array(0..<M) : []))
    let gamma = (0..<p * M).map { 0.7 * cos(Double(3 * $0)) }
    let n = problem.design.rows
    for weights in [nil, (0..<n).map { Double($0 % 4) }] as [[Double]?] {
      let found = problem.evaluate(gamma, weights: weights, wantsHessian: true, wantsSpread: true)
      let spread = try #require(found.spread)
      // Every so many-th element of the symmetric matrices, which is in all columns by and by.
      let size = p * M
      let places = Array(stride(from: 0, to: size * size, by: max(size * size / 300, 1)))
      var (hessian, squares) = (places.map { _ in 0.0 }, places.map { _ in 0.0 })
      for i in 0..<n {
        let features = (0..<p).map { Self.phi(i, $0) }
        let powers = (0..<M).map { m in exp((0..<p).reduce(0) { $0 + features[$1] * gamma[m * p + $1] }) }
        let sum = powers.reduce(hasReference ? 1 : 0, +)
        let y = powers.map { $0 / sum }
        let weight = weights?[i] ?? 1
        let delta = (0..<M).map { weight * (y[$0] - problem.targets[i * K + problem.classes[$0]]) }
        for (index, place) in places.enumerated() {
          let (m, l) = (place / size / p, place % size / p)
          let product = features[place / size % p] * features[place % size % p]
          hessian[index] += weight * ((m == l ? y[m] : 0) - y[m] * y[l]) * product
          squares[index] += delta[m] * delta[l] * product
        }
      }
      // Sums of n terms of at most the largest weight, or its square, each rounded a few times.
      let bound = Double(n) * 8 * Double.ulpOfOne
      for (index, place) in places.enumerated() {
        let (row, column) = (place / size, place % size)
        #expect(abs(found.hessian[row, column] - hessian[index]) <= bound * 3, "\(row), \(column)")
        #expect(abs(spread.squares[row, column] - squares[index]) <= bound * 9, "\(row), \(column)")
      }
    }
  }
}
