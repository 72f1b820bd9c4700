/// Where the products of a network's first-order passes go, chosen once for a network and a size of batch.
///
/// Shorter tiles at the end of a batch go the same ways.
final class ProductPlan: Sendable {
  /// W z of every block, in the order of `PassPlan.blocks`.
  let forward: [ProductRoute]
  /// Wᵀ δ of every block, in the order of `PassPlan.links`.
  let signals: [ProductRoute]
  /// δ zᵀ of every block, in the order of `PassPlan.blocks`.
  let gradients: [ProductRoute]

  /// The routes for tiles of `columns` examples.
  init<S: RealScalar>(_ plan: PassPlan, columns: Int, on backend: ChosenBackend, _: S.Type) {
    /// The units of a layer that one call takes.
    func rows(_ layer: Int) -> Int {
      let step = plan.steps[layer]
      let pieces = Partition.pieces(of: step, columns: columns, on: backend)
      return (step.units + pieces - 1) / pieces
    }
    func route(_ automatic: @autoclosure () -> ProductRoute) -> ProductRoute {
      switch backend {
      case .reference: .reference
      case .vectors(.openBLAS): .openBLAS
      case .vectors(.kernels): .kernels
      case .vectors(.automatic): automatic()
      }
    }
    let isOneExample = columns == 1
    forward = plan.blocks.map { block in
      route(isOneExample ? .kernels : ProductRule.routeOfWeights(rows(block.layer) * block.columns, S.self))
    }
    signals = plan.links.map { block in
      let columns = block.source.map(rows) ?? block.columns
      return route(
        isOneExample
          ? .openBLAS : ProductRule.routeOfWeights(columns * plan.steps[block.layer].units, S.self))
    }
    gradients = plan.blocks.map { block in
      let step = plan.steps[block.layer]
      let pieces = Partition.pieces(of: step, columns: columns, on: backend)
      let isCutByColumns = Partition.columns(of: block.columns, piece: 0, of: pieces) != nil
      return route(
        ProductRule.routeOfSums(
          units: isCutByColumns ? step.units : (step.units + pieces - 1) / pieces,
          isCutByColumns ? (block.columns + pieces - 1) / pieces : block.columns, examples: columns))
    }
  }
}
