extension Partition {
  /// The most examples in a tile, times directions, where an operator keeps more than the layers' own memory.
  static let longestTile = 512

  /// The cut of a batch of `count` examples for what an operator needs.
  init<Scalar: RealScalar>(
    _ architecture: Architecture, count: Int, _ needs: WorkspaceNeeds<Scalar>, flopsPerParameter: Int,
    canShareTiles: Bool = false, on backend: ChosenBackend
  ) {
    let flops = flopsPerParameter * architecture.parameterCount
    if let streams = needs.streams {
      self.init(count: count, flops: flops, directionTile: streams.tile(architecture.plan, Scalar.self))
      return
    }
    if backend.takesWholeProducts && needs.directions == 0 && needs.scratch == 0 {
      self.init(wholeBatchOf: count, canShareTiles: canShareTiles)
      return
    }
    guard needs.directions > 0 else {
      self.init(
        architecture, count: count, flops: flops, longestTile: Self.longestTile, canShareTiles: canShareTiles)
      return
    }
    self.init(
      count: count, flops: flops, directionTile: Self.directionTile(architecture.plan, needs.directions, Scalar.self))
  }

  /// The examples of a tile with R directions: so many that the layers' memory stays in the second-level cache, or for wide
  /// layers that products run at full speed.
  private static func directionTile<Scalar: RealScalar>(_ plan: PassPlan, _ directions: Int, _: Scalar.Type) -> Int {
    guard plan.widest < 128 else { return max(16, longestTile / directions / 16 * 16) }
    let units = plan.steps.reduce(0) { $0 + $1.units }
    // z, h′, h″, δ and R{a}, R{z}, R{δ} of every unit; the input and its tangents.
    let numbers = units * (4 + 3 * directions) + plan.features * (1 + directions)
    let wanted = (512 << 10) / (numbers * MemoryLayout<Scalar>.stride)
    return min(longestTile / directions, max(32, wanted / 16 * 16))
  }
}
