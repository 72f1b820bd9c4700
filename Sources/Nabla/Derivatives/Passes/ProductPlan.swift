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
    /// Of so many units of a layer those that one call takes.
    func piece(_ units: Int, of layer: Int) -> Int {
      let pieces = Partition.pieces(of: plan.steps[layer], columns: columns, on: backend)
      return (units + pieces - 1) / pieces
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
      let part = plan.largestPart(of: block)
      return route(
        isOneExample ? .kernels : ProductRule.routeOfWeights(piece(part.units, of: block.layer) * part.columns, S.self))
    }
    signals = plan.links.map { block in
      let part = plan.largestPart(of: block)
      let columns = block.source.map { piece(part.columns, of: $0) } ?? part.columns
      return route(isOneExample ? .openBLAS : ProductRule.routeOfWeights(columns * part.units, S.self))
    }
    gradients = plan.blocks.map { block in
      let part = plan.largestPart(of: block)
      let pieces = Partition.pieces(of: plan.steps[block.layer], columns: columns, on: backend)
      let isCutByColumns = Partition.columns(of: block.columns, piece: 0, of: pieces) != nil
      return route(
        ProductRule.routeOfSums(
          units: isCutByColumns ? part.units : (part.units + pieces - 1) / pieces,
          isCutByColumns ? (part.columns + pieces - 1) / pieces : part.columns, examples: columns))
    }
  }
}
