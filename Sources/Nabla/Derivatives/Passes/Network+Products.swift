/// A product of matrices that a first-order pass does, and what computes it.
public struct ProductPlacement: Sendable, Hashable, CustomStringConvertible {
  /// Which product of a block of weights W.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// W z, in the forward pass.
    case forward = "W z"
    /// Wᵀ δ, the signal that goes back.
    case signal = "Wᵀ δ"
    /// δ zᵀ, the derivatives in W.
    case gradient = "δ zᵀ"
  }

  /// The layer that W leads to.
  public let layer: String
  /// What W comes from: `input`, or a layer.
  public let source: String
  /// Which product it is.
  public let kind: Kind
  /// The number of rows of the result.
  public let rows: Int
  /// The number of columns of the result.
  public let columns: Int
  /// The number of terms of each sum.
  public let terms: Int
  /// What computes it.
  public let route: ProductRoute

  /// Its floating-point operations on one tile: 2 · rows · columns · terms.
  public var flops: Int { 2 * rows * columns * terms }

  /// One line.
  public var description: String {
    "\(layer) from \(source): \(kind.rawValue), \(rows) × \(columns) × \(terms), \(route.rawValue)"
  }
}

extension Network {
  /// Where the products of a gradient on `batch` examples go, by this network's backend: every block's W z, in the order of
  /// the layers, a product for each band of a masked block, then Wᵀδ and δzᵀ from the last layer to the first.
  ///
  /// Batches that are longer than a tile are cut; the products are those of one tile.
  ///
  /// - Precondition: `batch` is positive.
  public func products(batch: Int) -> [ProductPlacement] {
    precondition(batch > 0, "a batch of \(batch) examples")
    let backend = execution.backend.chosen
    let partition = Partition(
      architecture, count: batch, WorkspaceNeeds<Scalar>(order: .first), flopsPerParameter: 6, canShareTiles: true,
      on: backend)
    let columns = min(partition.tile, partition.longestChunk)
    let plan = architecture.plan
    let routes = ProductPlan(plan, columns: columns, on: backend, Scalar.self)

    func placements(_ block: PassPlan.Block, _ kind: ProductPlacement.Kind, _ route: ProductRoute) -> [ProductPlacement]
    {
      plan.parts(of: block).map { part in
        let (rows, count, terms) =
          switch kind {
          case .forward: (part.units, columns, part.columns)
          case .signal: (part.columns, columns, part.units)
          case .gradient: (part.units, part.columns, columns)
          }
        return ProductPlacement(
          layer: architecture.layers[block.layer].name,
          source: block.source.map { architecture.layers[$0].name } ?? "input", kind: kind, rows: rows, columns: count,
          terms: terms, route: route)
      }
    }
    let forward = zip(plan.blocks, routes.forward).flatMap { placements($0, .forward, $1) }
    let signals = zip(plan.links, routes.signals).filter { $0.0.source != nil }.flatMap { placements($0, .signal, $1) }
    let gradients = zip(plan.blocks, routes.gradients).flatMap { placements($0, .gradient, $1) }
    return forward + signals.reversed() + gradients.reversed()
  }
}
