import Nabla
import Testing

/// Results that are too large are refused before anything is allocated.
@Suite struct MemoryBudgetTests {
  /// 10⁸ parameters: their Hessian would have 8 · 10¹⁶ bytes.
  static let network = Network<Double>(inputs: 10_000, likelihood: .gaussian) { Dense(10_000, .tanh) }
  static let x = Matrix<Double>(rows: 1, columns: 10_000)
  static let t = Matrix<Double>(rows: 1, columns: 1)

  @Test func theRefusalNamesTheBytesAndWhatWouldDo() {
    let error = #expect(throws: MemoryBudgetError.self) { _ = try Self.network.hessian(Self.x, Self.t) }
    let bytes = 8 * 100_020_001 * 100_020_001
    #expect(error.map { $0.needed >= bytes && $0.budget == defaultMemoryBudget } == true)
    #expect(error?.description.contains("\(error?.needed ?? 0) bytes") == true)
    #expect(error?.description.contains("hessianVectorProduct") == true)
  }

  @Test func everyLargeResultIsRefused() {
    let (network, x, t) = (Self.network, Self.x, Self.t)
    #expect(throws: MemoryBudgetError.self) { _ = try network.hessianByProducts(x, t) }
    #expect(throws: MemoryBudgetError.self) { _ = try network.hessianBlock(x, t, rows: 0, columns: 0) }
    #expect(throws: MemoryBudgetError.self) { _ = try network.empiricalFisher(x, t) }
    #expect(throws: MemoryBudgetError.self) { _ = try network.perExampleGradients(x, t, memoryBudget: 1 << 20) }
  }

  /// The result alone fits, and with the scratch it does not; a byte more than needed is not asked for.
  @Test func theBudgetIsExact() throws {
    let (network, x, t) = SkipGraph.problem(.gaussian(outputs: 3), .tanh)
    let needed = try #require(
      #expect(throws: MemoryBudgetError.self) { _ = try network.hessian(x, t, memoryBudget: 1) }
    ).needed
    #expect(throws: Never.self) { _ = try network.hessian(x, t, memoryBudget: needed) }
    #expect(throws: MemoryBudgetError.self) { _ = try network.hessian(x, t, memoryBudget: needed - 1) }
  }

  /// The vectors with their copies without masked weights, the tangents and the sums of the chunks count too.
  @Test func productsCountAllTheirMemory() throws {
    let mask = ConnectionMask(units: 20, inputs: 60) { ($0 + $1) % 3 > 0 }
    let network = Network<Double>(inputs: 60, likelihood: .gaussian) { Dense(20, .tanh, mask: mask) }
    let count = network.architecture.parameterCount
    func call(examples: Int, directions: Int, budget: Int) throws {
      _ = try network.hessianByProducts(
        Matrix<Double>(rows: examples, columns: 60), Matrix<Double>(rows: examples, columns: 1), directions: directions,
        memoryBudget: budget)
    }
    func needed(examples: Int, directions: Int) throws -> Int {
      try #require(
        #expect(throws: MemoryBudgetError.self) { try call(examples: examples, directions: directions, budget: 1) }
      ).needed
    }
    let some = try needed(examples: 16, directions: 16)
    #expect(throws: Never.self) { try call(examples: 16, directions: 16, budget: some) }
    #expect(throws: MemoryBudgetError.self) { try call(examples: 16, directions: 16, budget: some - 1) }
    // R{a}, R{z} and R{δ} of 21 units and the tangents of 60 inputs, in 16 directions for 16 examples.
    let tangents = (3 * 21 + 60) * 16 * 16
    let parts = count * count + 2 * 16 * count + tangents
    // Beside these there are z, h′, h″ and δ, the inputs twice, the targets and their weights.
    let tile = (4 * 21 + 2 * 60 + 1 + 1) * 16
    #expect(some >= 8 * parts && some <= 8 * (parts + 2 * tile), "\(some / 8 - parts) numbers beside \(parts)")
    // More than one chunk, each with sums of its own.
    #expect(try needed(examples: 1000, directions: 16) >= some + 8 * 16 * count)
  }
}
