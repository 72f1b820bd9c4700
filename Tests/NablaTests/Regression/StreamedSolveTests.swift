import Testing

@testable import Nabla

/// Exact solutions of examples that are read when they are needed: the bits of those in memory.
struct StreamedSolveTests {
  static let x = SolveTests.random(12_000, 6, seed: 3)

  /// Rows that are not a matrix, so that nothing takes a shorter way.
  struct Rows: RowSource {
    let matrix: Matrix<Double>
    var rowCount: Int { matrix.rows }
    var columnCount: Int { matrix.columns }
    var name: String { "rows" }

    func read<S: RealScalar>(_ rows: Range<Int>, into elements: UnsafeMutablePointer<S>) throws(DataError) {
      try matrix.read(rows, into: elements)
    }
  }

  private static func targets(_ likelihood: Likelihood) -> Targets<Double> {
    let t = SolveTests.targets(x, outputs: 1, seed: 4)
    switch likelihood.name {
    case "bernoulli": return .values(Matrix(column: t.elements.map { $0 > 0 ? 1 : 0 }))
    case "poisson": return .values(Matrix(column: t.elements.map { max(0, $0.rounded()) }))
    case "categorical": return .classes(SolveTests.labels(x, classes: 3, seed: 5))
    default: return .values(t)
    }
  }

  @Test(arguments: [Likelihood.gaussian, .bernoulli, .categorical(classes: 3), .poisson()], [1, 2])
  func bitsAreThoseInMemory(likelihood: Likelihood, threads: Int) throws {
    let t = Self.targets(likelihood)
    let weights = (0..<Self.x.rows).map { Double($0 % 5) }
    let network = Network<Double>(inputs: 6, likelihood: likelihood, execution: Execution(threads: threads))
    let expected = try network.solve(Self.x, t, weights: weights, ridge: .standardized(0.5))
    let data = try StreamedDataset<Double>(inputs: Rows(matrix: Self.x), targets: t, weights: weights)
    let found = try network.solve(data, ridge: .standardized(0.5))
    #expect(found.network.parameters == expected.network.parameters)
    #expect(found.summary == expected.summary)
    #expect(found.standardErrors == expected.standardErrors)
  }

  /// Columns that depend on each other, and basis functions.
  @Test func rankAndBasisFunctions() throws {
    let x = Matrix<Double>(
      rows: 3000, columns: 3,
      elements: (0..<3000).flatMap { i in
        let (a, b) = (Self.x[i, 0], Self.x[i, 1])
        return [a, b, a + b]
      })
    let t = Matrix(column: (0..<3000).map { Self.x[$0, 2] })
    let network = Network<Double>(inputs: 3, likelihood: .gaussian)
    let data = try StreamedDataset<Double>(inputs: Rows(matrix: x), targets: t)
    let found = try network.solve(data)
    #expect(found.network.parameters == (try network.solve(x, t)).network.parameters)
    #expect(found.summary.rank == 3 && found.summary.fullRank == 4)
    #expect(throws: SolverError.self) { try network.solve(data, ridge: .crossValidated()) }
  }

  @Test func trainingHasTheBitsOfTheSameOrderInMemory() throws {
    let t = Self.targets(.categorical(classes: 3))
    var network = Network<Float>(inputs: 6, likelihood: .categorical(classes: 3)) { Dense(8, .tanh) }
    network.initialize(.glorot, seed: 1)
    let (x, targets) = (Matrix<Float>(Self.x), t.classes)
    let weights = (0..<x.rows).map { Float($0 % 7) }
    let shuffling = Shuffling.blocks(size: 500, window: 5)
    let inMemory = try Dataset<Float>(inputs: x, targets: targets, weights: weights)
    let streamed = try StreamedDataset<Float>(inputs: Rows(matrix: Self.x), targets: targets, weights: weights)
    var expected = Training(
      network, on: inMemory, optimizer: .adam(learningRate: 1e-3), batch: 64, seed: 2, shuffling: shuffling)
    var found = Training(
      network, on: streamed, optimizer: .adam(learningRate: 1e-3), batch: 64, seed: 2, shuffling: shuffling)
    for _ in 0..<2 {
      let (a, b) = (try expected.epoch(), try found.epoch())
      #expect(a.loss == b.loss)
      #expect(expected.network.parameters == found.network.parameters)
    }
    #expect(abs(expected.meanLoss - found.meanLoss) <= 1e-6)
    #expect(expected.network.parameters != network.parameters)
  }

  /// Every example once, blocks whole within their window.
  @Test func orderIsByBlocks() {
    var generator = SeededGenerator(seed: 9)
    let (examples, blocks) = Shuffling.blocks(size: 10, window: 3).order(of: 95, by: &generator)
    #expect(examples.sorted() == Array(0..<95) && blocks.sorted() == Array(0..<10))
    var place = 0
    for first in stride(from: 0, to: 10, by: 3) {
      let window = blocks[first..<min(first + 3, 10)]
      let members = Set(window.flatMap { $0 * 10..<min(95, $0 * 10 + 10) })
      #expect(Set(examples[place..<place + members.count]) == members)
      place += members.count
    }
    #expect(Array(examples[0..<30]) != examples[0..<30].sorted())
  }
}

extension Targets {
  fileprivate var classes: [Int] {
    guard case .classes(let classes) = self else { return [] }
    return classes
  }
}
