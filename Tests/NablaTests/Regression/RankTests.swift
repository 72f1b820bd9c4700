import Foundation
import Testing

@testable import Nabla

/// The rank of designs that depend exactly, and of those that nearly do.
@Suite struct RankTests {
  /// A column of two words as two columns, which add up to the bias.
  static let twoColumns: (x: Matrix<Double>, t: Matrix<Double>) = {
    let isFirst = (1...2000).map { $0 % 20 == 0 ? 1.0 : 0 }
    // As the table has it, with three decimals.
    let t = (1...2000).map { i in Double(String(format: "%.3f", Double(i * 7919 % 101) / 101))! }
    return (Matrix(isFirst.map { [$0, 1 - $0] }), Matrix(column: t))
  }()

  static func network(_ inputs: Int, _ backend: BackendChoice = .fastest) -> Network<Double> {
    Network(inputs: inputs, likelihood: .gaussian, execution: Execution(backend: backend, threads: 2))
  }

  @Test(arguments: [BackendChoice.reference, .fastest]) func columnsThatAddUpToTheBias(backend: BackendChoice) throws {
    let fit = try Self.network(2, backend).solve(Self.twoColumns.x, Self.twoColumns.t)
    let expected = [(0.168398421, 0.0193745), (0.163203158, 0.0105889), (0.331601579, 0.00987417)]
    for (c, (estimate, error)) in zip(fit.summary.coefficients, expected) {
      #expect(abs(c.estimate - estimate) <= 1e-9, "\(c.name)")
      #expect(abs((c.standardError ?? .nan) - error) <= 1e-5 * error, "\(c.name)")
    }
    #expect(fit.summary.rank == 2 && fit.summary.fullRank == 3)
    #expect(abs(fit.summary.noise[0].unbiased! - 0.0833617791) <= 1e-10)
    let labels = Matrix(column: Self.twoColumns.t.elements.map { $0 > 0.5 ? 1.0 : 0 })
    let logit = try Network<Double>(inputs: 2, likelihood: .bernoulli).solve(Self.twoColumns.x, labels)
    #expect(logit.summary.rank == 2)
  }

  @Test(arguments: [BackendChoice.reference, .fastest]) func aLineOfAnInputIsNoSecondInput(backend: BackendChoice)
    throws
  {
    var generator = SeededGenerator(seed: 71)
    for scale in [0.001, 0.1, 1, 1000.0 / 3] {
      let x = (0...10_000).map { (i: Int) -> [Double] in
        let value = scale * Double((i * 7919) % 10_007)
        return [value, 2 * value - 1]
      }
      let fit = try Self.network(2, backend).solve(
        Matrix(x), Matrix(column: x.map { $0[0] + generator.normal() }))
      #expect(fit.summary.rank == 2, "\(scale)")
    }
  }

  @Test func randomClassesAddUpToTheBias() throws {
    var generator = SeededGenerator(seed: 72)
    for trial in 0..<80 {
      let (rows, classes) = (Int.random(in: 2000...5000, using: &generator), Int.random(in: 2...8, using: &generator))
      var x = Matrix<Double>(rows: rows, columns: classes)
      for i in 0..<rows { x[i, i < classes ? i : Int.random(in: 0..<classes, using: &generator)] = 1 }
      let t = Matrix(column: (0..<rows).map { _ in generator.normal() })
      let fit = try Self.network(classes).solve(x, t)
      #expect(fit.summary.rank == classes, "table \(trial): \(rows) rows of \(classes) classes")
    }
  }

  // MARK: - Many designs

  /// A random design and its rank.
  struct Design {
    var columns: [[Double]]
    var rank: Int
    var kind: String
  }

  /// More by the environment, for a longer search than that of every run.
  static let designs = ProcessInfo.processInfo.environment["NABLA_RANK_DESIGNS"].flatMap { Int($0) } ?? 25

  private static func decimals(_ n: Int, _ generator: inout SeededGenerator) -> [Double] {
    while true {
      let (scale, offset) = (exp(3 * generator.normal()), 100 * generator.normal())
      let column = (0..<n).map { _ in ((scale * generator.normal() + offset) * 1000).rounded() / 1000 }
      // A column that is constant after rounding would depend on the bias.
      if column.contains(where: { $0 != column[0] }) { return column }
    }
  }

  /// Columns of which some depend on others but for the rounding of their numbers; the last is the bias.
  static func dependent(_ generator: inout SeededGenerator) -> Design {
    let n = Int(20 * exp(5.5 * generator.uniform()))
    let p = Int.random(in: 2...7, using: &generator)
    let bias = Array(repeating: 1.0, count: n)
    var columns = (0..<p).map { _ in decimals(n, &generator) }
    switch Int.random(in: 0..<5, using: &generator) {
    case 0:
      let classes = (0..<n).map { $0 < p ? $0 : Int.random(in: 0..<p, using: &generator) }
      columns = (0..<p).map { k in classes.map { $0 == k ? 1 : 0 } }
      return Design(columns: columns + [bias], rank: p, kind: "classes")
    case 1:
      columns.append(columns[0].map { 2 * $0 - 1 })
      return Design(columns: columns + [bias], rank: p + 1, kind: "line")
    case 2:
      let factors = (0..<p).map { _ in generator.normal() }
      columns.append((0..<n).map { i in (0..<p).reduce(0) { $0 + factors[$1] * columns[$1][i] } })
      return Design(columns: columns + [bias], rank: p + 1, kind: "combination")
    case 3:
      let unit = exp(20 * generator.normal())
      columns += [columns[0].map { $0 * unit }, columns[1].map { $0 / 3 }, bias.map { $0 * unit }]
      return Design(columns: columns + [bias], rank: p + 1, kind: "units")
    default:
      // A product of matrices of lower rank.
      let factors = (0..<p + 2).map { _ in (0..<p).map { _ in generator.normal() } }
      let normal = (0..<p).map { _ in (0..<n).map { _ in generator.normal() } }
      columns = factors.map { f in (0..<n).map { i in (0..<p).reduce(0) { $0 + f[$1] * normal[$1][i] } } }
      return Design(columns: columns + [bias], rank: p + 1, kind: "product")
    }
  }

  /// Columns that differ from combinations of others by 10⁻¹ … 10⁻¹² of their size, in units of their own.
  static func independent(_ generator: inout SeededGenerator) -> Design {
    let n = Int(20 * exp(5.5 * generator.uniform()))
    let p = Int.random(in: 2...6, using: &generator)
    var columns = (0..<p).map { _ in (0..<n).map { _ in generator.normal() } }
    let difference = exp(-27.6 * generator.uniform())
    switch Int.random(in: 0..<3, using: &generator) {
    case 0:
      columns.append((0..<n).map { columns[0][$0] - columns[1][$0] + difference * generator.normal() })
    case 1:
      // Far from 0 beside the bias.
      columns.append((0..<n).map { _ in 1 / difference + generator.normal() })
    default:
      let one = Int.random(in: 0..<n, using: &generator)
      columns.append((0..<n).map { columns[0][$0] + ($0 == one ? 1e3 * difference.squareRoot() : 0) })
    }
    for j in columns.indices {
      let unit = exp(5 * generator.normal())
      columns[j] = columns[j].map { $0 * unit }
    }
    return Design(columns: columns + [Array(repeating: 1, count: n)], rank: columns.count + 1, kind: "independent")
  }

  @Test(arguments: [BackendChoice.reference, .fastest]) func noRandomDesignHasAWrongRank(backend: BackendChoice) throws
  {
    var generator = SeededGenerator(seed: 73)
    for trial in 0..<Self.designs {
      for design in [Self.dependent(&generator), Self.independent(&generator)] {
        let inputs = design.columns.count - 1
        let rows = design.columns[0].count
        let x = Matrix((0..<rows).map { i in design.columns.prefix(inputs).map { $0[i] } })
        let t = Matrix(column: (0..<rows).map { _ in generator.normal() })
        let weights = trial % 3 == 0 ? (0..<rows).map { 0.25 + Double($0 % 7) } : nil
        let fit = try Self.network(inputs, backend).solve(x, t, weights: weights)
        #expect(fit.summary.rank == design.rank, "\(design.kind) \(trial): \(rows) × \(inputs + 1)")
      }
    }
  }

  // MARK: - Minimum norm

  /// Two columns of one input, in units 2⁵³ apart.
  @Test(arguments: [BackendChoice.reference, .fastest]) func minimumNormKeepsItsDigits(backend: BackendChoice) throws {
    let expected = SolveReportTests.fixture.smallestNorm
    let fit = try Self.network(3, backend).solve(Matrix(expected.x), Matrix(column: expected.t))
    #expect(fit.summary.rank == 3)
    for (i, c) in fit.summary.coefficients.enumerated() {
      #expect(abs(c.estimate - expected.coefficients[i]) <= 1e-13 * abs(expected.coefficients[i]), "\(c.name)")
      let error = try #require(c.standardError)
      #expect(abs(error - expected.standardErrors[i]) <= 1e-12 * expected.standardErrors[i], "\(c.name)")
    }
  }

  @Test func whatTheDataSayNothingOfHasNoStandardError() throws {
    let x = SolveTests.random(40, 2, seed: 74)
    let zero = Matrix((0..<40).map { [x[$0, 0], 0, x[$0, 1]] })
    let labels = Matrix(column: SolveTests.labels(x, classes: 2, seed: 75).map(Double.init))
    for likelihood in [Likelihood.gaussian, .bernoulli] {
      let fit = try Network<Double>(inputs: 3, likelihood: likelihood).solve(zero, labels)
      let c = fit.summary.coefficients[1]
      #expect(c.estimate == 0 && c.standardError == nil && c.pValue == nil && c.confidenceInterval == nil)
      #expect(fit.summary.coefficients[0].standardError != nil)
      #expect(fit.summary.notes.contains { $0.contains("the data say nothing of 'x2'") })
    }
  }
}
