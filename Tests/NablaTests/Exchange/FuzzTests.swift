import Testing

/// A small fixed part of what `scripts/fuzz` runs: damaged and semantically changed inputs of every kind.
@Suite struct FuzzTests {
  @Test func someThousandDamagedInputs() throws {
    let result = try Program(name: "NablaFuzz").run("--seed", "20", "--count", "3000")
    #expect(result.status == 0, "\(result.output)")
  }

  /// The run would tell: a trap ends the child that it happens in, and is counted.
  @Test func wrongUsageIsTold() throws {
    #expect(try Program(name: "NablaFuzz").run("--count", "many").status == 2)
    #expect(try Program(name: "NablaFuzz").run("--unknown").status == 2)
  }
}
