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
}
