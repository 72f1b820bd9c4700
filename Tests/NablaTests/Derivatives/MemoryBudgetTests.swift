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
    let (network, x, t) = SkipGraph.problem(.gaussian(outputs: 3), .tanh)
    let count = network.architecture.parameterCount
    func needed(_ copies: Int, directions: Int) throws -> Int {
      let examples = (0..<copies).flatMap { _ in 0..<x.rows }
      let (x, t) = (x.rows(at: examples), t.rows(at: examples))
      let needed = try #require(
        #expect(throws: MemoryBudgetError.self) {
          _ = try network.hessianByProducts(x, t, directions: directions, memoryBudget: 1)
        }
      ).needed
      #expect(throws: Never.self) {
        _ = try network.hessianByProducts(x, t, directions: directions, memoryBudget: needed)
      }
      #expect(throws: MemoryBudgetError.self) {
        _ = try network.hessianByProducts(x, t, directions: directions, memoryBudget: needed - 1)
      }
      return needed
    }
    let few = try needed(1, directions: 16)
    // R{a}, R{z} and R{δ} of 12 units and the tangents of 4 inputs, of 16 directions for 16 examples.
    let tangents = (3 * 12 + 4) * 16 * 16
    #expect(few >= 8 * (count * count + 2 * 16 * count + tangents))
    #expect(few < 8 * (count * count + 2 * 16 * count + 4 * tangents))
    #expect(try needed(1, directions: 1) < few - 8 * 2 * 15 * count)
    // More than one chunk, each with sums of its own.
    #expect(try needed(1000, directions: 16) >= few + 8 * 16 * count)
  }
}
